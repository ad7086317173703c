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
const SWEEP_SIZE_MIN = 256

/**
 * A class, because in V8 an object literal with a getter is a dictionary: every call of its methods would be a look-up.
 */
class BinaryHeap implements EventQueue {
  private heap: ScheduledEvent[] = []
  private sweepAt = SWEEP_SIZE_MIN

  get size(): number {
    return this.heap.length
  }

  push(event: ScheduledEvent): void {
    if (this.heap.length >= this.sweepAt) this.sweep()
    const { heap } = this
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

  peek(): ScheduledEvent | undefined {
    for (;;) {
      const first = this.heap[0]
      if (first === undefined || first.run !== null) return first
      this.takeFirst()
    }
  }

  pop(): ScheduledEvent | undefined {
    for (;;) {
      const first = this.takeFirst()
      if (first === undefined || first.run !== null) return first
    }
  }

  private takeFirst(): ScheduledEvent | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    if (heap.length > 0) this.siftDown(0, last)
    return first
  }

  /** Fills the hole at `start` with `event` or what lies below. */
  private siftDown(start: number, event: ScheduledEvent): void {
    const { heap } = this
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
  private sweep(): void {
    this.heap = this.heap.filter((event) => event.run !== null)
    for (let hole = (this.heap.length >> 1) - 1; hole >= 0; hole--) {
      this.siftDown(hole, this.heap[hole] as ScheduledEvent)
    }
    this.sweepAt = Math.max(SWEEP_SIZE_MIN, 2 * this.heap.length)
  }
}

/** Creates an empty queue. */
export const createEventQueue = (): EventQueue => new BinaryHeap()
