import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '#contracts/http.ts'
import {
  checkMapping,
  mapRequest,
  type MappingPlace,
  mapResponse,
  renderValue,
} from './parameterMapping.ts'

const request: HttpRequest = {
  context: { trace: 1, span: 1 },
  method: 'POST',
  path: '/items/7',
  query: 'a=1&a=2&b=x%20y',
  headers: [
    ['X-In', 'one'],
    ['Host', 'h'],
  ],
  body: '{"user":{"name":"ann"},"n":7}',
  sourceIp: '203.0.113.1',
  attempt: 1,
}
const place: MappingPlace = {
  request,
  parameters: { id: '7' },
  stageVariables: { color: 'blue' },
  context: { requestId: 'r1', 'identity.sourceIp': '203.0.113.1' },
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
describe('values', () => {
  test.each([
    ['static', 'static'],
    ['$request.header.x-in', 'one'],
    ['${request.header.X-In}', 'one'],
    ['$request.querystring.a', '1,2'],
    ['$request.path', '/items/7'],
    ['$request.path.id', '7'],
    ['$request.body.user.name', 'ann'],
    ['$request.body.n', '7'],
    ['$request.body.user', '{"name":"ann"}'],
    ['$context.requestId', 'r1'],
    ['$context.identity.sourceIp', '203.0.113.1'],
    ['$stageVariables.color', 'blue'],
    ['${stageVariables.color}-${request.path.id}!', 'blue-7!'],
    ['$request.header.none', ''],
    ['$request.body.toString', ''],
    ['$ and $other.thing', '$ and $other.thing'],
  ])('%s', (value, text) => {
    expect(renderValue(value, place)).toBe(text)
  })
})

test('of a request: headers, query strings and the path', () => {
  const mapped = mapRequest(
    {
      'append:header.x-in': 'two',
      'overwrite:header.X-New': '$context.requestId',
      'remove:header.host': "''",
      'append:querystring.c': '$request.body.user.name',
      'overwrite:querystring.a': '3&4',
      'remove:querystring.b': "''",
      'overwrite:path': '/v2/${request.path.id}/a b',
      'overwrite:header.authorization': 'is reserved',
    },
    place,
  )
  expect(mapped.headers).toEqual([
    ['X-In', 'one'],
    ['x-in', 'two'],
    ['x-new', 'r1'],
  ])
  expect([mapped.path, mapped.query]).toEqual(['/v2/7/a%20b', 'c=ann&a=3%264'])
})

test('of a response: headers and the status', () => {
  const response = {
    status: 500,
    headers: [['x-out', 'a']],
    body: '{"id":"9"}',
  } as const
  const mapped = mapResponse(
    {
      'overwrite:statuscode': '403',
      'append:header.x-out': '$response.body.id',
      'overwrite:header.x-copy': '$response.header.X-Out',
    },
    { ...place, response },
  )
  expect(mapped).toEqual({
    status: 403,
    headers: [
      ['x-out', 'a'],
      ['x-out', '9'],
      ['x-copy', 'a'],
    ],
    body: '{"id":"9"}',
  })
})

test('what is no mapping is named', () => {
  const messages = (of: 'request' | 'response', ...keys: string[]) =>
    checkMapping(Object.fromEntries(keys.map((key) => [key, 'x'])), of).map(
      ({ message }) => message,
    )
  expect(
    messages('request', 'append:header.x', 'overwrite:path', 'append:path', 'overwrite:statuscode'),
  ).toEqual([
    "'append:path' is no mapping of a request",
    "'overwrite:statuscode' is no mapping of a request",
  ])
  expect(
    messages('response', 'overwrite:statuscode', 'append:querystring.x', 'overwrite:path'),
  ).toEqual([
    "'append:querystring.x' is no mapping of a response",
    "'overwrite:path' is no mapping of a response",
  ])
  expect(messages('request', 'append:header.X-Amz-Date', 'nonsense')).toEqual([
    'the header X-Amz-Date is reserved',
    "'nonsense' is no mapping of a request",
  ])
})
