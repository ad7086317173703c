import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { createDocuments } from './documentStore.ts'
import type { Library, Rescue, SavedDocument } from './library.ts'

const items: Scenario = {
  coldstart: 1,
  name: 'Items API',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 320, y: 0 } },
  ],
  edges: [{ id: 'e1', source: 'Users', target: 'Api' }],
}

/** One browser: its storage outlives each page that is opened in it. */
function createBrowser() {
  const kept = new Map<string, SavedDocument>()
  let rescued: readonly SavedDocument[] = []
  let current: string | null = null
  let ids = 0
  let clock = 0
  /** Whether the page goes away before IndexedDB has written anything. */
  let isCutOff = false
  const library: Library = {
    list: () => Promise.resolve([...kept.values()].sort((a, b) => b.savedAt - a.savedAt)),
    write: (document) =>
      isCutOff
        ? new Promise(() => {})
        : Promise.resolve(void kept.set(document.id, structuredClone(document))),
    remove: (id) => Promise.resolve(void kept.delete(id)),
  }
  const rescue: Rescue = {
    keep: (documents) => {
      rescued = documents
    },
    take: () => {
      const documents = rescued
      rescued = []
      return documents
    },
    get current() {
      return current
    },
    setCurrent: (id) => {
      current = id
    },
  }
  const openPage = (later: (run: () => void) => void = () => {}) =>
    createDocuments({
      library,
      rescue,
      now: () => (clock += 2_000),
      newId: () => `document-${++ids}`,
      later,
    })
  return { kept, openPage, cutOff: (is = true) => (isCutOff = is) }
}

test('a first visit opens the first scenario, a second what was left', async () => {
  const { openPage } = createBrowser()
  const page = openPage()
  await page.start(items)
  page.store.getState().dispatch({ type: 'set-document', name: 'Mine' })
  await page.flush()
  expect(page.store.getState().saved).toBe('saved')

  const again = openPage()
  await again.start(items)
  expect(again.store.getState().scenario.name).toBe('Mine')
})

test('opening a link leaves the visitor’s work one click away', async () => {
  const { openPage } = createBrowser()
  const page = openPage()
  await page.start(items)
  page.store.getState().dispatch({ type: 'set-document', name: 'Mine' })
  page.store.getState().open({ ...items, name: 'From a link' })
  await page.flush()
  const { documents, switchTo, id } = page.store.getState()
  expect(documents.map((document) => document.name)).toEqual(['From a link', 'Mine'])
  await switchTo(documents.find((document) => document.id !== id)?.id ?? '')
  expect(page.store.getState().scenario.name).toBe('Mine')
})

test('opening the same untouched link twice keeps one copy; a changed copy stays as it is', async () => {
  const { openPage } = createBrowser()
  const page = openPage()
  await page.start(items)
  const link = { ...items, name: 'From a link' }
  page.store.getState().open(link)
  await page.flush()
  page.store.getState().open(link)
  await page.flush()
  expect(page.store.getState().documents).toHaveLength(2)
  page.store.getState().dispatch({ type: 'remove-node', node: 'Api' })
  page.store.getState().open(link)
  await page.flush()
  expect(page.store.getState().documents).toHaveLength(3)
  expect(page.store.getState().scenario.nodes).toHaveLength(2)
})

test('what a closing page had no time to save is there at the next visit', async () => {
  const browser = createBrowser()
  const page = browser.openPage()
  await page.start(items)
  await page.flush()
  page.store.getState().dispatch({ type: 'rename-node', node: 'Api', name: 'Public API' })
  page.leave()
  const id = page.store.getState().id
  const stale = browser.kept.get(id)
  if (stale !== undefined) browser.kept.set(id, { ...stale, savedAt: 0, scenario: items })

  const again = browser.openPage()
  await again.start(items)
  expect(again.store.getState().scenario.nodes[1]?.name).toBe('Public API')
})

