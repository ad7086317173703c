import { createSign, generateKeyPairSync } from 'node:crypto'
import { toEpochMs } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { answer, createGuarded, PASSED, policy, token, UNAUTHORIZED } from '../testing/guarded.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
describe('a Cognito user pool', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const now = toEpochMs(0 as never) / 1_000
  const sign = (claims: object): string => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const text = `${encode({ alg: 'RS256', kid: 'k' })}.${encode(claims)}`
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`
  }
  const users = {
    Type: 'COGNITO_USER_POOLS',
    ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Pool'],
    Jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }] },
  }
  const id = {
    iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool',
    sub: 'ann',
    token_use: 'id',
    exp: now + 600,
    'cognito:groups': ['a', 'b'],
  }
  const guarded = (more: object = {}, guard: object = {}) =>
    createGuarded({ Authorizers: { users }, ...more }, undefined, {
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: 'users',
      ...guard,
    })

  test("takes an ID token of the pool's, and passes its claims on as texts", () => {
    const { get, served } = guarded()
    expect(get(token(sign(id)))).toEqual(PASSED)
    expect(served[0]).toMatchObject({
      requestContext: {
        authorizer: { claims: { sub: 'ann', token_use: 'id', 'cognito:groups': '[a b]' } },
      },
    })
  })

  test('refuses what is missing, forged, of another pool, or past', () => {
    const { get } = guarded()
    expect(get()).toEqual(UNAUTHORIZED)
    expect(get(token(`${sign(id).slice(0, -4)}AAAA`))).toEqual(UNAUTHORIZED)
    expect(get(token(sign({ ...id, iss: 'https://elsewhere' })))).toEqual(UNAUTHORIZED)
    expect(get(token(sign({ ...id, exp: now - 1 })))).toEqual(
      answer(401, '{"message":"The incoming token has expired"}', 'UnauthorizedException'),
    )
  })

  test('of several, the one whose token it is tells what is wrong with it', () => {
    const arnOf = (pool: string) => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${pool}`
    const ProviderARNs = [arnOf('us-east-1_Pool'), arnOf('us-east-1_Other')]
    const { get } = guarded({ Authorizers: { users: { ...users, ProviderARNs } } })
    const other = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other'
    expect(get(token(sign(id)))).toEqual(PASSED)
    expect(get(token(sign({ ...id, iss: other })))).toEqual(PASSED)
    expect(get(token(sign({ ...id, iss: `${other}2` })))).toEqual(UNAUTHORIZED)
    expect(get(token(sign({ ...id, exp: now - 1 })))).toEqual(
      answer(401, '{"message":"The incoming token has expired"}', 'UnauthorizedException'),
    )
  })

  test('with scopes it wants an access token that has one of them', () => {
    const { get } = guarded({}, { AuthorizationScopes: ['items/read'] })
    const access = { ...id, token_use: 'access' }
    expect(get(token(sign({ ...access, scope: 'items/read x' })))).toEqual(PASSED)
    expect(get(token(sign({ ...access, scope: 'x' })))).toEqual(UNAUTHORIZED)
    expect(get(token(sign(id)))).toEqual(UNAUTHORIZED)
    expect(guarded().get(token(sign(access)))).toEqual(UNAUTHORIZED)
  })

  test("AWS's table B: the resource policy must allow as well", () => {
    const here = { Principal: '*' }
    expect(guarded({ Policy: policy('Allow', '*', here) }).get(token(sign(id)))).toEqual(PASSED)
    expect(guarded({ Policy: policy('Allow', 'x', here) }).get(token(sign(id))).status).toBe(403)
  })
})
