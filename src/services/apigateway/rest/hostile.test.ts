import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWorld, method, returns, wire } from './testing/world.ts'

// Whatever a client sends and a function returns: an answer with a status, and no exception.

const properties = {
  BinaryMediaTypes: ['image/*'],
  MinimumCompressionSize: 0,
  Models: { Item: { Schema: { type: 'object', required: ['a'] } } },
  RequestValidators: { all: { ValidateRequestBody: true, ValidateRequestParameters: true } },
  Stages: [
    {
      StageName: 'prod',
      CacheClusterEnabled: true,
      AccessLogSetting: { Format: '$context.requestId $context.error.message $context.path' },
      MethodSettings: [{ LoggingLevel: 'INFO', DataTraceEnabled: true }],
    },
  ],
  Methods: {
    'POST /mapped/{id}': method({
      Type: 'AWS',
      RequestTemplates: {
        'application/json':
          '{"id":"$util.escapeJavaScript($input.params(\'id\'))","a":$input.json(\'$.a\'),"q":"$input.params(\'q\')"}',
      },
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: { 'application/json': "$input.path('$.x')" } },
        { StatusCode: '400', SelectionPattern: '.+' },
      ],
    }),
    'PUT /checked': {
      RequestValidatorId: 'all',
      RequestModels: { 'application/json': 'Item' },
      RequestParameters: { 'method.request.querystring.q': true },
    },
  },
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{', '[', '{"a":1}', '""'))
const header = fc.tuple(
  fc.constantFrom(
    'accept',
    'accept-encoding',
    'cache-control',
    'content-encoding',
    'content-type',
    'x-http-method-override',
    '__proto__',
  ),
  fc.oneof(text, fc.constantFrom('application/json', 'gzip', 'deflate', 'image/png', 'max-age=0')),
)
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'BREW'),
  path: fc.oneof(
    fc.constantFrom('/prod/mapped/7', '/prod/checked', '/prod', '/', '', '/prod/%zz/..//'),
    text.map((part) => `/prod/mapped/${part}`),
  ),
  query: fc.oneof(text, fc.constantFrom('q=1', '&&==&q', '__proto__=1')),
  headers: fc.array(header, { maxLength: 5 }),
  body: fc.oneof(text, fc.uint8Array({ maxLength: 40 })),
})
const result = fc.oneof(
  fc.json().map((json) => JSON.parse(json) as unknown),
  fc.record({ statusCode: fc.integer(), body: text, headers: fc.dictionary(text, text) }),
)

test('any request and any result make an answer', () => {
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), result, (requests, made) => {
      const { ask } = createWorld({
        properties,
        edges: [wire('invoke', ['ANY /{proxy+}', 'POST /mapped/{id}', 'PUT /checked'])],
        lambda: () => returns(made),
      })
      for (const each of requests) {
        const { status } = ask(each)
        expect(status).toBeGreaterThanOrEqual(100)
        expect(status).toBeLessThan(600)
      }
    }),
    { numRuns: 60 },
  )
})
