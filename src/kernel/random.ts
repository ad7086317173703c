/** A seeded stream of chance. The same seed and name give the same draws on every engine. */
export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number
  /** A uniform unsigned 32-bit word. */
  word(): number
  /** A uniform integer from `min` to `max`, both included. */
  integer(min: number, max: number): number
}

/** 32-bit FNV-1a over UTF-16 units, seeded: spreads stream names over seeds. */
const hashName = (name: string, seed: number): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0
  }
  return hash
}

/** The places of the generator's state. */
const [A, B, C, COUNTER] = [0, 1, 2, 3] as const

/** sfc32, Chris Doty-Humphrey's PractRand generator. */
class SmallFastCounting implements Random {
  // In a typed array, because a variable that holds all 32 bits is an object of its own each time, in Chrome.
  private readonly state: Int32Array

  constructor(a: number, b: number, c: number) {
    this.state = Int32Array.of(a, b, c, 1)
    for (let warmUp = 0; warmUp < 12; warmUp++) this.word()
  }

  next(): number {
    return ((this.word() >>> 5) * 0x400_0000 + (this.word() >>> 6)) / 0x20_0000_0000_0000
  }

  word(): number {
    const { state } = this
    const b = state[B] ?? 0
    const c = state[C] ?? 0
    const counter = state[COUNTER] ?? 0
    const sum = ((((state[A] ?? 0) + b) | 0) + counter) | 0
    state[COUNTER] = counter + 1
    state[A] = b ^ (b >>> 9)
    state[B] = c + (c << 3)
    state[C] = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }

  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }
}

/** The stream `name` of a run with `seed`. */
export const createRandom = (seed: number, name: string): Random =>
  new SmallFastCounting(
    hashName(name, seed >>> 0),
    hashName(name, Math.floor(seed / 0x1_0000_0000) ^ 0x9e3779b9),
    hashName(name, (seed >>> 0) ^ 0x85ebca6b),
  )

/** `length` letters of `alphabet`, each as likely: what ids are made of. Takes one number of `random` for each. */
export function drawText(random: Random, alphabet: string, length: number): string {
  let text = ''
  for (let at = 0; at < length; at++) {
    text += alphabet.charAt(random.integer(0, alphabet.length - 1))
  }
  return text
}
