import { GC_KIND, RUNTIME, SHAPE } from './build.ts'
import { ImageError, listObjects, type TwoHeaps } from './heap.ts'
import type { Pointer } from './instance.ts'

/**
 * QuickJS finds the shape of an object (its prototype and property names) by a hash that begins with the prototype's
 * address. In an image it begins with an odd number in its stead, which no address is: an environment finds the
 * template's shapes by those that it has, never by a prototype, and so the same ones wherever it lies.
 */
export interface Shapes {
  /** Whether the word at an address of the first heap belongs to the table of shapes. */
  owns(at: Pointer): boolean
  /** Makes the table anew in an image. */
  rebuild(image: TableImage): void
}

interface TableImage {
  readonly offsetOf: (address: Pointer) => number
  readonly words: Int32Array
  readonly pointers: number[]
}

const MULTIPLIER = 0x9e37_0001 | 0
const step = (hash: number, value: number): number => Math.imul((hash + value) | 0, MULTIPLIER)

export function createShapes(heaps: TwoHeaps): Shapes {
  const { words, first } = heaps
  const runtimeWord = (word: number): number => words[(first.runtime >> 2) + word] ?? 0
  const bits = runtimeWord(RUNTIME.shapeBits)
  const size = runtimeWord(RUNTIME.shapeTableSize)
  const table = runtimeWord(RUNTIME.shapeTable)
  if (1 << bits !== size) throw new ImageError('unknown layout of the runtime')
  const shapes = listObjects(heaps, GC_KIND.shape)
  const own = new Set(shapes.flatMap((at) => [at + 4 * SHAPE.hash, at + 4 * SHAPE.next]))
  const field = (shape: Pointer, word: number): number => words[(shape >> 2) + word] ?? 0
  const hashOf = (shape: Pointer, prototype: number): number => {
    let hash = step(1, prototype)
    for (let index = 0; index < field(shape, SHAPE.count); index++) {
      const property = SHAPE.properties + 2 * index
      hash = step(hash, field(shape, property + 1))
      hash = step(hash, field(shape, property) >>> 26)
    }
    return hash
  }
  return {
    owns: (at) => own.has(at) || (at >= table && at < table + 4 * size),
    rebuild({ offsetOf, words: image, pointers }) {
      const start = offsetOf(table) >> 2
      image.fill(0, start, start + size)
      for (const shape of shapes) {
        const offset = offsetOf(shape)
        const at = offset >> 2
        image[at + SHAPE.hash] = 0
        image[at + SHAPE.next] = 0
        if ((field(shape, SHAPE.isHashed) & 1) === 0) continue
        const prototype = field(shape, SHAPE.prototype)
        if (hashOf(shape, prototype) !== field(shape, SHAPE.hash)) {
          throw new ImageError('unknown layout of shapes')
        }
        const hash = hashOf(shape, prototype === 0 ? 0 : offsetOf(prototype) | 1)
        const bucket = start + (hash >>> (32 - bits))
        const next = image[bucket] ?? 0
        image[at + SHAPE.hash] = hash
        image[at + SHAPE.next] = next
        if (next !== 0) pointers.push(at + SHAPE.next)
        image[bucket] = offset
      }
      for (let bucket = start; bucket < start + size; bucket++) {
        if (image[bucket] !== 0) pointers.push(bucket)
      }
    },
  }
}
