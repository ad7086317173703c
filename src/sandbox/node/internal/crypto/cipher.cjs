'use strict'

// https://nodejs.org/api/crypto.html#class-cipheriv: AES. Blocks, streams and tags are the host's; what is between is kept here.
const { Buffer } = require('buffer')
const { StringDecoder } = require('string_decoder')
const {
  broadBytesOf,
  bytesOf,
  checkText,
  fail,
  failOpenssl,
  made,
} = require('coldstart:node/internal/crypto/host')
const { inherit } = require('coldstart:node/internal/crypto/lazyTransform')

const BLOCK = 16
const NIDS = {
  cbc: [419, 423, 427],
  ctr: [904, 905, 906],
  ecb: [418, 422, 426],
  gcm: [895, 898, 901],
}
const CIPHERS = { __proto__: null }
for (const mode of ['cbc', 'ctr', 'ecb', 'gcm'])
  for (const bits of [128, 192, 256]) CIPHERS[`aes-${bits}-${mode}`] = { mode, bits }
for (const bits of [128, 192, 256]) {
  CIPHERS[`aes${bits}`] = CIPHERS[`aes-${bits}-cbc`]
  CIPHERS[`id-aes${bits}-gcm`] = CIPHERS[`aes-${bits}-gcm`]
}
const TAG_LENGTHS = [4, 8, 12, 13, 14, 15, 16]

const invalidState = (operation) =>
  fail('Error', 'ERR_CRYPTO_INVALID_STATE', `Invalid state for operation ${operation}`)
