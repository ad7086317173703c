const HELLO = `let served = 0
export const handler = async (event) => {
  served += 1
  console.log('served', served, event.routeKey)
  return { statusCode: 200, body: JSON.stringify({ served }) }
}
`

interface Options {
  readonly code?: string
  readonly properties?: object
  readonly perSecond?: number
  readonly seconds?: number
}

/** Clients → HTTP API → function, with any handler. */
export const functionScenario = (options: Options = {}) => ({
  coldstart: 1,
  name: 'Hello',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Arrival: 'uniform',
          Stages: [
            { DurationSeconds: options.seconds ?? 20, TargetPerSecond: options.perSecond ?? 2 },
          ],
        },
      },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 360, y: 0 } },
    {
      id: 'Hello',
      type: 'AWS::Lambda::Function',
      position: { x: 720, y: 0 },
      properties: options.properties ?? {},
      code: { 'index.mjs': options.code ?? HELLO },
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Hello' },
  ],
})
