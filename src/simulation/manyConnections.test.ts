import { createFakeRuntime } from '#sandbox/fake.ts'
import { after, seconds } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { WebSocketApiState } from '#services/apigateway/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'a crowd',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'People',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 20, TargetPerSecond: 260 }] },
        Socket: {
          Messages: [{ Body: '{"action":"hello"}' }],
          MessageEverySeconds: 60,
          PingEverySeconds: 120,
          HoldSeconds: 0,
        },
      },
    },
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      position: { x: 0, y: 0 },
      properties: {
        ProtocolType: 'WEBSOCKET',
        Routes: { $default: { RouteResponseSelectionExpression: '$default' } },
      },
    },
    {
      id: 'Echo',
      type: 'AWS::Lambda::Function',
      position: { x: 0, y: 0 },
      code: { 'index.mjs': '' },
    },
  ],
  edges: [
    { id: 'e1', source: 'People', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Echo', properties: { RouteKeys: ['$default'] } },
  ],
}

test('5,000 connections are opened, held and talk for minutes, in seconds of real time', () => {
  const handlers = createFakeRuntime(({ kind }) =>
    kind === 'invoke'
      ? {
          type: 'returned',
          payload: '{"statusCode":200,"body":"hello"}',
          calls: [],
        }
      : null,
  )
  const simulation = createSimulation({ scenario, handlers, traceRowsMax: 0 })
  const run = (time: number): void => void simulation.runUntil(after(simulation.now, seconds(time)))
  const api = (): WebSocketApiState => simulation.inspect('Api') as WebSocketApiState
  run(25)
  const opened = api().connections
  expect(opened).toBeGreaterThan(5_000)
  run(100)
  // Nobody is idle, so nobody is sent away; each said something about twice, and was answered.
  expect(api().connections).toBe(opened)
  const total = (name: string): number =>
    simulation
      .totals('Api')
      .reduce((sum, one) => (one.name === name && one.kind === 'counter' ? one.sum : sum), 0)
  expect(total('MessageCount')).toBeGreaterThan(opened * 2.5)
  expect(total('ClientError') + total('ExecutionError')).toBe(0)
})
