import nodeCrypto from 'node:crypto'
import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { besideNode } from './testing/besideNode.ts'
import { runOnce } from './testing.ts'

const quickJs = loadQuickJs()

/** Says what came of `body`, the error where it threw. */
const TRY = `
  const crypto = require('node:crypto')
  const t = (f) => {
    try { const r = f(); log(Buffer.isBuffer(r) ? r.toString('hex') : r) }
    catch (e) { log(e.name, e.code, e.message, Object.entries(e).filter(([k]) => k !== 'opensslErrorStack')) }
  }
  const at = async (f) => { try { const r = await f(); log(r instanceof ArrayBuffer ? Buffer.from(r).toString('hex') : r) } catch (e) { log(e.name, e.message) } }
`
const same = async (body: string): Promise<void> => {
  const { inside, outside } = await besideNode(quickJs, TRY + body)
  expect(inside).toEqual(outside)
  expect(outside.length).toBeGreaterThan(3)
}

// https://nodejs.org/api/crypto.html#class-cipheriv
test('ciphers give the bytes and the errors of Node.js', () =>
  same(`
for (const bits of [128, 192, 256]) for (const mode of ['cbc', 'ctr', 'ecb', 'gcm']) for (const size of [0, 1, 15, 16, 17, 100]) {
  const key = Buffer.alloc(bits / 8, 7); const iv = mode === 'ecb' ? null : Buffer.alloc(mode === 'gcm' ? 12 : 16, 250)
  const data = Buffer.alloc(size, 'abcdefghijklmnopqrstuvwxyz')
  const c = crypto.createCipheriv('aes-' + bits + '-' + mode, key, iv)
  if (mode === 'gcm') c.setAAD(Buffer.from('aad'))
  const out = Buffer.concat([c.update(data.subarray(0, 3)), c.update(data.subarray(3, 40)), c.update(data.subarray(40)), c.final()])
  const d = crypto.createDecipheriv('aes-' + bits + '-' + mode, key, iv)
  if (mode === 'gcm') { d.setAAD(Buffer.from('aad')); d.setAuthTag(c.getAuthTag()) }
  const back = Buffer.concat([d.update(out.subarray(0, 20)), d.update(out.subarray(20)), d.final()])
  log(bits, mode, out.toString('hex'), mode === 'gcm' ? c.getAuthTag().toString('hex') : '', back.equals(data))
}
for (const size of [1, 8, 16, 33]) { const c = crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(size, 255)); log(c.update('hello', 'utf8', 'hex') + c.final('hex'), c.getAuthTag()) }
const c1 = crypto.createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16)); log(c1.update('some text to encrypt é', 'utf8', 'base64') + c1.final('base64'))
t(() => crypto.createCipheriv('foo', Buffer.alloc(16), Buffer.alloc(16)))
t(() => crypto.createCipheriv('aes-256-cbc', Buffer.alloc(16), Buffer.alloc(16)))
t(() => crypto.createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(12)))
t(() => crypto.createCipheriv('aes-256-cbc', Buffer.alloc(32), null))
t(() => crypto.createCipheriv('aes-128-ecb', Buffer.alloc(16), Buffer.alloc(16)))
t(() => crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(0)))
t(() => crypto.createCipheriv('aes-128-cbc', undefined, Buffer.alloc(16)))
t(() => crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16)))
t(() => crypto.createCipheriv(1))
const d = (m, data, o) => { const c = crypto.createDecipheriv(m, Buffer.alloc(m.includes('256') ? 32 : 16, 1), Buffer.alloc(m.includes('gcm') ? 12 : 16)); if (o) o(c); return Buffer.concat([c.update(data), c.final()]).toString('hex') }
t(() => d('aes-256-cbc', Buffer.alloc(16))); t(() => d('aes-256-cbc', Buffer.alloc(17))); t(() => d('aes-256-cbc', Buffer.alloc(0)))
t(() => d('aes-256-cbc', Buffer.alloc(17), (c) => c.setAutoPadding(false))); t(() => d('aes-256-cbc', Buffer.alloc(32), (c) => c.setAutoPadding(false)))
t(() => d('aes-256-gcm', Buffer.alloc(17), (c) => c.setAuthTag(Buffer.alloc(16)))); t(() => d('aes-256-gcm', Buffer.alloc(17)))
t(() => d('aes-256-gcm', Buffer.alloc(17), (c) => c.setAuthTag(Buffer.alloc(17)))); t(() => d('aes-256-gcm', Buffer.alloc(17), (c) => { c.setAuthTag(Buffer.alloc(16)); c.setAuthTag(Buffer.alloc(16)) }))
const made = (m) => crypto.createCipheriv(m, Buffer.alloc(16), Buffer.alloc(m.includes('gcm') ? 12 : 16))
t(() => made('aes-128-gcm').getAuthTag()); t(() => { const c = made('aes-128-cbc'); c.final(); return c.getAuthTag() }); t(() => made('aes-128-cbc').setAAD(Buffer.alloc(1)))
t(() => { const c = made('aes-128-gcm'); c.update('a'); return c.setAAD(Buffer.alloc(1)) }); t(() => { const c = made('aes-128-cbc'); c.final(); return c.final() })
t(() => { const c = made('aes-128-cbc'); c.final(); return c.update('a') }); t(() => made('aes-128-cbc').update(5)); t(() => { const c = made('aes-128-cbc'); c.final(); return c.setAutoPadding(false) })
t(() => { const c = made('aes-128-cbc'); c.setAutoPadding(false); c.update('abc'); return c.final() })
t(() => crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12), { authTagLength: 3 }))
for (const n of ['aes-128-gcm', 'aes-256-ctr', 'aes-192-ecb', 'aes-256-cbc', 'nope']) t(() => crypto.getCipherInfo(n))
`))

