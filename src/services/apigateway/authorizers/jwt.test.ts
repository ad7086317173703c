import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkJwt, toJwtContext } from './jwt.ts'

// Tokens by Node's own cryptography; ours only verifies.
const issuer = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const jwk = issuer.publicKey.export({ format: 'jwk' })
const ISSUER = 'https://issuer.example.com'
const settings = {
  issuers: [ISSUER],
  Audience: ['api'],
  Jwks: { keys: [{ ...jwk, kid: 'k1', use: 'sig', alg: 'RS256' }] },
}
const NOW = 1_767_225_600
const claims = { iss: ISSUER, aud: 'api', sub: 'ann', exp: NOW + 60, iat: NOW }

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const sign = (
  payload: object,
  {
    header = { alg: 'RS256', kid: 'k1' },
    key = issuer.privateKey,
    hash = 'RSA-SHA256',
  }: { header?: object; key?: typeof issuer.privateKey; hash?: string } = {},
): string => {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${createSign(hash).update(text).sign(key).toString('base64url')}`
}
const check = (token: string, scopes: readonly string[] = []) =>
  checkJwt(token, settings, { nowSeconds: NOW, scopes })

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
describe('a JWT', () => {
  test.each([
    ['RS256', 'RSA-SHA256'],
    ['RS384', 'RSA-SHA384'],
    ['RS512', 'RSA-SHA512'],
  ])('of %s is verified against the key of its kid, with or without Bearer', (alg, hash) => {
    const token = sign(claims, { header: { alg, kid: 'k1' }, hash })
    expect(check(token)).toEqual({ type: 'valid', claims, scopes: null })
    expect(check(`Bearer ${token}`).type).toBe('valid')
  })

  test.each([
    ['another key', sign(claims, { key: stranger.privateKey }), 'the signature is invalid'],
    [
      'no such kid',
      sign(claims, { header: { alg: 'RS256', kid: 'k2' } }),
      'the signing key was not found',
    ],
    [
      'HS256',
      sign(claims, { header: { alg: 'HS256', kid: 'k1' } }),
      'the signing algorithm is not supported',
    ],
    [
      'none',
      `${encode({ alg: 'none', kid: 'k1' })}.${encode(claims)}.`,
      'the signing algorithm is not supported',
    ],
    ['no token', 'abc', 'invalid number of segments'],
    ['no JSON', 'a.b.c', 'the token is malformed'],
    [
      'another issuer',
      sign({ ...claims, iss: 'https://evil.example.com' }),
      'the token does not have a valid issuer',
    ],
    [
      'another audience',
      sign({ ...claims, aud: ['x'] }),
      'the token does not have a valid audience',
    ],
    ['expired', sign({ ...claims, exp: NOW }), 'the token has expired'],
    ['for ever', sign({ ...claims, exp: undefined }), 'the token has expired'],
    ['not yet', sign({ ...claims, nbf: NOW + 1 }), 'the token is not valid yet'],
    ['from the future', sign({ ...claims, iat: NOW + 1 }), 'the token was issued in the future'],
  ])('%s: refused', (_title, token, description) => {
    expect(check(token)).toEqual({ type: 'invalid', description })
  })

  test('a changed payload does not keep its signature', () => {
    const [head, , tail] = sign(claims).split('.')
    const forged = `${head}.${encode({ ...claims, sub: 'admin' })}.${tail}`
    expect(check(forged)).toEqual({ type: 'invalid', description: 'the signature is invalid' })
  })

  test('client_id stands in where there is no aud, and only there', () => {
    const { aud: _aud, ...rest } = claims
    expect(check(sign({ ...rest, client_id: 'api' })).type).toBe('valid')
    expect(check(sign({ ...claims, aud: 'x', client_id: 'api' })).type).toBe('invalid')
  })

  test('one of the route’s scopes is enough; none is not', () => {
    expect(check(sign({ ...claims, scope: 'read write' }), ['write', 'admin'])).toMatchObject({
      type: 'valid',
      scopes: ['read', 'write'],
    })
    expect(check(sign({ ...claims, scp: ['read'] }), ['read']).type).toBe('valid')
    expect(check(sign(claims), ['read']).type).toBe('forbidden')
  })
})

test('events tell claims as texts', () => {
  const valid = check(sign({ ...claims, 'cognito:groups': ['a', 'b'] }))
  if (valid.type !== 'valid') throw new Error('refused')
  expect(toJwtContext(valid)).toEqual({
    claims: {
      iss: ISSUER,
      aud: 'api',
      sub: 'ann',
      exp: String(NOW + 60),
      iat: String(NOW),
      'cognito:groups': '[a b]',
    },
    scopes: null,
  })
})
