import type { Instant } from './time.ts'

/** Something to run at an instant. `run` is null once cancelled. */
export interface Scheduled {
  readonly at: Instant
  readonly sequence: number
  run: (() => void) | null
}

const isBefore = (a: Scheduled, b: Scheduled): boolean =>
  a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

/** A binary heap ordered by (at, sequence). */
export interface EventQueue {
  readonly size: number
  push(event: Scheduled): void
  /** The earliest event, left in place. */
  peek(): Scheduled | undefined
  /** Takes the earliest event out. */
  pop(): Scheduled | undefined
}

export function createEventQueue(): EventQueue {
  const heap: Scheduled[] = []

  const siftUp = (event: Scheduled): void => {
    let hole = heap.length
    heap.push(event)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const above = heap[parent] as Scheduled
      if (!isBefore(event, above)) break
      heap[hole] = above
      hole = parent
    }
    heap[hole] = event
  }

  const siftDown = (event: Scheduled): void => {
    const half = heap.length >> 1
    let hole = 0
    while (hole < half) {
      let child = 2 * hole + 1
      const right = heap[child + 1]
      if (right !== undefined && isBefore(right, heap[child] as Scheduled)) child++
      const below = heap[child] as Scheduled
      if (!isBefore(below, event)) break
      heap[hole] = below
      hole = child
    }
    heap[hole] = event
  }

  return {
    get size() {
      return heap.length
    },
    push: siftUp,
    peek: () => heap[0],
    pop() {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined) return undefined
      if (heap.length > 0) siftDown(last)
      return first
    },
  }
}
