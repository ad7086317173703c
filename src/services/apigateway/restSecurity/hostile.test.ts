import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGuarded } from '../testing/guarded.ts'
import { returns } from '../rest/testing/world.ts'

// Whatever a client brings, an authorizer returns and a policy says: an answer, and nobody in by accident.

const text = fc.string({ maxLength: 60 })
const header = fc.oneof(
  text,
  fc.constantFrom(
    'AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=',
    `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'Bearer a.b.c',
    `Bearer ${btoa('{"alg":"RS256"}')}.${btoa('{}')}.x`,
  ),
)
const policy = fc.anything({
  maxDepth: 4,
  key: fc.constantFrom(
    'Statement',
    'Effect',
    'Action',
    'Resource',
    'NotResource',
    'Condition',
    'Principal',
    'IpAddress',
    'aws:SourceIp',
    'AWS',
  ),
  values: [fc.constantFrom('Allow', 'Deny', '*', '***', 'execute-api:/', 7, null, true)],
})

test('any token, any policy and any result of an authorizer make an answer', () => {
  const guards = fc.constantFrom(
    { AuthorizationType: 'CUSTOM', AuthorizerId: 'users' },
    { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'pool' },
    { AuthorizationType: 'AWS_IAM' },
    { ApiKeyRequired: true },
  )
  fc.assert(
    fc.property(guards, header, policy, policy, (guard, value, resource, decided) => {
      const isObject = typeof resource === 'object' && resource !== null && !Array.isArray(resource)
      const { ask } = createGuarded(
        {
          Authorizers: {
            users: { IdentityValidationExpression: '.*' },
            pool: {
              Type: 'COGNITO_USER_POOLS',
              ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
              Jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }, 7, null] },
            },
          },
          IamUsers: [
            { UserName: 'ann', AccessKeyId: 'AKIA', SecretAccessKey: 's', Policy: resource },
          ],
          ...(isObject && { Policy: resource }),
        },
        () => returns({ principalId: 'ann', policyDocument: decided, context: {} }),
        guard,
      )
      const { status } = ask({ headers: [['Authorization', value]] })
      expect(status === 200 || (status >= 400 && status < 600)).toBe(true)
      // Nobody has a key, a valid signature or a valid token.
      if (!('AuthorizerId' in guard) || guard.AuthorizerId === 'pool') expect(status).not.toBe(200)
    }),
    { numRuns: 150 },
  )
})
