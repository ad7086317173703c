import { gallery } from '#gallery/gallery.ts'
import { itemsApi } from '#gallery/itemsApi.ts'
import { after, seconds, START } from '#kernel/time.ts'
import { readColumns } from '#kernel/recorder.ts'
import type { TraceEvent } from '#kernel/trace.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import type { ItemsPage } from '#services/dynamodb/definition.ts'
import { describe, expect, test } from 'vitest'
import { checkHandlers } from './checkHandlers.ts'
import { createSimulation } from './createSimulation.ts'
import type { Simulation } from './simulation.ts'

// The whole spine, nothing faked: clients → HTTP API → the handler in the sandbox → the SDK → DynamoDB, and back.

/** The default scenario without load of its own. */
const silent: Scenario = {
  ...itemsApi,
  nodes: itemsApi.nodes.map((node) =>
    node.id === 'Users'
      ? { ...node, properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } } }
      : node,
  ),
}

const create = (scenario: Scenario): Simulation =>
  createSimulation({ scenario, handlers: loadQuickJs() })

let sent = 0

/** Sends one request by hand and runs until it is answered. */
function send(simulation: Simulation, line: string, body: object | null = null): SentRequest {
  const [method = 'GET', path = '/'] = line.split(' ')
  const id = `test-${sent++}`
  simulation.command('Users', {
    type: 'send',
    id,
    method,
    path,
    headers: body === null ? [] : [['content-type', 'application/json']],
    body: body === null ? '' : JSON.stringify(body),
  })
  for (;;) {
    const answer = simulation.query('Users', { type: 'sent', id }) as SentRequest
    if (answer.type === 'answered' || answer.type === 'failed') return answer
    expect(simulation.step()).toBe('ran')
  }
}

const bodyOf = (answer: SentRequest): unknown =>
  answer.type === 'answered' ? JSON.parse(answer.body) : answer

const statusOf = (answer: SentRequest): number | string =>
  answer.type === 'answered' ? answer.status : answer.type

const eventsOf = (simulation: Simulation): readonly TraceEvent[] =>
  readColumns(simulation.takeTrace())

describe('the default scenario, request by request', () => {
  test('creates, reads, lists and deletes items, and they are really stored', () => {
    const simulation = create(silent)
    const page = (): ItemsPage =>
      simulation.query('ItemsTable', { type: 'items', offset: 0, limit: 100 }) as ItemsPage
    const seeded = page().total
    expect(seeded).toBeGreaterThanOrEqual(16)

    const item = { id: '100', name: 'quince', price: 3.5 }
    const put = send(simulation, 'PUT /items', item)
    expect([statusOf(put), bodyOf(put)]).toEqual([200, { message: 'Put item 100' }])
    expect(page().total).toBe(seeded + 1)
    expect(page().items).toContainEqual({
      id: { S: '100' },
      name: { S: 'quince' },
      price: { N: '3.5' },
    })

    expect(bodyOf(send(simulation, 'GET /items/100'))).toEqual(item)
    const all = bodyOf(send(simulation, 'GET /items'))
    expect(all).toHaveLength(seeded + 1)
    expect(all).toContainEqual(item)

    expect(statusOf(send(simulation, 'DELETE /items/100'))).toBe(200)
    expect(statusOf(send(simulation, 'GET /items/100'))).toBe(404)
    expect(page().total).toBe(seeded)
    expect(statusOf(send(simulation, 'PATCH /items'))).toBe(404)
    simulation.dispose()
  })

  test('the first request pays for the cold start, the next one does not', () => {
    const simulation = create(silent)
    const latency = (answer: SentRequest): number =>
      answer.type === 'answered' ? answer.latencyMs : Number.NaN
    const cold = latency(send(simulation, 'GET /items/1'))
    const warm = latency(send(simulation, 'GET /items/1'))
    expect(cold).toBeGreaterThan(200)
    expect(warm).toBeLessThan(100)
    const marks = eventsOf(simulation).filter((event) => event.type === 'mark')
    expect(marks.filter(({ mark }) => mark === 'cold-start')).toHaveLength(1)
    simulation.dispose()
  })

  test('without the wire to the table IAM refuses, and the handler says so', () => {
    const simulation = create(silent)
    expect(statusOf(send(simulation, 'GET /items/1'))).toBe(200)
    simulation.apply({ type: 'remove-edge', edge: 'e3' })
    const refused = send(simulation, 'GET /items/1')
    expect(statusOf(refused)).toBe(500)
    expect(JSON.stringify(bodyOf(refused))).toContain(
      'is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/items',
    )
    simulation.dispose()
  })

  test('a deploy takes effect from the next request on, in new environments', () => {
    const simulation = create(silent)
    expect(statusOf(send(simulation, 'GET /items/1'))).toBe(200)
    const code = { 'index.mjs': 'export const handler = async () => ({ deployed: true })' }
    simulation.apply({ type: 'set-code', node: 'ItemsFunction', code })
    expect(bodyOf(send(simulation, 'GET /items/1'))).toEqual({ deployed: true })
    const marks = eventsOf(simulation).flatMap((event) =>
      event.type === 'mark' ? [event.mark] : [],
    )
    expect(marks).toEqual(['cold-start', 'edit', 'cold-start'])
    simulation.dispose()
  })
})

