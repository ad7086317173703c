import { BLOCK_BYTES_MAX, KIND, placeBytes, SIZE_SHIFT } from './allocator.ts'
import { CONTEXT } from './build.ts'
import { type Block, checkMaps, ImageError, type TwoHeaps } from './heap.ts'
import type { Pointer } from './instance.ts'
import { createFinder, findLasting, layOut, type Layout, type Place } from './layout.ts'
import { createShapes, type Shapes } from './shapes.ts'

/** A heap that can be laid down at any address. Offsets are in bytes from its start, indices in words. */
export interface Image {
  readonly words: Int32Array
  /** Which words hold an offset within the image, and which one within `lasting`. */
  readonly pointers: Uint32Array
  readonly lastingPointers: Uint32Array
  /** What never changes (bytecode, source text, line tables): all copies in one wasm memory share it. */
  readonly lasting: Int32Array
  /** Where the time of the context's making stands: low word's index, and what is added to the double's bits. */
  readonly times: readonly { readonly index: number; readonly addend: bigint }[]
  readonly runtime: number
  readonly context: number
  /** Where what lay at `address` in the first heap has come to lie. */
  offsetOf(address: Pointer): number
}

/** An image as far as it has come. */
interface Draft {
  readonly heaps: TwoHeaps
  readonly layout: Layout
  readonly shapes: Shapes
  readonly findFirst: (address: Pointer) => number
  readonly findSecond: (address: Pointer) => number
  readonly words: Int32Array
  readonly lasting: Int32Array
  readonly pointers: number[]
  readonly lastingPointers: number[]
  readonly times: { readonly index: number; readonly addend: bigint }[]
}

const put = ({ words, lasting }: Draft, { isLasting, offset }: Place, value: number): void => {
  const target = isLasting ? lasting : words
  target[offset >> 2] = value
}

function putPointer(draft: Draft, place: Place, target: Place): void {
  if (place.isLasting) throw new ImageError('a pointer in what lasts')
  put(draft, place, target.offset)
  const list = target.isLasting ? draft.lastingPointers : draft.pointers
  list.push(place.offset >> 2)
}

/** 64 bits of the memory. */
const bitsAt = (words: Int32Array, at: Pointer): bigint =>
  BigInt.asUintN(32, BigInt(words[at >> 2] ?? 0)) |
  (BigInt.asUintN(32, BigInt(words[(at >> 2) + 1] ?? 0)) << 32n)

/** Where in the second heap what stands at `at` in block `index` of the first has its equal. */
const twinOf = ({ first, second }: TwoHeaps, index: number, at: Pointer): Pointer =>
  (second.blocks[index]?.at ?? 0) + at - (first.blocks[index]?.at ?? 0)

/** Puts the word at `at` of block `index`, which is not the same in both heaps. */
function putDifferent(draft: Draft, index: number, at: Pointer): void {
  const { heaps, layout, shapes, times, findFirst, findSecond } = draft
  const { words, first, second } = heaps
  if (shapes.owns(at)) return
  const start = first.blocks[index]?.at ?? 0
  const place = layout.place(index, at - start)
  const value = words[at >> 2] ?? 0
  const other = words[twinOf(heaps, index, at) >> 2] ?? 0
  const target = findFirst(value)
  const offset = value - (first.blocks[target]?.at ?? 0)
  const otherOffset = other - (second.blocks[target]?.at ?? 0)
  if (target >= 0 && target === findSecond(other) && offset === otherOffset) {
    putPointer(draft, place, layout.place(target, offset))
    return
  }
  const low = start + ((at - start) & -8)
  const addend = BigInt.asUintN(64, bitsAt(words, low) - first.timeBits)
  const twinBits = bitsAt(words, twinOf(heaps, index, low))
  if (addend !== BigInt.asUintN(64, twinBits - second.timeBits)) {
    throw new ImageError(`block ${index} differs at ${at - start}: ${value}, ${other}`)
  }
  const time = (place.offset & -8) >> 2
  if (!times.some((known) => known.index === time)) times.push({ index: time, addend })
}

function putBlock(draft: Draft, { at: start, bytes }: Block, index: number): void {
  const { heaps, layout } = draft
  const { words } = heaps
  const header = layout.place(index, 0)
  const isWhole = layout.place(index, bytes).isLasting === header.isLasting
  const isPlain = isWhole && !header.isLasting && placeBytes(bytes) <= BLOCK_BYTES_MAX
  const kind = isPlain ? 0 : KIND.lasting
  put(draft, { ...header, offset: header.offset - 4 }, (bytes << SIZE_SHIFT) | kind)
  const end = start + (bytes & -4)
  const delta = twinOf(heaps, index, 0)
  const target = header.isLasting ? draft.lasting : draft.words
  const shift = header.offset - start
  for (let at = start; at < end; at += 4) {
    const value = words[at >> 2] ?? 0
    if (value !== words[(at + delta) >> 2]) putDifferent(draft, index, at)
    else if (isWhole) target[(at + shift) >> 2] = value
    else put(draft, layout.place(index, at - start), value)
  }
  const mask = (1 << (8 * (bytes & 3))) - 1
  if (mask === 0) return
  const rest = (words[end >> 2] ?? 0) & mask
  if (rest !== ((words[twinOf(heaps, index, end) >> 2] ?? 0) & mask)) {
    throw new ImageError(`block ${index} differs at its end`)
  }
  put(draft, layout.place(index, end - start), rest)
}

/**
 * Compares two heaps word for word: equal words are plain; words that point to the same place of the same block are
 * pointers. Anything else must be one of the few things known to differ, or no image is made.
 */
export function createImage(heaps: TwoHeaps): Image {
  const { first, second } = heaps
  checkMaps(heaps)
  const findFirst = createFinder(first.blocks)
  const layout = layOut(first.blocks, findLasting(heaps, findFirst))
  const draft: Draft = {
    heaps,
    layout,
    shapes: createShapes(heaps),
    findFirst,
    findSecond: createFinder(second.blocks),
    words: new Int32Array(layout.bytes >> 2),
    lasting: new Int32Array(layout.lastingBytes >> 2),
    pointers: [],
    lastingPointers: [],
    times: [],
  }
  first.blocks.forEach((block, index) => putBlock(draft, block, index))
  const offsetOf = (address: Pointer): number => {
    const index = findFirst(address)
    const place = layout.place(index, address - (first.blocks[index]?.at ?? 0))
    if (index < 0 || place.isLasting) throw new ImageError(`${address} has no place`)
    return place.offset
  }
  const { words, pointers, lastingPointers, lasting, times } = draft
  draft.shapes.rebuild({ offsetOf, words, pointers })
  // Each copy has its own.
  const random = (offsetOf(first.context) >> 2) + CONTEXT.randomState
  words.fill(0, random, random + 2)
  return {
    words,
    pointers: Uint32Array.from(pointers),
    lastingPointers: Uint32Array.from(lastingPointers),
    lasting,
    times,
    runtime: offsetOf(first.runtime),
    context: offsetOf(first.context),
    offsetOf,
  }
}