test('hashes, HMAC and keys from passwords are those of Node.js', () =>
  same(`
for (const h of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha512-224', 'sha3-256', 'sha3-512', 'ripemd160', 'rmd160', 'blake2b512', 'blake2s256', 'SHA256', 'RSA-SHA256', 'sha256WithRSAEncryption', 'shake128', 'shake256']) {
  t(() => crypto.createHash(h).update('abc').update(Buffer.from([1, 2])).digest('hex'))
  if (!h.startsWith('shake')) t(() => crypto.createHmac(h, 'key').update('abc').digest('base64'))
}
t(() => crypto.createHash('shake256', { outputLength: 7 }).update('a').digest('hex'))
t(() => crypto.createHash('nope')); t(() => crypto.createHash()); t(() => crypto.createHmac('nope', 'a')); t(() => crypto.createHmac('sha1')); t(() => crypto.createHash('md5').update(5)); t(() => crypto.createHash('md5').update())
t(() => { const h = crypto.createHash('md5'); h.digest(); h.digest() }); t(() => { const h = crypto.createHash('md5'); h.digest(); h.update('a') }); t(() => { const h = crypto.createHmac('md5', 'a'); h.digest(); return h.digest('hex') })
t(() => { const h = crypto.createHash('md5').update('a'); const c = h.copy(); return h.update('b').digest('hex') + c.digest('hex') })
t(() => crypto.pbkdf2Sync('pw', 'salt', 1000, 40, 'sha512')); t(() => crypto.pbkdf2Sync('a', 'b', 1, 20)); t(() => crypto.pbkdf2Sync('a', 'b', 0, 20, 'sha1')); t(() => crypto.pbkdf2Sync('a', 'b', 1, 20, 'nope')); t(() => crypto.pbkdf2('a', 'b', 1, 20, 'sha1'))
t(() => crypto.scryptSync('pw', 'salt', 32)); t(() => crypto.scryptSync('pw', 'salt', 32, { N: 1024, r: 4, p: 2 })); t(() => crypto.scryptSync('a', 'b', 10, { N: 3 })); t(() => crypto.scryptSync('a', 'b', 10, { N: 1048576 }))
t(() => Buffer.from(crypto.hkdfSync('sha256', 'a', 'b', 'c', 100)).toString('hex')); t(() => crypto.hkdfSync('nope', 'a', 'b', 'c', 10)); t(() => crypto.hkdfSync('sha256', 'a', 'b', 'c', 10000))
await new Promise((r) => crypto.scrypt('pw', 'salt', 16, (e, k) => { log(e, k); r() })); await new Promise((r) => crypto.hkdf('sha1', 'a', '', '', 16, (e, k) => { log(e, k); r() })); log(await require('util').promisify(crypto.pbkdf2)('a', 'b', 10, 8, 'sha1'))
t(() => crypto.timingSafeEqual('a', 'b')); t(() => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2))); t(() => crypto.timingSafeEqual(Buffer.from('a'), new Uint8Array([97])))
t(() => crypto.randomInt(5, 1)); t(() => crypto.randomInt('a')); t(() => crypto.randomInt(0, 2 ** 49)); t(() => crypto.randomBytes(-1)); t(() => crypto.randomBytes('a')); t(() => crypto.randomBytes(7).length); t(() => crypto.randomInt(3, 4))
const { pipeline } = require('stream/promises'); const { Readable } = require('stream'); const h = crypto.createHash('sha256'); await pipeline(Readable.from([Buffer.from('ab'), Buffer.from('c')]), h); log(h.digest('hex'))
const h2 = crypto.createHash('md5'); h2.on('readable', () => { const d = h2.read(); if (d) log(d) }); h2.write('x'); h2.end()
await new Promise((r) => setTimeout(r, 5)); const parts = []; const z = Readable.from(['secret']).pipe(crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16))); for await (const p of z) parts.push(p); log(Buffer.concat(parts))
`))

