import { BLOCK_BYTES_MAX, KIND, placeBytes, SIZE_SHIFT } from './allocator.ts'
import { BYTECODE, CONTEXT, GC_KIND } from './build.ts'
import { type Block, ImageError, listObjects, type TwoHeaps } from './heap.ts'
import type { Pointer } from './instance.ts'
import { createShapes } from './shapes.ts'

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

interface Place {
  readonly isLasting: boolean
  readonly offset: number
}

/** Finds the block in which an address lies; its end counts as inside. */
function createFinder(blocks: readonly Block[]): (address: Pointer) => number {
  const order = blocks.map((_, index) => index)
  const startOf = (index: number): number => blocks[index]?.at ?? 0
  order.sort((a, b) => startOf(a) - startOf(b))
  const starts = Int32Array.from(order, startOf)
  return (address) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= address) low = middle + 1
      else high = middle
    }
    const found = order[low - 1] ?? -1
    const block = blocks[found]
    return block !== undefined && address <= block.at + block.bytes ? found : -1
  }
}

/** What of each block is copied for every environment, and what lasts: `kept` is where in the block that begins. */
function findLasting(heaps: TwoHeaps, find: (address: Pointer) => number): Map<number, number> {
  const { words, first } = heaps
  const lasting = new Map<number, number>()
  const wholeBlock = (address: Pointer): void => {
    const index = find(address)
    if (address !== 0 && first.blocks[index]?.at === address) lasting.set(index, 0)
  }
  for (const code of listObjects(heaps, GC_KIND.bytecode)) {
    const word = (field: number): number => words[(code >> 2) + field] ?? 0
    wholeBlock(word(BYTECODE.source))
    wholeBlock(word(BYTECODE.lines))
    const constants = BYTECODE.bytes + 8 * word(BYTECODE.constantCount)
    const index = find(code)
    const block = first.blocks[index]
    if (
      block?.at !== code ||
      word(BYTECODE.code) + word(BYTECODE.codeBytes) - code !== block.bytes
    ) {
      throw new ImageError('unknown layout of bytecode')
    }
    lasting.set(index, constants)
  }
  return lasting
}

const align = (bytes: number): number => (bytes + 7) & -8

interface Layout {
  readonly place: (index: number, offset: number) => Place
  readonly bytes: number
  readonly lastingBytes: number
}

/** Lays blocks one after the other, each after its header, at multiples of 8. */
function layOut(blocks: readonly Block[], lasting: ReadonlyMap<number, number>): Layout {
  const starts = new Int32Array(blocks.length)
  const lastingStarts = new Int32Array(blocks.length)
  let bytes = 4
  let lastingBytes = 0
  blocks.forEach((block, index) => {
    const kept = lasting.get(index) ?? block.bytes
    if (kept > 0) {
      starts[index] = bytes + 4
      bytes += kept === block.bytes ? placeBytes(kept) : align(kept + 4)
    }
    if (kept < block.bytes) {
      // Room for a header: a whole block that lasts has one.
      lastingStarts[index] = lastingBytes + 8
      lastingBytes += 8 + align(block.bytes - kept)
    }
  })
  return {
    bytes: align(bytes),
    lastingBytes,
    place(index, offset) {
      const kept = lasting.get(index) ?? blocks[index]?.bytes ?? 0
      if (offset < kept || (kept > 0 && offset === blocks[index]?.bytes && kept === offset)) {
        return { isLasting: false, offset: (starts[index] ?? 0) + offset }
      }
      return { isLasting: true, offset: (lastingStarts[index] ?? 0) + offset - kept }
    },
  }
}

/**
 * Compares two heaps word for word: equal words are plain; words that point to the same place of the same block are
 * pointers. Anything else must be one of the few things known to differ, or no image is made.
 */
