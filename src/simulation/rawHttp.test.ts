import { after, seconds, START } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

const handler = `
const ask = (url) => fetch(url).then(
  async (response) => [response.status, await response.text()],
  (error) => error.cause.code,
)
export const handler = async () => ({
  service: await ask('http://orders:8080/items/7'),
  unwired: await ask('http://stock/items/7'),
  unsigned: (await ask('https://dynamodb.us-east-1.amazonaws.com/'))[0],
  nobody: await ask('https://nobody.example/'),
})
`

const scenario: Scenario = {
  coldstart: 1,
  name: 'raw HTTP',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    { id: 'Fn', type: 'AWS::Lambda::Function', code: { 'index.mjs': handler } },
    {
      id: 'Orders',
      type: 'Coldstart::HttpService',
      properties: { Name: 'orders', Routes: [{ Path: '/items/{id}', Body: 'item {{path.id}}' }] },
    },
    { id: 'Stock', type: 'Coldstart::HttpService' },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Fn' },
    { id: 'e3', source: 'Fn', target: 'Orders' },
  ],
}

test('a handler’s own fetch reaches what a wire leads to, by name, and nothing else', () => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { type: 'send', id: '1', method: 'GET', path: '/', headers: [], body: '' }
  simulation.command('Users', request)
  simulation.runUntil(after(START, seconds(30)))
  const sent = simulation.query('Users', { type: 'sent', id: '1' }) as SentRequest
  expect(sent.type === 'answered' ? JSON.parse(sent.body) : sent).toEqual({
    service: [200, 'item 7'],
    unwired: 'ECONNREFUSED',
    // "Request is missing Authentication Token"
    unsigned: 400,
    nobody: 'ENOTFOUND',
  })
  simulation.dispose()
})
