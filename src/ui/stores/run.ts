import { createSimClient } from '#worker/client.ts'
import { useStore } from 'zustand'
import { documents } from './document.ts'
import type { RunState } from './runState.ts'
import { createRun } from './runStore.ts'

/** The page's one run. Components read it with `useRun` and `useLive(run.record.…)`. */
export const run = createRun(createSimClient, (draw) => {
  requestAnimationFrame(draw)
})

/** Reads a narrow part of the run; renders again only when that part is another one. */
export const useRun = <T>(select: (state: RunState) => T): T => useStore(run.store, select)

/** Lets the run follow the open document. Call it once, before the documents start. */
export function connectRun(): void {
  documents.onOpen((scenario) => void run.load(scenario))
  documents.onEdit((edit, scenario) => void run.edit(edit, scenario))
}
