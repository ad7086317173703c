import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'
import { createHttpEvent } from '#contracts/httpEvent.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { describe, expect, test } from 'vitest'
import { apiIdOf, domainNameOf, drawRequestId, traceHeaderOf } from './identity.ts'
import { createPayload1, type GatewayRequest } from './payload1.ts'
import { findRoute, parseRouteKey } from './routes.ts'
import { createRandom } from '#kernel/random.ts'

/** What the gateway knows of a request when it makes the event. */
function proxy(
  request: Partial<HttpRequest>,
  options: { key?: string; stageVariables?: Record<string, string> } = {},
): GatewayRequest {
  const whole: HttpRequest = {
    context: { trace: 1, span: 1 },
    method: 'GET',
    path: '/',
    query: '',
    headers: [],
    body: '',
    sourceIp: '1.2.3.4',
    attempt: 1,
    ...request,
  }
  const route = parseRouteKey(options.key ?? '$default')
  if (typeof route === 'string') throw new Error(route)
  const match = findRoute([route], whole.method, whole.path)
  if (match === null) throw new Error('no match')
  return {
    request: whole,
    front: 'http-api',
    routeKey: match.route.key,
    parameters: match.parameters,
    iam: null,
    match,
    accountId: '123456789012',
    apiId: 'aaaaaaaaaa',
    domainName: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
    requestId: 'LV7fzho-PHcEJPw=',
    traceHeader: 'Root=1-5e9f0c65-1de4d666d4dd26aced652b6c',
    epochMs: 1_587_481_701_067,
    stageVariables: options.stageVariables,
  }
}

// As a handler sees it: parsed from the text that Lambda is invoked with.
const event2 = (...args: Parameters<typeof proxy>): APIGatewayProxyEventV2 =>
  JSON.parse(JSON.stringify(createHttpEvent(proxy(...args)))) as APIGatewayProxyEventV2
const event1 = (...args: Parameters<typeof proxy>): APIGatewayProxyEvent =>
  JSON.parse(JSON.stringify(createPayload1(proxy(...args)))) as APIGatewayProxyEvent

