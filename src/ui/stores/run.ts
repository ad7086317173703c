import { createSimClient } from '#worker/client.ts'
import { useCallback, useSyncExternalStore } from 'react'
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

/**
 * The same, no more often than every `everyMs` of real time while the run plays: for what changes in each frame. What
 * stands still is shown at once as it is.
 */
export function useCalmRun<T>(select: (state: RunState) => T, everyMs = 100): T {
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const stop = run.store.subscribe(({ status }) => {
        if (status !== 'playing') return listener()
        timer ??= setTimeout(() => {
          timer = undefined
          listener()
        }, everyMs)
      })
      return () => {
        stop()
        clearTimeout(timer)
      }
    },
    [everyMs],
  )
  return useSyncExternalStore(subscribe, () => select(run.store.getState()))
}

/** Lets the run follow the open document. Call it once, before the documents start. */
export function connectRun(): void {
  documents.onOpen((scenario) => void run.load(scenario))
  documents.onEdit((edit, scenario) => void run.edit(edit, scenario))
}
