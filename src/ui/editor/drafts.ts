import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Files, isSameContent } from './files.ts'

/** What was typed and not deployed yet, by document and node. */
export interface DraftState {
  readonly drafts: Readonly<Record<string, Files>>
}

export interface Drafts {
  readonly store: StoreApi<DraftState>
  find(document: string, node: string): Files | undefined
  /** Keeps `files` as the draft of a node; what equals the deployed code is no draft. */
  keep(document: string, node: string, files: Files, deployed: Files): void
  drop(document: string, node: string): void
  /** Copies the drafts of one document to another that goes on in its place. */
  copy(from: string, to: string): void
}

export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export const DRAFTS_KEY = 'coldstart:drafts'
/** Drafts beyond this are let go, the oldest first: browsers keep about 5 MB. */
const DRAFTS_MAX = 50
const DRAFTS_LENGTH_MAX = 2_000_000

const isFiles = (value: unknown): value is Files =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (content: unknown) =>
      typeof content === 'string' ||
      (typeof content === 'object' &&
        content !== null &&
        'base64' in content &&
        typeof content.base64 === 'string'),
  )

/** Reads what was stored; a damaged record loses only what is damaged. */
export function readDrafts(text: string | null): Readonly<Record<string, Files>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    const entries = Object.entries(value)
    return Object.fromEntries(entries.filter((each): each is [string, Files] => isFiles(each[1])))
  } catch {
    return {}
  }
}

/** The files that differ: changed, added or taken away. */
export function findChanges(deployed: Files, draft: Files): readonly string[] {
  const names = new Set([...Object.keys(deployed), ...Object.keys(draft)])
  return [...names].filter((name) => !isSameContent(deployed[name], draft[name]))
}

const keyOf = (document: string, node: string): string => `${document}/${node}`

/** Creates the drafts over the browser's storage; without one they live as long as the page. */
export function createDrafts(storage: DraftStorage | null): Drafts {
  const store = createStore<DraftState>(() => {
    try {
      return { drafts: readDrafts(storage?.getItem(DRAFTS_KEY) ?? null) }
    } catch {
      return { drafts: {} }
    }
  })
  const put = (drafts: Readonly<Record<string, Files>>): void => {
    store.setState({ drafts })
    try {
      storage?.setItem(DRAFTS_KEY, JSON.stringify(drafts))
    } catch {
      // Storage is full or forbidden: drafts live as long as the page.
    }
  }
  const without = (key: string): [string, Files][] =>
    Object.entries(store.getState().drafts).filter(([each]) => each !== key)

  return {
    store,
    find: (document, node) => store.getState().drafts[keyOf(document, node)],
    keep(document, node, files, deployed) {
      const key = keyOf(document, node)
      if (findChanges(deployed, files).length === 0) {
        if (store.getState().drafts[key] !== undefined) put(Object.fromEntries(without(key)))
        return
      }
      let entries: [string, Files][] = [...without(key), [key, files]]
      entries = entries.slice(-DRAFTS_MAX)
      while (entries.length > 1 && JSON.stringify(entries).length > DRAFTS_LENGTH_MAX) {
        entries = entries.slice(1)
      }
      put(Object.fromEntries(entries))
    },
    drop(document, node) {
      put(Object.fromEntries(without(keyOf(document, node))))
    },
    copy(from, to) {
      const { drafts: all } = store.getState()
      const copies = Object.entries(all)
        .filter(([key]) => key.startsWith(keyOf(from, '')))
        .map(([key, files]) => [keyOf(to, key.slice(keyOf(from, '').length)), files])
      if (copies.length > 0) put({ ...all, ...Object.fromEntries(copies) })
    },
  }
}

const openStorage = (): DraftStorage | null => {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}

/** This browser's drafts. */
export const drafts = createDrafts(openStorage())