export function createImage(heaps: TwoHeaps): Image {
  const { words: memory, first, second } = heaps
  const { blocks } = first
  const findFirst = createFinder(blocks)
  const findSecond = createFinder(second.blocks)
  const layout = layOut(blocks, findLasting(heaps, findFirst))
  const words = new Int32Array(layout.bytes >> 2)
  const lasting = new Int32Array(layout.lastingBytes >> 2)
  const pointers: number[] = []
  const lastingPointers: number[] = []
  const times: { index: number; addend: bigint }[] = []
  const shapes = createShapes(heaps)
  const offsetOf = (address: Pointer): number => {
    const index = findFirst(address)
    const block = blocks[index]
    if (block === undefined) throw new ImageError('no such block')
    const { isLasting, offset } = layout.place(index, address - block.at)
    if (isLasting) throw new ImageError('it lasts')
    return offset
  }
  const put = (place: Place, value: number): void => {
    const target = place.isLasting ? lasting : words
    target[place.offset >> 2] = value
  }
  const putPointer = (place: Place, target: Place): void => {
    if (place.isLasting) throw new ImageError('a pointer in what lasts')
    put(place, target.offset)
    const list = target.isLasting ? lastingPointers : pointers
    list.push(place.offset >> 2)
  }
  /** The word of the second heap that stands where `at` stands in the first. */
  const twin = (index: number, at: Pointer): number =>
    memory[((second.blocks[index]?.at ?? 0) + at - (blocks[index]?.at ?? 0)) >> 2] ?? 0
  const bitsOf = (index: number, at: Pointer): readonly [bigint, bigint] => {
    const join = (low: number, high: number): bigint =>
      BigInt.asUintN(32, BigInt(low)) | (BigInt.asUintN(32, BigInt(high)) << 32n)
    return [
      join(memory[at >> 2] ?? 0, memory[(at >> 2) + 1] ?? 0),
      join(twin(index, at), twin(index, at + 4)),
    ]
  }
  const putDifferent = (index: number, at: Pointer): void => {
    const block = blocks[index]
    if (block === undefined) return
    const place = layout.place(index, at - block.at)
    if (shapes.owns(at)) return
    const value = memory[at >> 2] ?? 0
    const other = twin(index, at)
    const target = findFirst(value)
    const offset = value - (blocks[target]?.at ?? 0)
    if (
      target >= 0 &&
      target === findSecond(other) &&
      offset === other - (second.blocks[target]?.at ?? 0)
    ) {
      putPointer(place, layout.place(target, offset))
      return
    }
    const low = block.at + ((at - block.at) & -8)
    const [firstBits, secondBits] = bitsOf(index, low)
    const addend = BigInt.asUintN(64, firstBits - first.timeBits)
    if (addend !== BigInt.asUintN(64, secondBits - second.timeBits)) {
      throw new ImageError(
        `block ${index} of ${block.bytes} bytes differs at ${at - block.at}: ${value}, ${other}`,
      )
    }
    if (!times.some((time) => time.index === (place.offset & -8) >> 2)) {
      times.push({ index: (place.offset & -8) >> 2, addend })
    }
  }
  blocks.forEach((block, index) => {
    const header = layout.place(index, 0)
    const isWhole = layout.place(index, block.bytes).isLasting === header.isLasting
    const isPlain = isWhole && !header.isLasting && placeBytes(block.bytes) <= BLOCK_BYTES_MAX
    put(
      { ...header, offset: header.offset - 4 },
      (block.bytes << SIZE_SHIFT) | (isPlain ? 0 : KIND.lasting),
    )
    const end = block.at + (block.bytes & -4)
    for (let at = block.at; at < end; at += 4) {
      const value = memory[at >> 2] ?? 0
      if (value === twin(index, at)) put(layout.place(index, at - block.at), value)
      else putDifferent(index, at)
    }
    const mask = (1 << (8 * (block.bytes & 3))) - 1
    if (mask === 0) return
    const rest = (memory[end >> 2] ?? 0) & mask
    if (rest !== (twin(index, end) & mask)) throw new ImageError('a last word differs')
    put(layout.place(index, end - block.at), rest)
  })
  shapes.rebuild({ offsetOf, words, pointers })
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