// What is drawn by chance differs, so keys and signatures go from one to the other as text.
const KEYS = (() => {
  const { generateKeyPairSync } = nodeCrypto
  const pairs = {
    rsa: generateKeyPairSync('rsa', { modulusLength: 1_024 }),
    p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    p521: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    k256: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ed: generateKeyPairSync('ed25519'),
  }
  return Object.fromEntries(
    Object.entries(pairs).map(([name, { privateKey }]) => [
      name,
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ]),
  )
})()
/** A key under `secret`. One of 256 opens with another word too, as far as its padding tells: not that one. */
const LOCKED = (() => {
  const { privateKey } = nodeCrypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const lock = {
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  } as const
  for (;;) {
    const key = privateKey.export(lock).toString()
    try {
      nodeCrypto.createPrivateKey({ key, passphrase: 'y' })
    } catch (error) {
      if (String(error).includes('bad decrypt')) return key
    }
  }
})()
const WITH_KEYS = `const PEM = ${JSON.stringify(KEYS)}; const key = Object.fromEntries(Object.entries(PEM).map(([n, p]) => [n, crypto.createPrivateKey(p)]));
  const pub = Object.fromEntries(Object.entries(key).map(([n, k]) => [n, crypto.createPublicKey(k)]));
`

// https://nodejs.org/api/crypto.html#class-keyobject
test('keys go in and out in all their forms, byte for byte', () =>
  same(`${WITH_KEYS}
for (const n of Object.keys(key)) {
  log(n, key[n].type, key[n].asymmetricKeyType, key[n].asymmetricKeyDetails, pub[n].type)
  t(() => key[n].export({ type: 'pkcs8', format: 'pem' })); t(() => key[n].export({ type: 'pkcs8', format: 'der' })); t(() => pub[n].export({ type: 'spki', format: 'pem' })); t(() => key[n].export({ format: 'jwk' })); t(() => pub[n].export({ format: 'jwk' }))
  t(() => key[n].export({ type: 'pkcs1', format: 'pem' })); t(() => key[n].export({ type: 'sec1', format: 'pem' })); t(() => pub[n].export({ type: 'pkcs1', format: 'pem' })); t(() => key[n].export({ type: 'spki', format: 'pem' }))
  t(() => crypto.createPublicKey({ key: pub[n].export({ format: 'jwk' }), format: 'jwk' }).equals(pub[n])); t(() => crypto.createPrivateKey({ key: key[n].export({ format: 'jwk' }), format: 'jwk' }).equals(key[n]))
  t(() => crypto.createPublicKey(PEM[n]).equals(pub[n])); t(() => crypto.createPublicKey({ key: pub[n].export({ type: 'spki', format: 'der' }), format: 'der', type: 'spki' }).equals(pub[n]))
}
t(() => crypto.createPublicKey(pub.rsa.export({ type: 'pkcs1', format: 'pem' })).equals(pub.rsa)); t(() => crypto.createPrivateKey(key.rsa.export({ type: 'pkcs1', format: 'pem' })).equals(key.rsa)); t(() => crypto.createPrivateKey(key.p256.export({ type: 'sec1', format: 'pem' })).equals(key.p256))
const locked = key.rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
t(() => crypto.createPrivateKey({ key: locked, passphrase: 'secret' }).equals(key.rsa)); t(() => crypto.createPrivateKey(locked)); t(() => crypto.createPrivateKey({ key: ${JSON.stringify(LOCKED)}, passphrase: 'y' }))
t(() => crypto.createPublicKey('garbage')); t(() => crypto.createPrivateKey('garbage')); t(() => crypto.createPrivateKey('-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----')); t(() => crypto.createPrivateKey())
t(() => crypto.createPublicKey(pub.rsa)); t(() => crypto.createPrivateKey(key.rsa)); t(() => pub.rsa.export()); t(() => crypto.createPublicKey({ key: { kty: 'foo' }, format: 'jwk' })); t(() => crypto.createPublicKey({ key: { kty: 'RSA' }, format: 'jwk' }))
t(() => crypto.generateKeyPairSync('foo')); t(() => crypto.generateKeyPairSync('ec', { namedCurve: 'foo' })); t(() => crypto.generateKeyPairSync('rsa', {})); t(() => crypto.generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.asymmetricKeyDetails)
t(() => crypto.createSecretKey('abc').export().toString()); t(() => crypto.createSecretKey(Buffer.from('abc')).export({ format: 'jwk' })); t(() => crypto.createSecretKey(Buffer.alloc(4)).symmetricKeySize); t(() => crypto.createSecretKey('a').equals(crypto.createSecretKey('a')))
log(await require('util').promisify(crypto.generateKeyPair)('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }).then((p) => Object.keys(p).join() + p.publicKey.slice(0, 27)))
const a = crypto.createECDH('prime256v1'); a.setPrivateKey(Buffer.alloc(32, 3)); const b = crypto.createECDH('prime256v1'); b.setPrivateKey(Buffer.alloc(32, 9)); log(a.getPublicKey('hex'), a.getPublicKey('base64', 'compressed'), a.getPrivateKey('hex'), a.computeSecret(b.getPublicKey(), null, 'hex'), crypto.ECDH.convertKey(b.getPublicKey(), 'prime256v1', null, 'hex', 'compressed')); t(() => a.computeSecret(Buffer.alloc(65)))
t(() => crypto.diffieHellman({ privateKey: key.p384, publicKey: pub.p384 }))
`))