describe('the default scenario under its own load', () => {
  test('answers everything, reuses environments, and is the same run twice', () => {
    const runs = [1, 2].map(() => {
      const simulation = create(itemsApi)
      simulation.runUntil(after(START, seconds(62)))
      const counter = (node: string, name: string): number => {
        const total = simulation.totals(node).find((metric) => metric.name === name)
        return total?.kind === 'counter' ? total.sum : 0
      }
      const result = {
        hash: simulation.traceHash,
        requests: counter('Users', 'Requests'),
        ok: counter('Users', 'Ok'),
        notFound: counter('Users', 'ClientErrors'),
        invocations: counter('ItemsFunction', 'Invocations'),
        coldStarts: counter('ItemsFunction', 'ColdStarts'),
        open: simulation.openTraces,
      }
      simulation.dispose()
      return result
    })
    const [first] = runs
    expect(runs[1]).toEqual(first)
    expect(first?.requests).toBeGreaterThan(700)
    expect(first?.open).toBe(0)
    expect((first?.ok ?? 0) + (first?.notFound ?? 0)).toBe(first?.requests)
    expect(first?.invocations).toBe(first?.requests)
    expect(first?.coldStarts).toBeGreaterThan(1)
    expect(first?.coldStarts).toBeLessThan(40)
  })
})

// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
test('a trace has one root: in the event and in _X_AMZN_TRACE_ID, however long the cold start took', () => {
  const code = {
    'index.mjs':
      'await new Promise((resolve) => setTimeout(resolve, 3000))\n' +
      "export const handler = async (event) => [event.headers['x-amzn-trace-id'], process.env._X_AMZN_TRACE_ID]",
  }
  const simulation = create(applyEdit(silent, { type: 'set-code', node: 'ItemsFunction', code }))
  const [inEvent, inEnvironment] = bodyOf(send(simulation, 'GET /items')) as [string, string]
  expect(inEvent).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  expect(inEnvironment.split(';')[0]).toBe(inEvent)
})

describe('handlers are compiled before anything runs', () => {
  const check = (text: string) =>
    checkHandlers(
      applyEdit(itemsApi, { type: 'set-code', node: 'ItemsFunction', code: { 'index.mjs': text } }),
      loadQuickJs(),
    )

  test.each(gallery)('every ready scenario compiles: $id', async ({ load }) => {
    expect(checkHandlers(await load(), loadQuickJs())).toEqual([])
  })

  test('once, not at every edit of something else; again when what they depend on changes', () => {
    let checks = 0
    const runtime = loadQuickJs()
    const counted = {
      ...runtime,
      check: (bundle: Parameters<typeof runtime.check>[0]) => {
        checks++
        return runtime.check(bundle)
      },
    }
    const edited = applyEdit(itemsApi, { type: 'set-document', name: 'Renamed', seed: 2 })
    checkHandlers(itemsApi, counted)
    checkHandlers(edited, counted)
    expect(checks).toBe(1)
    const node = 'ItemsFunction'
    const layers = { tools: { 'nodejs/node_modules/x/index.js': '' } }
    checkHandlers(applyEdit(edited, { type: 'set-layers', node, layers }), counted)
    expect(checks).toBe(2)
  })

  test('a syntax error and a module that is not there are told with their line', () => {
    expect(check('export const handler = async () => {\n  return {\n')).toMatchObject([
      { kind: 'error', node: 'ItemsFunction', path: expect.stringMatching(/code index\.mjs:\d+$/) },
    ])
    expect(check("\nimport x from 'left-pad'\nexport const handler = () => x")).toEqual([
      {
        kind: 'error',
        node: 'ItemsFunction',
        path: 'nodes[2] ItemsFunction: code index.mjs:2',
        message: "Cannot find package 'left-pad' imported from /var/task/index.mjs",
      },
    ])
  })
})
