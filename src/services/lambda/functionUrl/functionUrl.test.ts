import type { Headers } from '#contracts/body.ts'
import { utf8Encode } from '#contracts/bytes.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { seconds, toMs } from '#kernel/time.ts'
import type { StreamOutput } from '#sandbox/runtime.ts'
import type { ScriptedStep } from '#sandbox/fake.ts'
import { describe, expect, test } from 'vitest'
import {
  createFakeFunction,
  edgeOf,
  type FakeFunction,
  returns,
  throws,
} from '../testing/fakeFunction.ts'

const PUBLIC = { FunctionUrlConfig: {} }

const request = (change: Partial<HttpRequest> = {}): HttpRequest => ({
  context: { trace: 1, span: 0 },
  method: 'GET',
  path: '/',
  query: '',
  headers: [['user-agent', 'agent']],
  body: '',
  sourceIp: '123.123.123.123',
  attempt: 1,
  ...change,
})

const get = (fn: FakeFunction, change: Partial<HttpRequest> = {}): HttpResponse =>
  fn.ask(fn.service.serve.http(request(change), edgeOf('http')))

const header = (response: HttpResponse, name: string): string | undefined =>
  response.headers.find(([key]) => key === name)?.[1]

/** Status and body as text. */
const said = ({ status, body }: HttpResponse): readonly [number, unknown] => [status, body]

/** The event that the handler got. */
const eventOf = (change: Partial<HttpRequest>, config: object = {}): unknown => {
  const fn = createFakeFunction({
    properties: { FunctionUrlConfig: config },
    handle: ({ event }) => ({ type: 'returned', payload: event, calls: [] }),
  })
  return JSON.parse(String(get(fn, change).body))
}

