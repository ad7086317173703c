import { ghash } from '@noble/ciphers/_polyval.js'
import { aeskw, cbc, ecb, unsafe } from '@noble/ciphers/aes.js'
import { bytesOf, concat, isSame, numberOf as valueOf } from './bytes.ts'
import { fail } from './cryptoError.ts'
import { type Afford, inputOf, isSet, numberOf, type Operation, textOf } from './operation.ts'

/** Work outside the interpreter, in ticks of 10 ns: AES at some 400 MB/s on a full core, and what a call takes. */
const TICKS_PER_BYTE = 0.25
const TICKS_PER_CALL = 50
const BLOCK = 16

function charge(afford: Afford, bytes: number): void {
  afford(TICKS_PER_CALL + Math.ceil(bytes * TICKS_PER_BYTE))
}

/** Whole blocks by CBC or ECB, without padding. (key, block before, data) */
export const aesBlocks: Operation = (request, { afford }) => {
  const [key, chain, data] = [inputOf(request, 0), inputOf(request, 1), inputOf(request, 2)]
  charge(afford, data.length)
  const options = { disablePadding: true }
  const cipher =
    textOf(request, 'mode') === 'ecb' ? ecb(key, options) : cbc(key, chain.slice(), options)
  const input = data.slice()
  return { bytes: [isSet(request, 'isDecrypting') ? cipher.decrypt(input) : cipher.encrypt(input)] }
}

/** SP 800-38D §7.1: the key's hash key, and the block J0 that an initialization vector gives. */
function beginGcm(
  expanded: Uint32Array,
  iv: Uint8Array,
): { hashKey: Uint8Array; first: Uint8Array } {
  const hashKey = unsafe.ctr32(expanded, false, new Uint8Array(BLOCK), new Uint8Array(BLOCK))
  if (iv.length === 12) return { hashKey, first: concat(iv, Uint8Array.of(0, 0, 0, 1)) }
  const bits = bytesOf(BigInt(8 * iv.length), BLOCK)
  const first = ghash.create(hashKey).update(iv.slice()).update(bits).digest()
  return { hashKey, first }
}

/** CTR counts in the whole block, GCM in its last 32 bits. */
function countOn(block: Uint8Array, blocks: number, bits: 32 | 128): Uint8Array {
  const modulus = 1n << BigInt(bits)
  const bytes = bits / 8
  const counted = (valueOf(block.subarray(BLOCK - bytes)) + BigInt(blocks)) % modulus
  return concat(block.subarray(0, BLOCK - bytes), bytesOf(counted, bytes))
}

/** CTR, or the stream of GCM, from any byte of it on. (key, iv, data) */
export const aesStream: Operation = (request, { afford }) => {
  const [key, iv, data] = [inputOf(request, 0), inputOf(request, 1), inputOf(request, 2)]
  charge(afford, data.length)
  const offset = numberOf(request, 'offset')
  const expanded = unsafe.expandKeyLE(key.slice())
  const blocks = Math.floor(offset / BLOCK)
  const skipped = offset % BLOCK
  const input = concat(new Uint8Array(skipped), data)
  const output =
    textOf(request, 'mode') === 'gcm'
      ? unsafe.ctr32(expanded, false, countOn(beginGcm(expanded, iv).first, blocks + 1, 32), input)
      : unsafe.ctrCounter(expanded, countOn(iv, blocks, 128), input)
  return { bytes: [output.subarray(skipped)] }
}

/** The tag of GCM. (key, iv, additional data, ciphertext) */
export const aesTag: Operation = (request, { afford }) => {
  const [key, iv] = [inputOf(request, 0), inputOf(request, 1)]
  const [extra, data] = [inputOf(request, 2).slice(), inputOf(request, 3).slice()]
  charge(afford, extra.length + data.length)
  const expanded = unsafe.expandKeyLE(key.slice())
  const { hashKey, first } = beginGcm(expanded, iv)
  const lengths = concat(bytesOf(BigInt(8 * extra.length), 8), bytesOf(BigInt(8 * data.length), 8))
  const hash = ghash.create(hashKey).update(extra).update(data).update(lengths).digest()
  return { bytes: [unsafe.ctr32(expanded, false, first.slice(), hash)] }
}

/** RFC 3394. (wrapping key, key or wrapped key) */
export const aesWrap: Operation = (request, { afford }) => {
  const cipher = aeskw(inputOf(request, 0).slice())
  const data = inputOf(request, 1).slice()
  charge(afford, 12 * data.length)
  if (!isSet(request, 'isDecrypting')) return { bytes: [cipher.encrypt(data)] }
  try {
    return { bytes: [cipher.decrypt(data)] }
  } catch {
    return fail('Error', '', 'The operation failed for an operation-specific reason')
  }
}

/** What unpads a text that CBC made of it (RFC 5652 §6.3); null where it is none. */
export function unpadBlocks(data: Uint8Array): Uint8Array | null {
  const count = data.at(-1) ?? 0
  if (count < 1 || count > BLOCK || count > data.length) return null
  const padding = new Uint8Array(count).fill(count)
  return isSame(data.subarray(data.length - count), padding) ? data.subarray(0, -count) : null
}
