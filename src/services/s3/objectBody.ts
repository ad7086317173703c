import { createRandom } from '#kernel/random.ts'

/** An object's bytes: held, or made when they are asked for. */
export interface ObjectBody {
  readonly size: number
  /** Bytes that it takes in memory: none where they are made anew each time. */
  readonly held: number
  /** The bytes from `from` up to `to`, which is left out. */
  read(from: number, to: number): Uint8Array
}

/** A body that is held as it came. */
export const toBody = (bytes: Uint8Array): ObjectBody => ({
  size: bytes.length,
  held: bytes.length,
  read: (from, to) => (from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)),
})

/** Several bodies, one after the other: the parts of an upload. */
export function joinBodies(parts: readonly ObjectBody[]): ObjectBody {
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  return {
    size,
    held: parts.reduce((sum, part) => sum + part.held, 0),
    read(from, to) {
      const out = new Uint8Array(Math.max(0, to - from))
      let begin = 0
      for (const part of parts) {
        const first = Math.max(from, begin)
        const last = Math.min(to, begin + part.size)
        if (first < last) out.set(part.read(first - begin, last - begin), first - from)
        begin += part.size
      }
      return out
    },
  }
}

/** What a seeded object is filled with. */
export type Filling = 'random' | 'text' | 'zeros'

const WORDS =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua'.split(
    ' ',
  )
/** Bytes that are made at once: each block has a stream of chance of its own, so any range is made by itself. */
const BLOCK_BYTES = 4_096

function makeBlock(filling: Filling, seed: number, index: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  if (filling === 'zeros') return block
  const random = createRandom(seed, `block ${index}`)
  if (filling === 'random') {
    for (let at = 0; at < BLOCK_BYTES; at += 4) {
      const word = random.word()
      block[at] = word
      block[at + 1] = word >>> 8
      block[at + 2] = word >>> 16
      block[at + 3] = word >>> 24
    }
    return block
  }
  for (let at = 0; at < BLOCK_BYTES;) {
    const word = WORDS[random.integer(0, WORDS.length - 1)] ?? ''
    for (let letter = 0; letter < word.length && at < BLOCK_BYTES; letter++) {
      block[at++] = word.charCodeAt(letter)
    }
    if (at < BLOCK_BYTES) block[at++] = at % 97 === 0 ? 10 : 32
  }
  return block
}

/** A body of `size` bytes made from a seed: a document that names one stays short, however large it is. */
export const createSeededBody = (filling: Filling, size: number, seed: number): ObjectBody => ({
  size,
  held: 0,
  read(from, to) {
    const out = new Uint8Array(Math.max(0, Math.min(to, size) - from))
    for (let index = Math.floor(from / BLOCK_BYTES); index * BLOCK_BYTES < to; index++) {
      const begin = index * BLOCK_BYTES
      const first = Math.max(from, begin)
      const last = Math.min(to, size, begin + BLOCK_BYTES)
      if (first >= last) break
      out.set(makeBlock(filling, seed, index).subarray(first - begin, last - begin), first - from)
    }
    return out
  },
})
