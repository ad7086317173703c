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

/** The stream `name` of a run with `seed` (sfc32, Chris Doty-Humphrey's PractRand generator). */
export function createRandom(seed: number, name: string): Random {
  let a = hashName(name, seed >>> 0)
  let b = hashName(name, Math.floor(seed / 0x1_0000_0000) ^ 0x9e3779b9)
  let c = hashName(name, (seed >>> 0) ^ 0x85ebca6b)
  let counter = 1
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) word()
  const next = (): number => ((word() >>> 5) * 0x400_0000 + (word() >>> 6)) / 0x20_0000_0000_0000
  return {
    next,
    word,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
  }
}

/** `length` letters of `alphabet`, each as likely: what ids are made of. Takes one number of `random` for each. */
export function drawText(random: Random, alphabet: string, length: number): string {
  let text = ''
  for (let at = 0; at < length; at++) {
    text += alphabet.charAt(random.integer(0, alphabet.length - 1))
  }
  return text
}
