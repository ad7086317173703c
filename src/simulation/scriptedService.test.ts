import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { CONSOLE } from '#scenario/outside.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// An HTTP service whose answers real code gives: it runs in the sandbox, one memory for each instance.

const script = `let asked = 0
export const handler = async ({ method, path, query, headers, body, instance }) => {
  asked++
  if (path === '/throw') throw new TypeError('no')
  if (path === '/routes') return null
  if (path === '/spin') for (;;) asked++
  if (path === '/call') return fetch('http://elsewhere/').then(() => 'reached', (error) => ({ status: 502, body: error.cause?.code ?? error.message }))
  if (path === '/slow') await new Promise((resolve) => setTimeout(resolve, 500))
  console.log(method, path)
  return { status: 201, headers: { 'x-instance': instance }, body: { asked, query, agent: headers['user-agent'], body } }
}
`

const scenarioOf = (properties: object): Scenario => ({
  coldstart: 1,
  name: 'scripted',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Orders',
      type: 'Coldstart::HttpService',
      position: { x: 0, y: 0 },
      properties: { Script: script, ...properties },
      model: { ServiceTimeMs: 1, ServiceTimeSigma: 0 },
    },
  ],
  edges: [],
})

function create(properties: object = {}) {
  const simulation = createSimulation({ scenario: scenarioOf(properties), handlers: loadQuickJs() })
  let sent = 0
  const send = (path: string): string => {
    const id = String(sent++)
    const request = { method: 'POST', path, query: 'a=1', headers: [], body: 'hi' }
    simulation.command(CONSOLE, { type: 'send', id, node: 'Orders', ...request })
    return id
  }
  const run = (): void => void simulation.runUntil(after(simulation.now, seconds(60)))
  const answer = (id: string) =>
    simulation.query(CONSOLE, { type: 'sent', id }) as {
      readonly status: number
      readonly body: string
      readonly latencyMs: number
    }
  return { simulation, send, run, answer }
}

test('the script answers, and remembers what it was asked before', () => {
  const { send, run, answer } = create()
  const [one, two] = [send('/a'), send('/b')]
  run()
  expect(answer(one)).toMatchObject({
    status: 201,
    headers: expect.arrayContaining([['x-instance', '1']]),
  })
  expect(JSON.parse(answer(one).body)).toEqual({
    asked: 1,
    query: { a: '1' },
    agent: 'Coldstart',
    body: 'hi',
  })
  expect(JSON.parse(answer(two).body)).toMatchObject({ asked: 2 })
})

test('each instance has a memory of its own', () => {
  const { send, run, answer } = create({ DesiredCount: 2 })
  const ids = Array.from({ length: 6 }, () => send('/a'))
  run()
  const counts = ids.map((id) => (JSON.parse(answer(id).body) as { readonly asked: number }).asked)
  expect(counts).toEqual([1, 1, 2, 2, 3, 3])
})

test('it fetches other services and calls AWS along its wires, several at once', () => {
  const caller = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
const table = new DynamoDBClient()
const get = (url) => fetch(url).then((response) => response.text(), (error) => error.cause?.code ?? error.message)
export const handler = async () => {
  const [stock, price, item] = await Promise.all([
    get('http://stock/items/7'),
    get('http://price/items/7'),
    table.send(new GetItemCommand({ TableName: 'items', Key: { id: { S: '7' } } })),
  ])
  return { body: { stock, price, name: item.Item.name.S } }
}
`
  const base = scenarioOf({ Script: caller })
  const slow = { ServiceTimeMs: 300, ServiceTimeSigma: 0 }
  const answers = (Body: string) => ({ Routes: [{ Method: 'ANY', Path: '/{proxy+}', Body }] })
  const scenario: Scenario = {
    ...base,
    nodes: [
      ...base.nodes,
      {
        id: 'Stock',
        type: 'Coldstart::HttpService',
        properties: { Name: 'stock', ...answers('three left') },
        model: slow,
      },
      {
        id: 'Price',
        type: 'Coldstart::HttpService',
        properties: { Name: 'price', ...answers('nobody hears') },
        model: slow,
      },
      {
        id: 'Items',
        type: 'AWS::DynamoDB::Table',
        properties: { TableName: 'items' },
        data: [{ id: { S: '7' }, name: { S: 'shirt' } }],
      },
    ],
    edges: [
      { id: 'e1', source: 'Orders', target: 'Stock' },
      { id: 'e2', source: 'Orders', target: 'Items' },
    ],
  }
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { method: 'GET', path: '/', query: '', headers: [], body: '' }
  simulation.command(CONSOLE, { type: 'send', id: '1', node: 'Orders', ...request })
  void simulation.runUntil(after(simulation.now, seconds(60)))
  const sent = simulation.query(CONSOLE, { type: 'sent', id: '1' }) as {
    readonly body: string
    readonly latencyMs: number
  }
  expect(JSON.parse(sent.body)).toEqual({
    stock: 'three left',
    price: 'ECONNREFUSED',
    name: 'shirt',
  })
  expect(sent.latencyMs).toBeGreaterThan(300)
  expect(sent.latencyMs).toBeLessThan(600)
})

test('null leaves it to the routes; a timer is waited for; a call without a wire finds nobody', () => {
  const { send, run, answer } = create()
  const [routes, slow, call] = [send('/routes'), send('/slow'), send('/call')]
  run()
  expect(answer(routes)).toMatchObject({ status: 200, body: '{"ok":true}' })
  expect(answer(slow).latencyMs).toBeGreaterThan(500)
  expect(answer(call)).toMatchObject({ status: 502, body: 'ENOTFOUND' })
})

test('what throws, never ends or is no script is a 500, and the next one is served anew', () => {
  const { send, run, answer } = create()
  const [thrown, after1, spun, after2] = [send('/throw'), send('/a'), send('/spin'), send('/b')]
  run()
  expect([answer(thrown).status, answer(spun).status]).toEqual([500, 500])
  expect(JSON.parse(answer(after1).body)).toMatchObject({ asked: 1 })
  expect(JSON.parse(answer(after2).body)).toMatchObject({ asked: 1 })
  const broken = create({ Script: 'export const handler = (' })
  const id = broken.send('/')
  broken.run()
  expect(broken.answer(id).status).toBe(500)
})

test('a new script begins with the next request, and whoever is at work ends with the old one', () => {
  const { simulation, send, run, answer } = create()
  const old = send('/slow')
  simulation.runUntil(after(simulation.now, seconds(0.1)))
  const properties = { Script: 'export const handler = () => "new"' }
  simulation.apply({ type: 'set-properties', node: 'Orders', properties })
  const fresh = send('/x')
  run()
  expect(answer(old).status).toBe(201)
  expect(answer(fresh)).toMatchObject({ status: 200, body: 'new' })
})
