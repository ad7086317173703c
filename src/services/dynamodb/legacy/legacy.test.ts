import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTestAccount } from '../testing/account.ts'

type Json = Readonly<Record<string, unknown>>

const S = (value: string): Json => ({ S: value })
const N = (value: number): Json => ({ N: String(value) })
const INVALID = 'One or more parameter values were invalid: '

function createAccount() {
  const { call } = createTestAccount()
  const items = (action: string, input: Json): Json =>
    call(action, { TableName: 'items', ...input }).body as Json
  const events = (action: string, input: Json): Json =>
    call(action, { TableName: 'events', ...input }).body as Json
  return { items, events }
}

const comparison = (ComparisonOperator: string, ...AttributeValueList: readonly Json[]): Json => ({
  ComparisonOperator,
  ...(AttributeValueList.length === 0 ? {} : { AttributeValueList }),
})

describe('Expected', () => {
  const Key = { id: S('1') }
  const put = (Expected: Json, more: Json = {}): Json => {
    const { items } = createAccount()
    items('PutItem', { Item: { ...Key, n: N(5), tags: { SS: ['a', 'b'] } } })
    return items('PutItem', { Item: { ...Key, done: { BOOL: true } }, Expected, ...more })
  }
  const failed = {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    message: 'The conditional request failed',
  }

  test.each([
    [{ n: { Value: N(5) } }, true],
    [{ n: { Exists: true, Value: N(6) } }, false],
    [{ n: { Exists: false } }, false],
    [{ none: { Exists: false } }, true],
    [{ n: comparison('BETWEEN', N(1), N(9)) }, true],
    [{ n: comparison('GT', N(5)) }, false],
    [{ n: comparison('IN', N(4), N(5)) }, true],
    [{ tags: comparison('CONTAINS', S('b')) }, true],
    [{ tags: comparison('NOT_CONTAINS', S('b')) }, false],
    [{ id: comparison('BEGINS_WITH', S('1')) }, true],
    [{ none: comparison('NULL') }, true],
    [{ none: comparison('NOT_NULL') }, false],
    [{ none: comparison('NE', S('x')) }, true],
    [{ n: { Value: N(5) }, none: { Exists: true, Value: N(1) } }, false],
  ])('%j: %s', (expected, holds) => {
    expect(put(expected)).toEqual(holds ? {} : failed)
  })

  test('ConditionalOperator OR wants one of them', () => {
    const either = { n: { Value: N(6) }, none: { Exists: false } }
    expect(put(either)).toEqual(failed)
    expect(put(either, { ConditionalOperator: 'OR' })).toEqual({})
  })

  test.each([
    [
      { a: { Value: S('x'), AttributeValueList: [S('x')] } },
      `${INVALID}Value and AttributeValueList cannot be used together for Attribute: a`,
    ],
    [
      { a: { Exists: true, ...comparison('EQ', S('x')) } },
      `${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: a`,
    ],
    [
      { a: comparison('EQ') },
      `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a`,
    ],
    [
      { a: comparison('BETWEEN', N(1)) },
      `${INVALID}Invalid number of argument(s) for the BETWEEN ComparisonOperator`,
    ],
    [
      { a: comparison('IN', N(1), S('x')) },
      `${INVALID}AttributeValues inside AttributeValueList must be of same type`,
    ],
    [
      { a: comparison('BETWEEN', N(2), N(1)) },
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    ],
    [
      { a: { AttributeValueList: [S('x')] } },
      `${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: a`,
    ],
    [{ a: {} }, `${INVALID}Value must be provided when Exists is null for Attribute: a`],
    [
      { a: { Exists: false, Value: S('x') } },
      `${INVALID}Value cannot be used when Exists is false for Attribute: a`,
    ],
    [
      { a: comparison('LIKE', S('x')) },
      "1 validation error detected: Value 'LIKE' at 'expected.a.member.comparisonOperator' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]',
    ],
  ])('%j is refused', (expected, message) => {
    expect(put(expected)).toMatchObject({ message })
  })

  test('cannot stand beside an expression', () => {
    expect(
      put({ n: { Value: N(5) } }, { ConditionExpression: 'attribute_exists(id)' }),
    ).toMatchObject({
      message:
        'Can not use both expression and non-expression parameters in the same request: ' +
        'Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
    })
  })
})

