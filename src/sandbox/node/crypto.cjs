'use strict'

// https://nodejs.org/api/crypto.html. Each part is loaded when it is first used.
const { load } = require('coldstart:core')
const { lacking } = require('coldstart:node/internal/unavailable')
const { constants } = require('coldstart:node/internal/crypto/constants')

const PARTS = {
  hash: ['createHash', 'createHmac', 'hash'],
  random: ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID'],
  cipher: ['createCipheriv', 'createDecipheriv', 'getCipherInfo', 'getCiphers'],
  keys: [
    'createPrivateKey',
    'createPublicKey',
    'createSecretKey',
    'generateKey',
    'generateKeyPair',
    'generateKeyPairSync',
    'generateKeySync',
  ],
  sign: [
    'createSign',
    'createVerify',
    'privateDecrypt',
    'privateEncrypt',
    'publicDecrypt',
    'publicEncrypt',
    'sign',
    'verify',
  ],
  derive: ['hkdf', 'hkdfSync', 'pbkdf2', 'pbkdf2Sync', 'scrypt', 'scryptSync'],
  ecdh: ['createECDH', 'diffieHellman'],
}
for (const [part, names] of Object.entries(PARTS))
  for (const name of names)
    exports[name] = { [name]: (...args) => load(`internal/crypto/${part}`)[name](...args) }[name]
Object.defineProperty(exports.generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), {
  value: async (type, options) => load('internal/crypto/keys').generateKeyPairSync(type, options),
})
exports.pseudoRandomBytes = exports.randomBytes

const CLASSES = {
  hash: ['Hash', 'Hmac'],
  cipher: ['Cipheriv', 'Decipheriv'],
  keys: ['KeyObject'],
  sign: ['Sign', 'Verify'],
  ecdh: ['ECDH'],
}
for (const [part, names] of Object.entries(CLASSES))
  for (const name of names)
    Object.defineProperty(exports, name, {
      enumerable: true,
      configurable: true,
      get: () => load(`internal/crypto/${part}`)[name],
    })

exports.timingSafeEqual = (a, b) => {
  const { fail, viewOf } = load('internal/crypto/host')
  const [left, right] = [viewOf(a), viewOf(b)]
  for (const [view, name] of [
    [left, 'buf1'],
    [right, 'buf2'],
  ])
    if (view === undefined)
      fail(
        'TypeError',
        'ERR_INVALID_ARG_TYPE',
        `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
      )
  if (left.length !== right.length)
    fail(
      'RangeError',
      'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length',
    )
  return left.equals(right)
}
exports.getHashes = () => [...load('internal/crypto/hash').HASHES]
exports.getCurves = () => [...load('internal/crypto/ecdh').CURVES]
exports.getFips = () => 0
exports.secureHeapUsed = () => ({ total: 0, used: 0, utilization: 0, min: 0 })
for (const name of [
  'Certificate',
  'X509Certificate',
  'checkPrime',
  'checkPrimeSync',
  'createDiffieHellman',
  'createDiffieHellmanGroup',
  'generatePrime',
  'generatePrimeSync',
  'getDiffieHellman',
])
  exports[name] = lacking(`crypto.${name}`)
exports.constants = constants
exports.getRandomValues = (target) => load('internal/webcrypto').crypto.getRandomValues(target)
Object.defineProperty(exports, 'webcrypto', {
  enumerable: true,
  get: () => load('internal/webcrypto').crypto,
})
Object.defineProperty(exports, 'subtle', {
  enumerable: true,
  get: () => load('internal/webcrypto').crypto.subtle,
})
