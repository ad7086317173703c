import type { Scenario } from '#scenario/schema.ts'

const handler = `// Everything out here runs during init, before the environment takes its first request.
const ratesByCountry = new Map()
for (let country = 0; country < 20_000; country++) {
  ratesByCountry.set(country, (country * 37) % 25)
}

let served = 0

export const handler = async (event) => {
  served++
  await new Promise((resolve) => setTimeout(resolve, 60))
  return {
    rate: ratesByCountry.get(Number(event.queryStringParameters?.country ?? 0)),
    servedByThisEnvironment: served,
  }
}
`

/** Nobody, then a crowd: how long the slowest wait is decided by placement and init, not by the handler. */
export const coldStartStorm: Scenario = {
  coldstart: 1,
  name: 'Cold-start storm',
  description:
    'Nobody for five seconds, then 120 requests a second at once. Compare p50 with p99, then raise the memory and look again.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Crowd',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 5, TargetPerSecond: 0 },
            { DurationSeconds: 10, TargetPerSecond: 120 },
            { DurationSeconds: 15, TargetPerSecond: 5 },
          ],
        },
        Requests: [{ Path: '/rate?country={{randomInt 0 199}}' }],
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 368, y: 0 } },
    {
      id: 'RateFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 736, y: 0 },
      properties: { MemorySize: 512 },
      code: { 'index.mjs': handler },
    },
  ],
  edges: [
    { id: 'e1', source: 'Crowd', target: 'Api' },
    {
      id: 'e2',
      source: 'Api',
      target: 'RateFunction',
      properties: { RouteKeys: ['GET /rate'] },
    },
  ],
}
