/** First in, first out; both ends in constant time on average. */
export interface Fifo<T> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
  /** Takes `item` out wherever it stands; answers whether it was there. Takes time in proportion to the size. */
  remove(item: T): boolean
}

/** Consumed places at the front are given back once there are this many, and as many as there are items. */
const COMPACT_MIN = 32

/** Creates an empty queue. */
export function createFifo<T>(): Fifo<T> {
  let items: (T | undefined)[] = []
  let head = 0
  return {
    get size() {
      return items.length - head
    },
    push(item) {
      items.push(item)
    },
    peek: () => items[head],
    pop() {
      if (head === items.length) return undefined
      const item = items[head]
      items[head] = undefined
      head++
      if (head >= COMPACT_MIN && head * 2 >= items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
    remove(item) {
      const at = items.indexOf(item, head)
      if (at < 0) return false
      items.splice(at, 1)
      return true
    },
  }
}
