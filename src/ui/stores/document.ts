import { showToast } from '#kit/showToast.ts'
import { useStore } from 'zustand'
import { drafts } from '../editor/drafts.ts'
import { createDocuments, type DocumentState } from './documentStore.ts'
import { openLibrary, openRescue } from './library.ts'

const AUTOSAVE_MS = 400

/** The pages that this browser has open tell each other what they write: none may undo another's work. */
const pages = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('coldstart')

/** The documents of this browser and the one that is open. */
export const documents = createDocuments({
  library: openLibrary(),
  rescue: openRescue(),
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  later: (run) => setTimeout(run, AUTOSAVE_MS),
  tellWritten: (id) => pages?.postMessage(id),
  onFork: (from, to) => {
    drafts.copy(from, to)
    showToast({
      title: 'Kept as a copy',
      description:
        'Another tab changed this document, too. Your changes here go on in a copy; the other one is in the gallery.',
      tone: 'warning',
    })
  },
})

/** Reads the open document through a narrow selector. */
export const useDocument = <T>(select: (state: DocumentState) => T): T =>
  useStore(documents.store, select)

/** The open document now, outside React. */
export const getDocument = (): DocumentState => documents.store.getState()

/** Saves what a closing or hidden page has not saved yet, and hears what other pages save. Call it once. */
export function connectDocuments(): void {
  pages?.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') documents.writtenElsewhere(data)
  })
  addEventListener('pagehide', () => documents.leave())
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') documents.leave()
  })
}