describe('format 2.0', () => {
  test("is AWS's own event for `curl` on /, field by field (aws-lambda-go, apigw-v2-request-no-authorizer.json)", () => {
    const event = event2({
      headers: [
        ['User-Agent', 'curl/7.58.0'],
        ['Accept', '*/*'],
      ],
    })
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: '',
      headers: {
        accept: '*/*',
        'content-length': '0',
        host: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
        'user-agent': 'curl/7.58.0',
        'x-amzn-trace-id': 'Root=1-5e9f0c65-1de4d666d4dd26aced652b6c',
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      requestContext: {
        accountId: '123456789012',
        apiId: 'aaaaaaaaaa',
        domainName: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
        domainPrefix: 'aaaaaaaaaa',
        http: {
          method: 'GET',
          path: '/',
          protocol: 'HTTP/1.1',
          sourceIp: '1.2.3.4',
          userAgent: 'curl/7.58.0',
        },
        requestId: 'LV7fzho-PHcEJPw=',
        routeKey: '$default',
        stage: '$default',
        time: '21/Apr/2020:15:08:21 +0000',
        timeEpoch: 1_587_481_701_067,
      },
      isBase64Encoded: false,
    })
    expect(Object.keys(event.headers)).toEqual(Object.keys(event.headers).toSorted())
  })

  test("with everything it can have, the keys stand in the order of AWS's example", () => {
    const event = event2(
      {
        method: 'POST',
        path: '/my/path',
        query: 'a=1',
        headers: [
          ['cookie', 'c1=a; c2=b'],
          ['content-type', 'application/json'],
        ],
        body: '{}',
      },
      { key: 'POST /my/{id}', stageVariables: { s: 'v' } },
    )
    expect(Object.keys(event)).toEqual([
      'version',
      'routeKey',
      'rawPath',
      'rawQueryString',
      'cookies',
      'headers',
      'queryStringParameters',
      'requestContext',
      'body',
      'pathParameters',
      'isBase64Encoded',
      'stageVariables',
    ])
    expect(event.pathParameters).toEqual({ id: 'path' })
    expect(event.stageVariables).toEqual({ s: 'v' })
    expect(event.routeKey).toBe('POST /my/{id}')
    expect(event.requestContext.routeKey).toBe('POST /my/{id}')
  })

  test('"Format 2.0 doesn\'t have multiValueHeaders: duplicate headers are combined with commas", names in lower case', () => {
    const { headers } = event2({
      headers: [
        ['Header1', 'value1'],
        ['Header2', 'value1'],
        ['header2', 'value2'],
      ],
    })
    expect(headers).toMatchObject({ header1: 'value1', header2: 'value1,value2' })
  })

  test('"All cookie headers are combined and added to the cookies field"', () => {
    const event = event2({
      headers: [
        ['Cookie', 'cookie1=a; cookie2=b'],
        ['cookie', 'cookie3=c'],
      ],
    })
    expect(event.cookies).toEqual(['cookie1=a', 'cookie2=b', 'cookie3=c'])
    expect(event.headers).not.toHaveProperty('cookie')
  })

  test('"duplicate query strings are combined with commas"; the raw query stays as it was sent', () => {
    const query = 'parameter1=value1&parameter1=value2&q=a+b%2Cc&flag&e='
    const event = event2({ query })
    expect(event.rawQueryString).toBe(query)
    expect(event.queryStringParameters).toEqual({
      parameter1: 'value1,value2',
      q: 'a b,c',
      flag: '',
      e: '',
    })
  })

  test('the path and its parameters are decoded', () => {
    const event = event2({ path: '/my/a%20b' }, { key: 'GET /my/{id}' })
    expect(event.rawPath).toBe('/my/a b')
    expect(event.requestContext.http.path).toBe('/my/a b')
    expect(event.pathParameters).toEqual({ id: 'a b' })
  })

  test('names such as __proto__ are names like any other', () => {
    const event = event2({ query: '__proto__=x', headers: [['__proto__', 'y']] })
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([['__proto__', 'x']])
    expect(Object.entries(event.headers)).toContainEqual(['__proto__', 'y'])
  })

  test('the front end adds to X-Forwarded-For, keeps a trace id, and does not pass on what concerns a connection', () => {
    const { headers } = event2({
      headers: [
        ['X-Forwarded-For', '9.9.9.9'],
        ['X-Amzn-Trace-Id', 'Root=1-a-b'],
        ['X-Forwarded-Proto', 'http'],
        ['Host', 'spoofed'],
        ['Connection', 'close'],
      ],
    })
    expect(headers).toMatchObject({
      'x-forwarded-for': '9.9.9.9, 1.2.3.4',
      'x-amzn-trace-id': 'Root=1-a-b',
      'x-forwarded-proto': 'https',
      host: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
    })
    expect(headers).not.toHaveProperty('connection')
  })

  test.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/plain', false],
    ['TEXT/HTML', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/problem+json', false],
    ['image/svg+xml', false],
    ['application/x-www-form-urlencoded', true],
    ['multipart/form-data; boundary=x', true],
    ['application/octet-stream', true],
    ['image/png', true],
  ])('a body of type %s is base64: %s [measured]', (type, isBase64Encoded) => {
    const event = event2({ method: 'POST', headers: [['content-type', type]], body: 'héllo' })
    expect(event.isBase64Encoded).toBe(isBase64Encoded)
    expect(event.body).toBe(isBase64Encoded ? 'aMOpbGxv' : 'héllo')
    expect(event.headers['content-length']).toBe('6')
  })

  test('a body without a content type, a compressed one, and one that is no text are base64', () => {
    expect(event2({ body: 'a' })).toMatchObject({ body: 'YQ==', isBase64Encoded: true })
    const gzip = [
      ['content-type', 'text/plain'],
      ['content-encoding', 'gzip'],
    ] as const
    expect(event2({ headers: gzip, body: 'a' }).isBase64Encoded).toBe(true)
    const bytes = new Uint8Array([0xff])
    expect(event2({ headers: gzip.slice(0, 1), body: bytes }).body).toBe('/w==')
  })
})

