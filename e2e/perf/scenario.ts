/** Chains of client → API → function → table: 48 nodes, and a pair that stands by. */
const CHAINS = 12
/** Light enough for a slow machine's worker to keep 1×: the frame budget is the page's, not the engine's. */
const REQUESTS_PER_SECOND = 54
/** Long wires hold many dots one by one before they would run together. */
const COLUMN_PX = 1_440

const HANDLER = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'

const db = new DynamoDBClient({})
let served = 0

export const handler = async () => {
  if (served++ % 4 !== 0) return { id: '1' }
  const { Item } = await db.send(
    new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: { id: { S: '1' } } }),
  )
  return { id: Item.id.S }
}
`

const chain = (number: number) => {
  const id = String(number).padStart(2, '0')
  const y = number * 260
  return {
    nodes: [
      {
        id: `Users${id}`,
        type: 'Coldstart::Client',
        position: { x: 0, y },
        properties: {
          Load: {
            Arrival: 'poisson',
            Stages: [{ DurationSeconds: 3_600, TargetPerSecond: REQUESTS_PER_SECOND }],
          },
          Requests: [{ Method: 'GET', Path: '/items/1' }],
        },
      },
      { id: `Api${id}`, type: 'AWS::ApiGatewayV2::Api', position: { x: COLUMN_PX, y } },
      {
        id: `Function${id}`,
        type: 'AWS::Lambda::Function',
        position: { x: 2 * COLUMN_PX, y },
        properties: {
          MemorySize: 1_769,
          Environment: { Variables: { TABLE_NAME: `Table${id}` } },
        },
        code: { 'index.mjs': HANDLER },
      },
      {
        id: `Table${id}`,
        type: 'AWS::DynamoDB::Table',
        position: { x: 3 * COLUMN_PX, y },
        data: [{ id: { S: '1' } }],
      },
    ],
    edges: [
      { id: `a${id}`, source: `Users${id}`, target: `Api${id}` },
      { id: `b${id}`, source: `Api${id}`, target: `Function${id}` },
      { id: `c${id}`, source: `Function${id}`, target: `Table${id}` },
    ],
  }
}

/** 50 nodes whose steady load keeps about 2,000 dots on the wires at 1×. */
export const perfScenario = () => {
  const chains = Array.from({ length: CHAINS }, (_, number) => chain(number))
  return {
    coldstart: 1,
    name: 'Frame budget: 50 nodes, 2,000 dots',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      ...chains.flatMap(({ nodes }) => nodes),
      { id: 'StandbyTable', type: 'AWS::DynamoDB::Table', position: { x: 1_000, y: 3_380 } },
      { id: 'StandbyApi', type: 'AWS::ApiGatewayV2::Api', position: { x: 2_000, y: 3_380 } },
    ],
    edges: chains.flatMap(({ edges }) => edges),
  }
}
