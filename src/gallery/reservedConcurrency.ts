import type { Scenario } from '#scenario/schema.ts'

const handler = `export const handler = async () => {
  // Something downstream that takes its time: this environment serves nobody else meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 250))
  return { message: 'Printed' }
}
`

/** Ten environments at 250 ms each serve forty a second; the rest is throttled. */
export const reservedConcurrency: Scenario = {
  coldstart: 1,
  name: 'Reserved concurrency',
  description:
    'Reserved concurrency 10 at about 250 ms a request is 40 requests a second (concurrency = rate × duration). The load climbs past it: Lambda throttles, the API answers 503, clients back off and retry.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Printers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 10, TargetPerSecond: 20 },
            { DurationSeconds: 20, TargetPerSecond: 80, Shape: 'ramp' },
            { DurationSeconds: 10, TargetPerSecond: 20, Shape: 'ramp' },
          ],
        },
        Requests: [{ Method: 'POST', Path: '/labels' }],
        Retries: { MaxAttempts: 3 },
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 368, y: 0 } },
    {
      id: 'LabelFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 736, y: 0 },
      properties: { ReservedConcurrentExecutions: 10 },
      code: { 'index.mjs': handler },
    },
  ],
  edges: [
    { id: 'e1', source: 'Printers', target: 'Api' },
    {
      id: 'e2',
      source: 'Api',
      target: 'LabelFunction',
      properties: { RouteKeys: ['POST /labels'] },
    },
  ],
}
