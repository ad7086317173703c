import { assert } from './assert.ts'
import { createFifo, type Fifo } from './fifo.ts'
import type { Kernel } from './kernel.ts'
import { createPriorityQueue, type PriorityQueue } from './priorityQueue.ts'
import type { Process } from './process.ts'
import { ZERO } from './time.ts'

/** Items that some processes put and others wait for. */
export interface Store<T> {
  /** Items that nobody has taken. */
  readonly size: number
  /** Processes waiting for an item. */
  readonly waiting: number
  /** Adds an item; answers false, and adds nothing, when the store is full. */
  put(item: T): boolean
  tryTake(): T | undefined
  /** Waits in line for an item. */
  take(): Process<T>
}

/** How much a store holds, and in which order it gives. */
export interface StoreOptions<T> {
  /** Items it holds at most. */
  readonly capacity: number
  /** The smallest rank leaves first, equals in the order of coming; without it, first in, first out. */
  readonly rank?: (item: T) => number
}

interface Waiter<T> {
  readonly resume: (value: unknown) => void
  /** What was handed over and not yet received. */
  granted: { readonly item: T } | null
}

/** Creates an empty store; `scheduler` is the kernel or a room's `ctx`. */
export function createStore<T>(
  scheduler: Pick<Kernel, 'schedule'>,
  options: StoreOptions<T>,
): Store<T> {
  assert(options.capacity > 0, `a store for ${options.capacity} items`)
  const items: Fifo<T> | PriorityQueue<T> =
    options.rank === undefined ? createFifo<T>() : createPriorityQueue(options.rank)
  const line = createFifo<Waiter<T>>()

  const handOver = (item: T): boolean => {
    const next = line.pop()
    if (next === undefined) return false
    next.granted = { item }
    scheduler.schedule(ZERO, () => next.resume(item))
    return true
  }

  const put = (item: T): boolean => {
    if (handOver(item)) return true
    if (items.size >= options.capacity) return false
    items.push(item)
    return true
  }

  return {
    get size() {
      return items.size
    },
    get waiting() {
      return line.size
    },
    put,
    tryTake: () => items.pop(),
    *take() {
      if (items.size > 0) return items.pop() as T
      return (yield (resume) => {
        const waiter: Waiter<T> = { resume, granted: null }
        line.push(waiter)
        return () => {
          if (waiter.granted === null) line.remove(waiter)
          // It was cancelled between the handing over and its event: the item goes to the next, or back.
          else if (!handOver(waiter.granted.item)) items.push(waiter.granted.item)
        }
      }) as T
    },
  }
}
