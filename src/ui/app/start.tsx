import { defaultScenario } from '#gallery/gallery.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connectDocuments, documents } from '../stores/document.ts'
import { connectRun } from '../stores/run.ts'
import { connectView } from '../stores/view.ts'
import { App } from './App.tsx'

/** Storage that does not answer must not keep the page from opening; ms. */
const STORAGE_PATIENCE_MS = 2_000

/** Tabs are told apart by what they hold. */
function showTitle(): void {
  const { name } = documents.store.getState().scenario
  document.title = name === '' ? 'Coldstart' : `${name} · Coldstart`
}

/** Opens the page: theme first, then the visitor's document, then the screen. */
export async function start(root: HTMLElement): Promise<void> {
  connectView()
  connectRun()
  connectDocuments()
  const patience = new Promise<void>((resolve) => setTimeout(resolve, STORAGE_PATIENCE_MS))
  await Promise.race([documents.start(defaultScenario), patience])
  documents.store.subscribe(showTitle)
  showTitle()
  // A link's document is the first thing shown; without one, the code that reads links can wait.
  const links = import('../share/openLink.ts').then(({ connectLinks }) => connectLinks())
  if (location.hash !== '') await links
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
