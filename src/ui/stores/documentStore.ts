import { applyEdit, type ScenarioEdit } from '#scenario/edit.ts'
import { parseScenario } from '#scenario/parse.ts'
import { findProblems, type Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { diffScenario } from './diffScenario.ts'
import { beginHistory, type History, pushHistory, redoHistory, undoHistory } from './history.ts'
import type { Library, Rescue, SavedDocument } from './library.ts'

export interface DocumentSummary {
  readonly id: string
  readonly name: string
  readonly savedAt: number
}

export interface DocumentState {
  readonly id: string
  readonly scenario: Scenario
  readonly problems: readonly Problem[]
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly saved: 'saved' | 'saving' | 'failed'
  /** All documents of this browser, the latest first; the open one is among them. */
  readonly documents: readonly DocumentSummary[]
  /**
   * Changes the document. Edits with the same `merge` name in quick succession are one step of undo. An edit that
   * would make the document invalid is refused: the problems are answered and nothing changes.
   */
  readonly dispatch: (
    edit: ScenarioEdit,
    options?: { readonly merge?: string },
  ) => readonly Problem[]
  readonly undo: () => void
  readonly redo: () => void
  /** Opens a document of its own beside the visitor's others. `own`: already the visitor's, not a copy of something public. */
  readonly open: (scenario: Scenario, options?: { readonly own?: boolean }) => void
  readonly switchTo: (id: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

export type EditListener = (edit: ScenarioEdit, scenario: Scenario) => void
export type OpenListener = (scenario: Scenario) => void

export interface Documents {
  readonly store: StoreApi<DocumentState>
  /** Hears of every change, undo and redo as well, as an edit. */
  onEdit(listener: EditListener): () => void
  /** Hears of another document taking the place of the open one. */
  onOpen(listener: OpenListener): () => void
  /** Opens what was open last; `first` on a first visit or where nothing can be read. */
  start(first: Scenario): Promise<void>
  /** Another page of this browser wrote the document `id`: where it is open here, too, the next change here becomes a copy. */
  writtenElsewhere(id: string): void
  /** Writes now what is not written yet. */
  flush(): Promise<void>
  /** For a page that goes away: writes without waiting. */
  leave(): void
}

export interface DocumentsPorts {
  readonly library: Library
  readonly rescue: Rescue
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
  /** Calls back some hundred milliseconds later. */
  readonly later: (run: () => void) => void
  /** Tells other pages of this browser that this one wrote a document. */
  readonly tellWritten?: (id: string) => void
  /** The open document goes on as a copy, since another page wrote the one that it was. */
  readonly onFork?: (from: string, to: string) => void
}

/** Untouched copies of links and examples beyond this many are let go, the oldest first. */
const PRISTINE_MAX = 8

const EMPTY: Scenario = {
  coldstart: 1,
  name: 'Untitled',
  seed: 1,
  region: 'us-east-1',
  nodes: [],
  edges: [],
}

const onlyMoves = (edit: ScenarioEdit): boolean =>
  edit.type === 'move-nodes' || (edit.type === 'batch' && edit.edits.every(onlyMoves))

const findErrors = (scenario: Scenario): readonly Problem[] => {
  const parsed = parseScenario(scenario)
  return parsed.ok ? [] : parsed.problems
}

/** Creates the documents of this browser over the places where they are kept. */
export function createDocuments(ports: DocumentsPorts): Documents {
  const { library, rescue } = ports
  const editListeners = new Set<EditListener>()
  const openListeners = new Set<OpenListener>()
  let history: History<Scenario> = beginHistory(EMPTY)
  let pristine: string | null = null
  let listed: readonly SavedDocument[] = []
  let dirty = false
  /** Another page changed what is open here; both are kept. */
  let contested = false
  let writing: Promise<void> = Promise.resolve()
  /** Handed to the library, not known to be there yet: a page that closes now may take them with it. */
  const unsettled = new Map<string, SavedDocument>()

  const snapshot = (): SavedDocument => {
    const { id, scenario } = store.getState()
    return { id, name: scenario.name, savedAt: ports.now(), pristine, scenario }
  }
  const list = (documents: readonly SavedDocument[]): void => {
    listed = documents
    store.setState({ documents: documents.map(({ id, name, savedAt }) => ({ id, name, savedAt })) })
  }
  const write = async (document: SavedDocument): Promise<void> => {
    try {
      await library.write(document)
      if (unsettled.get(document.id) === document) unsettled.delete(document.id)
      // An untouched copy of something public is the same wherever it is open.
      if (document.pristine === null) ports.tellWritten?.(document.id)
      if (!dirty && store.getState().id === document.id) store.setState({ saved: 'saved' })
    } catch {
      store.setState({ saved: 'failed' })
    }
  }
  const flush = (): Promise<void> => {
    if (dirty) {
      dirty = false
      const document = snapshot()
      list([document, ...listed.filter((other) => other.id !== document.id)])
      unsettled.set(document.id, document)
      writing = writing.then(() => write(document))
    }
    return writing
  }
  const fork = (): void => {
    contested = false
    const from = store.getState().id
    const id = ports.newId()
    rescue.setCurrent(id)
    ports.onFork?.(from, id)
    store.setState({ id })
  }
  const touch = (): void => {
    if (!dirty) ports.later(() => void flush())
    dirty = true
    store.setState({ saved: 'saving' })
  }

  const show = (next: History<Scenario>, edit: ScenarioEdit): void => {
    history = next
    pristine = null
    if (contested) fork()
    const moved = onlyMoves(edit)
    store.setState({
      scenario: next.present,
      canUndo: next.past.length > 0,
      canRedo: next.future.length > 0,
      ...(moved ? {} : { problems: findProblems(next.present) }),
    })
    touch()
    for (const listener of editListeners) listener(edit, next.present)
  }
  const travel = (next: History<Scenario>): void => {
    const edit = diffScenario(history.present, next.present)
    if (edit === null) history = next
    else show(next, edit)
  }
  const install = (id: string, scenario: Scenario): void => {
    history = beginHistory(scenario)
    contested = false
    rescue.setCurrent(id)
    store.setState({
      id,
      scenario,
      problems: findProblems(scenario),
      canUndo: false,
      canRedo: false,
      saved: 'saved',
    })
    for (const listener of openListeners) listener(scenario)
  }
  const prune = (): void => {
    const { id } = store.getState()
    const spare = listed.filter((document) => document.pristine !== null && document.id !== id)
    for (const document of spare.slice(PRISTINE_MAX)) void remove(document.id)
  }
  const open: DocumentState['open'] = (scenario, { own = false } = {}) => {
    void flush()
    const text = own ? null : JSON.stringify(scenario)
    const twin = text === null ? undefined : listed.find((document) => document.pristine === text)
    pristine = text
    install(twin?.id ?? ports.newId(), scenario)
    touch()
    prune()
  }
  const read = (document: SavedDocument | undefined): boolean => {
    if (document === undefined) return false
    const parsed = parseScenario(document.scenario)
    if (!parsed.ok) return false
    pristine = document.pristine
    install(document.id, parsed.scenario)
    return true
  }
  const remove = async (id: string): Promise<void> => {
    await flush()
    list(listed.filter((document) => document.id !== id))
    if (store.getState().id === id && !listed.some(read)) open(EMPTY, { own: true })
    unsettled.delete(id)
    rescue.keep([])
    await library.remove(id)
  }

  const store = createStore<DocumentState>(() => ({
    id: '',
    scenario: EMPTY,
    problems: [],
    canUndo: false,
    canRedo: false,
    saved: 'saved',
    documents: [],
    dispatch(edit, options) {
      const next = applyEdit(history.present, edit)
      const errors = onlyMoves(edit) ? [] : findErrors(next)
      if (errors.length > 0) return errors
      const merge = options?.merge ?? (edit.type === 'move-nodes' ? 'move' : null)
      show(pushHistory(history, next, { merge, at: ports.now() }), edit)
      return []
    },
    undo: () => travel(undoHistory(history)),
    redo: () => travel(redoHistory(history)),
    open,
    async switchTo(id) {
      await flush()
      read(listed.find((document) => document.id === id))
    },
    remove,
  }))

  return {
    store,
    onEdit(listener) {
      editListeners.add(listener)
      return () => {
        editListeners.delete(listener)
      }
    },
    onOpen(listener) {
      openListeners.add(listener)
      return () => {
        openListeners.delete(listener)
      }
    },
    async start(first) {
      const rescued = rescue.take()
      try {
        list(await library.list())
      } catch {
        list([])
      }
      const newer = rescued.filter(
        ({ id, savedAt }) => savedAt > (listed.find((other) => other.id === id)?.savedAt ?? 0),
      )
      const replaced = new Set(newer.map(({ id }) => id))
      list(
        [...newer, ...listed.filter(({ id }) => !replaced.has(id))].sort(
          (a, b) => b.savedAt - a.savedAt,
        ),
      )
      await Promise.all(newer.map((document) => library.write(document).catch(() => undefined)))
      const last = listed.find((document) => document.id === rescue.current)
      if (!read(last) && !listed.some(read)) open(first)
    },
    writtenElsewhere(id) {
      if (id !== store.getState().id) return
      // What is not written yet must not replace what the other page wrote.
      if (dirty) fork()
      else contested = true
    },
    flush,
    leave() {
      void flush()
      // What IndexedDB is still writing may end with the page.
      if (unsettled.size > 0) rescue.keep([...unsettled.values()])
    },
  }
}
