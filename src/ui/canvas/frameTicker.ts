/** Spreads the redrawing of many things over several animation frames, so that no frame has them all. */
export interface Ticker {
  subscribe(listener: () => void): () => void
  /** Something changed: everyone is to be told, each in its turn. */
  changed(): void
}

/** With many listeners each hears of changes once in this many animation frames: two or three times a second. Few hear more often. */
const FRAMES_PER_ROUND = 25

/** Creates a ticker. `nextFrame` is `requestAnimationFrame`. */
export function createTicker(nextFrame: (draw: () => void) => void): Ticker {
  const listeners = new Set<() => void>()
  const waiting = new Set<() => void>()
  let drawing = false
  const draw = (): void => {
    drawing = false
    let left = Math.ceil(listeners.size / FRAMES_PER_ROUND)
    for (const listener of waiting) {
      if (left-- === 0) break
      waiting.delete(listener)
      listener()
    }
    ask()
  }
  const ask = (): void => {
    if (drawing || waiting.size === 0) return
    drawing = true
    nextFrame(draw)
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      waiting.add(listener)
      ask()
      return () => {
        listeners.delete(listener)
        waiting.delete(listener)
      }
    },
    changed() {
      for (const listener of listeners) waiting.add(listener)
      ask()
    },
  }
}
