'use strict'

// https://nodejs.org/api/crypto.html#class-ecdh
const { Buffer } = require('buffer')
const {
  broadBytesOf,
  checkText,
  encoded,
  fail,
  made,
  run,
} = require('coldstart:node/internal/crypto/host')
const {
  bytesOfKey,
  createPrivateKey,
  generateKeyPairSync,
} = require('coldstart:node/internal/crypto/keys')

const CURVES = ['prime256v1', 'secp256k1', 'secp384r1', 'secp521r1']
const compress = (point, format) => {
  if (format !== 'compressed') return point
  const size = (point.length - 1) / 2
  return Buffer.concat([
    Buffer.from([2 + (point[point.length - 1] & 1)]),
    point.subarray(1, 1 + size),
  ])
}
class ECDH {
  #curve
  #der = null
  #point = null
  constructor(curve) {
    checkText(curve, 'curve')
    if (!CURVES.includes(curve))
      fail('TypeError', 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name')
    this.#curve = curve
  }
  generateKeys(encoding, format) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: this.#curve })
    this.#take(privateKey.export({ format: 'jwk' }).d, 'base64url')
    return this.getPublicKey(encoding, format)
  }
  #take(scalar, encoding) {
    const bytes = broadBytesOf(scalar, encoding, 'key')
    const [der, point] = run('curveKey', { curve: this.#curve, isScalar: true }, bytes).bytes
    if (der === undefined)
      fail('Error', 'ERR_CRYPTO_INVALID_KEYTYPE', 'Private key is not valid for specified curve.')
    this.#der = der
    this.#point = point
  }
  setPrivateKey(scalar, encoding) {
    this.#take(scalar, encoding)
    return this
  }
  getPublicKey(encoding, format) {
    if (this.#point === null) throw new Error('Failed to get ECDH public key')
    return encoded(compress(this.#point, format), encoding)
  }
  getPrivateKey(encoding) {
    if (this.#der === null) throw new Error('Failed to get ECDH private key')
    const { d } = createPrivateKey({ key: this.#der, format: 'der', type: 'pkcs8' }).export({
      format: 'jwk',
    })
    return encoded(Buffer.from(d, 'base64url'), encoding)
  }
  computeSecret(other, inputEncoding, outputEncoding) {
    const bytes = broadBytesOf(other, inputEncoding, 'otherPublicKey')
    const [der] = run('curveKey', { curve: this.#curve }, bytes).bytes
    if (der === undefined || this.#der === null)
      fail(
        'Error',
        'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY',
        'Public key is not valid for specified curve',
      )
    return encoded(made('agree', {}, this.#der, der), outputEncoding)
  }
  static convertKey(key, curve, inputEncoding, outputEncoding, format) {
    const [, point] = run('curveKey', { curve }, broadBytesOf(key, inputEncoding, 'key')).bytes
    if (point === undefined) throw new Error('Failed to convert Buffer to EC_POINT')
    return encoded(compress(point, format), outputEncoding)
  }
}
const diffieHellman = ({ privateKey, publicKey }) =>
  made('agree', {}, bytesOfKey(privateKey), bytesOfKey(publicKey))
Object.assign(exports, { CURVES, ECDH, createECDH: (curve) => new ECDH(curve), diffieHellman })
