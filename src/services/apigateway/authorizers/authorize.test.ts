import { createHash, createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { APIGatewayRequestAuthorizerEventV2Schema } from '@aws-lambda-powertools/parser/schemas'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import { signRequest } from '#contracts/sigv4.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, ms, seconds, toEpochMs } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { describe, expect, test } from 'vitest'
import { createAccountThrottle } from '../accountThrottle.ts'
import { httpApiDefinition } from '../definition.ts'
import { createHttpApi } from '../service.ts'

const wire = (id: string, port: string | null, properties: object): Edge => ({
  id,
  contract: 'invoke',
  source: 'Node',
  target: `fn-${id}`,
  port,
  properties,
})

const INCOMING: Edge<'http'> = {
  id: 'in',
  contract: 'http',
  source: 'Users',
  target: 'Node',
  port: null,
  properties: {},
}

const returns = (payload: unknown): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify(payload),
  functionError: null,
  executedVersion: '$LATEST',
})
const throws = (errorMessage: string): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify({ errorType: 'Error', errorMessage }),
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
})

interface Event {
  readonly requestContext: Readonly<Record<string, unknown>>
}

/** An API with `GET /items` behind what `properties` say, whose authorizer is `decide`. */
function createWorld(
  properties: object,
  decide: (event: Event) => InvokeReply = () => throws('x'),
) {
  const asked: Event[] = []
  const served: Event[] = []
  const world = createFakeWorld(httpApiDefinition, {
    properties,
    model: { OverheadMs: 0 },
    edges: [
      wire('e1', null, { RouteKeys: ['GET /items', 'GET /open'] }),
      wire('e2', 'authorizer', { AuthorizerId: 'mine' }),
    ],
    *answer(edge, request, kernel): Process<InvokeReply> {
      if (!('payload' in request)) throw new Error('not an invoke')
      const event = JSON.parse(request.payload) as Event
      yield kernel.sleep(ms(5))
      if (edge.port === 'authorizer') {
        asked.push(event)
        return decide(event)
      }
      served.push(event)
      return returns({ ok: true })
    },
  })
  const api = createHttpApi(world.ctx, createAccountThrottle())
  const get = (request: Partial<HttpRequest> = {}, wait: Duration = seconds(1)): HttpResponse => {
    const answers: HttpResponse[] = []
    const whole: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path: '/items',
      query: '',
      headers: [],
      body: '',
      sourceIp: '203.0.113.1',
      attempt: 1,
      ...request,
    }
    world.kernel.start(
      (function* () {
        answers.push(yield* api.serve.http(whole, INCOMING))
      })(),
    )
    world.run(wait)
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  const notes = (key: string) =>
    world.records.flatMap((row) => (row.type === 'note' && row.key === key ? [row.value] : []))
  return { ...world, api, get, asked, served, notes }
}

const headerOf = (response: HttpResponse, name: string): string | undefined =>
  response.headers.find(([each]) => each === name)?.[1]
