import { createStore, del, entries, set } from 'idb-keyval'

/** A document as it lies in the browser. `scenario` is checked again when it is read. */
export interface SavedDocument {
  readonly id: string
  readonly name: string
  /** Milliseconds since the Unix epoch. */
  readonly savedAt: number
  /** What it was opened as, for as long as nobody changed it; null once it is the visitor's own. */
  readonly pristine: string | null
  readonly scenario: unknown
}

/** Where documents are kept. */
export interface Library {
  /** All that can be read, the latest first. */
  list(): Promise<readonly SavedDocument[]>
  write(document: SavedDocument): Promise<void>
  remove(id: string): Promise<void>
}

const isSaved = (value: unknown): value is SavedDocument =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'name' in value &&
  typeof value.name === 'string' &&
  'savedAt' in value &&
  typeof value.savedAt === 'number' &&
  'pristine' in value &&
  'scenario' in value

/** The visitor's documents in IndexedDB. Records that make no sense are left alone and not listed. */
export function openLibrary(): Library {
  const store = createStore('coldstart', 'documents')
  return {
    async list() {
      const all = await entries<string, unknown>(store)
      return all
        .map(([, value]) => value)
        .filter(isSaved)
        .sort((a, b) => b.savedAt - a.savedAt)
    },
    write: (document) => set(document.id, document, store),
    remove: (id) => del(id, store),
  }
}

const RESCUE_KEY = 'coldstart:rescue'
const CURRENT_KEY = 'coldstart:current'

/** What a closing page has no time to put into IndexedDB is put here, where writing is immediate. */
export interface Rescue {
  /** Replaces what was kept before. */
  keep(documents: readonly SavedDocument[]): void
  /** What was kept, which is then forgotten. */
  take(): readonly SavedDocument[]
  /** The document that this tab had open last. */
  readonly current: string | null
  setCurrent(id: string): void
}

/** The rescue in `localStorage`; without storage it remembers nothing. */
export function openRescue(): Rescue {
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work()
    } catch {
      return null
    }
  }
  return {
    keep: (documents) => {
      attempt(() => localStorage.setItem(RESCUE_KEY, JSON.stringify(documents)))
    },
    take: () =>
      attempt(() => {
        const text = localStorage.getItem(RESCUE_KEY)
        localStorage.removeItem(RESCUE_KEY)
        const value: unknown = JSON.parse(text ?? '[]')
        return [value].flat().filter(isSaved)
      }) ?? [],
    get current() {
      return attempt(() => sessionStorage.getItem(CURRENT_KEY) ?? localStorage.getItem(CURRENT_KEY))
    },
    setCurrent: (id) => {
      attempt(() => sessionStorage.setItem(CURRENT_KEY, id))
      attempt(() => localStorage.setItem(CURRENT_KEY, id))
    },
  }
}
