import { bitLength, bytesOf, concat, isSame, numberOf } from './bytes.ts'
import { fail, openssl } from './cryptoError.ts'
import { TAG, write, writeOid } from './der.ts'
import { hashOf } from './hashes.ts'
import type { Afford, Surroundings } from './operation.ts'

/** RFC 8017 §3: `private` where it is known. */
export interface RsaKey {
  readonly type: 'rsa'
  readonly n: bigint
  readonly e: bigint
  readonly private: RsaPrivate | null
}
export interface RsaPrivate {
  readonly d: bigint
  readonly p: bigint
  readonly q: bigint
  readonly dp: bigint
  readonly dq: bigint
  readonly qi: bigint
}

/** Bits of a modulus at most: OpenSSL's own bound on public ones (OPENSSL_RSA_MAX_MODULUS_BITS). */
const MODULUS_BITS_MAX = 16_384
/** OPENSSL_RSA_MAX_PUBEXP_BITS: beyond 3,072 bits of modulus, at most so many of the exponent. */
const EXPONENT_BITS_MAX = 64

/** Ticks of 10 ns: a bit of exponent by the square of the modulus's 64-bit words. 1 ms to sign with 2,048 bits. */
const TICKS_PER_STEP = 0.19

function chargePower(afford: Afford, exponent: bigint, modulus: bigint): void {
  const words = Math.ceil(bitLength(modulus) / 64)
  afford(Math.ceil(TICKS_PER_STEP * words * words * bitLength(exponent)))
}

const WINDOW = 4

/** base^exponent mod modulus. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n, base % modulus]
  for (let at = 2; at < 1 << WINDOW; at++)
    table.push(((table[at - 1] ?? 0n) * (table[1] ?? 0n)) % modulus)
  let result = 1n
  for (const digit of exponent.toString(16)) {
    for (let round = 0; round < WINDOW; round++) result = (result * result) % modulus
    const value = Number.parseInt(digit, 16)
    if (value > 0) result = (result * (table[value] ?? 0n)) % modulus
  }
  return result
}

export const sizeOf = (key: RsaKey): number => Math.ceil(bitLength(key.n) / 8)

function publicPower(key: RsaKey, value: bigint, afford: Afford): bigint {
  const bits = bitLength(key.n)
  if (key.n < 3n || bits > MODULUS_BITS_MAX)
    throw openssl('02000069', 'rsa routines', 'modulus too large')
  if (bits > 3_072 && bitLength(key.e) > EXPONENT_BITS_MAX)
    throw openssl('02000065', 'rsa routines', 'bad e value')
  chargePower(afford, key.e, key.n)
  return power(value, key.e, key.n)
}

function privatePower(key: RsaKey, value: bigint, afford: Afford): bigint {
  const { private: own } = key
  if (own === null || own.p < 3n || own.q < 3n || bitLength(key.n) > MODULUS_BITS_MAX)
    throw openssl('020000B3', 'rsa routines', 'missing private key')
  chargePower(afford, own.dp, own.p)
  chargePower(afford, own.dq, own.q)
  const first = power(value % own.p, own.dp, own.p)
  const second = power(value % own.q, own.dq, own.q)
  const difference = (((first - second) % own.p) + own.p) % own.p
  return second + own.q * ((own.qi * difference) % own.p)
}

/** MGF1 (§B.2.1). */
function mask(seed: Uint8Array, length: number, hashName: string): Uint8Array {
  const { hash } = hashOf(hashName)
  const parts: Uint8Array[] = []
  for (let count = 0; count * hash.outputLen < length; count++)
    parts.push(hash(concat(seed, bytesOf(BigInt(count), 4))))
  return concat(...parts).subarray(0, length)
}
const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, at) => byte ^ (b[at] ?? 0))

/** EMSA-PKCS1-v1_5 (§9.2). */
function encodePkcs1(digest: Uint8Array, hashName: string, size: number): Uint8Array {
  const algorithm = write(TAG.sequence, writeOid(hashOf(hashName).oid), write(TAG.none))
  const info = write(TAG.sequence, algorithm, write(TAG.octets, digest))
  if (size < info.length + 11)
    throw openssl('02000070', 'rsa routines', 'digest too big for rsa key')
  const padding = new Uint8Array(size - info.length - 3).fill(255)
  return concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info)
}

