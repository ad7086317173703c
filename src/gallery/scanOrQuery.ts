import type { Scenario } from '#scenario/schema.ts'

const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.TABLE_NAME

const ask = {
  // Reads every item of the table and throws most of them away: the filter saves no capacity.
  'GET /scan/{customer}': (customer) =>
    dynamo.send(new ScanCommand({
      TableName,
      FilterExpression: 'customer = :customer',
      ExpressionAttributeValues: { ':customer': customer },
      ReturnConsumedCapacity: 'TOTAL',
    })),
  // Reads one partition.
  'GET /query/{customer}': (customer) =>
    dynamo.send(new QueryCommand({
      TableName,
      KeyConditionExpression: 'customer = :customer',
      ExpressionAttributeValues: { ':customer': customer },
      ReturnConsumedCapacity: 'TOTAL',
    })),
}

export const handler = async (event) => {
  const answer = await ask[event.routeKey](event.pathParameters.customer)
  const { Count, ScannedCount, ConsumedCapacity } = answer
  console.log(event.routeKey, 'read', ScannedCount, 'to answer', Count)
  return { Count, ScannedCount, CapacityUnits: ConsumedCapacity.CapacityUnits }
}
`

const CUSTOMERS = 25
const ORDERS_EACH = 16

const NOTE = 'Leave it with the neighbour if nobody opens, and mind the dog. '.repeat(4).trim()

const orders = Array.from({ length: CUSTOMERS * ORDERS_EACH }, (_, index) => ({
  customer: { S: `c${index % CUSTOMERS}` },
  order: { N: String(1_000 + index) },
  total: { N: String((index * 13) % 90) },
  note: { S: NOTE },
}))

/** Two ways to the same answer, side by side: look at the consumed read units of each. */
export const scanOrQuery: Scenario = {
  coldstart: 1,
  name: 'Scan or Query',
  description:
    'Two clients ask for the orders of one customer: one through a Scan with a filter, one through a Query on the key. Same answer; compare latency and consumed read capacity in the traces. The table’s Access tab says which line of the function does what, and where a Query would do.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Scanners',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 40, TargetPerSecond: 10 }] },
        Requests: [{ Path: '/scan/c{{randomInt 0 24}}' }],
      },
    },
    {
      id: 'Queriers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 256 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 40, TargetPerSecond: 10 }] },
        Requests: [{ Path: '/query/c{{randomInt 0 24}}' }],
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 368, y: 128 } },
    {
      id: 'OrdersFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 736, y: 128 },
      properties: { MemorySize: 256, Environment: { Variables: { TABLE_NAME: 'orders' } } },
      code: { 'index.mjs': handler },
    },
    {
      id: 'OrdersTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 1104, y: 128 },
      properties: {
        TableName: 'orders',
        AttributeDefinitions: [
          { AttributeName: 'customer', AttributeType: 'S' },
          { AttributeName: 'order', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'customer', KeyType: 'HASH' },
          { AttributeName: 'order', KeyType: 'RANGE' },
        ],
      },
      data: orders,
    },
  ],
  edges: [
    { id: 'e1', source: 'Scanners', target: 'Api' },
    { id: 'e2', source: 'Queriers', target: 'Api' },
    {
      id: 'e3',
      source: 'Api',
      target: 'OrdersFunction',
      properties: { RouteKeys: ['GET /scan/{customer}', 'GET /query/{customer}'] },
    },
    { id: 'e4', source: 'OrdersFunction', target: 'OrdersTable' },
  ],
}