test('signs what Node.js verifies, verifies what Node.js signs, and RSA encrypts both ways', async () => {
  const data = Buffer.from('what is signed')
  const signed = Object.entries(KEYS).flatMap(([name, pem]) =>
    (name === 'ed' ? [null] : ['sha256', 'sha1', 'sha512']).map((hash) => [
      name,
      hash,
      nodeCrypto.sign(hash, data, pem).toString('hex'),
    ]),
  )
  const pss = { key: KEYS['rsa'] ?? '', padding: 6, saltLength: 20 }
  const sealed = nodeCrypto.publicEncrypt({ key: KEYS['rsa'] ?? '', oaepHash: 'sha256' }, data)
  const body = `
    const crypto = require('crypto'); ${WITH_KEYS}; const data = Buffer.from('what is signed')
    const { signed, pss, sealed } = event
    const checks = signed.map(([n, h, s]) => [crypto.verify(h, data, pub[n], Buffer.from(s, 'hex')), crypto.verify(h, Buffer.from('other'), pub[n], Buffer.from(s, 'hex'))])
    const mine = signed.map(([n, h]) => [n, h, crypto.sign(h, data, key[n]).toString('hex')])
    const compact = ['p256', 'p384', 'p521', 'k256'].map((n) => [n, crypto.createSign('SHA256').update(data).sign({ key: key[n], dsaEncoding: 'ieee-p1363' }, 'hex')])
    const streamed = crypto.createSign('RSA-SHA256').update('what is ').update('signed').sign(PEM.rsa, 'base64')
    return {
      checks: [...new Set(checks.map(String))], mine, compact, streamed,
      pss: [crypto.verify('sha256', data, { key: pub.rsa, padding: 6 }, Buffer.from(pss, 'hex')), crypto.verify('sha256', data, { key: pub.rsa, padding: 6, saltLength: 32 }, Buffer.from(pss, 'hex')), crypto.sign('sha384', data, { key: key.rsa, padding: 6, saltLength: -1 }).toString('hex')],
      opened: crypto.privateDecrypt({ key: key.rsa, oaepHash: 'sha256' }, Buffer.from(sealed, 'hex')).toString(),
      sealed: crypto.publicEncrypt({ key: pub.rsa, oaepLabel: Buffer.from('label') }, data).toString('hex'),
      raw: crypto.publicDecrypt(pub.rsa, crypto.privateEncrypt(key.rsa, data)).toString(),
      made: (({ publicKey, privateKey }) => [publicKey.export({ type: 'spki', format: 'pem' }), crypto.sign('sha256', data, privateKey).toString('hex')])(crypto.generateKeyPairSync('rsa', { modulusLength: 1024 })),
    }`
  const code = `exports.handler = async (event) => { ${body} }`
  const event = {
    signed,
    pss: nodeCrypto.sign('sha256', data, pss).toString('hex'),
    sealed: sealed.toString('hex'),
  }
  const limits = { memoryMiB: 512, cpuShare: 1 }
  const step = runOnce(quickJs, { files: { 'index.js': code }, limits }, event)
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  const out = JSON.parse(step.payload) as {
    checks: unknown
    mine: [string, string | null, string][]
    compact: [string, string][]
    streamed: string
    pss: [boolean, boolean, string]
    opened: string
    sealed: string
    raw: string
    made: [string, string]
  }
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  const pemOf = (name: string): string => KEYS[name] ?? ''
  expect(out.checks).toEqual(['true,false'])
  expect(out.mine.map(([n, h, s]) => nodeCrypto.verify(h, data, pemOf(n), bytes(s)))).toEqual(
    signed.map(() => true),
  )
  expect(
    out.compact.map(([n, s]) =>
      nodeCrypto.verify('sha256', data, { key: pemOf(n), dsaEncoding: 'ieee-p1363' }, bytes(s)),
    ),
  ).toEqual([true, true, true, true])
  // RSASSA-PKCS1-v1_5 and Ed25519 leave nothing to chance.
  expect(out.mine.filter(([n]) => n === 'rsa' || n === 'ed')).toEqual(
    signed.filter(([n]) => n === 'rsa' || n === 'ed'),
  )
  expect(out.streamed).toBe(nodeCrypto.sign('sha256', data, pemOf('rsa')).toString('base64'))
  expect(out.pss.slice(0, 2)).toEqual([true, false])
  expect(
    nodeCrypto.verify(
      'sha384',
      data,
      { key: pemOf('rsa'), padding: 6, saltLength: -1 },
      bytes(out.pss[2]),
    ),
  ).toBe(true)
  expect(out.opened).toBe(data.toString())
  expect(
    nodeCrypto
      .privateDecrypt({ key: pemOf('rsa'), oaepLabel: Buffer.from('label') }, bytes(out.sealed))
      .toString(),
  ).toBe(data.toString())
  expect(out.raw).toBe(data.toString())
  expect(nodeCrypto.verify('sha256', data, out.made[0], bytes(out.made[1]))).toBe(true)
})

