import type { Scenario } from '#scenario/schema.ts'

/** Renders a page: a little computing, the same on both sides. */
const page = `  const rows = []
  for (let n = 1; n <= 40; n++) rows.push({ n, square: n * n, name: 'row ' + String(n).padStart(3, '0') })
  const total = rows.reduce((sum, { square }) => sum + square, 0)
`

const handler = `export const handler = async () => {
${page}  // What it waits for: a database, another service.
  await new Promise((resolve) => setTimeout(resolve, 80))
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ total, rows: rows.length }),
  }
}
`

const script = `export const handler = async () => {
${page}  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { total, rows: rows.length },
  }
}
`

/** Calm, then a rush that stays for a while, then calm again. */
const LOAD = {
  Stages: [
    { DurationSeconds: 60, TargetPerSecond: 5 },
    { DurationSeconds: 20, TargetPerSecond: 30, Shape: 'ramp' },
    { DurationSeconds: 330, TargetPerSecond: 30 },
    { DurationSeconds: 60, TargetPerSecond: 3 },
  ],
}

const client = (id: string, name: string, y: number) =>
  ({
    id,
    type: 'Coldstart::Client',
    name,
    position: { x: 0, y },
    properties: {
      Load: LOAD,
      Requests: [{ Method: 'GET', Path: '/page' }],
      TimeoutMs: 10_000,
    },
  }) as const

/** One load, answered twice: by functions that come at once and cost by the request, by containers that come late and cost by the hour. */
export const serverlessOrContainers: Scenario = {
  coldstart: 1,
  name: 'Serverless or containers',
  description:
    'The same load on both sides. Above, functions: each request that finds none idle pays a cold start, and then there are enough of them. Below, containers of two places each: in the rush they are full, requests wait in line, and it takes minutes until auto scaling has seen enough and new ones have started. Compare p99 of the two clients, and what each side costs at this rate.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    client('FunctionUsers', 'Users of functions', 0),
    client('ContainerUsers', 'Users of containers', 288),
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      position: { x: 304, y: 0 },
      properties: { Name: 'page' },
    },
    {
      id: 'Page',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: 0 },
      properties: { MemorySize: 512 },
      code: { 'index.mjs': handler },
    },
    {
      id: 'Service',
      type: 'Coldstart::HttpService',
      name: 'Page service',
      position: { x: 608, y: 304 },
      properties: {
        MaxConcurrency: 2,
        QueueLength: 100,
        TaskSize: { Cpu: 0.25, Memory: 0.5 },
        AutoScaling: { MinCapacity: 1, MaxCapacity: 6, TargetValue: 60 },
        Script: script,
      },
      model: { ServiceTimeMs: 80, ServiceTimeSigma: 0.1 },
    },
  ],
  edges: [
    { id: 'e1', source: 'FunctionUsers', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Page', properties: { RouteKeys: ['GET /page'] } },
    { id: 'e3', source: 'ContainerUsers', target: 'Service' },
  ],
}
