import { finish, rotate } from './names.ts'
import { numbersOf, type TraceRow } from './traceRow.ts'

/** A rolling hash over all that a run records: two 32-bit lanes, fed word by word. */
export interface TraceHash {
  /** The hash so far: 16 hexadecimal digits. */
  readonly digest: string
  /** Adds every field of a row. Of texts, lone surrogates count as one and the same character. */
  add(row: TraceRow): void
}

/** What is used of the host's encoder, which every host has; the engine program has no DOM types. */
interface HostEncoding {
  readonly TextEncoder: new () => {
    encodeInto(text: string, into: Uint8Array): { readonly written: number }
  }
}
const encoder = new (globalThis as unknown as HostEncoding).TextEncoder()

/** Units of a text that are encoded at once. */
const CHUNK = 8_192
/** The bytes of a chunk, and as the words that are mixed: the host's encoder is twice as fast as unit by unit. */
const bytes = new Uint8Array(3 * CHUNK + 4)
const words = new Int32Array(bytes.buffer)

/** The places of the hash's state. */
const [LEFT, RIGHT, COUNT] = [0, 1, 2] as const

const mixLeft = (lane: number, word: number): number =>
  (Math.imul(rotate(lane ^ Math.imul(word, 0xcc9e2d51), 13), 5) + 0xe6546b64) | 0

const mixRight = (lane: number, word: number): number =>
  Math.imul(rotate((lane + Math.imul(word ^ 0x165667b1, 0x27d4eb2f)) | 0, 17), 0x9e3779b1)

const hex = (word: number): string => word.toString(16).padStart(8, '0')

/** A class, as all that every recorded row passes: V8 makes a dictionary of an object literal with a getter. */
class RollingHash implements TraceHash {
  // In a typed array, because a field that holds all 32 bits is an object of its own each time, in Chrome.
  private readonly lanes = new Int32Array([0x2545f491, 0x9e3779b9, 0])
  private readonly lanesOfText = new Int32Array(2)
  private lastText: string | null = null

  get digest(): string {
    const { lanes } = this
    const count = lanes[COUNT] ?? 0
    return hex(finish((lanes[LEFT] ?? 0) ^ count)) + hex(finish((lanes[RIGHT] ?? 0) + count))
  }

  add(row: TraceRow): void {
    const { lanes } = this
    const { kind, node, name, name2, text } = row
    // A row begins with what it is made of, so that no two sequences of rows are the same sequence of words.
    const head = kind | (name2 === null ? 0 : 16) | (text === null ? 0 : 32)
    let left = mixLeft(mixLeft(lanes[LEFT] ?? 0, head), node.left)
    let right = mixRight(mixRight(lanes[RIGHT] ?? 0, head), node.right)
    const end = 2 * (numbersOf[kind] ?? 0)
    for (let at = 0; at < end; at++) {
      const word = row.words[at] ?? 0
      left = mixLeft(left, word)
      right = mixRight(right, word)
    }
    left = mixLeft(left, name.left)
    right = mixRight(right, name.right)
    if (name2 !== null) {
      left = mixLeft(left, name2.left)
      right = mixRight(right, name2.right)
    }
    if (text !== null) {
      this.read(text)
      left = mixLeft(left, this.lanesOfText[LEFT] ?? 0)
      right = mixRight(right, this.lanesOfText[RIGHT] ?? 0)
    }
    lanes[LEFT] = left
    lanes[RIGHT] = right
    lanes[COUNT] = (lanes[COUNT] ?? 0) + 1
  }

  /** Has the lanes of a text stand in `lanesOfText`: by themselves, for a text may come twice in a row. */
  private read(text: string): void {
    if (text === this.lastText) return
    this.lastText = text
    this.lanesOfText.fill(0)
    if (text.length <= CHUNK) this.readChunk(text)
    else for (let at = 0; at < text.length; at += CHUNK) this.readChunk(text.slice(at, at + CHUNK))
  }

  /** At most `CHUNK` units. */
  private readChunk(text: string): void {
    const lanes = this.lanesOfText
    const { written } = encoder.encodeInto(text, bytes)
    bytes.fill(0, written, written + 3)
    let left = mixLeft(lanes[LEFT] ?? 0, text.length)
    let right = mixRight(lanes[RIGHT] ?? 0, written)
    const end = (written + 3) >> 2
    for (let at = 0; at < end; at++) {
      const word = words[at] ?? 0
      left = mixLeft(left, word)
      right = mixRight(right, word)
    }
    lanes[LEFT] = left
    lanes[RIGHT] = right
  }
}

/** Creates an empty hash. Not against an adversary: it tells runs apart, it does not sign them. */
export const createTraceHash = (): TraceHash => new RollingHash()
