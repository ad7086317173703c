'use strict'

// https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback: keys from passwords and secrets.
const { Buffer } = require('buffer')
const {
  broadBytesOf,
  checkCallback,
  checkInteger,
  checkText,
  fail,
  later,
  made,
} = require('coldstart:node/internal/crypto/host')
const { hasHash } = require('coldstart:node/internal/crypto/hash')

const MOST = 2_147_483_647
/** Bytes of memory that scrypt may use, unless told otherwise. */
const SCRYPT_MEMORY = 33_554_432

const checkHash = (name) => {
  if (!hasHash(name)) fail('TypeError', 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`)
}
const pbkdf2Sync = (password, salt, iterations, size, hash) => {
  checkText(hash, 'digest')
  const inputs = [broadBytesOf(password, 'utf8', 'password'), broadBytesOf(salt, 'utf8', 'salt')]
  checkInteger(iterations, 'iterations', [1, MOST])
  checkInteger(size, 'keylen', [0, MOST])
  checkHash(hash)
  // Room for it is made here first, within the memory of the function.
  Buffer.alloc(size)
  return made('pbkdf2', { hash, iterations, size }, ...inputs)
}
const invalidScrypt = (more = '') =>
  fail('RangeError', 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${more}`)
const scryptSync = (password, salt, size, options) => {
  const inputs = [broadBytesOf(password, 'utf8', 'password'), broadBytesOf(salt, 'utf8', 'salt')]
  checkInteger(size, 'keylen', [0, MOST])
  const {
    N = options?.cost ?? 16_384,
    r = options?.blockSize ?? 8,
    p = options?.parallelization ?? 1,
    maxmem = SCRYPT_MEMORY,
  } = options ?? {}
  if (!Number.isInteger(Math.log2(N)) || N < 2 || r < 1 || p < 1) invalidScrypt()
  const memory = 128 * r * (N + p + 2)
  if (memory > maxmem)
    invalidScrypt(': error:030000AC:digital envelope routines::memory limit exceeded')
  // Room for it is made here first, within the memory of the function.
  Buffer.alloc(memory + size)
  return made('scrypt', { N, r, p, size }, ...inputs)
}
const hkdfSync = (hash, key, salt, info, size) => {
  checkText(hash, 'digest')
  const { isKey, secretOf } = require('coldstart:node/internal/crypto/keys')
  const inputs = [
    isKey(key) ? secretOf(key) : broadBytesOf(key, 'utf8', 'ikm'),
    broadBytesOf(salt, 'utf8', 'salt'),
    broadBytesOf(info, 'utf8', 'info'),
  ]
  checkInteger(size, 'length', [0, MOST])
  if (inputs[2].length > 1_024)
    fail(
      'RangeError',
      'ERR_OUT_OF_RANGE',
      `The value of "info" is out of range. It must be must not contain more than 1024 bytes. Received ${inputs[2].length}`,
    )
  checkHash(hash)
  const { buffer } = made('hkdf', { hash, size }, ...inputs)
  return buffer
}
/** The form with a callback at its end. */
const called = (sync, least) =>
  function derive(...args) {
    const callback = args[args.length - 1]
    checkCallback(args.length < least ? undefined : callback)
    later(callback, () => sync(...args.slice(0, -1)))
  }
Object.assign(exports, {
  hkdf: called(hkdfSync, 6),
  hkdfSync,
  pbkdf2: called(pbkdf2Sync, 6),
  pbkdf2Sync,
  scrypt: called(scryptSync, 4),
  scryptSync,
})
