import { beforeEach, describe, expect, test } from 'vitest'
import { refuseCollectionSize } from './itemCollection.ts'
import { createStatements } from './testing/statements.ts'

const METRICS = { ItemCollectionKey: { id: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] }
const KEY = { id: { S: 'a' }, at: { N: '1' } }
const ITEM = { ...KEY, size: { N: '7' }, text: { S: 'xx' } }
const SIZE = { ReturnItemCollectionMetrics: 'SIZE' }

describe('an item collection', () => {
  let account: ReturnType<typeof createStatements>
  beforeEach(() => {
    account = createStatements()
  })

  test('is told of with every write of a table that has local indexes', () => {
    const put = { TableName: 'things', Item: ITEM, ...SIZE }
    expect(account.call('PutItem', put).body).toEqual({ ItemCollectionMetrics: METRICS })
    const key = { TableName: 'things', Key: KEY, ...SIZE }
    expect(account.call('UpdateItem', key).body).toEqual({ ItemCollectionMetrics: METRICS })
    expect(account.call('DeleteItem', key).body).toEqual({ ItemCollectionMetrics: METRICS })
    const batch = {
      RequestItems: {
        things: [
          { PutRequest: { Item: ITEM } },
          { DeleteRequest: { Key: { ...KEY, at: { N: '2' } } } },
        ],
        items: [{ PutRequest: { Item: { id: { S: 'a' } } } }],
      },
      ...SIZE,
    }
    expect(account.call('BatchWriteItem', batch).body).toEqual({
      UnprocessedItems: {},
      ItemCollectionMetrics: { things: [METRICS] },
    })
    const Update = {
      TableName: 'things',
      Key: KEY,
      UpdateExpression: 'SET #t = :t',
      ExpressionAttributeNames: { '#t': 'text' },
      ExpressionAttributeValues: { ':t': { S: 'new' } },
    }
    expect(
      account.call('TransactWriteItems', { TransactItems: [{ Update }], ...SIZE }).body,
    ).toEqual({
      ItemCollectionMetrics: { things: [METRICS] },
    })
  })

  test('is none where there is no local index, and where nobody asked', () => {
    const Item = { id: { S: 'a' } }
    expect(account.call('PutItem', { TableName: 'items', Item, ...SIZE }).body).toEqual({})
    expect(account.call('PutItem', { TableName: 'things', Item: ITEM }).body).toEqual({})
  })

  test('may not grow past its limit, with what its local indexes hold of it', () => {
    account.put('things', ITEM)
    const table = account.engine.findTable('things')
    if (table === undefined) throw new Error('no table')
    // 19 bytes in the table; 13 in the index: its keys.
    const [hash] = [{ type: 'S', value: 'a' } as const]
    const grow = (growth: number, bytesMax: number) => (): void =>
      refuseCollectionSize(table, hash, { growth, indexWrites: [] }, bytesMax)
    const size =
      table.sizeBytes +
      (table.indexes.find(({ definition }) => definition.kind === 'local')?.sizeBytes ?? 0)
    expect(grow(10, size + 10)).not.toThrow()
    expect(grow(11, size + 10)).toThrow('ItemCollectionSizeLimitExceededException')
    expect(grow(-1, size - 10)).not.toThrow()
  })
})
