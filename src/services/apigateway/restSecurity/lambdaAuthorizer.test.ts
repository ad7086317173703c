import {
  APIGatewayProxyEventSchema,
  APIGatewayRequestAuthorizerEventSchema,
  APIGatewayTokenAuthorizerEventSchema,
} from '@aws-lambda-powertools/parser/schemas/api-gateway'
import type { InvokeReply } from '#contracts/invoke.ts'
import { minutes } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import {
  allows,
  answer,
  API,
  createGuarded,
  PASSED,
  policy,
  token,
  UNAUTHORIZED,
} from '../testing/guarded.ts'
import { createWorld, fails, returns, wire } from '../rest/testing/world.ts'

const DENIED = answer(
  403,
  '{"Message":"User is not authorized to access this resource"}',
  'AccessDeniedException',
)
const EXPLICITLY = answer(
  403,
  '{"Message":"User is not authorized to access this resource with an explicit deny"}',
  'AccessDeniedException',
)
const BROKEN = answer(500, '{"message":null}', 'AuthorizerConfigurationException')

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
describe('a TOKEN authorizer', () => {
  const properties = { Authorizers: { users: { Type: 'TOKEN' } } }

  test('is asked with the token and the ARN of the method, by the event that Powertools knows', () => {
    const { get, asked } = createGuarded(properties, () => allows('*'))
    expect(get(token('let me in'))).toEqual(PASSED)
    expect(asked).toEqual([
      { type: 'TOKEN', authorizationToken: 'let me in', methodArn: `${API}/prod/GET/items` },
    ])
    expect(APIGatewayTokenAuthorizerEventSchema.safeParse(asked[0]).success).toBe(true)
  })

  test('without a token, or with one that its expression does not take, is not asked', () => {
    const { get, asked, refusedBy } = createGuarded(
      { Authorizers: { users: { IdentityValidationExpression: 'Bearer [a-z]+' } } },
      () => allows('*'),
    )
    expect(get()).toEqual(UNAUTHORIZED)
    expect(get(token('Bearer 7'))).toEqual(UNAUTHORIZED)
    expect(get(token('x Bearer a'))).toEqual(UNAUTHORIZED)
    expect(asked).toEqual([])
    expect(get(token('Bearer ann'))).toEqual(PASSED)
    expect(refusedBy()[0]).toBe(
      'Lambda authorizer users: method.request.header.Authorization is missing: users was not asked',
    )
  })

  test.each([
    ['the very method', `${API}/prod/GET/items`, PASSED],
    ['wildcards across slashes', `arn:aws:execute-api:*:*:*/prod/*/it?ms`, PASSED],
    ['another method', `${API}/prod/POST/items`, DENIED],
    ['another stage', `${API}/test/GET/*`, DENIED],
  ])('its policy is held against the ARN of the method: %s', (_, resource, expected) => {
    const { get } = createGuarded(properties, () => allows(resource))
    expect(get(token('t'))).toEqual(expected)
  })

  test('an explicit deny is told as one', () => {
    const { get, refusedBy } = createGuarded(properties, () =>
      returns({ principalId: 'ann', policyDocument: policy('Deny', '*') }),
    )
    expect(get(token('t'))).toEqual(EXPLICITLY)
    expect(refusedBy()).toEqual(['Lambda authorizer users: its policy denies this method'])
  })

  test('exactly Unauthorized is a 401; any other failure, and what is no policy, a 500', () => {
    const outcomes: readonly [InvokeReply, object][] = [
      [fails('Unauthorized'), UNAUTHORIZED],
      [fails('unauthorized'), BROKEN],
      [returns('yes'), BROKEN],
      [returns({ principalId: 'ann', policyDocument: { Statement: 'x' } }), BROKEN],
      [returns({ policyDocument: policy('Allow', '*') }), BROKEN],
      [allows('*', { context: { list: ['a'] } }), BROKEN],
      [allows('*', { context: { list: 'a', n: 1, yes: true } }), PASSED],
    ]
    for (const [reply, expected] of outcomes) {
      const { get } = createGuarded(properties, () => reply)
      expect(get(token('t'))).toEqual(expected)
    }
  })

  test('one that no wire leads to is a 500', () => {
    const { ask, told } = createWorld({
      properties: {
        ...properties,
        Methods: { 'GET /items': { AuthorizationType: 'CUSTOM', AuthorizerId: 'users' } },
      },
      edges: [wire('invoke', ['GET /items'])],
    })
    expect(told(ask(token('t')))).toEqual(BROKEN)
  })

  test('its policy is kept for 300 s by token, and covers what it names, be it of another method', () => {
    const { get, asked, world } = createGuarded(properties, () => allows(`${API}/prod/GET/*`))
    get(token('a'))
    get(token('a'))
    expect(get({ ...token('a'), method: 'POST' })).toEqual(DENIED)
    expect(asked.length).toBe(1)
    get(token('b'))
    expect(asked.length).toBe(2)
    world.run(minutes(6))
    get(token('a'))
    expect(asked.length).toBe(3)
  })

  test('0 s keeps nothing; a deploy forgets', () => {
    const { get, asked } = createGuarded(
      { Authorizers: { users: { AuthorizerResultTtlInSeconds: 0 } } },
      () => allows('*'),
    )
    get(token('a'))
    get(token('a'))
    expect(asked.length).toBe(2)
    const kept = createGuarded(properties, () => allows('*'))
    kept.get(token('a'))
    kept.api.changed?.('properties')
    kept.get(token('a'))
    expect(kept.asked.length).toBe(2)
  })

  test('context reaches the integration as texts, with the principal', () => {
    const { get, served } = createGuarded(properties, () =>
      allows('*', { context: { team: 'red', level: 3, isAdmin: false } }),
    )
    get(token('t'))
    const authorizer = {
      team: 'red',
      level: '3',
      isAdmin: 'false',
      principalId: 'ann',
      integrationLatency: 5,
    }
    expect(served[0]).toMatchObject({ requestContext: { authorizer } })
    expect(APIGatewayProxyEventSchema.safeParse(served[0]).success).toBe(true)
  })

  test('access and execution logs tell of it; gateway responses can be set up', () => {
    const stage = {
      StageName: 'prod',
      MethodSettings: [{ LoggingLevel: 'INFO' }],
      AccessLogSetting: {
        Format:
          '$context.requestId $context.authorizer.principalId $context.authorizer.latency $context.authorizer.status $context.authorizer.error',
      },
    }
    const { get, logs } = createGuarded(
      {
        ...properties,
        Stages: [stage],
        GatewayResponses: {
          ACCESS_DENIED: {
            StatusCode: '404',
            ResponseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
          },
        },
      },
      ({ authorizationToken }) => allows(authorizationToken === 'a' ? '*' : 'x'),
    )
    get(token('a'))
    expect(get(token('b'))).toEqual(
      answer(404, '{"type":"ACCESS_DENIED"}', 'AccessDeniedException'),
    )
    const lines = logs(/Access/).map((line) => line.replace(/^\S+ /, ''))
    expect(lines).toEqual(['ann 5 200 -', '- 5 403 User is not authorized to access this resource'])
    const execution = logs(/Execution/).map((line) => line.replace(/^\(\S+\) /, ''))
    expect(execution.some((line) => line.startsWith('Starting authorizer: users'))).toBe(true)
    expect(execution).toContain('The client is not authorized to perform this operation.')
  })
})

