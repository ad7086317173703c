import type { Scenario } from '#scenario/schema.ts'

/** Keeps who is connected: $connect writes it down, $disconnect strikes it out. */
const presence = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.TABLE_NAME

export const handler = async ({ requestContext }) => {
  const { connectionId, eventType } = requestContext
  if (eventType === 'CONNECT') {
    await table.send(new PutCommand({ TableName, Item: { connectionId } }))
  } else {
    await table.send(new DeleteCommand({ TableName, Key: { connectionId } }))
  }
  return { statusCode: 200 }
}
`

/** Posts what one says to everybody. Who is gone without a goodbye is told by the 410, and struck out. */
const broadcast = `import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.TABLE_NAME

export const handler = async ({ body, requestContext }) => {
  const { domainName, stage } = requestContext
  const api = new ApiGatewayManagementApiClient({ endpoint: \`https://\${domainName}/\${stage}\` })
  const { text } = JSON.parse(body)
  const { Items } = await table.send(new ScanCommand({ TableName }))

  await Promise.all(
    Items.map(async ({ connectionId }) => {
      try {
        await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: text }))
      } catch (error) {
        if (error.name !== 'GoneException') throw error
        console.log('gone:', connectionId)
        await table.send(new DeleteCommand({ TableName, Key: { connectionId } }))
      }
    }),
  )
  return { statusCode: 200 }
}
`

/** People who hold connections, and what one says reaches all: AWS's own chat sample, with a few ghosts in its table. */
export const chat: Scenario = {
  coldstart: 1,
  name: 'Chat',
  description:
    'People connect, hold their connections and talk. $connect and $disconnect keep a table of connections; each message is posted to all of them by @connections. The table begins with a few connections that are long gone: the first message finds out by a 410 and strikes them out.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'People',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 20, TargetPerSecond: 2, Shape: 'ramp' },
            { DurationSeconds: 40, TargetPerSecond: 1 },
          ],
        },
        Socket: {
          Messages: [{ Body: '{"action":"sendmessage","text":"Hello, I am {{uuid}}"}' }],
          MessageEverySeconds: 15,
          HoldSeconds: 30,
        },
      },
    },
    {
      id: 'Chat',
      type: 'AWS::ApiGatewayV2::Api',
      position: { x: 304, y: 0 },
      properties: { Name: 'chat', ProtocolType: 'WEBSOCKET' },
    },
    {
      id: 'Presence',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: 0 },
      properties: { MemorySize: 512, Environment: { Variables: { TABLE_NAME: 'connections' } } },
      code: { 'index.mjs': presence },
    },
    {
      id: 'Broadcast',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: 288 },
      properties: {
        MemorySize: 1_024,
        Timeout: 10,
        Environment: { Variables: { TABLE_NAME: 'connections' } },
      },
      code: { 'index.mjs': broadcast },
    },
    {
      id: 'Connections',
      type: 'AWS::DynamoDB::Table',
      position: { x: 912, y: 0 },
      properties: {
        TableName: 'connections',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'connectionId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
      },
      data: [
        { connectionId: { S: 'Z0xvbmdHb25lMQM=' } },
        { connectionId: { S: 'Z0xvbmdHb25lMgM=' } },
        { connectionId: { S: 'Z0xvbmdHb25lMwM=' } },
      ],
    },
  ],
  edges: [
    { id: 'e1', source: 'People', target: 'Chat' },
    {
      id: 'e2',
      source: 'Chat',
      target: 'Presence',
      properties: { RouteKeys: ['$connect', '$disconnect'] },
    },
    { id: 'e3', source: 'Chat', target: 'Broadcast', properties: { RouteKeys: ['sendmessage'] } },
    { id: 'e4', source: 'Presence', target: 'Connections' },
    { id: 'e5', source: 'Broadcast', target: 'Connections' },
    { id: 'e6', source: 'Broadcast', target: 'Chat' },
  ],
}