test('a reload right after a link opened cuts off a write: the visitor’s own work is there again', async () => {
  const browser = createBrowser()
  const page = browser.openPage()
  await page.start(items)
  await page.flush()
  const own = page.store.getState().id
  browser.cutOff()
  page.store.getState().dispatch({ type: 'set-document', name: 'My own work' })
  page.store.getState().open({ ...items, name: 'From a link' })
  page.leave()

  browser.cutOff(false)
  const again = browser.openPage()
  await again.start(items)
  expect(again.store.getState().scenario.name).toBe('From a link')
  await again.store.getState().switchTo(own)
  expect(again.store.getState().scenario.name).toBe('My own work')
  expect(browser.kept.get(own)?.name).toBe('My own work')
})

test('a document that cannot be read any more is passed over, and stays in storage', async () => {
  const browser = createBrowser()
  const page = browser.openPage()
  await page.start(items)
  await page.flush()
  const broken = { id: 'x', name: 'x', savedAt: 1e15, pristine: null, scenario: { coldstart: 99 } }
  browser.kept.set('x', broken)
  const again = browser.openPage()
  await again.start({ ...items, name: 'other' })
  expect(again.store.getState().scenario.name).toBe('Items API')
  expect(browser.kept.has('x')).toBe(true)
})

test('undo and redo tell a running simulation the same changes as edits', async () => {
  const page = createBrowser().openPage()
  await page.start(items)
  const heard: string[] = []
  page.onEdit((edit) => heard.push(edit.type))
  const { dispatch, undo, redo } = page.store.getState()
  dispatch({ type: 'remove-node', node: 'Api' })
  undo()
  redo()
  expect(heard).toEqual(['remove-node', 'batch', 'batch'])
  expect(page.store.getState().canUndo).toBe(true)
  expect(page.store.getState().scenario.edges).toEqual([])
})

test('an edit that makes the document invalid changes nothing and says why', async () => {
  const page = createBrowser().openPage()
  await page.start(items)
  const problems = page.store
    .getState()
    .dispatch({ type: 'set-properties', node: 'Users', properties: { TimeoutMs: -1 } })
  expect(problems).toHaveLength(1)
  expect(page.store.getState().scenario).toEqual(items)
  expect(page.store.getState().canUndo).toBe(false)
})

test('dragging a node is one step of undo', async () => {
  const browser = createBrowser()
  const page = createDocuments({
    library: {
      list: () => Promise.resolve([]),
      write: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    rescue: { keep: () => {}, take: () => [], current: null, setCurrent: () => {} },
    now: () => 1,
    newId: () => 'a',
    later: () => {},
  })
  expect(browser.kept.size).toBe(0)
  await page.start(items)
  const { dispatch, undo } = page.store.getState()
  dispatch({ type: 'move-nodes', positions: { Api: { x: 336, y: 0 } } })
  dispatch({ type: 'move-nodes', positions: { Api: { x: 352, y: 16 } } })
  undo()
  expect(page.store.getState().scenario).toEqual(items)
})

test('two pages with one document keep both: the second to change it goes on in a copy', async () => {
  const { openPage, kept } = createBrowser()
  const first = openPage()
  await first.start(items)
  first.store.getState().dispatch({ type: 'set-document', name: 'Mine' })
  await first.flush()
  const second = openPage()
  await second.start(items)
  const { id } = second.store.getState()
  expect(id).toBe(first.store.getState().id)

  first.store.getState().dispatch({ type: 'set-document', name: 'Changed first' })
  await first.flush()
  second.writtenElsewhere(id)
  expect(second.store.getState().id).toBe(id)
  second.store.getState().dispatch({ type: 'set-document', name: 'Changed second' })
  await second.flush()
  expect(second.store.getState().id).not.toBe(id)
  expect([...kept.values()].map(({ name }) => name)).toEqual(['Changed first', 'Changed second'])
})
