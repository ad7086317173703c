import { createHash, createHmac } from 'node:crypto'
import type { HttpRequest } from '#contracts/http.ts'
import { signRequest } from '#contracts/sigv4.ts'
import { toEpochMs } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { apiIdOf } from '../identity.ts'
import { answer, API, createGuarded, PASSED, policy, token } from '../testing/guarded.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
describe('AWS_IAM', () => {
  const host = `${apiIdOf('Node')}.execute-api.us-east-1.amazonaws.com`
  const hashing = {
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
    hmac: (key: Uint8Array, bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest(),
  }
  const ann = { UserName: 'ann', AccessKeyId: 'AKIAANN', SecretAccessKey: 'secret' }
  const signed = (
    secretAccessKey = 'secret',
    more: Partial<HttpRequest> = {},
    lateMs = 0,
    at = host,
  ) => {
    const request = { method: 'GET', path: '/prod/items', query: '', body: '', ...more }
    const signer = { region: 'us-east-1', service: 'execute-api', hashing, secretAccessKey }
    const headers = signRequest(
      { ...request, headers: [['Host', at]] },
      { ...signer, accessKeyId: 'AKIAANN' },
      toEpochMs(0 as never) + lateMs,
    )
    return { ...more, headers }
  }
  const guarded = (user: object = ann, more: object = {}) =>
    createGuarded({ IamUsers: [user], ...more }, undefined, { AuthorizationType: 'AWS_IAM' })

  test('lets in who signs, and says who it is', () => {
    const { get, served } = guarded()
    expect(get(signed())).toEqual(PASSED)
    expect(served[0]).toMatchObject({
      requestContext: {
        identity: {
          accessKey: 'AKIAANN',
          accountId: '123456789012',
          caller: 'ann',
          user: 'ann',
          userArn: 'arn:aws:iam::123456789012:user/ann',
        },
      },
    })
  })

  test('a resource that is not there looks for a signature all the same', () => {
    const { get } = guarded()
    const at = (request: Partial<HttpRequest>) => get({ ...request, path: '/prod/nowhere' })
    const missing = '{"message":"Missing Authentication Token"}'
    expect(at({})).toEqual(answer(403, missing, 'MissingAuthenticationTokenException'))
    expect(at(token('Bearer x'))).toEqual(
      answer(
        403,
        `{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'uTem/WB082UJMN2ajD6lH6UChGpTAddMJSx2iu923No='."}`,
        'IncompleteSignatureException',
      ),
    )
  })

  test.each([
    ['no signature', {}, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
    [
      'a bearer token',
      token('Bearer x'),
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'uTem/WB082UJMN2ajD6lH6UChGpTAddMJSx2iu923No='.",
      'IncompleteSignatureException',
    ],
    [
      'another secret',
      signed('other'),
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      'InvalidSignatureException',
    ],
    [
      'a signature of ten minutes ago',
      signed('secret', {}, -600_000),
      'Signature expired: 20251231T235000Z is now earlier than 20251231T235500Z (20260101T000000Z - 5 min.)',
      'InvalidSignatureException',
    ],
    [
      'a signature of another path',
      { ...signed(), path: '/prod/items/' },
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      'InvalidSignatureException',
    ],
  ])('refuses %s', (_, request, message, type) => {
    const { get } = guarded()
    expect(get(request)).toEqual(answer(403, JSON.stringify({ message }), type))
  })

  test('an unknown access key', () => {
    const { get } = guarded({ ...ann, AccessKeyId: 'AKIABOB' })
    expect(get(signed())).toMatchObject({
      body: '{"message":"The security token included in the request is invalid."}',
      type: 'UnrecognizedClientException',
    })
  })

  test('a signature for a custom domain covers its host and its whole path', () => {
    const path = '/shop/items'
    const mapped = { domainName: 'api.example.com', basePath: 'shop', stage: 'prod', path }
    const { get } = guarded()
    const own = signed('secret', { path }, 0, 'api.example.com')
    expect(get({ ...own, path: '/prod/items', mapped })).toEqual(PASSED)
    expect(get({ ...signed(), path: '/prod/items', mapped }).status).toBe(403)
  })

  test("a user's policy says what it may call", () => {
    const may = { ...ann, Policy: policy('Allow', `${API}/prod/GET/*`) }
    expect(guarded(may).get(signed())).toEqual(PASSED)
    const { get, refusedBy } = guarded({ ...ann, Policy: policy('Allow', `${API}/prod/POST/*`) })
    const who = 'User: arn:aws:iam::123456789012:user/ann is not authorized to perform'
    const what = `execute-api:Invoke on resource: ${API.replace('123456789012', '********9012')}/prod/GET/items`
    expect(get(signed())).toEqual(
      answer(403, JSON.stringify({ Message: `${who}: ${what}` }), 'AccessDeniedException'),
    )
    expect(refusedBy()).toEqual(['IAM: ann may not execute-api:Invoke'])
  })

  test('a resource policy that names it lets it in, or keeps it out', () => {
    const principal = { Principal: { AWS: 'arn:aws:iam::123456789012:user/ann' } }
    const silent = { ...ann, Policy: policy('Allow', 'x') }
    const letIn = { Policy: policy('Allow', 'execute-api:/prod/GET/items', principal) }
    expect(guarded(silent, letIn).get(signed())).toEqual(PASSED)
    const keepOut = { Policy: policy('Deny', 'execute-api:/*', principal) }
    const { get, refusedBy } = guarded(ann, keepOut)
    expect(get(signed()).body).toMatch(/with an explicit deny"}$/)
    expect(refusedBy()).toEqual(['resource policy: ann is denied execute-api:Invoke'])
    const bobs = { Principal: { AWS: 'arn:aws:iam::123456789012:user/bob' } }
    const others = { Policy: policy('Deny', 'execute-api:/*', bobs) }
    expect(guarded(ann, others).get(signed())).toEqual(PASSED)
    const account = { Principal: { AWS: '123456789012' } }
    const everybody = { Policy: policy('Allow', 'execute-api:/*', account) }
    expect(guarded(silent, everybody).get(signed())).toEqual(PASSED)
  })

  test('a user of another account needs both its own policy and the API’s', () => {
    const bob = { ...ann, AccountId: '999999999999' }
    const arn = 'arn:aws:iam::999999999999:user/ann'
    const letIn = { Policy: policy('Allow', 'execute-api:/*', { Principal: { AWS: arn } }) }
    const { get, served } = guarded(bob, letIn)
    expect(get(signed())).toEqual(PASSED)
    expect(served[0]).toMatchObject({
      requestContext: { identity: { accountId: '999999999999', userArn: arn } },
    })
    // No policy of the API; one that names nobody of theirs; none of its own.
    for (const [user, more] of [
      [bob, {}],
      [bob, { Policy: policy('Allow', 'execute-api:/*', { Principal: { AWS: '123456789012' } }) }],
      [{ ...bob, Policy: policy('Allow', 'x') }, letIn],
    ] as const) {
      const refused = guarded(user, more).get(signed())
      expect([refused.status, refused.body]).toEqual([
        403,
        expect.stringContaining(`User: ${arn} is not authorized to perform`),
      ])
    }
  })

  test('the cache may be emptied by whom its policy allows execute-api:InvalidateCache', () => {
    const stage = { StageName: 'prod', CacheClusterEnabled: true, MethodSettings: [] }
    const invalidate = (user: object) => {
      const { ask, served } = guarded(user, { Stages: [stage] })
      const fresh = signed()
      ask(signed())
      const { headers } = ask({ headers: [...fresh.headers, ['Cache-Control', 'max-age=0']] })
      return [served.length, headers.some(([name]) => name === 'Warning')]
    }
    expect(invalidate(ann)).toEqual([2, false])
    expect(invalidate({ ...ann, Policy: policy('Allow', '*') })).toEqual([1, true])
    const both = policy('Allow', '*', { Action: ['execute-api:Invoke', 'execute-api:Inv*Cache'] })
    expect(invalidate({ ...ann, Policy: both })).toEqual([2, false])
  })
})
