import { readFileSync } from 'node:fs'
import { APIGatewayProxyEventSchema } from '@aws-lambda-powertools/parser/schemas/api-gateway'
import { findHeader } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, fails, returns, wire } from './testing/world.ts'

describe('a Lambda proxy integration', () => {
  const request = {
    method: 'POST',
    path: '/prod/items/7%20a',
    query: 'a=1&a=2&b=x%20y',
    headers: [
      ['X-Custom', 'one'],
      ['X-Custom', 'two'],
      ['Content-Type', 'application/json'],
      ['User-Agent', 'curl/8.5.0'],
    ],
    body: '{"a":1}',
  } as const

  const eventOf = (properties: object = {}, more: Partial<HttpRequest> = {}) => {
    const { ask, invokes } = createWorld({
      properties: { ...properties, Stages: [{ StageName: 'prod', Variables: { table: 't1' } }] },
      edges: [wire('invoke', ['ANY /items/{id}'])],
    })
    ask({ ...request, ...more })
    return JSON.parse(invokes[0]?.payload ?? '{}') as Record<string, never>
  }

  test('hands over the event of format 1.0, field by field', () => {
    const event = eventOf()
    expect(event).toMatchObject({
      resource: '/items/{id}',
      path: '/items/7 a',
      httpMethod: 'POST',
      queryStringParameters: { a: '2', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      pathParameters: { id: '7 a' },
      stageVariables: { table: 't1' },
      body: '{"a":1}',
      isBase64Encoded: false,
      headers: { 'X-Custom': 'two', 'X-Forwarded-For': '203.0.113.1', 'X-Forwarded-Port': '443' },
      multiValueHeaders: { 'X-Custom': ['one', 'two'], 'X-Forwarded-Proto': ['https'] },
      requestContext: {
        resourcePath: '/items/{id}',
        path: '/prod/items/7%20a',
        stage: 'prod',
        httpMethod: 'POST',
        accountId: '123456789012',
        protocol: 'HTTP/1.1',
        requestTime: '01/Jan/2026:00:00:00 +0000',
        requestTimeEpoch: 1_767_225_600_000,
        identity: {
          sourceIp: '203.0.113.1',
          userAgent: 'curl/8.5.0',
          userArn: null,
        },
      },
    })
  })

  test('the event fits Powertools’ schema, and has the keys of AWS’s own', () => {
    const event = eventOf()
    expect(APIGatewayProxyEventSchema.safeParse(event).success).toBe(true)
    const sample = JSON.parse(
      readFileSync(new URL('./testing/proxyEvent.json', import.meta.url), 'utf8'),
    ) as { requestContext: { identity: object } }
    // The sample is an HTTP API's: that adds `version` and an empty authorizer, and tells no deployment.
    const keys = (value: object | undefined, ...more: readonly string[]) =>
      [...Object.keys(value ?? {}), ...more].toSorted()
    const without = (names: readonly string[], ...gone: readonly string[]) =>
      names.filter((name) => !gone.includes(name))
    const { requestContext } = sample
    expect(keys(event)).toEqual(without(keys(sample), 'version'))
    expect(keys(event['requestContext'])).toEqual(
      without(keys(requestContext, 'deploymentId'), 'authorizer'),
    )
    expect(keys(event['requestContext']?.['identity'])).toEqual(
      without(keys(requestContext.identity), 'clientCert'),
    )
  })

  test('what is absent is null', () => {
    const { ask, invokes } = createWorld({ edges: [wire('invoke', ['GET /items'])] })
    ask()
    expect(JSON.parse(invokes[0]?.payload ?? '')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    })
  })

  test('a body of a binary media type comes as base64, any other as text', () => {
    const headers = [['Content-Type', 'image/png']] as const
    const body = new Uint8Array([0x89, 0x50])
    expect(eventOf({ BinaryMediaTypes: ['image/*'] }, { headers, body })).toMatchObject({
      body: 'iVA=',
      isBase64Encoded: true,
    })
    expect(eventOf({}, { headers, body })).toMatchObject({ isBase64Encoded: false })
  })

  test('an edge-optimized API’s event and answer show CloudFront', () => {
    const properties = { EndpointConfiguration: { Types: ['EDGE'] } }
    expect(eventOf(properties)['headers']).toMatchObject({
      'CloudFront-Viewer-Country': 'US',
      'CloudFront-Forwarded-Proto': 'https',
      'X-Forwarded-For': '203.0.113.1, 130.176.0.1',
    })
    const { ask } = createWorld({ properties })
    expect(findHeader(ask().headers, 'x-cache')).toBe('Miss from cloudfront')
  })

  test('headers of the gateway’s own: ids, trace, JSON as the type where none is told', () => {
    const { ask } = createWorld()
    const { headers } = ask()
    expect(findHeader(headers, 'x-amzn-requestid')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(findHeader(headers, 'x-amz-apigw-id')).toMatch(/^.{15}=$/)
    expect(findHeader(headers, 'x-amzn-trace-id')).toMatch(/^Root=1-/)
    expect(findHeader(headers, 'content-type')).toBe('application/json')
  })

  test('single and multi-value headers are merged; what is the gateway’s is renamed', () => {
    const { ask } = createWorld({
      lambda: () =>
        returns({
          statusCode: 201,
          headers: { 'X-A': '1', 'X-B': 'x', Server: 'mine' },
          multiValueHeaders: { 'X-B': ['x', 'y'], 'Set-Cookie': ['a=1', 'b=2'] },
          body: 'made',
        }),
    })
    const { status, headers, body } = ask()
    expect([status, body]).toEqual([201, 'made'])
    expect(headers.filter(([name]) => /^(x-[ab]|set-cookie|.*server)$/i.test(name))).toEqual([
      ['X-A', '1'],
      ['x-amzn-Remapped-Server', 'mine'],
      ['X-B', 'x'],
      ['X-B', 'y'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ])
  })

  test('base64 is decoded for a client whose Accept is a binary media type', () => {
    const { ask } = createWorld({
      properties: { BinaryMediaTypes: ['image/png'] },
      lambda: () => returns({ statusCode: 200, body: 'iVA=', isBase64Encoded: true }),
    })
    expect(ask().body).toBe('iVA=')
    expect(ask({ headers: [['Accept', 'image/png, */*']] }).body).toEqual(
      new Uint8Array([0x89, 0x50]),
    )
  })

  const INTERNAL = {
    body: '{"message": "Internal server error"}',
    type: 'InternalServerErrorException',
  }

  test.each([
    ['no statusCode', returns({ body: 'x' })],
    ['a body that is no text', returns({ statusCode: 200, body: { a: 1 } })],
    ['a key too many', returns({ statusCode: 200, more: 1 })],
    ['no object', returns('text')],
    ['a function error', fails('boom')],
  ])('%s is a 502', (_, reply) => {
    const { ask, told } = createWorld({ lambda: () => reply })
    expect(told(ask())).toEqual({ status: 502, ...INTERNAL })
  })

  test('a throttled function is a 500, a slow one a 504', () => {
    const throttled: InvokeReply = {
      type: 'refused',
      statusCode: 429,
      errorType: 'TooManyRequestsException',
      payload: '{}',
    }
    const one = createWorld({ lambda: () => throttled })
    expect(one.told(one.ask())).toEqual({ status: 500, ...INTERNAL })
    const two = createWorld({ delayMs: 29_001 })
    expect(two.told(two.ask())).toEqual({
      status: 504,
      body: '{"message": "Endpoint request timed out"}',
      type: 'InternalServerErrorException',
    })
  })
})
