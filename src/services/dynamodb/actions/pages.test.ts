import { describe, expect, it } from 'vitest'
import { createTestAccount, type TestAccount } from '../testing/account.ts'

type Wire = Record<string, unknown>

const VALIDATION = 'com.amazon.coral.validate#ValidationException'
const INVALID = 'One or more parameter values were invalid: '

const refused = (message: string) => ({ status: 400, body: { __type: VALIDATION, message } })

const put = (account: TestAccount, TableName: string, ...items: Wire[]): void => {
  for (const Item of items) expect(account.call('PutItem', { TableName, Item }).status).toBe(200)
}

/** Text of so many characters. */
const text = (length: number) => ({ S: 'x'.repeat(length) })

describe('Query', () => {
  const account = createTestAccount()
  const events = [-5, 0, 1, 2, 10, 100].map((at) => ({ id: { S: 'a' }, at: { N: String(at) } }))
  put(account, 'events', ...events.toReversed(), { id: { S: 'b' }, at: { N: '7' } })
  const ats = (condition: string, more: Wire = {}, values: Wire = {}) => {
    const { body } = account.call('Query', {
      TableName: 'events',
      KeyConditionExpression: condition,
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':id': { S: 'a' }, ...values },
      ...more,
    })
    return (body as { Items: { at: { N: string } }[] }).Items.map(({ at }) => Number(at.N))
  }
  const v = { ':v': { N: '1' } }

  it('selects by sort key in numeric order, either way', () => {
    const any = 'id = :id AND #at >= :v'
    expect(ats(any, {}, { ':v': { N: '-99' } })).toEqual([-5, 0, 1, 2, 10, 100])
    expect(ats(any, { ScanIndexForward: false }, v)).toEqual([100, 10, 2, 1])
    expect(ats('id = :id AND #at < :v', {}, v)).toEqual([-5, 0])
    expect(ats('id = :id AND #at <= :v', { ScanIndexForward: false }, v)).toEqual([1, 0, -5])
    expect(ats('id = :id AND :v < #at', {}, v)).toEqual([2, 10, 100])
    expect(ats('#at = :v AND id = :id', {}, v)).toEqual([1])
    expect(ats('id = :id AND #at BETWEEN :v AND :w', {}, { ...v, ':w': { N: '10' } })).toEqual([
      1, 2, 10,
    ])
  })

  it('gives a LastEvaluatedKey when the limit is reached, even if nothing follows, and goes on after it', () => {
    for (const ScanIndexForward of [true, false]) {
      const found: unknown[] = []
      let ExclusiveStartKey: unknown
      for (let page = 0; page < 4; page++) {
        const { body } = account.call('Query', {
          TableName: 'events',
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': { S: 'a' } },
          Limit: 2,
          ScanIndexForward,
          ExclusiveStartKey,
        })
        const { Items, LastEvaluatedKey } = body as { Items: unknown[]; LastEvaluatedKey?: unknown }
        found.push(...Items)
        ExclusiveStartKey = LastEvaluatedKey
        expect(LastEvaluatedKey === undefined).toBe(page === 3)
      }
      expect(found).toEqual(ScanIndexForward ? events : events.toReversed())
    }
  })

  it.each([
    [
      {},
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [{ KeyConditionExpression: 'at0 = :v' }, 'Query condition missed key schema element: id'],
    [{ KeyConditionExpression: 'id < :v' }, 'Query key condition not supported'],
    [
      { KeyConditionExpression: 'id = :v OR id = :v' },
      'Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      { KeyConditionExpression: 'id = :v AND id = :v' },
      'KeyConditionExpressions must only contain one condition per key',
    ],
    [
      { KeyConditionExpression: 'id = :v AND #at = :v' },
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      { KeyConditionExpression: 'contains(id, :v)' },
      'Invalid operator used in KeyConditionExpression: contains',
    ],
    [
      { KeyConditionExpression: 'id = :v', FilterExpression: '#at = :v' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: at',
    ],
    [
      { KeyConditionExpression: 'id = :v', IndexName: 'none' },
      'The table does not have the specified index: none',
    ],
    [
      { KeyConditionExpression: 'id = :v', ExclusiveStartKey: { id: { S: 'x' } } },
      'The provided starting key is invalid',
    ],
    [
      { KeyConditionExpression: 'id = :v', ExclusiveStartKey: { id: { S: 'y' }, at: { N: '1' } } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
  ])('refuses %j', (input, message) => {
    const expression = JSON.stringify(input)
    const names = expression.includes('#at') ? { ExpressionAttributeNames: { '#at': 'at' } } : {}
    const values = expression.includes(':v')
      ? { ExpressionAttributeValues: { ':v': { S: 'x' } } }
      : {}
    expect(account.call('Query', { TableName: 'events', ...names, ...values, ...input })).toEqual(
      refused(message),
    )
  })

  it('ends a page at 1 MB and costs the sum of what it read, filtered or not', () => {
    const big = createTestAccount()
    for (let at = 0; at < 6; at++)
      put(big, 'events', { id: { S: 'a' }, at: { N: String(at) }, a: text(250_000) })
    const { body } = big.call('Query', {
      TableName: 'events',
      KeyConditionExpression: 'id = :id',
      FilterExpression: 'attribute_exists(nothing)',
      ExpressionAttributeValues: { ':id': { S: 'a' } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(body).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 5,
      LastEvaluatedKey: { id: { S: 'a' }, at: { N: '4' } },
      ConsumedCapacity: {
        TableName: 'events',
        CapacityUnits: Math.ceil((5 * 250_008) / 4_096) / 2,
      },
    })
  })
})

describe('Scan', () => {
  const account = createTestAccount()
  const ids = Array.from({ length: 60 }, (_, n) => `item-${n}`)
  put(account, 'items', ...ids.map((id) => ({ id: { S: id } })))
  const scan = (input: Wire): { Items: { id: { S: string } }[]; LastEvaluatedKey?: Wire } =>
    account.call('Scan', { TableName: 'items', ...input }).body as never

  it('goes through all items in one order, whatever the page size', () => {
    const all = scan({}).Items.map(({ id }) => id.S)
    expect(all.toSorted()).toEqual(ids.toSorted())
    expect(all).not.toEqual(ids)
    const paged: string[] = []
    let ExclusiveStartKey: Wire | undefined
    do {
      const page = scan({ Limit: 7, ExclusiveStartKey })
      paged.push(...page.Items.map(({ id }) => id.S))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    expect(paged).toEqual(all)
  })

  it('splits into segments that together are the whole scan, in its order', () => {
    const all = scan({}).Items
    for (const TotalSegments of [1, 3, 7]) {
      const parts = Array.from(
        { length: TotalSegments },
        (_, Segment) => scan({ Segment, TotalSegments }).Items,
      )
      expect(parts.flat()).toEqual(all)
    }
  })

  it.each([
    [
      { Segment: 4, TotalSegments: 4 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4',
    ],
    [
      { Segment: 1 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      { Select: 'SPECIFIC_ATTRIBUTES' },
      `${INVALID}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    ],
    [
      { ExclusiveStartKey: { nope: { S: 'a' } } },
      'The provided starting key is invalid: The provided key element does not match the schema',
    ],
  ])('refuses %j', (input, message) => {
    expect(account.call('Scan', { TableName: 'items', ...input })).toEqual(refused(message))
  })
})
