import type { Scenario } from '#scenario/schema.ts'

/** Runs unchanged on AWS: an HTTP API's Lambda integration, payload format 2.0, with the SDK that the runtime brings. */
const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb'

// Top-level code runs once per execution environment: warm invocations reuse the client.
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.TABLE_NAME

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const handler = async (event) => {
  const id = event.pathParameters?.id
  try {
    switch (event.routeKey) {
      case 'GET /items': {
        const { Items } = await dynamo.send(new ScanCommand({ TableName }))
        return answer(200, Items)
      }
      case 'GET /items/{id}': {
        const { Item } = await dynamo.send(new GetCommand({ TableName, Key: { id } }))
        return Item ? answer(200, Item) : answer(404, { message: \`No item \${id}\` })
      }
      case 'PUT /items': {
        const item = JSON.parse(event.body)
        await dynamo.send(new PutCommand({ TableName, Item: item }))
        return answer(200, { message: \`Put item \${item.id}\` })
      }
      case 'DELETE /items/{id}': {
        await dynamo.send(new DeleteCommand({ TableName, Key: { id } }))
        return answer(200, { message: \`Deleted item \${id}\` })
      }
      default:
        return answer(400, { message: \`Unsupported route: \${event.routeKey}\` })
    }
  } catch (error) {
    console.error(error)
    return answer(500, { message: error.message })
  }
}
`

const WARES = Array.from({ length: 16 }, (_, index) => ({
  id: { S: String(index + 1) },
  price: { N: String(10 + index) },
}))

/** The default scenario: a CRUD API, calm at first, then a rush that needs more environments than are warm. */
export const itemsApi: Scenario = {
  coldstart: 1,
  name: 'Items API',
  description:
    'Press play. The first requests wait for new execution environments; later ones reuse them, until the rush needs more.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      name: 'Web users',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 20, TargetPerSecond: 4 },
            { DurationSeconds: 10, TargetPerSecond: 40, Shape: 'ramp' },
            { DurationSeconds: 10, TargetPerSecond: 40 },
            { DurationSeconds: 5, TargetPerSecond: 4, Shape: 'ramp' },
            { DurationSeconds: 15, TargetPerSecond: 4 },
          ],
        },
        Requests: [
          { Weight: 6, Path: '/items/{{zipf 16 1.1}}' },
          {
            Weight: 3,
            Method: 'PUT',
            Path: '/items',
            Headers: { 'content-type': 'application/json' },
            Body: '{"id":"{{randomInt 1 40}}","price":{{randomInt 1 99}}}',
          },
          { Weight: 1, Path: '/items' },
          { Weight: 1, Method: 'DELETE', Path: '/items/{{randomInt 17 40}}' },
        ],
      },
    },
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      name: 'Items API',
      position: { x: 304, y: 16 },
      properties: { Name: 'items' },
    },
    {
      id: 'ItemsFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: -144 },
      properties: { Environment: { Variables: { TABLE_NAME: 'items' } } },
      code: { 'index.mjs': handler },
    },
    {
      id: 'ItemsTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 608, y: 160 },
      properties: { TableName: 'items' },
      data: WARES,
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    {
      id: 'e2',
      source: 'Api',
      target: 'ItemsFunction',
      properties: {
        RouteKeys: ['GET /items', 'GET /items/{id}', 'PUT /items', 'DELETE /items/{id}'],
      },
    },
    { id: 'e3', source: 'ItemsFunction', target: 'ItemsTable' },
  ],
}
