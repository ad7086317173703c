import { describe, expect, test } from 'vitest'
import { httpApiDefinition } from '../definition.ts'
import { createWorld, returns, wire } from '../testing/socketWorld.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
const VALUE = 'a'.repeat(20)
const KEYED = {
  Routes: { $connect: { ApiKeyRequired: true } },
  ApiKeys: [{ Name: 'ann', Value: VALUE }],
  UsagePlans: [{ UsagePlanName: 'basic', Keys: ['ann'], Quota: { Limit: 2, Period: 'DAY' } }],
}

const HANDSHAKE = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
] as const

const withKey = (value: string) => ({ headers: [...HANDSHAKE, ['x-api-key', value] as const] })

describe('API keys of a WebSocket API', () => {
  test('a client without the key, or with another one, is 403', () => {
    const world = createWorld({ properties: KEYED })
    for (const request of [{ headers: HANDSHAKE }, withKey('b'.repeat(20))]) {
      const { response } = world.connect(request)
      expect([response.status, JSON.parse(String(response.body))]).toMatchObject([
        403,
        { message: 'Forbidden' },
      ])
    }
    expect(world.events).toEqual([])
  })

  test('one with it connects, and events tell of it; past the quota it is 429', () => {
    const world = createWorld({ properties: KEYED })
    expect(world.connect(withKey(VALUE)).response.status).toBe(101)
    expect(world.events[0]?.requestContext['identity']).toMatchObject({
      apiKey: VALUE,
      apiKeyId: expect.stringMatching(/^\w{6}$/) as string,
    })
    expect(world.connect(withKey(VALUE)).response.status).toBe(101)
    expect(world.connect(withKey(VALUE)).response.status).toBe(429)
  })

  test('the key may be the authorizer’s usageIdentifierKey', () => {
    const authorizer = { ...wire('a1', { AuthorizerId: 'auth' }), port: 'authorizer' }
    const world = createWorld({
      properties: {
        ...KEYED,
        ApiKeySelectionExpression: '$context.authorizer.usageIdentifierKey',
        Routes: {
          $connect: { ApiKeyRequired: true, AuthorizationType: 'CUSTOM', AuthorizerId: 'auth' },
        },
        Authorizers: { auth: { IdentitySource: [] } },
      },
      edges: [wire('e1', { RouteKeys: ['$connect'] }), authorizer],
      lambda: (event) =>
        'methodArn' in event
          ? returns({
              principalId: 'ann',
              usageIdentifierKey: VALUE,
              policyDocument: {
                Version: '2012-10-17',
                Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }],
              },
            })
          : returns({ statusCode: 200 }),
    })
    expect(world.connect({ headers: HANDSHAKE }).response.status).toBe(101)
  })

  test('what nobody can use is named', () => {
    const check = (properties: object) =>
      httpApiDefinition
        .check?.({
          id: 'Api',
          properties: httpApiDefinition.properties.parse(properties),
          model: httpApiDefinition.model.parse({}),
          code: {},
          data: null,
          edges: [],
        })
        .map(({ path, message }) => `${path}: ${message}`)
    expect(check({ ProtocolType: 'WEBSOCKET', ...KEYED })).toEqual([])
    expect(
      check({
        ProtocolType: 'WEBSOCKET',
        Routes: { join: { ApiKeyRequired: true } },
        ApiKeys: KEYED.ApiKeys,
        UsagePlans: [{ UsagePlanName: 'basic', Keys: ['bob'] }],
      }),
    ).toEqual([
      'properties.Routes.join.ApiKeyRequired: a key is looked at when a client connects, by $connect',
      'properties.ApiKeys[0]: ann is in no usage plan: it opens nothing',
      'properties.UsagePlans[0]: basic has the key bob, which there is not',
    ])
    expect(check({ Routes: { 'GET /': { ApiKeyRequired: true } } })).toEqual([
      'properties.Routes.GET /.ApiKeyRequired: HTTP APIs have no API keys',
    ])
  })
})
