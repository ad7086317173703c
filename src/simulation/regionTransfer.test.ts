import { after, seconds, START } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

/** The host of the node `Inner`. */
const inner = 'https://3to9qx6y6s.execute-api.us-east-1.amazonaws.com/prod/big'

const scenario: Scenario = {
  coldstart: 1,
  name: 'traffic within the Region',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Outer', type: 'AWS::ApiGatewayV2::Api' },
    {
      id: 'Caller',
      type: 'AWS::Lambda::Function',
      code: {
        'index.mjs': `export const handler = async () => (await (await fetch('${inner}')).text()).length`,
      },
    },
    { id: 'Inner', type: 'AWS::ApiGateway::RestApi' },
    {
      id: 'Big',
      type: 'AWS::Lambda::Function',
      code: {
        'index.mjs': `export const handler = async () => ({ statusCode: 200, body: 'x'.repeat(1_000_000) })`,
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Outer' },
    { id: 'e2', source: 'Outer', target: 'Caller' },
    { id: 'e3', source: 'Caller', target: 'Inner' },
    { id: 'e4', source: 'Inner', target: 'Big' },
  ],
}

// https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer: "out" is to the internet.
test('what a function of the Region gets from an API is no transfer out', () => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { type: 'send', id: '1', method: 'GET', path: '/', headers: [], body: '' }
  simulation.command('Users', request)
  simulation.runUntil(after(START, seconds(30)))
  expect(simulation.query('Users', { type: 'sent', id: '1' })).toMatchObject({ body: '1000000' })
  const { Inner, Outer } = simulation.usage()
  expect([Inner?.['requests'], Inner?.['transferOut']]).toEqual([1, 0])
  expect(Outer?.['transferOut']).toBeGreaterThan(0)
  simulation.dispose()
})
