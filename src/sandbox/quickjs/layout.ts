import { placeBytes } from './allocator.ts'
import { BYTECODE, GC_KIND } from './build.ts'
import { type Block, ImageError, listObjects, type TwoHeaps } from './heap.ts'
import type { Pointer } from './instance.ts'

/** Where a word of a heap has its place in an image. */
export interface Place {
  readonly isLasting: boolean
  readonly offset: number
}

/** Finds the block in which an address lies; its end counts as inside. */
export function createFinder(blocks: readonly Block[]): (address: Pointer) => number {
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
export function findLasting(
  heaps: TwoHeaps,
  find: (address: Pointer) => number,
): Map<number, number> {
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

/** Where blocks come to lie. */
export interface Layout {
  /** Of the byte at `offset` of a block; its end counts as inside. */
  readonly place: (index: number, offset: number) => Place
  readonly bytes: number
  readonly lastingBytes: number
}

/** Lays blocks one after the other, each after its header, at multiples of 8. */
export function layOut(blocks: readonly Block[], lasting: ReadonlyMap<number, number>): Layout {
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
