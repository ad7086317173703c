import { OBJECT, RUNTIME } from './build.ts'
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
