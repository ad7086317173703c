// RFC 1321, for the hashes of keys: one for every item that is written, so it counts. The library's is ten times slower
// on inputs as short as keys; `keyHash.test.ts` compares the two.

const SINES = Int32Array.from(
  (
    'd76aa478 e8c7b756 242070db c1bdceee f57c0faf 4787c62a a8304613 fd469501 698098d8 8b44f7af ffff5bb1 895cd7be ' +
    '6b901122 fd987193 a679438e 49b40821 f61e2562 c040b340 265e5a51 e9b6c7aa d62f105d 02441453 d8a1e681 e7d3fbc8 ' +
    '21e1cde6 c33707d6 f4d50d87 455a14ed a9e3e905 fcefa3f8 676f02d9 8d2a4c8a fffa3942 8771f681 6d9d6122 fde5380c ' +
    'a4beea44 4bdecfa9 f6bb4b60 bebfbc70 289b7ec6 eaa127fa d4ef3085 04881d05 d9d4d039 e6db99e5 1fa27cf8 c4ac5665 ' +
    'f4292244 432aff97 ab9423a7 fc93a039 655b59c3 8f0ccc92 ffeff47d 85845dd1 6fa87e4f fe2ce6e0 a3014314 4e0811a1 ' +
    'f7537e82 bd3af235 2ad7d2bb eb86d391'
  ).split(' '),
  (word) => Number.parseInt(word, 16) | 0,
)
const ROUND_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const SHIFTS = Uint8Array.from(
  { length: 64 },
  (_, step) => ROUND_SHIFTS[step >> 4]?.[step & 3] ?? 0,
)
/** Which word of the block each step takes. */
const WORDS = Uint8Array.from({ length: 64 }, (_, step) => {
  if (step < 16) return step
  if (step < 32) return (5 * step + 1) & 15
  return step < 48 ? (3 * step + 5) & 15 : (7 * step) & 15
})

const BLOCK_BYTES = 64
const block = new Int32Array(BLOCK_BYTES / 4)
const state = new Int32Array(4)

function mix(x: number, y: number, z: number, step: number): number {
  if (step < 16) return (x & y) | (~x & z)
  if (step < 32) return (x & z) | (y & ~z)
  return step < 48 ? x ^ y ^ z : y ^ (x | ~z)
}

function digestBlock(): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 64; step++) {
    const shift = SHIFTS[step] ?? 0
    const word = block[WORDS[step] ?? 0] ?? 0
    const sum = (a + mix(b, c, d, step) + word + (SINES[step] ?? 0)) | 0
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  state[0] = (state[0] ?? 0) + a
  state[1] = (state[1] ?? 0) + b
  state[2] = (state[2] ?? 0) + c
  state[3] = (state[3] ?? 0) + d
}

/** The first three bytes, as one number, of the MD5 of the first `length` of `bytes`. */
export function md5Head(bytes: Uint8Array, length: number): number {
  state[0] = 0x67452301
  state[1] = 0xefcdab89 | 0
  state[2] = 0x98badcfe | 0
  state[3] = 0x10325476
  // One bit is set after the text, and its length in bits stands in the last eight bytes.
  const blocks = ((length + 8) >> 6) + 1
  for (let at = 0; at < blocks; at++) {
    const from = at * BLOCK_BYTES
    for (let word = 0; word < 16; word++) {
      let value = 0
      for (let byte = 0; byte < 4; byte++) {
        const place = from + word * 4 + byte
        const found = place < length ? (bytes[place] ?? 0) : place === length ? 0x80 : 0
        value |= found << (8 * byte)
      }
      block[word] = value
    }
    if (at === blocks - 1) {
      block[14] = length << 3
      block[15] = length >>> 29
    }
    digestBlock()
  }
  const first = state[0] ?? 0
  return ((first & 0xff) << 16) | (first & 0xff00) | ((first >>> 16) & 0xff)
}
