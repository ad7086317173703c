/** A rolling hash over all that a run records: two 32-bit lanes, fed word by word. */
export interface TraceHash {
  /** The hash so far: 16 hexadecimal digits. */
  readonly digest: string
  /** Adds any number: a whole one exactly up to 2^53, another by its IEEE 754 bits. */
  number(value: number): void
  /** Adds a text that rarely comes twice: a log line. */
  text(value: string): void
  /** Adds a text that comes again and again (a node's id, a metric's name); remembers what it hashes to. */
  name(value: string): void
}

/** How many names are remembered; those beyond are hashed afresh each time, with the same result. */
const NAMES_MAX = 16_384
const TWO_32 = 0x1_0000_0000
/** The places of the hash's state. */
const [LEFT, RIGHT, WORDS] = [0, 1, 2] as const

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

const mixLeft = (lane: number, word: number): number =>
  (Math.imul(rotate(lane ^ Math.imul(word, 0xcc9e2d51), 13), 5) + 0xe6546b64) | 0

const mixRight = (lane: number, word: number): number =>
  Math.imul(rotate((lane + Math.imul(word ^ 0x165667b1, 0x27d4eb2f)) | 0, 17), 0x9e3779b1)

/** MurmurHash3's final mixing: every bit of the lane reaches every bit of the digest. */
const finish = (lane: number): number => {
  let word = lane
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

const hex = (word: number): string => word.toString(16).padStart(8, '0')

/** NaN has many bit patterns; engines differ in which they keep. */
const NAN_WORD = 0x7ff80001
const bits = new DataView(new ArrayBuffer(8))

/** A class, as all that every recorded row passes: V8 makes a dictionary of an object literal with a getter. */
class RollingHash implements TraceHash {
  // In a typed array, because a variable that holds all 32 bits is an object of its own each time, in Chrome.
  private readonly lanes = new Int32Array([0x2545f491, 0x9e3779b9, 0])
  private readonly remembered = new Map<string, readonly [number, number]>()

  get digest(): string {
    const { lanes } = this
    const words = lanes[WORDS] ?? 0
    return hex(finish((lanes[LEFT] ?? 0) ^ words)) + hex(finish((lanes[RIGHT] ?? 0) + words))
  }

  number(value: number): void {
    // Nearly all numbers are small: the high word is then the sign's.
    const small = value | 0
    if (small === value) {
      this.word(small)
      this.word(small >> 31)
      return
    }
    if (Number.isInteger(value)) {
      this.word(value | 0)
      this.word(Math.floor(value / TWO_32) | 0)
      return
    }
    bits.setFloat64(0, value)
    this.word(Number.isNaN(value) ? NAN_WORD : bits.getUint32(0))
    this.word(Number.isNaN(value) ? 0 : bits.getUint32(4) ^ 0x5bd1e995)
  }

  text(value: string): void {
    const { lanes } = this
    const { length } = value
    // As `word` does it, the lanes held in between.
    let left = mixLeft(lanes[LEFT] ?? 0, length)
    let right = mixRight(lanes[RIGHT] ?? 0, length)
    for (let at = 0; at < length; at += 2) {
      const unit = value.charCodeAt(at)
      const word = at + 1 < length ? (unit << 16) | value.charCodeAt(at + 1) : unit
      left = mixLeft(left, word)
      right = mixRight(right, word)
    }
    lanes[LEFT] = left
    lanes[RIGHT] = right
    lanes[WORDS] = (lanes[WORDS] ?? 0) + 1 + ((length + 1) >> 1)
  }

  name(value: string): void {
    let pair = this.remembered.get(value)
    if (pair === undefined) {
      pair = hashText(value)
      if (this.remembered.size < NAMES_MAX) this.remembered.set(value, pair)
    }
    this.word(pair[0])
    this.word(pair[1])
  }

  private word(value: number): void {
    const { lanes } = this
    lanes[LEFT] = mixLeft(lanes[LEFT] ?? 0, value)
    lanes[RIGHT] = mixRight(lanes[RIGHT] ?? 0, value)
    lanes[WORDS] = (lanes[WORDS] ?? 0) + 1
  }
}

/** Creates an empty hash. Not against an adversary: it tells runs apart, it does not sign them. */
export const createTraceHash = (): TraceHash => new RollingHash()

/** Two independent 32-bit FNV-1a-like hashes of a text. */
function hashText(value: string): readonly [number, number] {
  let one = 0x811c9dc5
  let two = 0x050c5d1f ^ value.length
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(rotate(two ^ unit, 5), 0x85ebca6b)
  }
  return [finish(one) | 0, finish(two) | 0]
}
