import { connect } from 'node:net'
import { crc32, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Served } from './server.ts'
import { type RawAnswer, sendRaw, serveForTest, signedHeaders } from './testing/served.ts'

let served: Served
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served.close())

const json = ({ body }: RawAnswer): unknown => JSON.parse(body.toString())
const ask = (action: string, input: unknown, more: Readonly<Record<string, string>> = {}) =>
  sendRaw(served, { headers: signedHeaders(action, more), body: JSON.stringify(input) })

const CORAL = 'com.amazon.coral.service#'

describe('before the API', () => {
  it('a GET of / is told that all is well', async () => {
    const answer = await sendRaw(served, { method: 'GET' })
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe('healthy: dynamodb.us-east-1.amazonaws.com ')
  })

  it.each([
    ['PUT', {}, ''],
    ['DELETE', {}, ''],
    ['OPTIONS', {}, ''],
    ['POST', { 'content-type': 'text/plain' }, 'hi'],
    ['POST', { 'content-type': 'application/x-amz-json-1.1' }, '{}'],
  ])('%s with %j is 404', async (method, headers, body) => {
    const answer = await sendRaw(served, { method, headers, body })
    expect(answer.status).toBe(404)
    expect(answer.body.toString()).toBe('<UnknownOperationException/>\n')
    expect(answer.headers['x-amz-crc32']).toBe('3552371480')
  })

  it('a browser hears before it asks what it may send', async () => {
    const answer = await sendRaw(served, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.com',
        'access-control-request-headers': 'x-amz-target',
        'access-control-request-method': 'POST',
      },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'x-amz-target',
      'access-control-allow-methods': 'POST',
      'access-control-max-age': '172800',
      'content-length': '0',
    })
  })

  it('a body above 16 MB is 413, and the server goes on', async () => {
    const answer = await sendRaw(served, { body: Buffer.alloc(16 * 1_024 * 1_024 + 1, 'a') })
    expect(answer.status).toBe(413)
    expect(answer.headers['transfer-encoding']).toBe('chunked')
    expect((await ask('ListTables', {})).status).toBe(200)
  })

  it('what is no HTTP is told so and cut off', async () => {
    const told = await new Promise<string>((resolve, reject) => {
      const socket = connect(served.port, '127.0.0.1', () => socket.write('\u0000nonsense\r\n\r\n'))
      let text = ''
      socket.on('data', (part) => {
        text += part.toString()
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(told).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('signatures', () => {
  const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
  type Refused = readonly [
    path: string,
    headers: Record<string, string>,
    code: string,
    message: string,
  ]
  const missing = [
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
  ] as const
  const refused: readonly Refused[] = [
    ['/', {}, ...missing],
    ['/', { authorization: 'AWS4' }, ...missing],
    ['/?X-Amz-Signature=b', {}, ...missing],
    [
      '/?X-Amz-Algorithm',
      { authorization: 'X' },
      'InvalidSignatureException',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    ],
    [
      '/',
      { authorization: 'AWS4- Signature=b,Credential=a', date: 'a' },
      'IncompleteSignatureException',
      "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4- Signature=b,Credential=a",
    ],
    [
      '/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d',
      {},
      'IncompleteSignatureException',
      "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    ],
    [
      '/',
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=h, Signature=c', date: 'a' },
      'IncompleteSignatureException',
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'",
    ],
  ]
  it.each(refused)('%s with %j is refused', async (path, headers, code, message) => {
    const answer = await sendRaw(served, { path, headers: { ...target, ...headers }, body: '' })
    expect(answer.status).toBe(400)
    expect(json(answer)).toEqual({ __type: `${CORAL}${code}`, message })
  })

  it('in the query are as good as in the header', async () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k%2Fd%2Fr%2Fs%2Faws4_request' +
      '&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=ab'
    const headers = { ...target, 'content-type': 'application/x-amz-json-1.0' }
    const answer = await sendRaw(served, { path: `/?${query}`, headers, body: '{}' })
    expect(json(answer)).toEqual({ TableNames: [] })
  })
})

describe('the API', () => {
  it('answers in the type that it was asked in, with a request id and the CRC-32 of its body', async () => {
    for (const type of ['application/json', 'application/x-amz-json-1.0']) {
      // oxlint-disable-next-line no-await-in-loop -- two requests, one after the other
      const answer = await ask('ListTables', {}, { 'content-type': type })
      expect(answer.headers).toMatchObject({
        'content-type': type,
        'content-length': String(answer.body.length),
        'x-amz-crc32': String(crc32(answer.body)),
      })
      expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9A-Z]{52}$/)
    }
  })

  it.each([
    ['ListTables', 'hi'],
    ['ListTables', ''],
    ['ListTables', Buffer.from([0x22, 0xff, 0x22])],
    ['Nonsense', 'hi'],
  ])('%s with %s is no JSON', async (action, body) => {
    const answer = await sendRaw(served, { headers: signedHeaders(action), body })
    expect(json(answer)).toEqual({ __type: `${CORAL}SerializationException` })
  })

  it('says that it does not know an action before it asks who calls', async () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTable' }
    const answer = await sendRaw(served, { headers })
    expect(json(answer)).toEqual({ __type: `${CORAL}UnknownOperationException` })
  })

  it('compresses long replies for those who take them', async () => {
    await ask('CreateTable', {
      TableName: 'long',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await ask('PutItem', {
      TableName: 'long',
      Item: { id: { S: '1' }, text: { S: 'x'.repeat(5_000) } },
    })
    const input = { TableName: 'long', Key: { id: { S: '1' } } }
    const answer = await ask('GetItem', input, { 'accept-encoding': 'gzip, deflate' })
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(answer.headers['x-amz-crc32']).toBe(String(crc32(answer.body)))
    expect(JSON.parse(gunzipSync(answer.body).toString())).toEqual({
      Item: { id: { S: '1' }, text: { S: 'x'.repeat(5_000) } },
    })
    expect((await ask('GetItem', input)).headers['content-encoding']).toBeUndefined()
  })

  it.each([
    ['lists', '['.repeat(1_000_000)],
    ['lists that end', '['.repeat(500_000) + ']'.repeat(500_000)],
    [
      'attributes',
      `{"TableName":"long","Item":{"id":${'{"M":{"a":'.repeat(200_000)}{"S":"x"}${'}}'.repeat(200_000)}}}`,
    ],
    ['filters', `{"TableName":"long","FilterExpression":"${'('.repeat(100_000)}"}`],
  ])('a bomb of nested %s is refused', async (_what, body) => {
    for (const action of ['PutItem', 'CreateTable']) {
      // oxlint-disable-next-line no-await-in-loop -- one bomb at a time
      const answer = await sendRaw(served, { headers: signedHeaders(action), body })
      expect(answer.status).toBe(400)
    }
    expect((await ask('ListTables', {})).status).toBe(200)
  })
})