test('signing and encrypting fail in the words of Node.js', () =>
  same(`${WITH_KEYS}
t(() => crypto.createSign('RSA-SHA256').update('a').sign()); t(() => crypto.createSign('nope')); t(() => crypto.createSign(5)); t(() => crypto.createVerify('nope')); t(() => crypto.sign('sha256', Buffer.from('a'), pub.rsa)); t(() => crypto.sign('nope', Buffer.from('a'), key.rsa))
t(() => crypto.sign('sha256', Buffer.from('a'), key.ed)); t(() => crypto.createSign('sha256').update('a').sign(key.ed)); t(() => crypto.privateDecrypt(key.rsa, Buffer.alloc(128, 1))); t(() => crypto.privateDecrypt(key.rsa, Buffer.alloc(5)))
t(() => crypto.privateDecrypt({ key: key.rsa, padding: 1 }, Buffer.alloc(128, 1))); t(() => crypto.publicEncrypt(pub.rsa, Buffer.alloc(200))); t(() => crypto.publicEncrypt(pub.p256, Buffer.alloc(20)))
t(() => crypto.verify('sha256', Buffer.from('a'), pub.p256, Buffer.alloc(3))); t(() => crypto.verify('sha256', Buffer.from('a'), pub.rsa, Buffer.alloc(3))); t(() => crypto.verify('sha256', Buffer.from('a'), { key: pub.p256, dsaEncoding: 'ieee-p1363' }, Buffer.alloc(3))); t(() => crypto.verify('sha256', Buffer.from('a'), { key: pub.p256, dsaEncoding: 'x' }, Buffer.alloc(3)))
t(() => crypto.publicEncrypt({ key: pub.rsa, padding: 3 }, Buffer.alloc(128, 1)).toString('hex'))
`))