const told = ({ status, body }: HttpResponse): unknown => [status, body]
const bearer = (token: string): Partial<HttpRequest> => ({ headers: [['Authorization', token]] })

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}']
const FORBIDDEN = [403, '{"message":"Forbidden"}']

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
describe('JWT', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const now = toEpochMs(0 as never) / 1_000
  const sign = (claims: object): string => {
    const parts = [{ alg: 'RS256', kid: 'k' }, claims]
    const text = parts
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`
  }
  const claims = { iss: 'https://issuer', aud: 'api', sub: 'ann', exp: now + 60, scope: 'read' }
  const properties = {
    Authorizers: {
      users: {
        AuthorizerType: 'JWT',
        JwtConfiguration: { Issuer: 'https://issuer', Audience: ['api'] },
        Jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }] },
      },
    },
    Routes: {
      'GET /items': {
        AuthorizationType: 'JWT',
        AuthorizerId: 'users',
        AuthorizationScopes: ['read', 'admin'],
      },
    },
  }

  test('a good token is let in, and the event tells its claims', () => {
    const world = createWorld(properties)
    expect(world.get(bearer(`Bearer ${sign(claims)}`)).status).toBe(200)
    expect(world.served[0]?.requestContext['authorizer']).toEqual({
      jwt: {
        claims: {
          iss: 'https://issuer',
          aud: 'api',
          sub: 'ann',
          exp: String(now + 60),
          scope: 'read',
        },
        scopes: ['read'],
      },
    })
  })

  test('without a token, with a bad one, without a scope: who refused and why is in the trace', () => {
    const world = createWorld(properties)
    const none = world.get()
    expect(told(none)).toEqual(UNAUTHORIZED)
    expect(headerOf(none, 'www-authenticate')).toBe('Bearer')
    const bad = world.get(bearer(sign({ ...claims, aud: 'x' })))
    expect(told(bad)).toEqual(UNAUTHORIZED)
    expect(headerOf(bad, 'www-authenticate')).toBe(
      'Bearer scope="read admin" error="invalid_token" error_description="the token does not have a valid audience"',
    )
    expect(told(world.get(bearer(sign({ ...claims, scope: 'write' }))))).toEqual(FORBIDDEN)
    expect(world.notes('refusedBy')).toEqual([
      'JWT authorizer: no token',
      'JWT authorizer: the token does not have a valid audience',
      'JWT authorizer: the token does not have a required scope',
    ])
    expect(world.served).toEqual([])
  })

  test('a token expires by the run’s own clock', () => {
    const world = createWorld(properties)
    const token = bearer(sign(claims))
    expect(world.get(token).status).toBe(200)
    world.run(seconds(60))
    expect(told(world.get(token))).toEqual(UNAUTHORIZED)
  })

  test('a route that asks for nothing takes everybody', () => {
    expect(createWorld(properties).get({ path: '/open' }).status).toBe(200)
  })
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
describe('Lambda authorizers', () => {
  const propertiesOf = (authorizer: object) => ({
    Authorizers: { mine: authorizer },
    Routes: { 'GET /items': { AuthorizationType: 'CUSTOM', AuthorizerId: 'mine' } },
  })
  const policy = (Effect: string, Resource: string) => ({
    principalId: 'ann',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
    },
    context: { tenant: 't1', level: 3 },
  })

  test('simple responses', () => {
    let isAuthorized = true
    const world = createWorld(propertiesOf({ EnableSimpleResponses: true }), () =>
      returns({ isAuthorized, context: { tenant: 't1', level: 3 } }),
    )
    expect(world.get(bearer('secret')).status).toBe(200)
    expect(world.served[0]?.requestContext['authorizer']).toEqual({
      lambda: { tenant: 't1', level: 3 },
    })
    isAuthorized = false
    expect(told(world.get(bearer('secret')))).toEqual(FORBIDDEN)
    expect(world.notes('refusedBy')).toEqual(['Lambda authorizer mine: denied'])
  })

  test('policies are evaluated against the route’s ARN', () => {
    for (const [effect, resource, status] of [
      ['Allow', 'arn:aws:execute-api:us-east-1:123456789012:*/$default/GET/items', 200],
      ['Allow', 'arn:aws:execute-api:us-east-1:123456789012:*/$default/GET/other', 403],
      ['Deny', '*', 403],
    ] as const) {
      const world = createWorld(propertiesOf({}), () => returns(policy(effect, resource)))
      expect(world.get(bearer('x')).status).toBe(status)
    }
  })

  test('its event, format 2.0, is what Powertools knows', () => {
    const world = createWorld(propertiesOf({ EnableSimpleResponses: true }), () =>
      returns({ isAuthorized: true }),
    )
    world.get({
      headers: [
        ['Authorization', 'secret'],
        ['Cookie', 'a=1; b=2'],
      ],
      query: 'x=1&x=2',
    })
    const [event] = world.asked
    expect(Object.keys(event ?? {})).toEqual([
      'version',
      'type',
      'routeArn',
      'identitySource',
      'routeKey',
      'rawPath',
      'rawQueryString',
      'cookies',
      'headers',
      'queryStringParameters',
      'requestContext',
    ])
    expect(event).toMatchObject({
      type: 'REQUEST',
      identitySource: ['secret'],
      routeArn: expect.stringMatching(
        /^arn:aws:execute-api:us-east-1:123456789012:\w{10}\/\$default\/GET\/items$/,
      ) as string,
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2' },
    })
    expect(APIGatewayRequestAuthorizerEventV2Schema.safeParse(event).error).toBeUndefined()
  })

  test('format 1.0: identity sources joined, single and multi-value headers', () => {
    const world = createWorld(
      propertiesOf({
        AuthorizerPayloadFormatVersion: '1.0',
        IdentitySource: ['$request.header.Authorization', '$request.querystring.key'],
      }),
      () => returns(policy('Allow', '*')),
    )
    expect(world.get({ ...bearer('secret'), query: 'key=k1' }).status).toBe(200)
    expect(world.asked[0]).toMatchObject({
      version: '1.0',
      type: 'REQUEST',
      identitySource: 'secret,k1',
      authorizationToken: 'secret,k1',
      resource: '/items',
      httpMethod: 'GET',
      headers: { Authorization: 'secret' },
      multiValueHeaders: { Authorization: ['secret'] },
      queryStringParameters: { key: 'k1' },
    })
  })

  test('a missing identity source is 401, and nobody is asked', () => {
    const world = createWorld(propertiesOf({}))
    expect(told(world.get())).toEqual(UNAUTHORIZED)
    expect(world.asked).toEqual([])
  })

  test('decisions are kept by identity for the TTL, and forgotten by a deployment', () => {
    const world = createWorld(propertiesOf({ AuthorizerResultTtlInSeconds: 60 }), () =>
      returns(policy('Allow', '*')),
    )
    for (const token of ['a', 'a', 'b', 'a']) world.get(bearer(token))
    expect(world.asked).toHaveLength(2)
    world.run(seconds(60))
    world.get(bearer('a'))
    expect(world.asked).toHaveLength(3)
    world.api.changed?.('properties')
    world.get(bearer('a'))
    expect(world.asked).toHaveLength(4)
  })

  test.each([
    ['throws Unauthorized', throws('Unauthorized'), 401],
    ['throws', throws('broken'), 500],
    ['returns nonsense', returns('yes'), 500],
    ['returns no policy', returns({ principalId: 'x', policyDocument: {} }), 500],
  ])('a function that %s', (_title, reply, status) => {
    expect(createWorld(propertiesOf({}), () => reply).get(bearer('x')).status).toBe(status)
  })
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
describe('IAM', () => {
  const user = { UserName: 'ann', AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret' }
  const propertiesOf = (more: object = {}) => ({
    IamUsers: [{ ...user, ...more }],
    Routes: { 'GET /items': { AuthorizationType: 'AWS_IAM' } },
  })
  const signed = (
    host: string,
    change: { secret?: string; region?: string; epochMs?: number } = {},
  ) => {
    const request = { method: 'GET', path: '/items', query: 'a=1', body: '' }
    const headers = signRequest(
      { ...request, headers: [['Host', host]] },
      {
        accessKeyId: user.AccessKeyId,
        secretAccessKey: change.secret ?? user.SecretAccessKey,
        region: change.region ?? 'us-east-1',
        service: 'execute-api',
        hashing: {
          sha256: (bytes) => createHash('sha256').update(bytes).digest(),
          hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
        },
      },
      change.epochMs ?? toEpochMs(0 as never),
    )
    return { ...request, headers }
  }
  const hostOf = (world: ReturnType<typeof createWorld>): string => world.api.hostnames?.()[0] ?? ''

  test('a good signature is let in, and the event tells whose it is', () => {
    const world = createWorld(propertiesOf())
    expect(world.get(signed(hostOf(world))).status).toBe(200)
    expect(world.served[0]?.requestContext['authorizer']).toEqual({
      iam: {
        accessKey: 'AKIDEXAMPLE',
        accountId: '123456789012',
        callerId: 'ann',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::123456789012:user/ann',
        userId: 'ann',
      },
    })
  })

  test('no signature, another secret, Region, host, time or query: Forbidden', () => {
    const world = createWorld(propertiesOf())
    const host = hostOf(world)
    const late = toEpochMs(0 as never) - 600_000
    const answers = [
      world.get(),
      world.get(signed(host, { secret: 'wrong' })),
      world.get(signed(host, { region: 'eu-west-1' })),
      world.get(signed('elsewhere.example.com')),
      world.get(signed(host, { epochMs: late })),
      world.get({ ...signed(host), query: 'a=2' }),
    ]
    expect(answers.map(told)).toEqual(answers.map(() => FORBIDDEN))
    expect(world.notes('refusedBy')).toEqual([
      'IAM: the request is not signed',
      'IAM: the signature does not match',
      'IAM: the signature is for 20260101/eu-west-1/execute-api/aws4_request',
      'IAM: the signature does not match',
      'IAM: the signature is not of this time',
      'IAM: the signature does not match',
    ])
  })

  test('the user’s policy must allow execute-api:Invoke', () => {
    const policy = (Resource: string) => ({
      Policy: { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource } },
    })
    const open = createWorld(propertiesOf(policy('arn:aws:execute-api:*:*:*/$default/GET/items')))
    expect(open.get(signed(hostOf(open))).status).toBe(200)
    const closed = createWorld(propertiesOf(policy('arn:aws:execute-api:*:*:*/$default/POST/*')))
    expect(told(closed.get(signed(hostOf(closed))))).toEqual(FORBIDDEN)
  })
})
