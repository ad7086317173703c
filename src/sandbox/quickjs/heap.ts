import { GC_KIND, MAP, OBJECT, RUNTIME } from './build.ts'
import type { Pointer } from './instance.ts'

/** One block of a heap: where it lies and how many bytes were asked for. */
export interface Block {
  readonly at: Pointer
  readonly bytes: number
}

/** All that one QuickJS runtime holds, in the order in which it was made. */
export interface Heap {
  readonly blocks: readonly Block[]
  readonly runtime: Pointer
  readonly context: Pointer
  /** The bits of the time in ms (a double) at which the context was made. */
  readonly timeBits: bigint
}

/** Two heaps that came of the same steps, each at its own addresses, in one wasm memory. */
export interface TwoHeaps {
  readonly words: Int32Array
  readonly first: Heap
  readonly second: Heap
}

/** The two heaps differ in more than their addresses: something in them was made of an address, of time or of chance. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
}

/** Objects on the runtime's list that the garbage collector goes by, of one kind. */
export function listObjects({ words, first }: TwoHeaps, kind: number): readonly Pointer[] {
  const head = first.runtime + 4 * RUNTIME.objects
  const found: Pointer[] = []
  for (let link = words[(head >> 2) + 1] ?? 0; link !== head; link = words[(link >> 2) + 1] ?? 0) {
    const object = link - 4 * OBJECT.link
    if (((words[(object >> 2) + OBJECT.kind] ?? 0) & 0xf) === kind) found.push(object)
  }
  return found
}

/** No map may have keys that are found by their address: elsewhere they would not be. */
export function checkMaps(heaps: TwoHeaps): void {
  const { words } = heaps
  const word = (at: Pointer, index: number): number => words[(at >> 2) + index] ?? 0
  for (const object of listObjects(heaps, GC_KIND.object)) {
    const kind = word(object, OBJECT.class) >>> 16
    if (!MAP.classes.some((known) => known === kind)) continue
    const head = word(object, OBJECT.data) + 4 * MAP.records
    for (let link = word(head, 1); link !== head; link = word(link, 1)) {
      const tag = word(link, MAP.keyTag - MAP.link)
      if (MAP.tags.some((known) => known === tag))
        throw new ImageError('a map has an object as key')
    }
  }
}
