/** Elements in order, found, added and removed in about the square root of their number, at worst. */
export interface SortedList<T> {
  readonly size: number
  /** The one element, where there is one only. */
  readonly only: T | undefined
  /** The first element for which `compare` answers zero. */
  find(compare: (element: T) => number): T | undefined
  add(element: T): void
  /** Removes the element for which `compare` answers zero. */
  remove(compare: (element: T) => number): void
  /**
   * Goes through the elements in order (or backwards) from the first for which `before` is false
   * (backwards: from the last for which it is true).
   */
  from(before: (element: T) => boolean, forward: boolean): Generator<T, void, undefined>
  [Symbol.iterator](): Generator<T, void, undefined>
}

/** A chunk is cut in two when it grows past this. */
const CHUNK_MAX = 512

/** How many elements of `items`, which satisfy `before` up to some place and not after it, do so. */
function countBefore<T>(items: readonly T[], before: (element: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const element = items[middle]
    if (element !== undefined && before(element)) low = middle + 1
    else high = middle
  }
  return low
}

// A class, for there is one for every partition key: its methods are shared, closures would not be.
class ChunkedList<T extends object> implements SortedList<T> {
  size = 0
  readonly #compare: (a: T, b: T) => number
  /** Never empty chunks. */
  readonly #chunks: T[][] = []

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  /** The chunk and the place in it of the first element that is not `before`. */
  #locate(before: (element: T) => boolean): { chunk: number; place: number } {
    const full = countBefore(this.#chunks, (chunk) => {
      const last = chunk.at(-1)
      return last !== undefined && before(last)
    })
    const chunk = Math.max(0, Math.min(full, this.#chunks.length - 1))
    return { chunk, place: countBefore(this.#chunks[chunk] ?? [], before) }
  }

  find(compareTo: (element: T) => number): T | undefined {
    const { chunk, place } = this.#locate((element) => compareTo(element) < 0)
    const element = this.#chunks[chunk]?.[place]
    return element !== undefined && compareTo(element) === 0 ? element : undefined
  }

  get only(): T | undefined {
    return this.size === 1 ? this.#chunks[0]?.[0] : undefined
  }

  add(element: T): void {
    if (this.size === 0) {
      // A literal takes no more room than it needs: most lists stay like this.
      this.#chunks.push([element])
      this.size = 1
      return
    }
    const { chunk, place } = this.#locate((other) => this.#compare(other, element) < 0)
    const elements = this.#chunks[chunk] ?? []
    elements.splice(place, 0, element)
    this.size++
    if (elements.length > CHUNK_MAX) {
      this.#chunks.splice(chunk + 1, 0, elements.splice(elements.length >>> 1))
    }
  }

  remove(compareTo: (element: T) => number): void {
    const { chunk, place } = this.#locate((element) => compareTo(element) < 0)
    const elements = this.#chunks[chunk] ?? []
    const element = elements[place]
    if (element === undefined || compareTo(element) !== 0) return
    elements.splice(place, 1)
    this.size--
    if (elements.length === 0) this.#chunks.splice(chunk, 1)
  }

  *from(before: (element: T) => boolean, forward: boolean): Generator<T, void, undefined> {
    let { chunk, place } = this.#locate(before)
    if (forward) {
      for (; chunk < this.#chunks.length; chunk++, place = 0) {
        const elements = this.#chunks[chunk] ?? []
        for (; place < elements.length; place++) {
          const element = elements[place]
          if (element !== undefined) yield element
        }
      }
      return
    }
    for (; chunk >= 0; chunk--, place = this.#chunks[chunk]?.length ?? 0) {
      const elements = this.#chunks[chunk] ?? []
      for (let at = place - 1; at >= 0; at--) {
        const element = elements[at]
        if (element !== undefined) yield element
      }
    }
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const elements of this.#chunks) yield* elements
  }
}

/** Creates an empty list in the order of `compare`; no two elements may be equal. */
export const createSortedList = <T extends object>(
  compare: (a: T, b: T) => number,
): SortedList<T> => new ChunkedList(compare)
