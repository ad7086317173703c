import { type Instant, START } from './time.ts'

/** Something to run at an instant. */
export class ScheduledEvent {
  at: Instant = START
  /** Tells apart what happens at the same instant; below zero until it is scheduled. */
  sequence = -1
  /** Null once it has run or was cancelled. */
  run: ((value: undefined) => void) | null = null
}

const isBefore = (a: ScheduledEvent, b: ScheduledEvent): boolean =>
  a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

/** A binary heap ordered by (at, sequence). Cancelled events lie in it until they are due, or crowd it. */
export interface EventQueue {
  /** Cancelled ones included. */
  readonly size: number
  push(event: ScheduledEvent): void
  /** The earliest event that is not cancelled, left in place. */
  peek(): ScheduledEvent | undefined
  /** Takes the earliest event that is not cancelled out. */
  pop(): ScheduledEvent | undefined
}

/** Below this size, cancelled events are not worth looking for. */
const SWEEP_SIZE_MIN = 4_096

/** Creates an empty queue. */
export function createEventQueue(): EventQueue {
  let heap: ScheduledEvent[] = []
  let sweepAt = SWEEP_SIZE_MIN

  /** Fills the hole at `hole` with `event` or what lies below. */
  const siftDown = (start: number, event: ScheduledEvent): void => {
    const half = heap.length >> 1
    let hole = start
    while (hole < half) {
      let child = 2 * hole + 1
      const right = heap[child + 1]
      if (right !== undefined && isBefore(right, heap[child] as ScheduledEvent)) child++
      const below = heap[child] as ScheduledEvent
      if (!isBefore(below, event)) break
      heap[hole] = below
      hole = child
    }
    heap[hole] = event
  }

  /** Takes the cancelled events out. The order of the rest is total, so no other heap could give another one. */
  const sweep = (): void => {
    heap = heap.filter((event) => event.run !== null)
    for (let hole = (heap.length >> 1) - 1; hole >= 0; hole--) {
      siftDown(hole, heap[hole] as ScheduledEvent)
    }
    sweepAt = Math.max(SWEEP_SIZE_MIN, 2 * heap.length)
  }

  const push = (event: ScheduledEvent): void => {
    if (heap.length >= sweepAt) sweep()
    let hole = heap.length
    heap.push(event)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const above = heap[parent] as ScheduledEvent
      if (!isBefore(event, above)) break
      heap[hole] = above
      hole = parent
    }
    heap[hole] = event
  }

  const takeFirst = (): ScheduledEvent | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    if (heap.length > 0) siftDown(0, last)
    return first
  }

  return {
    get size() {
      return heap.length
    },
    push,
    peek() {
      for (;;) {
        const first = heap[0]
        if (first === undefined || first.run !== null) return first
        takeFirst()
      }
    },
    pop() {
      for (;;) {
        const first = takeFirst()
        if (first === undefined || first.run !== null) return first
      }
    },
  }
}
