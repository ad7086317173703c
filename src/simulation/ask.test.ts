import { after, seconds, START } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import { parseScenario } from '#scenario/parse.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

test('what a room shows fades while nothing happens, though no event moves the clock', () => {
  const parsed = parseScenario({
    coldstart: 1,
    name: 'One second of load',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      {
        id: 'Users',
        type: 'Coldstart::Client',
        properties: {
          Load: { Arrival: 'uniform', Stages: [{ DurationSeconds: 1, TargetPerSecond: 100 }] },
        },
      },
      { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    ],
    edges: [{ id: 'e1', source: 'Users', target: 'Api' }],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const simulation = createSimulation({
    scenario: parsed.scenario,
    handlers: createFakeRuntime(() => null),
  })
  simulation.runUntil(after(START, seconds(2)))
  const hash = simulation.traceHash
  expect(simulation.inspect('Users')).toMatchObject({ sent: 100, clientErrors: 100, failing: 1 })
  simulation.runUntil(after(START, seconds(60)))
  expect(simulation.inspect('Users')).toMatchObject({ latencyMs: null, failing: 0 })
  const { requestsPerSecond } = simulation.inspect('Api') as { requestsPerSecond: number }
  expect(requestsPerSecond).toBeLessThan(1e-6)
  expect(simulation.traceHash).toBe(hash)
})
