import { describe, expect, it } from 'vitest'
import type { RecordBatch } from '#contracts/records.ts'
import { seconds } from '#kernel/time.ts'
import type { Edge } from '../service.ts'
import { createTableNode, EDGE } from './testing/tableNode.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
describe('a table with a stream', () => {
  const RECORDS: Edge<'records'> = { ...EDGE, contract: 'records', source: 'Node', target: 'Fn' }

  function createStreamNode(properties: object = {}) {
    const node = createTableNode({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      ...properties,
    })
    const ask = (request: object): RecordBatch => {
      let batch: RecordBatch = { type: 'unavailable' }
      node.world.kernel.start(
        (function* () {
          const context = { trace: 9, span: 9 }
          batch = yield* node.service.serve.records({ context, ...request } as never, RECORDS)
        })(),
      )
      node.world.run(seconds(0))
      return batch
    }
    /** `INSERT 1` for each record, shard by shard. */
    const told = (): readonly string[] => {
      node.world.run(seconds(5))
      const source = ask({ type: 'describe' })
      if (source.type !== 'source') return [source.type]
      return source.shards.flatMap(({ shardId }) => {
        const batch = ask({
          type: 'poll',
          shardId,
          position: null,
          startingPosition: 'TRIM_HORIZON',
          max: 1_000,
          waitMs: 0,
        })
        if (batch.type !== 'records') return [batch.type]
        return batch.records.map(({ json, causedBy }) => {
          const { eventName, dynamodb } = JSON.parse(json) as {
            eventName: string
            dynamodb: { Keys: { id: { S: string } } }
          }
          return `${eventName} ${dynamodb.Keys.id.S}${causedBy === null ? ' by hand' : ''}`
        })
      })
    }
    return { ...node, ask, told }
  }

  it('tells what every way of writing changed, and nothing where nothing changed', () => {
    const { call, told } = createStreamNode()
    const TableName = 'items'
    const Item = { id: { S: 'a' }, n: { N: '1' } }
    const Key = { id: { S: 'a' } }
    call('PutItem', { TableName, Item })
    // "If … an item was not changed, DynamoDB Streams does not write a stream record"
    call('PutItem', { TableName, Item })
    call('UpdateItem', {
      TableName,
      Key,
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1.0' } },
    })
    call('UpdateItem', {
      TableName,
      Key,
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    })
    call('PutItem', { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' })
    call('DeleteItem', { TableName, Key: { id: { S: 'none' } } })
    call('BatchWriteItem', { RequestItems: { items: [{ DeleteRequest: { Key } }] } })
    call('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] })
    call('DeleteItem', { TableName, Key })
    expect(told()).toEqual(['INSERT a', 'MODIFY a', 'REMOVE a', 'INSERT a', 'REMOVE a'])
  })

  it('tells of edits by hand too, which no request caused', () => {
    const { service, told } = createStreamNode()
    service.command?.({ type: 'put-item', item: { id: { S: 'b' } } })
    expect(told()).toEqual(['INSERT b by hand'])
  })

  it('is unavailable without StreamSpecification, and begins anew with another view', () => {
    const { world, service, ask, call, told } = createStreamNode()
    call('PutItem', { TableName: 'items', Item: { id: { S: '1' } } })
    expect(told()).toHaveLength(1)
    const first = ask({ type: 'describe' })
    const deploy = (properties: object): void => {
      world.deploy({ properties: { TableName: 'items', ...properties } })
      service.changed?.('properties')
    }
    deploy({ StreamSpecification: { StreamViewType: 'KEYS_ONLY' } })
    expect(told()).toEqual([])
    const second = ask({ type: 'describe' })
    expect(first.type === 'source' && second.type === 'source').toBe(true)
    if (first.type !== 'source' || second.type !== 'source') return
    expect(second.eventSourceArn).not.toBe(first.eventSourceArn)
    expect(first.eventSourceArn).toBe(
      'arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2026-01-01T00:00:00.000',
    )
    deploy({})
    expect(ask({ type: 'describe' })).toEqual({ type: 'unavailable' })
  })

  it('UpdateTable switches the very stream that a function waits for', () => {
    const { call, told, ask, world, service } = createStreamNode({ StreamSpecification: undefined })
    const TableName = 'items'
    const put = (id: string) => call('PutItem', { TableName, Item: { id: { S: id } } })
    const update = (StreamSpecification: object) => {
      const reply = call('UpdateTable', { TableName, StreamSpecification })
      world.run(seconds(20))
      return reply
    }
    put('before')
    expect(told()).toEqual(['unavailable'])
    expect(update({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' })).toMatchObject({
      TableDescription: { LatestStreamArn: expect.stringContaining('/items/stream/2026-') },
    })
    put('while')
    expect(told()).toEqual(['INSERT while'])
    const first = ask({ type: 'describe' })
    // What the document says about anything else leaves it alone.
    world.deploy({ properties: { TableName, TimeToLiveSpecification: { AttributeName: 'ttl' } } })
    service.changed?.('properties')
    expect(told()).toEqual(['INSERT while'])

    update({ StreamEnabled: false })
    put('between')
    expect(told()).toEqual(['unavailable'])
    update({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })
    put('again')
    expect(told()).toEqual(['INSERT again'])
    expect(ask({ type: 'describe' })).not.toEqual(first)
    expect(call('DescribeTable', { TableName })).toMatchObject({
      Table: { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    })
  })
})