// https://nodejs.org/api/webcrypto.html
test('Web Crypto does as that of Node.js', () =>
  same(`
const { subtle } = crypto.webcrypto; const enc = new TextEncoder(); const data = enc.encode('some data to work on')
for (const h of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'MD5']) await at(() => subtle.digest(h, data))
const raw = new Uint8Array(32).fill(7)
for (const [name, extra] of [['AES-CBC', { iv: new Uint8Array(16) }], ['AES-CTR', { counter: new Uint8Array(16), length: 64 }], ['AES-GCM', { iv: new Uint8Array(12), additionalData: enc.encode('aad') }], ['AES-GCM', { iv: new Uint8Array(12), tagLength: 96 }]]) {
  const k = await subtle.importKey('raw', raw, name, true, ['encrypt', 'decrypt']); log(k.algorithm, k.usages, k.type, k.extractable)
  await at(() => subtle.encrypt({ name, ...extra }, k, data)); const sealed = await subtle.encrypt({ name, ...extra }, k, data); await at(async () => Buffer.from(await subtle.decrypt({ name, ...extra }, k, sealed)).toString())
  if (name !== 'AES-CTR') await at(() => subtle.decrypt({ name, ...extra }, k, new Uint8Array(33)))
  await at(() => subtle.exportKey('jwk', k))
}
const hm = await subtle.importKey('raw', enc.encode('key'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']); log(hm.algorithm); await at(() => subtle.sign('HMAC', hm, data)); await at(() => subtle.exportKey('raw', hm))
await at(async () => subtle.verify('HMAC', hm, await subtle.sign('HMAC', hm, data), data))
const pw = await subtle.importKey('raw', enc.encode('pw'), 'PBKDF2', false, ['deriveBits', 'deriveKey']); await at(() => subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: data, iterations: 100 }, pw, 256))
await at(async () => subtle.exportKey('jwk', await subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-512', salt: data, iterations: 10 }, pw, { name: 'AES-GCM', length: 128 }, true, ['encrypt'])))
const hk = await subtle.importKey('raw', enc.encode('pw'), 'HKDF', false, ['deriveBits']); await at(() => subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: data, info: new Uint8Array(0) }, hk, 128))
for (const [alg, usages] of [[{ name: 'ECDSA', namedCurve: 'P-256' }, ['sign', 'verify']], [{ name: 'ECDH', namedCurve: 'P-384' }, ['deriveBits']], [{ name: 'Ed25519' }, ['sign', 'verify']], [{ name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, ['encrypt', 'decrypt']], [{ name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, ['sign', 'verify']], [{ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-512' }, ['sign', 'verify']]]) {
  const { publicKey, privateKey } = await subtle.generateKey(alg, true, usages); log(publicKey.algorithm, publicKey.usages, privateKey.usages, privateKey.extractable, publicKey.type)
  const spki = await subtle.exportKey('spki', publicKey); const pkcs8 = await subtle.exportKey('pkcs8', privateKey); const jwk = await subtle.exportKey('jwk', privateKey); log(Object.keys(jwk).sort().join(), jwk.alg, jwk.key_ops, jwk.ext)
  const pub = await subtle.importKey('spki', spki, alg, true, publicKey.usages); const own = await subtle.importKey('pkcs8', pkcs8, alg, true, privateKey.usages); const again = await subtle.importKey('jwk', jwk, alg, false, privateKey.usages); log(again.extractable)
  if (usages[0] === 'sign') { const s = await subtle.sign({ name: alg.name, hash: 'SHA-256', saltLength: 20 }, again, data); log(s.byteLength, await subtle.verify({ name: alg.name, hash: 'SHA-256', saltLength: 20 }, pub, s, data), await subtle.verify({ name: alg.name, hash: 'SHA-256', saltLength: 20 }, pub, s, enc.encode('x'))) }
  if (usages[0] === 'encrypt') log(Buffer.from(await subtle.decrypt({ name: alg.name }, own, await subtle.encrypt({ name: alg.name }, pub, data))).toString())
  if (alg.name === 'ECDH') log((await subtle.deriveBits({ name: 'ECDH', public: pub }, own, 256)).byteLength)
  await at(() => subtle.sign({ name: alg.name, hash: 'SHA-256', saltLength: 20 }, pub, data))
}
const kek = await subtle.importKey('raw', raw, 'AES-KW', true, ['wrapKey', 'unwrapKey']); const cek = await subtle.importKey('raw', raw, { name: 'AES-GCM' }, true, ['encrypt']); await at(() => subtle.wrapKey('raw', cek, kek, 'AES-KW')); await at(async () => subtle.exportKey('jwk', await subtle.unwrapKey('raw', await subtle.wrapKey('raw', cek, kek, 'AES-KW'), kek, 'AES-KW', 'AES-GCM', true, ['decrypt'])))
await at(() => subtle.importKey('raw', new Uint8Array(5), 'AES-GCM', true, ['encrypt'])); await at(() => subtle.importKey('raw', raw, 'FOO', true, ['encrypt'])); await at(() => subtle.importKey('raw', raw, 'AES-GCM', true, [])); await at(() => subtle.importKey('spki', raw, { name: 'RSA-OAEP', hash: 'SHA-1' }, true, ['encrypt'])); await at(() => subtle.importKey('jwk', { kty: 'oct', k: 'AAAA' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']).then((k) => k.algorithm))
`))

