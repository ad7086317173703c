import { useStore } from 'zustand'
import { createDocuments, type DocumentState } from './documentStore.ts'
import { openLibrary, openRescue } from './library.ts'

const AUTOSAVE_MS = 400

/** The documents of this browser and the one that is open. */
export const documents = createDocuments({
  library: openLibrary(),
  rescue: openRescue(),
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  later: (run) => setTimeout(run, AUTOSAVE_MS),
})

/** Reads the open document through a narrow selector. */
export const useDocument = <T>(select: (state: DocumentState) => T): T =>
  useStore(documents.store, select)

/** The open document now, outside React. */
export const getDocument = (): DocumentState => documents.store.getState()

/** Saves what a closing or hidden page has not saved yet. Call it once. */
export function connectDocuments(): void {
  addEventListener('pagehide', () => documents.leave())
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') documents.leave()
  })
}
