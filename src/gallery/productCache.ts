import type { Scenario } from '#scenario/schema.ts'

const DAX_ENDPOINT = 'daxs://products.l6fzcv.dax-clusters.us-east-1.amazonaws.com'

const handler = `import { DaxDocument } from '@amazon-dax-sdk/lib-dax'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'

const TableName = process.env.TABLE_NAME
// The same calls, with a cache before the table or without.
const cached = new DaxDocument({ endpoint: process.env.DAX_ENDPOINT })
const direct = DynamoDBDocument.from(new DynamoDBClient({}))

const json = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const handler = async (event) => {
  const { id } = event.pathParameters
  switch (event.routeKey) {
    case 'GET /direct/{id}': {
      const { Item } = await direct.get({ TableName, Key: { id } })
      return json(200, Item)
    }
    case 'GET /products/{id}': {
      const { Item } = await cached.get({ TableName, Key: { id } })
      return json(200, Item)
    }
    default: {
      // Through the cluster: what it has in its cache is renewed.
      const price = Math.round(Math.random() * 10_000) / 100
      const { Attributes } = await cached.update({
        TableName,
        Key: { id },
        UpdateExpression: 'SET price = :price',
        ExpressionAttributeValues: { ':price': price },
        ReturnValues: 'ALL_NEW',
      })
      return json(200, Attributes)
    }
  }
}
`

const products = Array.from({ length: 400 }, (_, n) => ({
  id: { S: `p${n}` },
  name: { S: `Product ${n}` },
  price: { N: String(5 + ((n * 37) % 400) / 4) },
  text: { S: 'Made to last, and to be mended when it does not. '.repeat(6).trim() },
}))

/** A cache in front of a table: the hits take microseconds and no capacity. */
export const productCache: Scenario = {
  coldstart: 1,
  name: 'Product cache',
  description:
    'Shoppers look at products through a DAX cluster of three nodes, others ask the table itself. Watch the share of hits grow as the cache fills, the consumed read units fall, and the two latencies. Prices change through the cluster, which renews what it has.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Shoppers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 40 }] },
        Requests: [
          { Path: '/products/p{{randomInt 0 59}}', Weight: 8 },
          { Path: '/products/p{{randomInt 0 399}}', Weight: 2 },
        ],
      },
    },
    {
      id: 'Uncached',
      type: 'Coldstart::Client',
      position: { x: 0, y: 288 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 10 }] },
        Requests: [{ Path: '/direct/p{{randomInt 0 399}}' }],
      },
    },
    {
      id: 'Merchants',
      type: 'Coldstart::Client',
      position: { x: 0, y: 576 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 2 }] },
        Requests: [{ Method: 'PUT', Path: '/products/p{{randomInt 0 59}}' }],
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 352, y: 288 } },
    {
      id: 'ProductsFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 704, y: 288 },
      properties: {
        MemorySize: 1_024,
        Environment: { Variables: { TABLE_NAME: 'products', DAX_ENDPOINT } },
      },
      code: { 'index.mjs': handler },
    },
    {
      id: 'ProductsCache',
      type: 'AWS::DAX::Cluster',
      name: 'Products cache',
      position: { x: 1_056, y: 64 },
      properties: { ClusterName: 'products' },
    },
    {
      id: 'ProductsTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 1_408, y: 288 },
      properties: { TableName: 'products' },
      data: products,
    },
  ],
  edges: [
    { id: 'e1', source: 'Shoppers', target: 'Api' },
    { id: 'e2', source: 'Uncached', target: 'Api' },
    { id: 'e3', source: 'Merchants', target: 'Api' },
    {
      id: 'e4',
      source: 'Api',
      target: 'ProductsFunction',
      properties: {
        RouteKeys: ['GET /products/{id}', 'GET /direct/{id}', 'PUT /products/{id}'],
      },
    },
    { id: 'e5', source: 'ProductsFunction', target: 'ProductsCache' },
    { id: 'e6', source: 'ProductsCache', target: 'ProductsTable' },
    { id: 'e7', source: 'ProductsFunction', target: 'ProductsTable' },
  ],
}