/** Padding of signatures; `saltLength` as OpenSSL takes it: -1 the digest's, -2 the longest there is (or any). */
export interface SignaturePadding {
  readonly scheme: 'pkcs1' | 'pss'
  readonly hash: string
  readonly maskHash: string
  readonly saltLength: number
}

/** EMSA-PSS (§9.1.1). */
function encodePss(
  digest: Uint8Array,
  padding: SignaturePadding,
  { bits, fill }: { readonly bits: number; readonly fill: Surroundings['fill'] },
): Uint8Array {
  const size = Math.ceil(bits / 8)
  const longest = size - digest.length - 2
  const wanted =
    padding.saltLength === -1
      ? digest.length
      : padding.saltLength < 0
        ? longest
        : padding.saltLength
  if (longest < 0 || wanted > longest)
    throw openssl('0200006E', 'rsa routines', 'data too large for key size')
  const salt = fill(new Uint8Array(wanted))
  const { hash } = hashOf(padding.hash)
  const inner = hash(concat(new Uint8Array(8), digest, salt))
  const block = concat(new Uint8Array(longest - wanted), Uint8Array.of(1), salt)
  const masked = xor(block, mask(inner, block.length, padding.maskHash))
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * size - bits))
  return concat(masked, inner, Uint8Array.of(0xbc))
}

/** §9.1.2. */
function isPss(
  encoded: Uint8Array,
  digest: Uint8Array,
  { bits, padding }: { readonly bits: number; readonly padding: SignaturePadding },
): boolean {
  const masked = encoded.subarray(0, encoded.length - digest.length - 1)
  const inner = encoded.subarray(masked.length, -1)
  if (masked.length < 1 || encoded.at(-1) !== 0xbc) return false
  const top = 0xff >> (8 * encoded.length - bits)
  if (((masked[0] ?? 0) & ~top) !== 0) return false
  const block = xor(masked, mask(inner, masked.length, padding.maskHash))
  block[0] = (block[0] ?? 0) & top
  const start = block.findIndex((byte) => byte !== 0)
  if (block[start] !== 1) return false
  const salt = block.subarray(start + 1)
  const wanted = padding.saltLength === -1 ? digest.length : padding.saltLength
  if (wanted >= 0 && salt.length !== wanted) return false
  return isSame(inner, hashOf(padding.hash).hash(concat(new Uint8Array(8), digest, salt)))
}

/** RSASSA (§8) of a message's digest. */
export function signRsa(
  key: RsaKey,
  digest: Uint8Array,
  { padding, ...around }: { readonly padding: SignaturePadding } & Surroundings,
): Uint8Array {
  const size = sizeOf(key)
  const encoded =
    padding.scheme === 'pkcs1'
      ? encodePkcs1(digest, padding.hash, size)
      : encodePss(digest, padding, { bits: bitLength(key.n) - 1, fill: around.fill })
  return bytesOf(privatePower(key, numberOf(encoded), around.afford), size)
}

export function verifyRsa(
  key: RsaKey,
  digest: Uint8Array,
  given: {
    readonly signature: Uint8Array
    readonly padding: SignaturePadding
    readonly afford: Afford
  },
): boolean {
  const size = sizeOf(key)
  const { signature, padding, afford } = given
  const value = signature.length === size ? numberOf(signature) : key.n
  if (value >= key.n) return false
  const opened = publicPower(key, value, afford)
  if (padding.scheme === 'pkcs1')
    return isSame(bytesOf(opened, size), encodePkcs1(digest, padding.hash, size))
  const bits = bitLength(key.n) - 1
  if (bitLength(opened) > bits) return false
  return isPss(bytesOf(opened, Math.ceil(bits / 8)), digest, { bits, padding })
}

/** OpenSSL's numbers of paddings: RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING. */
const PADDING = { pkcs1: 1, none: 3, oaep: 4 } as const

export interface Encryption {
  readonly padding: number
  readonly hash: string
  readonly label: Uint8Array
}

const tooLarge = (): Error => openssl('0200006E', 'rsa routines', 'data too large for key size')