const checkTagLength = (length) => {
  if (!TAG_LENGTHS.includes(length))
    fail('TypeError', 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`)
}
const wrongLength = () => failOpenssl('1C80006B', 'Provider routines', 'wrong final block length')
const ivBytes = (iv) => (iv === null ? null : Buffer.from(broadBytesOf(iv, 'utf8', 'iv')))

class CipherBase {
  #mode
  #key
  #iv
  #isDecrypting
  /** Bytes that are no whole block yet, and the block before them. */
  #pending = Buffer.alloc(0)
  #chain
  #offset = 0
  #hasPadding = true
  #extra = []
  #sealed = []
  #tag = null
  #tagLength
  #isOver = false
  #hasData = false
  #decoder = null
  constructor(name, { key, iv, options, isDecrypting }) {
    checkText(name, 'cipher')
    const bytes = require('coldstart:node/internal/crypto/keys').secretOf(key, options?.encoding)
    const vector = ivBytes(iv)
    const kind = CIPHERS[name.toLowerCase()]
    if (kind === undefined) fail('Error', 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher')
    const { mode, bits } = kind
    if (bytes.length * 8 !== bits)
      fail('RangeError', 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length')
    const size = vector?.length ?? 0
    const isFit = mode === 'ecb' ? size === 0 : mode === 'gcm' ? size > 0 : size === BLOCK
    if (!isFit) fail('TypeError', 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector')
    this.#tagLength = options?.authTagLength
    if (mode === 'gcm' && this.#tagLength !== undefined) checkTagLength(this.#tagLength)
    this.#mode = mode
    this.#key = bytes
    this.#iv = vector ?? Buffer.alloc(0)
    this.#chain = this.#iv
    this.#isDecrypting = isDecrypting
  }
  update(data, inputEncoding, outputEncoding) {
    const input = bytesOf(data, inputEncoding, 'data')
    if (this.#isOver) throw new Error('Trying to add data in unsupported state')
    this.#hasData = true
    return this.#told(this.#isStream() ? this.#stream(input) : this.#blocks(input), outputEncoding)
  }
  final(outputEncoding) {
    if (this.#isOver) fail('Error', 'ERR_CRYPTO_INVALID_STATE', 'Invalid state')
    this.#isOver = true
    const rest = this.#isStream() ? this.#finishStream() : this.#finishBlocks()
    const told = this.#told(rest, outputEncoding)
    return this.#decoder === null ? told : told + this.#decoder.end()
  }
  setAutoPadding(isOn = true) {
    if (this.#isOver) invalidState('setAutoPadding')
    this.#hasPadding = isOn
    return this
  }
  setAAD(data, options) {
    if (this.#mode !== 'gcm' || this.#isOver || this.#hasData) invalidState('setAAD')
    this.#extra.push(Buffer.from(broadBytesOf(data, options?.encoding, 'buffer')))
    return this
  }
  getAuthTag() {
    if (this.#tag === null || this.#isDecrypting) invalidState('getAuthTag')
    return this.#tag
  }
  setAuthTag(tag, encoding) {
    const bytes = Buffer.from(broadBytesOf(tag, encoding, 'buffer'))
    if (!this.#isDecrypting || this.#mode !== 'gcm' || this.#tag !== null || this.#isOver)
      invalidState('setAuthTag')
    if (this.#tagLength !== undefined && bytes.length !== this.#tagLength)
      fail(
        'TypeError',
        'ERR_CRYPTO_INVALID_AUTH_TAG',
        `Invalid authentication tag length: ${bytes.length}`,
      )
    checkTagLength(bytes.length)
    this.#tag = bytes
    return this
  }
  _transform(chunk, encoding, callback) {
    this.push(this.update(chunk, encoding))
    callback()
  }
  _flush(callback) {
    try {
      this.push(this.final())
    } catch (error) {
      callback(error)
      return
    }
    callback()
  }
  #isStream() {
    return this.#mode === 'ctr' || this.#mode === 'gcm'
  }
  #told(bytes, encoding) {
    if (encoding === undefined || encoding === null || encoding === 'buffer') return bytes
    this.#decoder ??= new StringDecoder(encoding)
    return this.#decoder.write(bytes)
  }
  #stream(input) {
    const output = made(
      'aesStream',
      { mode: this.#mode, offset: this.#offset },
      this.#key,
      this.#iv,
      input,
    )
    this.#offset += input.length
    if (this.#mode === 'gcm')
      this.#sealed.push(this.#isDecrypting ? Buffer.from(input) : Buffer.from(output))
    return output
  }
  #finishStream() {
    if (this.#mode === 'ctr') return Buffer.alloc(0)
    const all = [this.#key, this.#iv, Buffer.concat(this.#extra), Buffer.concat(this.#sealed)]
    const tag = made('aesTag', {}, ...all)
    if (!this.#isDecrypting) {
      this.#tag = tag.subarray(0, this.#tagLength ?? BLOCK)
      return Buffer.alloc(0)
    }
    if (this.#tag === null || !tag.subarray(0, this.#tag.length).equals(this.#tag))
      throw new Error('Unsupported state or unable to authenticate data')
    return Buffer.alloc(0)
  }
  #run(input) {
    if (input.length === 0) return input
    const isDecrypting = this.#isDecrypting
    const output = made(
      'aesBlocks',
      { mode: this.#mode, isDecrypting },
      this.#key,
      this.#chain,
      input,
    )
    this.#chain = Buffer.from((isDecrypting ? input : output).subarray(-BLOCK))
    return output
  }
  #blocks(input) {
    const all = this.#pending.length === 0 ? input : Buffer.concat([this.#pending, input])
    let whole = all.length - (all.length % BLOCK)
    // The last block of what is decrypted may be padding.
    if (this.#isDecrypting && this.#hasPadding && whole === all.length && whole > 0) whole -= BLOCK
    this.#pending = Buffer.from(all.subarray(whole))
    return this.#run(all.subarray(0, whole))
  }
  #finishBlocks() {
    const rest = this.#pending
    if (!this.#hasPadding) {
      if (rest.length > 0) wrongLength()
      return Buffer.alloc(0)
    }
    if (!this.#isDecrypting) {
      const count = BLOCK - rest.length
      return this.#run(Buffer.concat([rest, Buffer.alloc(count, count)]))
    }
    if (rest.length !== BLOCK) wrongLength()
    const plain = this.#run(rest)
    const count = plain[BLOCK - 1]
    const isPadded =
      count >= 1 && count <= BLOCK && plain.subarray(BLOCK - count).every((byte) => byte === count)
    if (!isPadded) failOpenssl('1C800064', 'Provider routines', 'bad decrypt')
    return plain.subarray(0, BLOCK - count)
  }
}
inherit(CipherBase)

class Cipheriv extends CipherBase {
  constructor(name, key, iv, options) {
    super(name, { key, iv, options, isDecrypting: false })
  }
}
class Decipheriv extends CipherBase {
  constructor(name, key, iv, options) {
    super(name, { key, iv, options, isDecrypting: true })
  }
}
for (const [Class, other] of [
  [Cipheriv, 'setAuthTag'],
  [Decipheriv, 'getAuthTag'],
])
  Object.defineProperty(Class.prototype, other, { value: undefined })
const getCipherInfo = (name) => {
  const found = CIPHERS[`${name}`.toLowerCase()]
  if (found === undefined) return undefined
  const { mode, bits } = found
  return {
    mode,
    name: mode === 'gcm' ? `id-aes${bits}-gcm` : `aes-${bits}-${mode}`,
    nid: NIDS[mode][[128, 192, 256].indexOf(bits)],
    blockSize: mode === 'ctr' || mode === 'gcm' ? 1 : BLOCK,
    ...(mode === 'ecb' ? {} : { ivLength: mode === 'gcm' ? 12 : BLOCK }),
    keyLength: bits / 8,
  }
}
Object.assign(exports, {
  Cipheriv,
  Decipheriv,
  createCipheriv: (name, key, iv, options) => new Cipheriv(name, key, iv, options),
  createDecipheriv: (name, key, iv, options) => new Decipheriv(name, key, iv, options),
  getCipherInfo,
  getCiphers: () => Object.keys(CIPHERS).sort(),
})
