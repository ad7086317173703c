import { itemsApi } from '#gallery/itemsApi.ts'
import { after, seconds, START, us } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { createReplay } from './replay.ts'

const handlers = loadQuickJs()

/** A busy document: the default one at a steady twenty requests a second. */
const scenario = {
  ...itemsApi,
  nodes: itemsApi.nodes.map((node) =>
    node.id === 'Users'
      ? {
          ...node,
          properties: {
            ...node.properties,
            Load: { Stages: [{ DurationSeconds: 4, TargetPerSecond: 20 }] },
            TimeoutMs: 2_000,
            Retries: { MaxAttempts: 2 },
          },
        }
      : node,
  ),
}

const node = (id: string): ScenarioNode => {
  const found = scenario.nodes.find((other) => other.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

const edge = (id: string): ScenarioEdge => {
  const found = scenario.edges.find((other) => other.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

const code = (text: string): ScenarioEdit => ({
  type: 'set-code',
  node: 'ItemsFunction',
  code: { 'index.mjs': text },
})

const properties = (id: string, more: object): ScenarioEdit => ({
  type: 'set-properties',
  node: id,
  properties: { ...node(id).properties, ...more },
})

const ids = ['Users', 'Api', 'ItemsFunction', 'ItemsTable'] as const

const edits: fc.Arbitrary<ScenarioEdit> = fc.oneof(
  fc.constantFrom(...ids).map((id): ScenarioEdit => ({ type: 'remove-node', node: id })),
  fc.constantFrom(...ids).map((id): ScenarioEdit => ({ type: 'add-node', node: node(id) })),
  // Takes a node away and puts it back with its wires at one instant: to the run nothing has happened.
  fc.constantFrom(...ids).map((id): ScenarioEdit => ({
    type: 'batch',
    edits: [
      { type: 'remove-node', node: id },
      { type: 'add-node', node: node(id) },
      ...scenario.edges
        .filter(({ source, target }) => source === id || target === id)
        .map((wire): ScenarioEdit => ({ type: 'add-edge', edge: wire })),
    ],
  })),
  fc.constantFrom('e1', 'e2', 'e3').map((id): ScenarioEdit => ({ type: 'remove-edge', edge: id })),
  fc
    .constantFrom('e1', 'e2', 'e3')
    .map((id): ScenarioEdit => ({ type: 'add-edge', edge: edge(id) })),
  fc.constantFrom(
    code('export const handler = async () => { throw new Error("no") }'),
    code('export const handler = async ('),
    code('export const handler = () => new Promise((done) => setTimeout(done, 700))'),
    code('export const handler = async () => "ok"'),
    properties('ItemsFunction', { MemorySize: 1_024 }),
    properties('ItemsFunction', { Timeout: 1 }),
    properties('ItemsFunction', { ReservedConcurrentExecutions: 1 }),
    properties('ItemsFunction', { ReservedConcurrentExecutions: 0 }),
    properties('ItemsTable', { TableName: 'renamed' }),
    properties('Users', { Location: 'ap-southeast-2' }),
    { type: 'set-model', node: 'ItemsFunction', model: { IdleExpirySeconds: 0.5 } },
    { type: 'set-data', node: 'ItemsTable', data: [{ id: { S: 'only' } }] },
    { type: 'set-edge-properties', edge: 'e2', properties: { TimeoutInMillis: 50 } },
  ),
)

const commands = fc.constantFrom('GET /items', 'GET /items/1', 'DELETE /items/1')

const plans = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 5_000_000 }),
    what: fc.oneof({ weight: 4, arbitrary: edits }, { weight: 1, arbitrary: commands }),
  }),
  { minLength: 1, maxLength: 8 },
)

test('whatever is edited in the middle of whatever, nothing crashes, all requests end, and a re-run is the same', () => {
  fc.assert(
    fc.property(plans, fc.nat(1_000), (plan, seed) => {
      const document = { ...scenario, seed }
      const first = createSimulation({ scenario: document, handlers, traceRowsMax: 0 })
      for (const { at, what } of plan.toSorted((a, b) => a.at - b.at)) {
        first.runUntil(after(START, us(at)))
        if (typeof what !== 'string') first.apply(what)
        else {
          const [method = '', path = ''] = what.split(' ')
          first.command('Users', { type: 'send', id: 's', method, path, headers: [], body: '' })
        }
        for (const { id } of first.scenario.nodes) first.inspect(id)
      }
      const end = after(START, seconds(60))
      first.runUntil(end)
      expect(first.openTraces).toBe(0)

      const second = createSimulation({ scenario: document, handlers, traceRowsMax: 0 })
      createReplay(second, first.inputs).runUntil(end)
      expect(second.traceHash).toBe(first.traceHash)
      first.dispose()
      second.dispose()
    }),
    { numRuns: 6, seed: 11 },
  )
})
