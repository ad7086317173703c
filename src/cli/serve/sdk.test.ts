import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scenario } from '#scenario/schema.ts'
import type { Served } from './server.ts'
import { EMPTY_ACCOUNT, serveForTest } from './testing/served.ts'

const ORDERS: Scenario = {
  ...EMPTY_ACCOUNT,
  nodes: [
    {
      id: 'Orders',
      type: 'AWS::DynamoDB::Table',
      properties: { TableName: 'orders' },
      data: [{ id: { S: '1' }, total: { N: '12.50' } }],
    },
  ],
}

let served: Served
let client: DynamoDBClient
let streams: DynamoDBStreamsClient
beforeAll(async () => {
  served = await serveForTest({ scenario: ORDERS })
  const config = {
    endpoint: `http://127.0.0.1:${served.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  }
  client = new DynamoDBClient(config)
  streams = new DynamoDBStreamsClient(config)
})
afterAll(async () => {
  client.destroy()
  streams.destroy()
  await served.close()
})

const events = (TableName: string) => ({
  TableName,
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' as const },
    { AttributeName: 'at', AttributeType: 'N' as const },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' as const },
    { AttributeName: 'at', KeyType: 'RANGE' as const },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
})

describe('AWS’s own SDK', () => {
  it('reads and writes the tables of the scenario', async () => {
    const documents = DynamoDBDocumentClient.from(client)
    const read = await documents.send(new GetCommand({ TableName: 'orders', Key: { id: '1' } }))
    expect(read.Item).toEqual({ id: '1', total: 12.5 })
    await documents.send(
      new PutCommand({ TableName: 'orders', Item: { id: '2', tags: new Set(['a']) } }),
    )
    const written = await documents.send(new GetCommand({ TableName: 'orders', Key: { id: '2' } }))
    expect(written.Item).toEqual({ id: '2', tags: new Set(['a']) })
  })

  it('creates a table, waits for it, uses it, and deletes it', async () => {
    const { TableDescription: made } = await client.send(new CreateTableCommand(events('events')))
    expect(made?.TableStatus).toBe('CREATING')
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: 'events' })
    await expect(client.send(new CreateTableCommand(events('events')))).rejects.toThrow(
      ResourceInUseException,
    )
    const documents = DynamoDBDocumentClient.from(client)
    for (const at of [1, 2, 3]) {
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await documents.send(new PutCommand({ TableName: 'events', Item: { id: 'a', at } }))
    }
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: 'events',
        KeyConditionExpression: 'id = :id AND #at > :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':id': 'a', ':at': 1 },
      }),
    )
    expect(Items).toEqual([
      { id: 'a', at: 2 },
      { id: 'a', at: 3 },
    ])
    await client.send(new DeleteTableCommand({ TableName: 'events' }))
    await waitUntilTableNotExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: 'events' })
    await expect(client.send(new DescribeTableCommand({ TableName: 'events' }))).rejects.toThrow(
      ResourceNotFoundException,
    )
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['orders'])
  })

  it('adds an index to a table that has items, and a stream, and reads both', async () => {
    await client.send(new CreateTableCommand(events('visits')))
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: 'visits' })
    const documents = DynamoDBDocumentClient.from(client)
    const Item = { id: 'a', at: 1, page: '/' }
    await documents.send(new PutCommand({ TableName: 'visits', Item }))
    await client.send(
      new UpdateTableCommand({
        TableName: 'visits',
        AttributeDefinitions: [{ AttributeName: 'page', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-page',
              KeySchema: [{ AttributeName: 'page', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          },
        ],
      }),
    )
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: 'visits',
        IndexName: 'by-page',
        KeyConditionExpression: 'page = :page',
        ExpressionAttributeValues: { ':page': '/' },
      }),
    )
    expect(Items).toEqual([Item])

    const { TableDescription: table } = await client.send(
      new UpdateTableCommand({
        TableName: 'visits',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    )
    const StreamArn = table?.LatestStreamArn ?? ''
    await documents.send(new PutCommand({ TableName: 'visits', Item: { ...Item, at: 2 } }))
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
    const records = await Promise.all(
      (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
        const { ShardIterator } = await streams.send(
          new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        )
        return (await streams.send(new GetRecordsCommand({ ShardIterator }))).Records ?? []
      }),
    )
    expect(records.flat().map(({ dynamodb }) => dynamodb?.NewImage?.['at'])).toEqual([{ N: '2' }])
  })
})
