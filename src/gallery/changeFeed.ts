import type { Scenario } from '#scenario/schema.ts'

const writer = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))

// Each order moves one step on; the stream of the table tells of every step.
const STEPS = ['placed', 'paid', 'packed', 'shipped']

export const handler = async (event) => {
  const id = event.pathParameters.id
  const { Attributes } = await dynamo.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id },
      UpdateExpression: 'ADD #step :one SET #total = if_not_exists(#total, :total)',
      ExpressionAttributeNames: { '#step': 'step', '#total': 'total' },
      ExpressionAttributeValues: { ':one': 1, ':total': 5 + (Number(id) % 40) },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return { id, status: STEPS[Attributes.step % STEPS.length] }
}
`

const reader = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))

// One item counts all orders: writing it once a batch instead of once a change keeps its partition cool.
export const handler = async ({ Records }) => {
  const created = Records.filter(({ eventName }) => eventName === 'INSERT')
  const revenue = created.reduce((sum, { dynamodb }) => sum + Number(dynamodb.NewImage.total.N), 0)
  console.log(Records.length, 'changes,', created.length, 'new orders')
  await dynamo.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id: 'all' },
      UpdateExpression: 'ADD changes :changes, orders :orders, revenue :revenue',
      ExpressionAttributeValues: {
        ':changes': Records.length,
        ':orders': created.length,
        ':revenue': revenue,
      },
    }),
  )
}
`

/** A table whose stream drives a function: totals kept without the writer knowing of them. */
export const changeFeed: Scenario = {
  coldstart: 1,
  name: 'Change feed',
  description:
    'Every change of an order goes through the stream of its table to a function that keeps totals. Watch batches grow in the rush while the writer’s latency stays as it is; each shard has one batch under way at a time.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Shoppers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 15, TargetPerSecond: 5 },
            { DurationSeconds: 15, TargetPerSecond: 60, Shape: 'ramp' },
            { DurationSeconds: 15, TargetPerSecond: 60 },
            { DurationSeconds: 15, TargetPerSecond: 5 },
          ],
        },
        Requests: [{ Method: 'POST', Path: '/orders/{{randomInt 1 400}}/next' }],
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 320, y: 0 } },
    {
      id: 'OrdersFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 640, y: 0 },
      properties: { MemorySize: 256, Environment: { Variables: { TABLE_NAME: 'orders' } } },
      code: { 'index.mjs': writer },
    },
    {
      id: 'OrdersTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 960, y: 0 },
      properties: {
        TableName: 'orders',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
    {
      id: 'TotalsFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 960, y: 272 },
      properties: { MemorySize: 256, Environment: { Variables: { TABLE_NAME: 'totals' } } },
      code: { 'index.mjs': reader },
    },
    {
      id: 'TotalsTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 640, y: 272 },
      properties: { TableName: 'totals' },
      data: [{ id: { S: 'all' }, changes: { N: '0' }, orders: { N: '0' }, revenue: { N: '0' } }],
    },
  ],
  edges: [
    { id: 'e1', source: 'Shoppers', target: 'Api' },
    {
      id: 'e2',
      source: 'Api',
      target: 'OrdersFunction',
      properties: { RouteKeys: ['POST /orders/{id}/next'] },
    },
    { id: 'e3', source: 'OrdersFunction', target: 'OrdersTable' },
    {
      id: 'e4',
      source: 'OrdersTable',
      port: 'stream',
      target: 'TotalsFunction',
      properties: { BatchSize: 100, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 3 },
    },
    { id: 'e5', source: 'TotalsFunction', target: 'TotalsTable' },
  ],
}
