import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import { createDynamodbEngine } from './engine.ts'
import type { KeyElement } from './schema.ts'
import type { IndexDefinition } from './secondaryIndex.ts'

type Json = Readonly<Record<string, unknown>>

const S = (name: string): KeyElement => ({ name, type: 'S' })

const index = (
  name: string,
  kind: IndexDefinition['kind'],
  keys: readonly [KeyElement, KeyElement?],
  projection: IndexDefinition['projection'],
): IndexDefinition => ({
  name,
  kind,
  keySchema: { hash: keys[0], range: keys[1] ?? null },
  projection,
  readCapacityUnits: 0,
  writeCapacityUnits: 0,
  isCreating: false,
})

/** The table of dynalite's tests, whose answers were taken from AWS: keys a, b; two local and two global indexes. */
function createAccount() {
  const engine = createDynamodbEngine({ region: 'us-east-1', accountId: '123456789012' })
  engine.createTable({
    name: 'table',
    id: '00000000-0000-4000-8000-000000000000',
    keySchema: { hash: S('a'), range: S('b') },
    indexes: [
      index('index3', 'global', [S('c')], { type: 'ALL' }),
      index('index4', 'global', [S('c'), S('d')], { type: 'INCLUDE', attributes: ['e'] }),
      index('index1', 'local', [S('a'), S('c')], { type: 'ALL' }),
      index('index2', 'local', [S('a'), S('d')], { type: 'INCLUDE', attributes: ['c'] }),
    ],
    billingMode: 'PAY_PER_REQUEST',
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
    createdAt: 1_767_225_600,
  })
  const chance = createRandom(1, 'test')
  const call = (action: string, input: Json): Json => {
    const body = JSON.stringify({ TableName: 'table', ...input })
    return JSON.parse(engine.handle(`DynamoDB_20120810.${action}`, body, chance).body) as Json
  }
  return { engine, call }
}

const toItem = (values: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]))

const keyOf = ({ a, b }: Json): string =>
  `${(a as { S: string }).S}${(b as { S: string } | undefined)?.S ?? ''}`

const keysOf = (reply: Json): readonly string[] => (reply['Items'] as readonly Json[]).map(keyOf)

const byC = (c: string): Json => ({
  IndexName: 'index3',
  KeyConditionExpression: 'c = :c',
  ExpressionAttributeValues: { ':c': { S: c } },
})

