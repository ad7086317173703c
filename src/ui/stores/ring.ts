/** The last `capacity` things that were pushed, oldest first. Pushing never moves what is there. */
export interface Ring<T> {
  readonly size: number
  /** How many were ever pushed: tells a reader where it stands. */
  readonly pushed: number
  push(item: T): void
  /** `index` 0 is the oldest that is still held. */
  at(index: number): T | undefined
  /** From the newest to the oldest; stops when `visit` answers false. */
  backwards(visit: (item: T) => boolean | void): void
  clear(): void
}

/** Creates an empty ring that holds at most `capacity` things (1 or more). */
export function createRing<T>(capacity: number): Ring<T> {
  let items: T[] = []
  let start = 0
  let pushed = 0
  const at = (index: number): T | undefined =>
    index < 0 || index >= items.length ? undefined : items[(start + index) % items.length]
  return {
    get size() {
      return items.length
    },
    get pushed() {
      return pushed
    },
    push(item) {
      pushed++
      if (items.length < capacity) {
        items.push(item)
        return
      }
      items[start] = item
      start = (start + 1) % capacity
    },
    at,
    backwards(visit) {
      for (let index = items.length - 1; index >= 0; index--) {
        const item = at(index)
        if (item !== undefined && visit(item) === false) return
      }
    },
    clear() {
      items = []
      start = 0
    },
  }
}