describe('format 1.0', () => {
  test("has the fields of AWS's example, null where there is nothing", () => {
    expect(event1({ headers: [['accept', '*/*']] })).toEqual({
      version: '1.0',
      resource: '$default',
      path: '/',
      httpMethod: 'GET',
      headers: {
        'Content-Length': '0',
        Host: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
        'X-Amzn-Trace-Id': 'Root=1-5e9f0c65-1de4d666d4dd26aced652b6c',
        'X-Forwarded-For': '1.2.3.4',
        'X-Forwarded-Port': '443',
        'X-Forwarded-Proto': 'https',
        accept: '*/*',
      },
      multiValueHeaders: {
        'Content-Length': ['0'],
        Host: ['aaaaaaaaaa.execute-api.us-west-2.amazonaws.com'],
        'X-Amzn-Trace-Id': ['Root=1-5e9f0c65-1de4d666d4dd26aced652b6c'],
        'X-Forwarded-For': ['1.2.3.4'],
        'X-Forwarded-Port': ['443'],
        'X-Forwarded-Proto': ['https'],
        accept: ['*/*'],
      },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      requestContext: {
        accountId: '123456789012',
        apiId: 'aaaaaaaaaa',
        authorizer: { claims: null, scopes: null },
        domainName: 'aaaaaaaaaa.execute-api.us-west-2.amazonaws.com',
        domainPrefix: 'aaaaaaaaaa',
        extendedRequestId: 'LV7fzho-PHcEJPw=',
        httpMethod: 'GET',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '1.2.3.4',
          user: null,
          userAgent: null,
          userArn: null,
        },
        path: '/',
        protocol: 'HTTP/1.1',
        requestId: 'LV7fzho-PHcEJPw=',
        requestTime: '21/Apr/2020:15:08:21 +0000',
        requestTimeEpoch: 1_587_481_701_067,
        resourceId: null,
        resourcePath: '$default',
        stage: '$default',
      },
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    })
  })

  test('the last value of a repeated name is the single one; all are in the multi-value maps', () => {
    const event = event1(
      {
        path: '/items/7',
        query: 'p=1&p=2',
        headers: [
          ['Header2', 'value1'],
          ['Header2', 'value2'],
          ['Cookie', 'a=b'],
        ],
      },
      { key: 'GET /items/{id}' },
    )
    expect(event.headers).toMatchObject({ Header2: 'value2', Cookie: 'a=b' })
    expect(event.multiValueHeaders).toMatchObject({ Header2: ['value1', 'value2'] })
    expect(event.queryStringParameters).toEqual({ p: '2' })
    expect(event.multiValueQueryStringParameters).toEqual({ p: ['1', '2'] })
    expect(event.resource).toBe('/items/{id}')
    expect(event.pathParameters).toEqual({ id: '7' })
  })
})

describe('identity', () => {
  test('the API id is ten lower-case letters and digits, the same for the same node', () => {
    expect(apiIdOf('Api')).toMatch(/^[a-z0-9]{10}$/)
    expect(apiIdOf('Api')).toBe(apiIdOf('Api'))
    expect(apiIdOf('Api')).not.toBe(apiIdOf('Api2'))
    expect(domainNameOf('abc', 'eu-west-1')).toBe('abc.execute-api.eu-west-1.amazonaws.com')
  })

  test('a request id is eleven bytes as base64url with its padding, as JKJaXmPLvHcESHA= is', () => {
    const random = createRandom(1, 'ids')
    const ids = Array.from({ length: 500 }, () => drawRequestId(random))
    for (const id of ['JKJaXmPLvHcESHA=', 'LV7fzho-PHcEJPw=', ...ids]) {
      expect(id).toMatch(/^[\w-]{15}=$/)
      expect(Buffer.from(id, 'base64url').toString('base64url')).toBe(id.slice(0, 15))
    }
    expect(new Set(ids).size).toBe(500)
  })

  test('a trace header holds the time and 96 bits', () => {
    expect(traceHeaderOf(255, 1_587_481_701_067)).toBe('Root=1-5e9f0c65-0000000000000000000000ff')
  })
})
