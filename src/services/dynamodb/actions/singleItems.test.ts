import { describe, expect, it } from 'vitest'
import { createTestAccount, type TestAccount } from '../testing/account.ts'

type Wire = Record<string, unknown>

const VALIDATION = 'com.amazon.coral.validate#ValidationException'
const SERVICE = 'com.amazonaws.dynamodb.v20120810#'
const INVALID = 'One or more parameter values were invalid: '

const refused = (message: string) => ({ status: 400, body: { __type: VALIDATION, message } })

const put = (account: TestAccount, TableName: string, ...items: Wire[]): void => {
  for (const Item of items) expect(account.call('PutItem', { TableName, Item }).status).toBe(200)
}

/** Text of so many characters. */
const text = (length: number) => ({ S: 'x'.repeat(length) })

describe('PutItem', () => {
  it.each([
    [
      { a: {} },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      { a: { S: 'x', N: '1' } },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    [
      { a: { L: [{ M: { b: {} } }] } },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [{ a: { NULL: false } }, `${INVALID}Null attribute value types must have the value of true`],
    [{ a: { SS: [] } }, `${INVALID}An string set  may not be empty`],
    [{ a: { NS: [] } }, `${INVALID}An number set  may not be empty`],
    [{ a: { BS: [] } }, `${INVALID}Binary sets should not be empty`],
    [{ a: { SS: ['a', 'a'] } }, `${INVALID}Input collection [a, a] contains duplicates.`],
    [{ a: { NS: ['1', '1.0'] } }, 'Input collection contains duplicates'],
    [
      { a: { BS: ['AA==', 'AA=='] } },
      `${INVALID}Input collection [AA==, AA==]of type BS contains duplicates.`,
    ],
    [{ a: { N: '' } }, 'The parameter cannot be converted to a numeric value'],
    [{ a: { N: 'abc' } }, 'The parameter cannot be converted to a numeric value: abc'],
    [
      { a: { N: '1e126' } },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      { a: { N: '1e-131' } },
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ],
    [
      { a: { N: '1'.repeat(39) } },
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [{}, `${INVALID}Missing the key id in the item`],
    [{ id: { N: '1' } }, `${INVALID}Type mismatch for key id expected: S actual: N`],
    [
      { id: { S: '' } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      { id: text(2_049) },
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    // 2 + 1 bytes of key, 1 byte of name
    [{ id: { S: '1' }, a: text(409_600 - 3) }, 'Item size has exceeded the maximum allowed size'],
  ])('refuses case %#: %s', (Item, message) => {
    const { call } = createTestAccount()
    expect(call('PutItem', { TableName: 'items', Item })).toEqual(refused(message))
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html; where the count begins was
  // measured against the live service in 2026 by the authors of nubo-db/dynamodb-conformance.
  it('nests "up to 32 levels deep", the attribute itself being the first', () => {
    const { call } = createTestAccount()
    const nest = (levels: number): object =>
      levels === 1 ? { S: 'leaf' } : { M: { n: nest(levels - 1) } }
    const store = (levels: number) =>
      call('PutItem', { TableName: 'items', Item: { id: { S: '1' }, data: nest(levels) } })
    expect(store(32)).toEqual({ status: 200, body: {} })
    expect(store(33)).toEqual(
      refused(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      ),
    )
  })

  it('stores an item of exactly 400 KB', () => {
    const { call } = createTestAccount()
    const Item = { id: { S: '1' }, a: text(409_600 - 4) }
    const input = { TableName: 'items', Item, ReturnConsumedCapacity: 'TOTAL' }
    const ConsumedCapacity = { TableName: 'items', CapacityUnits: 400 }
    expect(call('PutItem', input)).toEqual({ status: 200, body: { ConsumedCapacity } })
  })

  it('costs ⌈max(old, new) / 1 KB⌉ write units and returns the old item', () => {
    const account = createTestAccount()
    const old = { id: { S: '1' }, a: text(2_500) }
    put(account, 'items', old)
    const input = {
      TableName: 'items',
      Item: { id: { S: '1' } },
      ReturnValues: 'ALL_OLD',
      ReturnConsumedCapacity: 'INDEXES',
    }
    expect(account.call('PutItem', input).body).toEqual({
      Attributes: old,
      ConsumedCapacity: { TableName: 'items', CapacityUnits: 3, Table: { CapacityUnits: 3 } },
    })
    expect(account.call('PutItem', { ...input, ReturnValues: 'ALL_NEW' })).toEqual(
      refused('ReturnValues can only be ALL_OLD or NONE'),
    )
  })

  it('answers a failed condition, with the item where it was asked for', () => {
    const account = createTestAccount()
    const item = { id: { S: '1' }, a: { N: '5' } }
    put(account, 'items', item)
    const input = {
      TableName: 'items',
      Item: { id: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(id)',
    }
    const body = {
      __type: `${SERVICE}ConditionalCheckFailedException`,
      message: 'The conditional request failed',
    }
    expect(account.call('PutItem', input)).toEqual({ status: 400, body })
    expect(
      account.call('PutItem', { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }).body,
    ).toEqual({ ...body, Item: item })
  })

  it('answers ResourceNotFoundException for a table that is not there', () => {
    const { call } = createTestAccount()
    const body = {
      __type: `${SERVICE}ResourceNotFoundException`,
      message: 'Requested resource not found',
    }
    expect(call('PutItem', { TableName: 'nowhere', Item: {} })).toEqual({ status: 400, body })
  })
})

describe('GetItem', () => {
  const KEY = 'The provided key element does not match the schema'
  it.each([
    [{}, KEY],
    [{ id: { N: '1' } }, KEY],
    [{ id: { S: '1' }, more: { S: '1' } }, KEY],
    [
      { id: { S: '' } },
      `${INVALID}The AttributeValue for a key attribute cannot contain an empty string value. Key: id`,
    ],
  ])('refuses the key %j', (Key, message) => {
    const { call } = createTestAccount()
    expect(call('GetItem', { TableName: 'items', Key })).toEqual(refused(message))
  })

  it.each([
    [3_000, true, 1],
    [3_000, false, 0.5],
    [4_200, true, 2],
    [4_200, false, 1],
    [null, true, 1],
    [null, false, 0.5],
  ])('of %s bytes, ConsistentRead %s, costs %s', (bytes, ConsistentRead, units) => {
    const account = createTestAccount()
    if (bytes !== null) put(account, 'items', { id: { S: '1' }, a: text(bytes) })
    const input = {
      TableName: 'items',
      Key: { id: { S: '1' } },
      ConsistentRead,
      ReturnConsumedCapacity: 'TOTAL',
    }
    expect(account.call('GetItem', input).body).toMatchObject({
      ConsumedCapacity: { CapacityUnits: units },
    })
  })

  it('projects nested paths in their structure, lists without gaps', () => {
    const account = createTestAccount()
    const L = [{ N: '0' }, { N: '1' }, { N: '2' }]
    put(account, 'items', { id: { S: '1' }, m: { M: { a: { S: 'x' }, b: { S: 'y' } } }, l: { L } })
    const input = {
      TableName: 'items',
      Key: { id: { S: '1' } },
      ProjectionExpression: 'm.a, l[2], l[0], absent.x',
    }
    expect(account.call('GetItem', input).body).toEqual({
      Item: { m: { M: { a: { S: 'x' } } }, l: { L: [{ N: '0' }, { N: '2' }] } },
    })
  })
})

describe('UpdateItem', () => {
  it('nests no deeper than 32 levels, however often a map is put into itself', () => {
    const account = createTestAccount()
    put(account, 'items', { id: { S: '1' }, m: { M: { x: { S: 'leaf' } } } })
    const wrap = () =>
      account.call('UpdateItem', {
        TableName: 'items',
        Key: { id: { S: '1' } },
        UpdateExpression: 'SET m.x = m',
      })
    for (let levels = 3; levels <= 32; levels++) expect(wrap()).toEqual({ status: 200, body: {} })
    expect(wrap()).toEqual(
      refused(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      ),
    )
  })

  it('creates what is not there and returns what was asked for', () => {
    const { call } = createTestAccount()
    const update = (ReturnValues: string) =>
      call('UpdateItem', {
        TableName: 'items',
        Key: { id: { S: '1' } },
        UpdateExpression: 'ADD hits :one SET seen = :yes',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':yes': { BOOL: true } },
        ReturnValues,
      }).body
    const seen = { BOOL: true }
    expect(update('ALL_OLD')).toEqual({})
    expect(update('UPDATED_OLD')).toEqual({ Attributes: { hits: { N: '1' }, seen } })
    expect(update('UPDATED_NEW')).toEqual({ Attributes: { hits: { N: '3' }, seen } })
    expect(update('ALL_NEW')).toEqual({ Attributes: { id: { S: '1' }, hits: { N: '4' }, seen } })
    expect(update('NONE')).toEqual({})
  })
})