describe('what an index holds', () => {
  test('only items with its key: it is sparse', () => {
    const { call } = createAccount()
    for (const item of [
      { a: '1', b: '1', c: 'x' },
      { a: '2', b: '1' },
      { a: '3', b: '1', c: 'x', d: 'y' },
    ])
      call('PutItem', { Item: toItem(item) })
    expect(keysOf(call('Scan', { IndexName: 'index3' })).toSorted()).toEqual(['11', '31'])
    expect(keysOf(call('Scan', { IndexName: 'index4' }))).toEqual(['31'])
    call('UpdateItem', {
      Key: toItem({ a: '1', b: '1' }),
      UpdateExpression: 'REMOVE c',
    })
    expect(keysOf(call('Query', byC('x')))).toEqual(['31'])
  })

  test('what it projects: its key, the table’s, and what INCLUDE names', () => {
    const { call } = createAccount()
    call('PutItem', { Item: toItem({ a: '1', b: '2', c: 'x', d: 'y', e: 'z', f: 'w' }) })
    expect(call('Scan', { IndexName: 'index4' })['Items']).toEqual([
      toItem({ a: '1', b: '2', c: 'x', d: 'y', e: 'z' }),
    ])
    expect(call('Scan', { IndexName: 'index2' })['Items']).toEqual([
      toItem({ a: '1', b: '2', c: 'x', d: 'y' }),
    ])
  })

  test('items with one index key go by the hash of the table’s key (measured by dynalite)', () => {
    const { call } = createAccount()
    const keys = ['aa', 'bb', 'ce', 'cd', 'da', 'ea']
    for (const [a = '', b = ''] of keys)
      call('PutItem', { Item: toItem({ a, b, c: 'same', d: 'a' }) })
    const first = call('Query', { ...byC('same'), Limit: 4 })
    expect(keysOf(first)).toEqual(['bb', 'aa', 'ce', 'ea'])
    expect(first['LastEvaluatedKey']).toEqual(toItem({ a: 'e', b: 'a', c: 'same' }))
    const rest = call('Query', {
      ...byC('same'),
      ExclusiveStartKey: first['LastEvaluatedKey'],
    })
    expect([...keysOf(first), ...keysOf(rest)].toSorted()).toEqual(keys.toSorted())
    const backwards = call('Query', { ...byC('same'), ScanIndexForward: false })
    expect(keysOf(backwards).toReversed()).toEqual([...keysOf(first), ...keysOf(rest)])
  })

  test('is at any time what a naive reading of the table gives, and pages tell it once', () => {
    const letter = fc.constantFrom('x', 'y', 'z')
    const write = fc.record({
      a: fc.constantFrom('1', '2', '3'),
      b: fc.constantFrom('1', '2'),
      c: fc.option(letter),
      d: fc.option(letter),
      isDelete: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (writes, Limit) => {
          const { call } = createAccount()
          const model = new Map<string, Json>()
          for (const { a, b, c, d, isDelete } of writes) {
            const Item = toItem({
              a,
              b,
              ...(c === null ? {} : { c }),
              ...(d === null ? {} : { d }),
            })
            if (isDelete) model.delete(a + b)
            else model.set(a + b, Item)
            if (isDelete) call('DeleteItem', { Key: toItem({ a, b }) })
            else call('PutItem', { Item })
          }
          for (const [IndexName, names] of [
            ['index1', ['c']],
            ['index4', ['c', 'd']],
          ] as const) {
            const found: Json[] = []
            let ExclusiveStartKey: unknown
            do {
              const page = call('Scan', { IndexName, Limit, ExclusiveStartKey })
              found.push(...(page['Items'] as readonly Json[]))
              ExclusiveStartKey = page['LastEvaluatedKey']
            } while (ExclusiveStartKey !== undefined)
            const expected = [...model.values()].filter((item) =>
              names.every((name) => name in item),
            )
            const byKey = (one: Json, other: Json): number => (keyOf(one) < keyOf(other) ? -1 : 1)
            expect(found.toSorted(byKey)).toEqual(expected.toSorted(byKey))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
describe('what an index costs', () => {
  const unitsOf = (reply: Json): Json => {
    const capacity = reply['ConsumedCapacity'] as Json
    const indexes = {
      ...(capacity['LocalSecondaryIndexes'] as Json | undefined),
      ...(capacity['GlobalSecondaryIndexes'] as Json | undefined),
    }
    const units = (one: unknown): unknown => (one as Json)['CapacityUnits']
    return {
      total: units(capacity),
      table: units(capacity['Table']),
      ...Object.fromEntries(Object.entries(indexes).map(([name, one]) => [name, units(one)])),
    }
  }
  const put = (item: Readonly<Record<string, string>>): Json => ({
    Item: toItem(item),
    ReturnConsumedCapacity: 'INDEXES',
  })

  test('a write: one for a new entry, two for a moved one, none where nothing projected changes', () => {
    const { call } = createAccount()
    const write = (item: Readonly<Record<string, string>>): Json =>
      unitsOf(call('PutItem', put({ a: '1', b: '1', ...item })))
    expect(write({})).toEqual({ total: 1, table: 1 })
    // "a new item … one write operation is required to put the item into the index"
    expect(write({ c: 'x', d: 'y' })).toEqual({
      total: 5,
      table: 1,
      index1: 1,
      index2: 1,
      index3: 1,
      index4: 1,
    })
    // "changes the value of an indexed key attribute (from A to B), two writes are required"
    expect(write({ c: 'x', d: 'z' })).toEqual({
      total: 7,
      table: 1,
      index1: 1,
      index2: 2,
      index3: 1,
      index4: 2,
    })
    // "If there is no change … no additional writes": f is projected by the ALL indexes only.
    expect(write({ c: 'x', d: 'z', f: 'w' })).toEqual({ total: 3, table: 1, index1: 1, index3: 1 })
    const gone = call('DeleteItem', {
      Key: toItem({ a: '1', b: '1' }),
      ReturnConsumedCapacity: 'INDEXES',
    })
    expect(unitsOf(gone)).toEqual({
      total: 5,
      table: 1,
      index1: 1,
      index2: 1,
      index3: 1,
      index4: 1,
    })
  })

  test('a read: by the size of the entries; what a local index lacks is read item by item', () => {
    const { call } = createAccount()
    const e = 'e'.repeat(4_050)
    for (const b of ['1', '2', '3']) {
      call('PutItem', { Item: toItem({ a: 'k', b, c: 'c', d: b, e }) })
    }
    const query = (more: Json): Json =>
      call('Query', {
        KeyConditionExpression: 'a = :a',
        ExpressionAttributeValues: { ':a': { S: 'k' } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'INDEXES',
        IndexName: 'index2',
        ...more,
      })
    expect(unitsOf(query({}))).toEqual({ total: 1, table: 0, index2: 1 })
    const all = query({ Select: 'ALL_ATTRIBUTES' })
    expect(unitsOf(all)).toEqual({ total: 4, table: 3, index2: 1 })
    expect((all['Items'] as readonly Json[])[0]).toHaveProperty('e')
    expect(unitsOf(query({ ProjectionExpression: 'e' }))).toEqual({ total: 4, table: 3, index2: 1 })
  })
})

describe('what is refused', () => {
  const refusal = (action: string, input: Json): unknown => {
    const { call } = createAccount()
    call('PutItem', {
      Item: { ...toItem({ a: '1', b: '1', c: 'x', d: 'y' }), g: { N: '1' } },
    })
    return call(action, input)['message']
  }
  const INVALID = 'One or more parameter values were invalid: '

  test.each([
    [
      'an index that is none',
      { ...byC('x'), IndexName: 'nope' },
      'The table does not have the specified index: nope',
    ],
    [
      'a consistent read of a global index',
      { ...byC('x'), ConsistentRead: true },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'ALL_ATTRIBUTES of a global index that does not have them',
      { ...byC('x'), IndexName: 'index4', Select: 'ALL_ATTRIBUTES' },
      `${INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index index4 because its projection type is not ALL`,
    ],
    [
      'what a global index does not project',
      { ...byC('x'), IndexName: 'index4', ProjectionExpression: 'f' },
      `${INVALID}Global secondary index index4 does not project [f]`,
    ],
    [
      'a filter on what an index does not project',
      { ...byC('x'), IndexName: 'index4', FilterExpression: 'attribute_exists(f)' },
      `${INVALID}Secondary index index4 does not project one or more filter attributes: [f]`,
    ],
    [
      'a filter on the index’s key',
      { ...byC('x'), FilterExpression: 'attribute_exists(c)' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: c',
    ],
    [
      'a starting key without the index’s part',
      { ...byC('x'), ExclusiveStartKey: toItem({ a: '1', b: '1' }) },
      'The provided starting key is invalid',
    ],
    [
      'ALL_PROJECTED_ATTRIBUTES without an index',
      {
        KeyConditionExpression: 'a = :c',
        ExpressionAttributeValues: { ':c': { S: 'x' } },
        Select: 'ALL_PROJECTED_ATTRIBUTES',
      },
      `${INVALID}ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName`,
    ],
  ])('%s', (_what, input, message) => {
    expect(refusal('Query', input)).toBe(message)
  })

  const Key = toItem({ a: '1', b: '1' })
  const update = (UpdateExpression: string, value: Json): Json => ({
    Key,
    UpdateExpression,
    ExpressionAttributeValues: { ':v': value },
  })

  test.each([
    [
      'PutItem',
      { Item: { ...Key, c: { N: '1' } } },
      `${INVALID}Type mismatch for Index Key c Expected: S Actual: N IndexName: index3`,
    ],
    [
      'PutItem',
      { Item: { ...Key, d: { S: '' } } },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: index4, IndexKey: d',
    ],
    [
      'UpdateItem',
      update('SET c = :v', { N: '1' }),
      `${INVALID}Type mismatch for Index Key c Expected: S Actual: N IndexName: index3`,
    ],
    [
      'UpdateItem',
      update('SET c = list_append(:v, :v)', { L: [] }),
      `${INVALID}Type mismatch for Index Key c Expected: S Actual: L IndexName: index3`,
    ],
    [
      'UpdateItem',
      update('SET e = :v, c = g', { N: '1' }),
      'The update expression attempted to update the secondary index key to unsupported type',
    ],
    [
      'UpdateItem',
      update('SET c.x = :v', { N: '1' }),
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: c",
    ],
  ])('%s of %j', (action, input, message) => {
    expect(refusal(action, input)).toBe(message)
  })
})
