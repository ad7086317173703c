import { expect, test } from 'vitest'
import { applyEdit } from './edit.ts'
import type { Scenario } from './schema.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    { id: 'Fn', type: 'AWS::Lambda::Function', properties: { MemorySize: 256 } },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Fn', properties: { RouteKeys: ['GET /'] } },
  ],
}

const frozen = JSON.stringify(scenario)

test('a removed node takes its edges with it', () => {
  const { nodes, edges } = applyEdit(scenario, { type: 'remove-node', node: 'Api' })
  expect(nodes.map(({ id }) => id)).toEqual(['Users', 'Fn'])
  expect(edges).toEqual([])
})

test('only non-defaults stay: emptied properties, models and names leave no trace', () => {
  const plain = applyEdit(scenario, {
    type: 'batch',
    edits: [
      { type: 'set-properties', node: 'Fn', properties: {} },
      { type: 'set-model', node: 'Fn', model: {} },
      { type: 'rename-node', node: 'Fn', name: 'Fn' },
      { type: 'set-edge-properties', edge: 'e2', properties: {} },
      { type: 'set-document', description: '' },
    ],
  })
  expect(plain.nodes[2]).toEqual({ id: 'Fn', type: 'AWS::Lambda::Function' })
  expect(plain.edges[1]).toEqual({ id: 'e2', source: 'Api', target: 'Fn' })
  expect('description' in plain).toBe(false)
})

test('each part of a node can be set, and nodes can be moved together', () => {
  const changed = applyEdit(scenario, {
    type: 'batch',
    edits: [
      { type: 'set-code', node: 'Fn', code: { 'index.mjs': 'x' } },
      { type: 'set-data', node: 'Fn', data: [1] },
      { type: 'set-model', node: 'Fn', model: { OverheadMs: 1 } },
      { type: 'rename-node', node: 'Fn', name: 'Items function' },
      { type: 'move-nodes', positions: { Users: { x: 1, y: 2 }, Api: { x: 3, y: 4 } } },
    ],
  })
  expect(changed.nodes).toEqual([
    { id: 'Users', type: 'Coldstart::Client', position: { x: 1, y: 2 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 3, y: 4 } },
    {
      id: 'Fn',
      type: 'AWS::Lambda::Function',
      name: 'Items function',
      properties: { MemorySize: 256 },
      model: { OverheadMs: 1 },
      code: { 'index.mjs': 'x' },
      data: [1],
    },
  ])
})

test('what is added can be removed again, and the old document is left as it was', () => {
  const node = { id: 'Table', type: 'AWS::DynamoDB::Table' } as const
  const edge = { id: 'e3', source: 'Fn', target: 'Table' }
  const added = applyEdit(applyEdit(scenario, { type: 'add-node', node }), {
    type: 'add-edge',
    edge,
  })
  expect(added.nodes.at(-1)).toEqual(node)
  expect(added.edges.at(-1)).toEqual(edge)
  const wireless = applyEdit(added, { type: 'remove-edge', edge: 'e3' })
  expect(applyEdit(wireless, { type: 'remove-node', node: 'Table' })).toEqual(scenario)
  expect(JSON.stringify(scenario)).toBe(frozen)
})

test('a node that edits do not touch is the very same object, so that views need not draw it again', () => {
  const changed = applyEdit(scenario, { type: 'set-properties', node: 'Fn', properties: {} })
  expect(changed.nodes[0]).toBe(scenario.nodes[0])
  expect(changed.edges).toBe(scenario.edges)
})
