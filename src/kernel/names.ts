/** A text that comes again and again (a node's id, a metric's name), with what is known of it. */
export class Name {
  readonly text: string
  /** What it adds to the hash's two lanes. */
  readonly left: number
  readonly right: number
  /** The batch in which it stands among the strings, and where. */
  batch = -1
  place = 0

  constructor(text: string) {
    this.text = text
    let one = 0x811c9dc5
    let two = 0x050c5d1f ^ text.length
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      one = Math.imul(one ^ unit, 0x01000193)
      two = Math.imul(rotate(two ^ unit, 5), 0x85ebca6b)
    }
    this.left = finish(one) | 0
    this.right = finish(two) | 0
  }
}

/** How many names are remembered; those beyond are made afresh each time, and hash to the same. */
const NAMES_MAX = 16_384

/** All names of a run: one look serves the hash and the rows. */
export class Names {
  readonly #known = new Map<string, Name>()

  find(text: string): Name {
    let name = this.#known.get(text)
    if (name === undefined) {
      name = new Name(text)
      if (this.#known.size < NAMES_MAX) this.#known.set(text, name)
    }
    return name
  }
}

export const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** MurmurHash3's final mixing: every bit of the lane reaches every bit of the result, 0 to 2^32 - 1. */
export const finish = (lane: number): number => {
  let word = lane
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}
