import { applyEdit, type ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario, ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffScenario } from './diffScenario.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items API',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 320, y: 0 } },
  ],
  edges: [{ id: 'e1', source: 'Users', target: 'Api' }],
}

test('undoing a removed node brings it back with its wire', () => {
  const removed = applyEdit(scenario, { type: 'remove-node', node: 'Api' })
  const back = diffScenario(removed, scenario)
  expect(back).toEqual({
    type: 'batch',
    edits: [
      { type: 'add-node', node: scenario.nodes[1] },
      { type: 'add-edge', edge: scenario.edges[0] },
    ],
  })
})

test('one changed property is one edit', () => {
  const edit: ScenarioEdit = { type: 'set-properties', node: 'Users', properties: { TimeoutMs: 5 } }
  expect(diffScenario(scenario, applyEdit(scenario, edit))).toEqual(edit)
  expect(diffScenario(scenario, scenario)).toBeNull()
})

const id = fc.constantFrom('A', 'B', 'C', 'D')
const node: fc.Arbitrary<ScenarioNode> = fc.record({
  id,
  type: fc.constantFrom('Coldstart::Client', 'AWS::Lambda::Function'),
  position: fc.record({ x: fc.integer({ max: 3, min: 0 }), y: fc.constant(0) }),
  properties: fc.record({ TimeoutMs: fc.integer({ max: 3, min: 1 }) }),
})
const edge: fc.Arbitrary<ScenarioEdge> = fc.record({ id, source: id, target: id })
const document: fc.Arbitrary<Scenario> = fc
  .record({
    nodes: fc.uniqueArray(node, { selector: (each) => each.id }),
    edges: fc.uniqueArray(edge, { selector: (each) => each.id }),
    seed: fc.integer({ max: 2, min: 1 }),
  })
  .map(({ nodes, edges, seed }) => {
    const ids = new Set(nodes.map((each) => each.id))
    const sound = edges.filter((each) => ids.has(each.source) && ids.has(each.target))
    return { ...scenario, seed, nodes, edges: sound }
  })

const sorted = (things: readonly { readonly id: string }[]) =>
  [...things].sort((a, b) => (a.id < b.id ? -1 : 1))

test('the difference of any two documents leads from one to the other', () => {
  fc.assert(
    fc.property(document, document, (from, to) => {
      const edit = diffScenario(from, to)
      const reached = edit === null ? from : applyEdit(from, edit)
      expect(sorted(reached.nodes)).toEqual(sorted(to.nodes))
      expect(sorted(reached.edges)).toEqual(sorted(to.edges))
      expect(reached.seed).toBe(to.seed)
    }),
  )
})
