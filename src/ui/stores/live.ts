import { useCallback, useSyncExternalStore } from 'react'

/** Something that changes often and is read where it is drawn: a version to compare, a bell to hear. */
export interface Live {
  readonly version: number
  subscribe(listener: (atOnce: boolean) => void): () => void
  /** Says that something changed; listeners hear of it at once. `atOnce`: what was there is gone, nobody may go on showing it. */
  changed(atOnce?: boolean): void
}

/** Creates a bell that has not rung yet. */
export function createLive(): Live {
  let version = 0
  const listeners = new Set<(atOnce: boolean) => void>()
  return {
    get version() {
      return version
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    changed(atOnce = false) {
      version++
      for (const listener of listeners) listener(atOnce)
    },
  }
}

/** Who waits for a turn to be drawn: charts, lists and the like. */
const turns = new Set<() => void>()

/** Panels are drawn one in each animation frame, so that no frame has them all. */
function takeTurn(listener: () => void): void {
  turns.add(listener)
  if (turns.size === 1) requestAnimationFrame(drawNext)
}

function drawNext(): void {
  const [next] = turns
  if (next === undefined) return
  turns.delete(next)
  next()
  if (turns.size > 0) requestAnimationFrame(drawNext)
}

/**
 * Re-renders the caller when `live` changes, at most every `everyMs` of real time: charts and lists need
 * not follow each animation frame. Answers the version that is drawn.
 */
export function useLive(live: Live, everyMs = 120): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | null = null
      const stop = live.subscribe((atOnce) => {
        if (atOnce) listener()
        else
          timer ??= setTimeout(() => {
            timer = null
            takeTurn(listener)
          }, everyMs)
      })
      return () => {
        stop()
        turns.delete(listener)
        if (timer !== null) clearTimeout(timer)
      }
    },
    [live, everyMs],
  )
  return useSyncExternalStore(subscribe, () => live.version)
}