describe('a REQUEST authorizer', () => {
  const IdentitySource = 'method.request.header.X-User, method.request.querystring.team'
  const Authorizers = { users: { Type: 'REQUEST', IdentitySource } }

  test('is asked with the request, by the event that Powertools knows', () => {
    const { get, asked } = createGuarded({ Authorizers }, () => allows('*'))
    get({ headers: [['X-User', 'ann']], query: 'team=red&team=blue' })
    expect(asked[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: `${API}/prod/GET/items`,
      resource: '/items',
      path: '/items',
      httpMethod: 'GET',
      headers: { 'X-User': 'ann' },
      queryStringParameters: { team: 'blue' },
      multiValueQueryStringParameters: { team: ['red', 'blue'] },
      pathParameters: {},
      stageVariables: {},
    })
    expect(asked[0]).not.toHaveProperty('body')
    const parsed = APIGatewayRequestAuthorizerEventSchema.safeParse(asked[0])
    expect(parsed.error?.issues ?? []).toEqual([])
  })

  test('all sources must be there while answers are kept; without that they may be missing', () => {
    const kept = createGuarded({ Authorizers }, () => allows('*'))
    expect(kept.get({ headers: [['X-User', 'ann']] })).toEqual(UNAUTHORIZED)
    expect(kept.asked).toEqual([])
    const users = { Type: 'REQUEST', IdentitySource, AuthorizerResultTtlInSeconds: 0 }
    const plain = createGuarded({ Authorizers: { users } }, () => allows('*'))
    expect(plain.get()).toEqual(PASSED)
    expect(plain.asked.length).toBe(1)
  })

  test('answers are kept by all sources together', () => {
    const { get, asked } = createGuarded({ Authorizers }, () => allows('*'))
    for (const team of ['red', 'blue', 'red']) {
      get({ headers: [['X-User', 'ann']], query: `team=${team}` })
    }
    expect(asked.length).toBe(2)
  })
})
