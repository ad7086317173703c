/** Items in order; those that rank equal leave in the order in which they came. */
export interface PriorityQueue<T> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
}

interface Entry<T> {
  readonly item: T
  readonly turn: number
}

/** Creates an empty queue from which the item with the smallest `rank` leaves first. */
export function createPriorityQueue<T>(rank: (item: T) => number): PriorityQueue<T> {
  const heap: Entry<T>[] = []
  let turn = 0

  const isBefore = (a: Entry<T>, b: Entry<T>): boolean => {
    const [one, two] = [rank(a.item), rank(b.item)]
    return one < two || (one === two && a.turn < b.turn)
  }

  const siftDown = (entry: Entry<T>): void => {
    let hole = 0
    for (;;) {
      const left = heap[2 * hole + 1]
      if (left === undefined) break
      const right = heap[2 * hole + 2]
      const goRight = right !== undefined && isBefore(right, left)
      const below = goRight ? right : left
      if (!isBefore(below, entry)) break
      heap[hole] = below
      hole = 2 * hole + (goRight ? 2 : 1)
    }
    heap[hole] = entry
  }

  return {
    get size() {
      return heap.length
    },
    push(item) {
      const entry: Entry<T> = { item, turn: turn++ }
      let hole = heap.length
      heap.push(entry)
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        const above = heap[parent]
        if (above === undefined || !isBefore(entry, above)) break
        heap[hole] = above
        hole = parent
      }
      heap[hole] = entry
    },
    peek: () => heap[0]?.item,
    pop() {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined) return undefined
      if (heap.length > 0) siftDown(last)
      return first.item
    },
  }
}
