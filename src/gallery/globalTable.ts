import type { Scenario } from '#scenario/schema.ts'

const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'

const TableName = process.env.TABLE_NAME
// The same table in three Regions: each client reads and writes the replica of its own.
const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-2']
const clients = new Map(
  regions.map((region) => [region, DynamoDBDocument.from(new DynamoDBClient({ region }))]),
)

export const handler = async (event) => {
  const { region, id } = event.pathParameters
  const dynamo = clients.get(region)
  if (event.routeKey.startsWith('GET')) {
    const { Item } = await dynamo.get({ TableName, Key: { id } })
    return { region, item: Item ?? null }
  }
  await dynamo.put({ TableName, Item: { id, from: region, at: new Date().toISOString() } })
  return { region, wrote: id }
}
`

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2']

const HOMES = ['New York', 'Dublin', 'Sydney']

/** One table in three Regions: writes meet, and the later one stays. */
export const globalTable: Scenario = {
  coldstart: 1,
  name: 'Global table',
  description:
    'Players of three continents write their state to the replica of the table that is theirs. A write is answered at once, and reaches the other Regions half a second later. Few players, many writes: some meet on the way. The table’s Regions tab shows how far each is behind, and which writes lost.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    ...REGIONS.map((region, at) => ({
      id: ['Americans', 'Europeans', 'Australians'][at] ?? region,
      type: 'Coldstart::Client' as const,
      position: { x: 0, y: at * 288 },
      properties: {
        Location: HOMES[at] ?? '',
        Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 4 }] },
        Requests: [
          { Method: 'PUT', Path: `/${region}/p{{randomInt 1 30}}` },
          { Path: `/${region}/p{{randomInt 1 30}}` },
        ],
      },
    })),
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 352, y: 288 } },
    {
      id: 'PlayersFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 704, y: 288 },
      properties: { MemorySize: 512, Environment: { Variables: { TABLE_NAME: 'players' } } },
      code: { 'index.mjs': handler },
    },
    {
      id: 'PlayersTable',
      type: 'AWS::DynamoDB::Table',
      position: { x: 1_056, y: 288 },
      properties: { TableName: 'players', Replicas: REGIONS.map((Region) => ({ Region })) },
    },
  ],
  edges: [
    { id: 'e1', source: 'Americans', target: 'Api' },
    { id: 'e2', source: 'Europeans', target: 'Api' },
    { id: 'e3', source: 'Australians', target: 'Api' },
    {
      id: 'e4',
      source: 'Api',
      target: 'PlayersFunction',
      properties: { RouteKeys: ['PUT /{region}/{id}', 'GET /{region}/{id}'] },
    },
    { id: 'e5', source: 'PlayersFunction', target: 'PlayersTable' },
  ],
}
