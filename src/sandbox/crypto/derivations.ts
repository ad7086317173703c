import { hkdf } from '@noble/hashes/hkdf.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { scrypt } from '@noble/hashes/scrypt.js'
import { fail } from './cryptoError.ts'
import { chargeBytes, digest as digestOf, hashOf, hmacOf, isHash } from './hashes.ts'
import { inputOf, numberOf, type Operation, textOf } from './operation.ts'

/** Ticks of 10 ns for an iteration of PBKDF2: two blocks hashed. 100,000 of SHA-512 take some 70 ms in OpenSSL. */
const TICKS_PER_ITERATION = 60
/** For a block of scrypt's memory (r = 1): N = 16,384 with r = 8 takes some 50 ms. */
const TICKS_PER_BLOCK = 38

/** (data) */
export const digest: Operation = (request, { afford }) => {
  const data = inputOf(request, 0)
  const size = request.parameters['size']
  chargeBytes(afford, textOf(request, 'hash'), data.length + (typeof size === 'number' ? size : 0))
  return {
    bytes: [digestOf(textOf(request, 'hash'), data, typeof size === 'number' ? size : null)],
  }
}

/** (key, data) */
export const mac: Operation = (request, { afford }) => {
  const [key, data] = [inputOf(request, 0), inputOf(request, 1)]
  chargeBytes(afford, textOf(request, 'hash'), key.length + data.length + 128)
  return { bytes: [hmacOf(textOf(request, 'hash'), key, data)] }
}

export const hasHash: Operation = (request) => ({ value: isHash(textOf(request, 'hash')) })

/** (password, salt). RFC 8018 §5.2. */
export const pbkdf2Key: Operation = (request, { afford }) => {
  const name = textOf(request, 'hash')
  const { hash } = hashOf(name)
  const [c, dkLen] = [numberOf(request, 'iterations'), numberOf(request, 'size')]
  afford(Math.ceil(dkLen / hash.outputLen) * c * TICKS_PER_ITERATION)
  if (dkLen === 0) return { bytes: [new Uint8Array(0)] }
  return {
    bytes: [pbkdf2(hash, inputOf(request, 0).slice(), inputOf(request, 1).slice(), { c, dkLen })],
  }
}

/** (password, salt). RFC 7914. */
export const scryptKey: Operation = (request, { afford }) => {
  const [N, r, p] = [numberOf(request, 'N'), numberOf(request, 'r'), numberOf(request, 'p')]
  const dkLen = numberOf(request, 'size')
  afford(Math.ceil(N * r * p * TICKS_PER_BLOCK + dkLen * 2))
  if (dkLen === 0) return { bytes: [new Uint8Array(0)] }
  const options = { N, r, p, dkLen, maxmem: 128 * r * (N + p + 4) + 65_536 }
  return { bytes: [scrypt(inputOf(request, 0).slice(), inputOf(request, 1).slice(), options)] }
}

/** (key, salt, info). RFC 5869. */
export const hkdfKey: Operation = (request, { afford }) => {
  const { hash } = hashOf(textOf(request, 'hash'))
  const size = numberOf(request, 'size')
  if (size > 255 * hash.outputLen)
    fail('RangeError', 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length')
  const [key, salt, info] = [inputOf(request, 0), inputOf(request, 1), inputOf(request, 2)]
  chargeBytes(
    afford,
    textOf(request, 'hash'),
    key.length + salt.length + (info.length + 128) * Math.ceil(size / hash.outputLen),
  )
  if (size === 0) return { bytes: [new Uint8Array(0)] }
  return { bytes: [hkdf(hash, key.slice(), salt.slice(), info.slice(), size)] }
}
