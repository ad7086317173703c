import { describe, expect, it } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import { createTestAccount } from './testing/account.ts'

const TYPES = 'com.amazon.coral.service#'

describe('the engine', () => {
  it('stores an item and gives it back, and replies nothing for a missing one', () => {
    const { call } = createTestAccount()
    const Item = { id: { S: '1' }, price: { N: '1.50' }, tags: { SS: ['a', 'b'] } }
    expect(call('PutItem', { TableName: 'items', Item })).toEqual({ status: 200, body: {} })
    expect(call('GetItem', { TableName: 'items', Key: { id: { S: '1' } } })).toEqual({
      status: 200,
      body: { Item: { ...Item, price: { N: '1.5' } } },
    })
    expect(call('GetItem', { TableName: 'items', Key: { id: { S: '2' } } }).body).toEqual({})
  })

  it('replies with a 52-character request id and the CRC-32 of the body', () => {
    const { engine } = createTestAccount()
    const reply = engine.handle('DynamoDB_20120810.ListTables', '{}', createRandom(1, 'x'))
    expect(reply.body).toBe('{"TableNames":["events","items"]}')
    const headers = new Map(reply.headers)
    expect(headers.get('x-amzn-requestid')).toMatch(/^[A-Z0-9]{52}$/)
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0')
    // zlib.crc32 of the same text
    expect(headers.get('x-amz-crc32')).toBe('2006914665')
  })

  it('answers UnknownOperationException to an action that does not exist', () => {
    const { call } = createTestAccount()
    const body = { __type: `${TYPES}UnknownOperationException` }
    expect(call('Frobnicate', {})).toEqual({ status: 400, body })
  })

  it('answers SerializationException to a body that is no JSON', () => {
    const { call } = createTestAccount()
    const body = { __type: `${TYPES}SerializationException` }
    expect(call('GetItem', '{"TableName":')).toEqual({ status: 400, body })
  })

  it.each([
    [{ TableName: 1 }, 'NUMBER_VALUE cannot be converted to String'],
    [{ TableName: 1.5 }, 'DECIMAL_VALUE cannot be converted to String'],
    [{ TableName: true }, 'TRUE_VALUE cannot be converted to String'],
    [{ TableName: [] }, 'Unrecognized collection type class java.lang.String'],
    [{ TableName: {} }, 'Start of structure or map found where not expected'],
    [{ Key: 'a' }, 'Unexpected field type'],
    [{ Key: { id: 'a' } }, 'Unexpected value type in payload'],
    [{ Key: { id: { S: 1 } } }, 'NUMBER_VALUE cannot be converted to String'],
    [
      { Key: { id: { B: '???' } } },
      'Base64 encoded length is expected a multiple of 4 bytes but found: 3',
    ],
    [{ Key: { id: { B: 'YQ=a' } } }, 'Invalid last non-pad Base64 character dectected'],
    [{ Key: { id: { SS: 'a' } } }, 'Unexpected field type'],
  ])('answers SerializationException to %j', (input, Message) => {
    const { call } = createTestAccount()
    const body = { __type: `${TYPES}SerializationException`, Message }
    expect(call('GetItem', input)).toEqual({ status: 400, body })
  })

  it('tells all violated constraints together', () => {
    const { call } = createTestAccount()
    const { body } = call('GetItem', { TableName: 'a;', ReturnConsumedCapacity: 'hi' })
    expect(body).toEqual({
      __type: 'com.amazon.coral.validate#ValidationException',
      message:
        "4 validation errors detected: Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; ' +
        "Value 'a;' at 'tableName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; ' +
        "Value 'a;' at 'tableName' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 3; ' +
        "Value null at 'key' failed to satisfy constraint: Member must not be null",
    })
  })
})