describe('AttributeUpdates', () => {
  const Key = { id: S('1') }
  const update = (AttributeUpdates: Json): Json => {
    const { items } = createAccount()
    const Item = { ...Key, n: N(5), tags: { SS: ['a', 'b'] }, list: { L: [N(1)] } }
    items('PutItem', { Item })
    const reply = items('UpdateItem', { Key, AttributeUpdates, ReturnValues: 'UPDATED_NEW' })
    return (reply['Attributes'] as Json | undefined) ?? reply
  }

  test.each([
    [{ n: { Value: N(7) } }, { n: N(7) }],
    [{ n: { Action: 'PUT', Value: S('x') } }, { n: S('x') }],
    [{ n: { Action: 'ADD', Value: N(-2) } }, { n: N(3) }],
    [{ fresh: { Action: 'ADD', Value: N(1) } }, { fresh: N(1) }],
    [{ tags: { Action: 'ADD', Value: { SS: ['b', 'c'] } } }, { tags: { SS: ['a', 'b', 'c'] } }],
    [{ tags: { Action: 'DELETE', Value: { SS: ['a'] } } }, { tags: { SS: ['b'] } }],
    [{ list: { Action: 'ADD', Value: { L: [N(2)] } } }, { list: { L: [N(1), N(2)] } }],
    [{ n: { Action: 'DELETE' } }, {}],
  ])('%j makes %j', (updates, attributes) => {
    expect(update(updates)).toEqual(attributes)
  })

  test.each([
    [
      { n: { Action: 'PUT' } },
      `${INVALID}Only DELETE action is allowed when no attribute value is specified`,
    ],
    [
      { n: { Action: 'DELETE', Value: N(1) } },
      `${INVALID}DELETE action with value is not supported for the type N`,
    ],
    [
      { n: { Action: 'ADD', Value: S('x') } },
      `${INVALID}ADD action is not supported for the type S`,
    ],
    [{ n: { Action: 'ADD', Value: { SS: ['x'] } } }, 'Type mismatch for attribute to update'],
    [
      { id: { Value: S('x') } },
      `${INVALID}Cannot update attribute id. This attribute is part of the key`,
    ],
  ])('%j is refused', (updates, message) => {
    expect(update(updates)).toMatchObject({ message })
  })
})

describe('KeyConditions, QueryFilter and ScanFilter', () => {
  function filled() {
    const account = createAccount()
    for (const at of [1, 2, 3, 4]) {
      account.events('PutItem', {
        Item: { id: S('a'), at: N(at), kind: S(at % 2 ? 'odd' : 'even') },
      })
    }
    const query = (input: Json): Json => account.events('Query', input)
    return { ...account, query }
  }
  const byId = { id: comparison('EQ', S('a')) }
  const timesOf = (reply: Json): readonly unknown[] =>
    (reply['Items'] as readonly { at: { N: string } }[]).map(({ at }) => Number(at.N))

  test('read what their expressions read', () => {
    const { query, events } = filled()
    expect(timesOf(query({ KeyConditions: byId }))).toEqual([1, 2, 3, 4])
    expect(
      timesOf(query({ KeyConditions: { ...byId, at: comparison('BETWEEN', N(2), N(3)) } })),
    ).toEqual([2, 3])
    const odd = { kind: comparison('EQ', S('odd')) }
    expect(query({ KeyConditions: byId, QueryFilter: odd })).toMatchObject({
      Count: 2,
      ScannedCount: 4,
    })
    expect(events('Scan', { ScanFilter: odd })).toMatchObject({ Count: 2, ScannedCount: 4 })
  })

  test.each([
    [
      {},
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [{ KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
    [
      { KeyConditions: { id: comparison('NE', S('a')) } },
      'Attempted conditional constraint is not an indexable operation',
    ],
    [{ KeyConditions: { id: comparison('GT', S('a')) } }, 'Query key condition not supported'],
    [
      { KeyConditions: { at: comparison('EQ', N(1)) } },
      'Query condition missed key schema element: id',
    ],
    [
      { KeyConditions: byId, QueryFilter: { at: comparison('EQ', N(1)) } },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: at',
    ],
    [
      { KeyConditions: { id: comparison('BEGINS_WITH', N(1)) } },
      `${INVALID}ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type`,
    ],
  ])('%j is refused', (input, message) => {
    expect(filled().query(input)).toMatchObject({ message })
  })
})

test('a filter keeps what the expression that it stands for keeps', () => {
  const operators = [
    ['EQ', 'v = :v'],
    ['NE', 'v <> :v'],
    ['LT', 'v < :v'],
    ['LE', 'v <= :v'],
    ['GT', 'v > :v'],
    ['GE', 'v >= :v'],
    ['CONTAINS', 'contains(v, :v)'],
    ['NOT_CONTAINS', 'NOT contains(v, :v)'],
  ] as const
  const value = fc.oneof(
    fc.integer({ min: 0, max: 3 }).map(N),
    fc.constantFrom('', 'a', 'ab', 'b').map(S),
  )
  fc.assert(
    fc.property(
      fc.array(fc.option(value), { maxLength: 8 }),
      fc.constantFrom(...operators),
      value,
      (stored, [operator, expression], wanted) => {
        const { items } = createAccount()
        for (const [at, v] of stored.entries()) {
          items('PutItem', { Item: { id: S(String(at)), ...(v === null ? {} : { v }) } })
        }
        const legacy = items('Scan', { ScanFilter: { v: comparison(operator, wanted) } })
        const expressed = items('Scan', {
          FilterExpression: expression,
          ExpressionAttributeValues: { ':v': wanted },
        })
        expect(legacy).toEqual(expressed)
      },
    ),
    { numRuns: 200 },
  )
})
