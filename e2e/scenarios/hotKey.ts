const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1 }))
const text = 'x'.repeat(3_000)

export const handler = async (event) => {
  const { id } = JSON.parse(event.body)
  await dynamo.send(new PutCommand({ TableName: 'visits', Item: { id, text } }))
  return { statusCode: 200 }
}
`

/** Clients that mostly write one key of a table with little capacity. */
export const hotKeyScenario = {
  coldstart: 1,
  name: 'Hot key',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: { Arrival: 'uniform', Stages: [{ DurationSeconds: 60, TargetPerSecond: 20 }] },
        Requests: [{ Method: 'POST', Path: '/', Body: '{"id":"page#{{zipf 20 2}}"}' }],
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 320, y: 0 } },
    {
      id: 'Count',
      type: 'AWS::Lambda::Function',
      position: { x: 640, y: 0 },
      code: { 'index.mjs': handler },
    },
    {
      id: 'Visits',
      type: 'AWS::DynamoDB::Table',
      position: { x: 960, y: 0 },
      properties: {
        TableName: 'visits',
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 40 },
        WarmThroughput: { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 4_000 },
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Count' },
    { id: 'e3', source: 'Count', target: 'Visits' },
  ],
}
