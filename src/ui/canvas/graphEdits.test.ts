import { applyEdit } from '#scenario/edit.ts'
import { parseScenario } from '#scenario/parse.ts'
import { findProblems } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { canWire } from '#scenario/wire.ts'
import { expect, test } from 'vitest'
import {
  cutClip,
  findFreePlace,
  planConnection,
  planNode,
  planPaste,
  planRemoval,
  planWire,
  readClip,
} from './graphEdits.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items API',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Client', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 320, y: 0 } },
    { id: 'Table', type: 'AWS::DynamoDB::Table', position: { x: 640, y: 0 } },
  ],
  edges: [{ id: 'e1', source: 'Client', target: 'Api' }],
}

test('a new node gets an id of its own, a place on the grid, and a function a handler', () => {
  const node = planNode(scenario, 'AWS::Lambda::Function', { x: 100, y: 7 })
  expect(node).toMatchObject({ id: 'Function', position: { x: 96, y: 0 } })
  expect(Object.keys(node.code ?? {})).toEqual(['index.mjs'])
  expect(planNode(scenario, 'AWS::ApiGatewayV2::Api', { x: 0, y: 0 }).id).toBe('Api2')
  const next = applyEdit(scenario, { type: 'add-node', node })
  expect(parseScenario(next).ok).toBe(true)
})

test('a wire that cannot be says why', () => {
  const reason = (source: string, target: string): string => {
    const plan = planWire(scenario, source, target)
    return 'reason' in plan ? plan.reason : ''
  }
  expect(reason('Client', 'Api')).toBe('these two are wired already')
  expect(reason('Api', 'Api')).toBe('a node cannot be wired to itself')
  expect(canWire({ source: 'AWS::DynamoDB::Table', target: 'AWS::ApiGatewayV2::Api' })).toEqual({
    reason: reason('Table', 'Api'),
  })
})

test('a removal takes nodes and wires in one step', () => {
  expect(planRemoval([], [])).toBeNull()
  const edit = planRemoval(['Api'], ['e1'])
  if (edit === null) throw new Error('nothing to remove')
  expect(applyEdit(scenario, edit)).toMatchObject({
    edges: [],
    nodes: [{ id: 'Client' }, { id: 'Table' }],
  })
})

test('a pasted copy has its own ids, its own wires, and is valid', () => {
  const clip = cutClip(scenario, ['Client', 'Api'])
  const { edit, nodes } = planPaste(scenario, clip, { x: 32, y: 32 })
  const pasted = applyEdit(scenario, edit)
  expect(nodes).toEqual(['Client2', 'Api2'])
  expect(pasted.edges).toEqual([
    { id: 'e1', source: 'Client', target: 'Api' },
    { id: 'e2', source: 'Client2', target: 'Api2' },
  ])
  expect(parseScenario(pasted).ok).toBe(true)
  expect(readClip(JSON.stringify(clip))).toEqual(clip)
  expect(readClip('{"coldstartClip":1,"nodes":[7],"edges":[]}')).toBeNull()
})

test('a node added without a place covers no other', () => {
  const place = findFreePlace(scenario, { x: 0, y: 0 })
  expect(place.x).toBe(0)
  expect(place.y).toBeGreaterThanOrEqual(220)
})

test('a wire gives its ends what it is of no use without, in one step', () => {
  const withFunction: Scenario = {
    ...scenario,
    nodes: [
      ...scenario.nodes,
      { id: 'Fn', name: 'Hello', type: 'AWS::Lambda::Function', properties: { Timeout: 5 } },
    ],
  }
  const toUrl = planConnection(withFunction, { id: 'e2', source: 'Client', target: 'Fn' })
  expect(toUrl.given).toEqual(['Hello was given a function URL that anyone may call'])
  const wired = applyEdit(withFunction, toUrl.edit)
  expect(wired.nodes.at(-1)?.properties).toEqual({
    Timeout: 5,
    FunctionUrlConfig: { AuthType: 'NONE' },
  })
  expect(findProblems(wired)).not.toContainEqual(expect.objectContaining({ edge: 'e2' }))
  // Another wire finds it there.
  expect(planConnection(wired, { id: 'e3', source: 'Client', target: 'Fn' })).toEqual({
    edit: { type: 'add-edge', edge: { id: 'e3', source: 'Client', target: 'Fn' } },
    given: [],
  })
  const edge = { id: 'e4', source: 'Table', target: 'Fn', port: 'stream' }
  const ofStream = applyEdit(withFunction, planConnection(withFunction, edge).edit)
  expect(ofStream.nodes[2]?.properties).toHaveProperty('StreamSpecification')
})