// AWS's sample, aws/aws-lambda-go events/testdata/lambda-function-url-*.json;
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
describe('the event', () => {
  test('is that of payload format 2.0, with the route $default and an anonymous account', () => {
    const event = eventOf({
      headers: [
        ['User-Agent', 'agent'],
        ['Cookie', 'a=1; b=2'],
        ['Header2', 'value1'],
        ['header2', 'value2'],
      ],
      path: '/my/path',
      query: 'parameter1=value1&parameter1=value2&parameter2=value',
    })
    const host = (event as { headers: { host: string } }).headers.host
    expect(host).toMatch(/^[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws$/)
    const urlId = host.split('.')[0]
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/path',
      rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
      cookies: ['a=1', 'b=2'],
      headers: {
        header2: 'value1,value2',
        host,
        'user-agent': 'agent',
        'x-amzn-tls-cipher-suite': 'ECDHE-RSA-AES128-GCM-SHA256',
        'x-amzn-tls-version': 'TLSv1.2',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '123.123.123.123',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
      requestContext: {
        accountId: 'anonymous',
        apiId: urlId,
        domainName: host,
        domainPrefix: urlId,
        http: {
          method: 'GET',
          path: '/my/path',
          protocol: 'HTTP/1.1',
          sourceIp: '123.123.123.123',
          userAgent: 'agent',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: '$default',
        stage: '$default',
        time: '01/Jan/2026:00:00:00 +0000',
        timeEpoch: 1_767_225_600_000,
      },
      isBase64Encoded: false,
    })
  })

  test('a body comes as text, or in base64 where its type is none of text', () => {
    const body = { method: 'POST', body: 'Hello from client!' }
    expect(eventOf({ ...body, headers: [['content-type', 'text/plain']] })).toMatchObject({
      body: 'Hello from client!',
      isBase64Encoded: false,
      headers: { 'content-length': '18' },
    })
    expect(eventOf({ ...body, headers: [['content-type', 'image/png']] })).toMatchObject({
      body: 'SGVsbG8gZnJvbSBjbGllbnQh',
      isBase64Encoded: true,
    })
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
describe('authorization', () => {
  const config = { AuthType: 'AWS_IAM' }
  const signed: Headers = [
    [
      'authorization',
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`,
    ],
  ]

  test('AWS_IAM refuses what is not signed, and nothing runs', () => {
    const fn = createFakeFunction({ properties: { FunctionUrlConfig: config } })
    expect(said(get(fn))).toEqual([
      403,
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
    ])
    expect(fn.counted('Invocations')).toBe(0)
    expect([fn.counted('UrlRequestCount'), fn.counted('Url4xxCount')]).toEqual([1, 1])
  })

  test('a signed request brings its signer into the event', () => {
    expect(eventOf({ headers: signed }, config)).toMatchObject({
      requestContext: {
        accountId: '123456789012',
        authentication: null,
        authorizer: { iam: { accessKey: 'AKIAIOSFODNN7EXAMPLE', cognitoIdentity: null } },
      },
      pathParameters: null,
      stageVariables: null,
    })
  })

  // Measured by LocalStack's tests against AWS: test_lambda_url_non_existing_url, test_lambda_url_persists_after_alias_delete.
  test('a URL that there is not, and one of an alias that there is not, are 403', () => {
    const none = get(createFakeFunction())
    expect(said(none)).toEqual([403, '{"Message":null}'])
    expect(header(none, 'x-amzn-errortype')).toBe('AccessDeniedException')
    const lost = createFakeFunction({ properties: { FunctionUrlConfig: { Qualifier: 'prod' } } })
    expect(said(get(lost))).toEqual([
      403,
      expect.stringContaining('Forbidden. For troubleshooting Function URL authorization issues'),
    ])
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
describe('the response', () => {
  const answer = (value: unknown): HttpResponse =>
    get(createFakeFunction({ properties: PUBLIC, handle: () => returns(value) }))

  test('"if your function returns valid JSON and doesn\'t return a statusCode, Lambda assumes: statusCode 200, content-type application/json, body the response"', () => {
    const response = answer({ message: 'Hello' })
    expect(said(response)).toEqual([200, '{"message":"Hello"}'])
    expect(header(response, 'content-type')).toBe('application/json')
    expect(header(response, 'content-length')).toBe('19')
    expect(said(answer('Hello, world!'))).toEqual([200, 'Hello, world!'])
    // With a statusCode and without a content type: JSON as well. Measured by LocalStack's tests against AWS.
    expect(header(answer({ statusCode: 200, body: 'body123' }), 'content-type')).toBe(
      'application/json',
    )
  })

  test("status, headers, cookies and a base64 body are the function's", () => {
    const response = answer({
      statusCode: 201,
      headers: { 'My-Custom-Header': 'Custom Value' },
      cookies: ['Cookie_1=Value1', 'Cookie_2=Value2'],
      body: 'SGVsbG8=',
      isBase64Encoded: true,
    })
    expect(said(response)).toEqual([201, utf8Encode('Hello')])
    expect(header(response, 'my-custom-header')).toBe('Custom Value')
    expect(
      response.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
    ).toEqual(['Cookie_1=Value1', 'Cookie_2=Value2'])
  })

  test('an error of the function and a response that is none are 502, throttles 429, more than 6 MB 413', () => {
    const failing = createFakeFunction({ properties: PUBLIC, handle: () => throws('x') })
    expect(said(get(failing))).toEqual([502, 'Internal Server Error'])
    expect(failing.counted('Url5xxCount')).toBe(1)
    expect(said(answer({ statusCode: 'no' }))).toEqual([502, 'Internal Server Error'])
    const off = createFakeFunction({ properties: { ...PUBLIC, ReservedConcurrentExecutions: 0 } })
    expect(get(off).status).toBe(429)
    const large = { method: 'POST', body: 'x'.repeat(6_291_457) }
    expect(get(createFakeFunction({ properties: PUBLIC }), large).status).toBe(413)
  })

  test('UrlRequestLatency is the time between request and response, cold start and all', () => {
    const fn = createFakeFunction({ properties: PUBLIC })
    get(fn)
    const [latency] = fn.samples('UrlRequestLatency')
    expect(latency).toBeGreaterThan(150)
    expect(latency).toBe(toMs(fn.ctx.now))
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
describe('CORS', () => {
  const Cors = { AllowOrigins: ['https://example.com'], AllowMethods: ['GET'], MaxAge: 60 }
  const preflight: Partial<HttpRequest> = {
    method: 'OPTIONS',
    headers: [
      ['origin', 'https://example.com'],
      ['access-control-request-method', 'GET'],
    ],
  }

  test('a preflight is answered by the URL itself, whatever the authorization', () => {
    const fn = createFakeFunction({
      properties: { FunctionUrlConfig: { AuthType: 'AWS_IAM', Cors } },
    })
    const response = get(fn, preflight)
    expect(response.status).toBe(200)
    expect(header(response, 'access-control-allow-origin')).toBe('https://example.com')
    expect(header(response, 'access-control-max-age')).toBe('60')
    expect(fn.counted('Invocations')).toBe(0)
  })

  test("the configured headers replace the function's own", () => {
    const fn = createFakeFunction({
      properties: { FunctionUrlConfig: { Cors } },
      handle: () => returns({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }),
    })
    const response = get(fn, { headers: [['origin', 'https://example.com']] })
    expect(response.headers.filter(([name]) => name === 'access-control-allow-origin')).toEqual([
      ['access-control-allow-origin', 'https://example.com'],
    ])
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
describe('response streaming', () => {
  const INTEGRATION = 'application/vnd.awslambda.http-integration-response'

  /** A handler that sends one chunk at once and another after a second. */
  const streaming = (
    config: object,
    contentType: string,
    [first, second]: readonly [string, string],
    end: ScriptedStep = { type: 'returned', payload: 'null', calls: [] },
  ): FakeFunction => {
    const output = (text: string, isFinished: boolean): { stream: StreamOutput } => ({
      stream: { contentType, chunks: [utf8Encode(text)], isFinished },
    })
    return createFakeFunction({
      properties: { FunctionUrlConfig: config },
      handle: ({ kind }) =>
        kind === 'invoke'
          ? { type: 'waiting', calls: [], wakeIn: seconds(1), ...output(first, false) }
          : { ...end, ...output(second, true) },
    })
  }
  const STREAM = { InvokeMode: 'RESPONSE_STREAM' }

  test('the body comes chunked, and its first byte long before its last', () => {
    const fn = streaming(STREAM, 'text/html', ['<p>', 'late</p>'])
    const response = get(fn)
    expect(said(response)).toEqual([200, utf8Encode('<p>late</p>')])
    expect(header(response, 'content-type')).toBe('text/html')
    expect(header(response, 'transfer-encoding')).toBe('chunked')
    expect(header(response, 'content-length')).toBeUndefined()
    expect(response.bodyTook).toBe(seconds(1))
  })

  test('HttpResponseStream.from: a JSON prelude and 8 NULs, then the body', () => {
    const prelude = JSON.stringify({
      statusCode: 418,
      headers: { 'X-Pot': 'tea' },
      cookies: ['a=1'],
    })
    const fn = streaming(STREAM, INTEGRATION, [`${prelude}\0\0\0\0\0\0\0\0`, 'short and stout'])
    const response = get(fn)
    expect(said(response)).toEqual([418, utf8Encode('short and stout')])
    expect(header(response, 'x-pot')).toBe('tea')
    expect(header(response, 'set-cookie')).toBe('a=1')
    // The first byte of the body is in the second chunk.
    expect(response.bodyTook).toBe(seconds(0))
  })

  test('who reads along hears the head when it is whole, and every piece of the body when it comes', () => {
    const heard: string[] = []
    const live = {
      begin: ({ status }: Pick<HttpResponse, 'status'>) => void heard.push(String(status)),
      piece: (bytes: Uint8Array) => void heard.push(new TextDecoder().decode(bytes)),
    }
    const prelude = '{"statusCode":201}\0\0\0\0\0\0\0\0'
    const parts = [prelude.slice(0, 9), `${prelude.slice(9)}now`] as const
    expect(get(streaming(STREAM, INTEGRATION, parts), { live }).status).toBe(201)
    get(streaming(STREAM, 'text/html', ['first', 'second']), { live })
    get(streaming({}, 'text/html', ['unheard', 'either']), { live })
    expect(heard).toEqual(['201', 'now', '200', 'first', 'second'])
  })

  test('BUFFERED: what a streaming handler wrote is one result', () => {
    const fn = streaming({}, 'application/json', ['{"a"', ':1}'])
    const response = get(fn)
    expect(said(response)).toEqual([200, '{"a":1}'])
    expect(response.bodyTook).toBeUndefined()
  })

  // "Response streaming … a maximum of 200 MB", buffered responses 6 MB.
  test('more than 6 MB pass where the URL streams, and fail where it does not', () => {
    const large = 'x'.repeat(4_000_000)
    const status = (config: object): number =>
      get(streaming(config, 'text/plain', [large, large])).status
    expect([status(STREAM), status({})]).toEqual([200, 502])
  })

  test('an error midway breaks the connection; one before the first byte is 502', () => {
    const failed = throws('midway')
    const midway = get(streaming(STREAM, 'text/plain', ['a', 'b'], failed))
    expect(midway.networkError).toEqual({ code: 'ECONNRESET', message: 'aborted' })
    const early = createFakeFunction({
      properties: { FunctionUrlConfig: STREAM },
      handle: () => failed,
    })
    expect(get(early).status).toBe(502)
  })

  test('a result that was not streamed goes out as it is', () => {
    const fn = createFakeFunction({ properties: { FunctionUrlConfig: STREAM } })
    expect(said(get(fn))).toEqual([200, '{"ok":true}'])
  })
})

test("the URL is told by the node, and its host name is the function's", () => {
  const fn = createFakeFunction({ properties: PUBLIC })
  const [host] = fn.service.hostnames?.() ?? []
  expect(fn.service.inspect().url).toBe(`https://${host}/`)
  expect(createFakeFunction().service.inspect().url).toBeNull()
  expect(createFakeFunction().service.hostnames?.()).toEqual([])
})
