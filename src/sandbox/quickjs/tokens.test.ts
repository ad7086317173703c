import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'

// Packages as npm installs them, with what they depend on: a ZIP's `node_modules` as it is.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html#nodejs-package-create-dependencies

const quickJs = loadQuickJs()
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))

function install(
  name: string,
  files: Record<string, string> = {},
): Readonly<Record<string, string>> {
  const folder = `${modules}/${name}`
  if (!existsSync(folder)) throw new Error(`${name} is not installed`)
  if (Object.hasOwn(files, `node_modules/${name}/package.json`)) return files
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (/\.(?:[cm]?js|json)$/.test(path))
      files[`node_modules/${name}/${path}`] = readFileSync(`${folder}/${path}`, 'utf8')
  const { dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    dependencies?: Record<string, string>
  }
  for (const needed of Object.keys(dependencies)) install(needed, files)
  return files
}

const run = (packageName: string, file: string, code: string): unknown => {
  const files = { ...install(packageName), [file]: code }
  const step = runOnce(quickJs, { files, limits: { memoryMiB: 512, cpuShare: 1 } })
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return JSON.parse(step.payload)
}

// https://github.com/auth0/node-jsonwebtoken
test('jsonwebtoken signs and checks tokens by every algorithm', () => {
  const answer = run(
    'jsonwebtoken',
    'index.js',
    `const jwt = require('jsonwebtoken'); const { generateKeyPairSync } = require('crypto')
    const encoding = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }
    const check = (token, key) => { try { return jwt.verify(token, key).sub } catch (error) { return error.name + ': ' + error.message } }
    exports.handler = async () => {
      const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding })
      const [p256, p384, p521] = ['P-256', 'P-384', 'P-521'].map((namedCurve) => generateKeyPairSync('ec', { namedCurve, ...encoding }))
      const by = (algorithm, own, other = own) => { const token = jwt.sign({ sub: algorithm }, own, { algorithm, expiresIn: '1h' }); return [check(token, other), check(token.slice(0, -6) + 'AAAAAA', other)] }
      return [by('HS256', 'secret'), by('HS512', 'secret'), ...['RS256', 'PS384'].map((a) => by(a, rsa.privateKey, rsa.publicKey)), by('ES256', p256.privateKey, p256.publicKey), by('ES384', p384.privateKey, p384.publicKey), by('ES512', p521.privateKey, p521.publicKey), check(jwt.sign({ exp: 1 }, 's'), 's')]
    }`,
  )
  const algorithms = ['HS256', 'HS512', 'RS256', 'PS384', 'ES256', 'ES384', 'ES512']
  expect(answer).toEqual([
    ...algorithms.map((name) => [name, 'JsonWebTokenError: invalid signature']),
    'TokenExpiredError: jwt expired',
  ])
})

// https://github.com/panva/jose
test('jose signs, encrypts and reads keys by Web Crypto', () => {
  const answer = run(
    'jose',
    'index.mjs',
    `import * as jose from 'jose'
    const signed = async (alg) => {
      const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true })
      const token = await new jose.SignJWT({ alg }).setProtectedHeader({ alg }).sign(privateKey)
      const jwk = await jose.exportJWK(publicKey)
      const keys = [await jose.importSPKI(await jose.exportSPKI(publicKey), alg), await jose.importJWK(jwk, alg), jose.createLocalJWKSet({ keys: [{ ...jwk, alg }] })]
      return Promise.all(keys.map(async (key) => (await jose.jwtVerify(token, key)).payload.alg))
    }
    const sealed = async ([alg, enc]) => {
      const pair = /^(?:RSA|ECDH)/.test(alg) ? await jose.generateKeyPair(alg) : null
      const key = new Uint8Array(alg === 'A128GCMKW' ? 16 : 32).fill(7)
      const token = await new jose.EncryptJWT({ alg }).setProtectedHeader({ alg, enc }).encrypt(pair?.publicKey ?? key)
      return (await jose.jwtDecrypt(token, pair?.privateKey ?? key, { keyManagementAlgorithms: [alg] })).payload.alg
    }
    const inTurn = async (items, work) => { const out = []; for (const item of items) out.push(await work(item)); return out }
    export const handler = async () => [
      await inTurn(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'], signed),
      await inTurn([['dir', 'A256GCM'], ['A256KW', 'A128CBC-HS256'], ['A128GCMKW', 'A256GCM'], ['PBES2-HS256+A128KW', 'A128GCM'], ['RSA-OAEP-256', 'A256GCM'], ['ECDH-ES+A128KW', 'A128GCM']], sealed),
    ]`,
  )
  const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']
  expect(answer).toEqual([
    algorithms.map((name) => [name, name, name]),
    ['dir', 'A256KW', 'A128GCMKW', 'PBES2-HS256+A128KW', 'RSA-OAEP-256', 'ECDH-ES+A128KW'],
  ])
})

// https://github.com/awslabs/aws-jwt-verify
test("AWS's own library checks a user pool's tokens", () => {
  const answer = run(
    'aws-jwt-verify',
    'index.mjs',
    `import { CognitoJwtVerifier } from 'aws-jwt-verify'; import { createSign, generateKeyPairSync } from 'crypto'
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const text = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const verifier = CognitoJwtVerifier.create({ userPoolId: 'us-east-1_Abcdefghi', tokenUse: 'access', clientId: 'c' })
    verifier.cacheJwks({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] })
    const make = (claims) => {
      const exp = Math.floor(Date.now() / 1000) + 60
      const head = text({ kid: 'k', alg: 'RS256' }) + '.' + text({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abcdefghi', token_use: 'access', client_id: 'c', sub: 's', exp, ...claims })
      return head + '.' + createSign('RSA-SHA256').update(head).sign(privateKey).toString('base64url')
    }
    export const handler = async () => Promise.all([make({}), make({ exp: 1 }), make({ client_id: 'x' }), make({}).slice(0, -6) + 'AAAAAA'].map((token) => verifier.verify(token).then(({ sub }) => sub, ({ message }) => message)))`,
  )
  expect(answer).toEqual([
    's',
    'Token expired at 1970-01-01T00:00:01.000Z',
    'Client ID not allowed: x. Expected: c',
    'Invalid signature',
  ])
})