// RFC 8017 and its like take time: what asks for too much of it is cut, and never holds up the page.
test.each([
  "for (;;) crypto.createHash('sha512').update(Buffer.alloc(1e6)).digest()",
  "crypto.pbkdf2Sync('a', 'b', 2 ** 31 - 1, 64, 'sha512')",
  "crypto.scryptSync('a', 'b', 64, { N: 2 ** 20, r: 8, p: 1000, maxmem: 2 ** 40 })",
  "const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' }); for (;;) crypto.sign('sha512', Buffer.alloc(1), privateKey)",
  "for (;;) crypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)).update(Buffer.alloc(1e6))",
  "crypto.generateKeyPairSync('rsa', { modulusLength: 16384 })",
])('has its time counted: %s', (body) => {
  const code = `const crypto = require('crypto'); exports.handler = async () => { ${body} }`
  const limits = { memoryMiB: 512, cpuShare: 0.02 }
  const step = runOnce(quickJs, { files: { 'index.js': code }, limits })
  expect(['cpu', 'memory']).toContain(step.type === 'exhausted' ? step.limit : step)
})

test('a key pair comes of the seed of the run', () => {
  const code = `const { generateKeyPairSync } = require('crypto'); const make = (...a) => generateKeyPairSync(...a).publicKey.export({ type: 'spki', format: 'pem' })
    exports.handler = async () => [make('rsa', { modulusLength: 512 }), make('ec', { namedCurve: 'P-256' }), make('ed25519')]`
  const run = (seed: number): string => {
    const step = runOnce(quickJs, { files: { 'index.js': code }, seed: [seed, 2, 3, 4] })
    return step.type === 'returned' ? step.payload : step.type
  }
  expect(run(1)).toBe(run(1))
  expect(run(1)).not.toBe(run(2))
})