/** EME-OAEP (§7.1.1). */
function encodeOaep(
  data: Uint8Array,
  { hash: name, label }: Encryption,
  { size, fill }: { readonly size: number; readonly fill: Surroundings['fill'] },
): Uint8Array {
  const { hash } = hashOf(name)
  const room = size - 2 * hash.outputLen - 2
  if (data.length > room) throw tooLarge()
  const gap = new Uint8Array(room - data.length)
  const block = concat(hash(label), gap, Uint8Array.of(1), data)
  const seed = fill(new Uint8Array(hash.outputLen))
  const maskedBlock = xor(block, mask(seed, block.length, name))
  const maskedSeed = xor(seed, mask(maskedBlock, seed.length, name))
  return concat(Uint8Array.of(0), maskedSeed, maskedBlock)
}

/** §7.1.2; null for what is none. */
function decodeOaep(encoded: Uint8Array, { hash: name, label }: Encryption): Uint8Array | null {
  const { hash } = hashOf(name)
  const size = hash.outputLen
  if (encoded.length < 2 * size + 2 || encoded[0] !== 0) return null
  const maskedBlock = encoded.subarray(1 + size)
  const seed = xor(encoded.subarray(1, 1 + size), mask(maskedBlock, size, name))
  const block = xor(maskedBlock, mask(seed, maskedBlock.length, name))
  const end = block.findIndex((byte, at) => at >= size && byte !== 0)
  if (!isSame(block.subarray(0, size), hash(label)) || block[end] !== 1) return null
  return block.slice(end + 1)
}

/** EME-PKCS1-v1_5 (§7.2.1), or with `type` 1 what `privateEncrypt` signs. */
function pad(data: Uint8Array, type: 1 | 2, size: number, fill: Surroundings['fill']): Uint8Array {
  if (data.length > size - 11) throw tooLarge()
  const padding = new Uint8Array(size - data.length - 3).fill(255)
  // Chance without zeros: those would end it.
  if (type === 2) fill(padding).forEach((byte, at) => (padding[at] = byte === 0 ? 1 : byte))
  return concat(Uint8Array.of(0, type), padding, Uint8Array.of(0), data)
}
function unpad(encoded: Uint8Array, type: 1 | 2): Uint8Array | null {
  const end = encoded.indexOf(0, 2)
  return encoded[0] !== 0 || encoded[1] !== type || end < 10 ? null : encoded.slice(end + 1)
}

/** `publicEncrypt`; with `type` 1 `privateEncrypt`. */
export function encryptRsa(
  key: RsaKey,
  data: Uint8Array,
  {
    encryption,
    type,
    ...around
  }: { readonly encryption: Encryption; readonly type: 1 | 2 } & Surroundings,
): Uint8Array {
  const size = sizeOf(key)
  let encoded = data
  if (encryption.padding === PADDING.oaep && type === 2)
    encoded = encodeOaep(data, encryption, { size, fill: around.fill })
  else if (encryption.padding === PADDING.pkcs1) encoded = pad(data, type, size, around.fill)
  else if (encryption.padding !== PADDING.none)
    throw openssl('02000076', 'rsa routines', 'unknown padding type')
  else if (data.length !== size || numberOf(data) >= key.n)
    throw data.length < size
      ? openssl('0200007A', 'rsa routines', 'data too small for key size')
      : tooLarge()
  const value = numberOf(encoded)
  return bytesOf(
    type === 1 ? privatePower(key, value, around.afford) : publicPower(key, value, around.afford),
    size,
  )
}

/** `privateDecrypt`; with `type` 1 `publicDecrypt`. */
export function decryptRsa(
  key: RsaKey,
  data: Uint8Array,
  {
    encryption,
    type,
    afford,
  }: { readonly encryption: Encryption; readonly type: 1 | 2; readonly afford: Afford },
): Uint8Array {
  const size = sizeOf(key)
  const value = data.length === size ? numberOf(data) : key.n
  const isOaep = encryption.padding === PADDING.oaep
  if (value >= key.n)
    throw isOaep
      ? openssl('02000079', 'rsa routines', 'oaep decoding error')
      : openssl('0200006C', 'rsa routines', 'data greater than mod len')
  const opened = bytesOf(
    type === 1 ? publicPower(key, value, afford) : privatePower(key, value, afford),
    size,
  )
  if (encryption.padding === PADDING.none) return opened
  if (isOaep) {
    const plain = decodeOaep(opened, encryption)
    if (plain === null) throw openssl('02000079', 'rsa routines', 'oaep decoding error')
    return plain
  }
  if (encryption.padding !== PADDING.pkcs1 || type === 2)
    return fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      'RSA_PKCS1_PADDING is no longer supported for private decryption, this can be reverted with --security-revert=CVE-2023-46809',
    )
  const plain = unpad(opened, 1)
  if (plain === null) throw openssl('02000072', 'rsa routines', 'padding check failed')
  return plain
}

