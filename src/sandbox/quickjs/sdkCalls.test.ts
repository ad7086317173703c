import { describe, expect, test } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import { createRandom } from '#kernel/random.ts'
import { EPOCH_MS } from '#kernel/time.ts'
import { createSdkCalls } from './sdkCalls.ts'

const PROFILE = {
  service: 'dynamodb',
  target: 'DynamoDB_20120810.Query',
  contentType: 'application/x-amz-json-1.0',
  hostname: 'dynamodb.eu-west-1.amazonaws.com',
  userAgent: 'aws-sdk-js/3',
  shortUserAgent: 'aws-sdk-js/3',
  accessKeyId: 'AKIAEXAMPLE',
  sessionToken: '',
  scope: 'eu-west-1/dynamodb',
  maxAttempts: 3,
  members: [
    ['Items', '[V'],
    ['Count', '='],
    ['LastEvaluatedKey', 'V'],
    ['ConsumedCapacity', '?'],
  ],
}

/** One call of `PROFILE`'s, and what is heard of `reply`. */
function ask(reply: ApiReply) {
  const calls = createSdkCalls(createRandom(1, 'sdk'))
  const profile = calls.register(JSON.stringify(PROFILE))
  calls.send({ id: 7, profile, body: '{"é":1}', trace: 'Root=1', epochMs: EPOCH_MS })
  const [call] = calls.take()
  return { call, left: calls.take(), ...calls.answer(7, reply) }
}

const respond = (body: string, status = 200): ApiReply => ({
  type: 'response',
  status,
  headers: [['x-amzn-requestid', 'R1']],
  body,
})

describe('a plain SDK call', () => {
  test("has the SDK's headers in its order, and a length in bytes", () => {
    const { call, left } = ask(respond('{}'))
    expect(call).toMatchObject({ id: 7, service: 'dynamodb', method: 'POST', attempt: 1 })
    expect(call?.headers.map(([name]) => name)).toEqual([
      'content-type',
      'x-amz-target',
      'content-length',
      'x-amz-user-agent',
      'user-agent',
      'host',
      'X-Amzn-Trace-Id',
      'amz-sdk-invocation-id',
      'amz-sdk-request',
      'x-amz-date',
      'authorization',
    ])
    const headers = Object.fromEntries(call?.headers ?? [])
    expect(headers['content-length']).toBe('8')
    expect(headers['x-amz-date']).toBe('20260101T000000Z')
    expect(headers['amz-sdk-invocation-id']).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(headers['authorization']).toContain(
      'Credential=AKIAEXAMPLE/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=amz-sdk-',
    )
    expect(left).toEqual([])
  })

  test('is answered with plain values, and costs ticks by the attribute', () => {
    const item =
      '{"id":{"S":"a"},"tags":{"L":[{"N":"1.5"},{"NULL":true}]},"in":{"M":{"b":{"BOOL":true}}}}'
    const { plain } = ask(respond(`{"Count":1,"Items":[${item}],"LastEvaluatedKey":null}`))
    expect(plain?.text).toBe(
      '[{"Items":[{"id":"a","tags":[1.5,null],"in":{"b":true}}],"Count":1},"R1"]',
    )
    const fewer = ask(respond('{"Items":[{"id":{"S":"a"}}]}')).plain
    expect((plain?.ticks ?? 0) - (fewer?.ticks ?? 0)).toBe(5 * 90)
  })

  test.each([
    ['an error', respond('{"__type":"x"}', 400)],
    ['a member that only the SDK reads', respond('{"ConsumedCapacity":{"TableName":"t"}}')],
    ['a set', respond('{"Items":[{"a":{"SS":["x"]}}]}')],
    ['binary data', respond('{"Items":[{"a":{"B":"AA=="}}]}')],
    ['a number beyond 2^53', respond('{"Items":[{"a":{"N":"9007199254740993"}}]}')],
    ['minus zero', respond('{"Items":[{"a":{"N":"-0"}}]}')],
    ['a key that JavaScript gives a meaning', respond('{"Items":[{"__proto__":{"S":"x"}}]}')],
    ['what is no attribute value', respond('{"Items":[{"a":1}]}')],
    ['what is no JSON', respond('<html>')],
    ['no server', { type: 'unreachable', code: 'ENOTFOUND', message: 'x' } as const],
  ])('leaves %s to the SDK inside, with the headers it went out with', (_what, reply) => {
    const { call, plain, sent } = ask(reply)
    expect(plain).toBeNull()
    expect(sent).toBe(call?.headers)
  })

  test('is forgotten once it is answered', () => {
    const calls = createSdkCalls(createRandom(1, 'sdk'))
    expect(calls.answer(7, respond('{}'))).toEqual({ plain: null, sent: null, site: -1 })
  })

  test('has one of at most 1,000 profiles', () => {
    const calls = createSdkCalls(createRandom(1, 'sdk'))
    const text = JSON.stringify(PROFILE)
    const last = Array.from({ length: 1_001 }, () => calls.register(text)).at(-1)
    expect(last).toBe(-1)
    calls.send({ id: 1, profile: -1, body: '', trace: '', epochMs: EPOCH_MS })
    expect(calls.take()).toEqual([])
  })
})