const SMALL_PRIMES = Array.from({ length: 2_000 }, (_, at) => 2 * at + 3).filter((odd) => {
  for (let by = 3; by * by <= odd; by += 2) if (odd % by === 0) return false
  return true
})
/** Miller-Rabin rounds: with random candidates of this size, an error is less likely than 2⁻¹⁰⁰ (FIPS 186-5, table B.1). */
const ROUNDS = 5

function isPrime(candidate: bigint, { afford, fill }: Surroundings): boolean {
  const odd = candidate - 1n
  let exponent = odd
  let twos = 0
  for (; (exponent & 1n) === 0n; exponent >>= 1n) twos++
  for (let round = 0; round < ROUNDS; round++) {
    const witness = 2n + (numberOf(fill(new Uint8Array(16))) % (candidate - 3n))
    chargePower(afford, exponent, candidate)
    let value = power(witness, exponent, candidate)
    if (value === 1n || value === odd) continue
    let isComposite = true
    for (let at = 1; at < twos && isComposite; at++) {
      value = (value * value) % candidate
      isComposite = value !== odd
    }
    if (isComposite) return false
  }
  return true
}

const drawBytes = ({ fill }: Surroundings, count: number): Uint8Array => {
  const bytes = new Uint8Array(count)
  return fill(bytes)
}

function findPrime(bits: number, e: bigint, around: Surroundings): bigint {
  for (;;) {
    const top = 3n << BigInt(bits - 2)
    const start =
      (numberOf(drawBytes(around, Math.ceil(bits / 8))) % (1n << BigInt(bits - 2))) | top | 1n
    const rests = SMALL_PRIMES.map((prime) => Number(start % BigInt(prime)))
    for (let step = 0; step < 20_000; step += 2) {
      if (SMALL_PRIMES.some((prime, at) => ((rests[at] ?? 0) + step) % prime === 0)) continue
      const candidate = start + BigInt(step)
      if (bitLength(candidate) > bits) break
      if ((candidate - 1n) % e !== 0n && isPrime(candidate, around)) return candidate
    }
  }
}

export function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, ((value % modulus) + modulus) % modulus]
  let [factor, nextFactor] = [0n, 1n]
  while (next !== 0n) {
    const quotient = rest / next
    ;[rest, next] = [next, rest - quotient * next]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return ((factor % modulus) + modulus) % modulus
}

/** A key's private part from its primes. */
export const privateOf = (d: bigint, p: bigint, q: bigint): RsaPrivate => ({
  d,
  p,
  q,
  dp: d % (p - 1n),
  dq: d % (q - 1n),
  qi: inverse(q, p),
})

const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : commonDivisor(b, a % b))

/** A new key of `bits`, by the environment's own chance. */
export function generateRsa(bits: number, e: bigint, around: Surroundings): RsaKey {
  if (bits < 512) throw openssl('02000078', 'rsa routines', 'key size too small')
  if (bits > MODULUS_BITS_MAX) throw openssl('02000069', 'rsa routines', 'modulus too large')
  if (e < 3n || (e & 1n) === 0n)
    throw openssl('020000B2', 'rsa routines', 'pub exponent out of range')
  for (;;) {
    const first = findPrime(Math.ceil(bits / 2), e, around)
    const second = findPrime(Math.floor(bits / 2), e, around)
    const [p, q] = first > second ? [first, second] : [second, first]
    if (p === q || bitLength(p * q) !== bits) continue
    const order = ((p - 1n) * (q - 1n)) / commonDivisor(p - 1n, q - 1n)
    return { type: 'rsa', n: p * q, e, private: privateOf(inverse(e, order), p, q) }
  }
}
