import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { lookFrom, planWireEdits } from './ownWires.ts'

test('wires that a panel draws leave its node; one that is there gets new properties', () => {
  const scenario: Scenario = {
    coldstart: 1,
    name: 'wires',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      { id: 'Api', type: 'AWS::ApiGateway::RestApi' },
      { id: 'Fn', type: 'AWS::Lambda::Function' },
    ],
    edges: [{ id: 'e1', source: 'Api', target: 'Fn' }],
  }
  const edit = planWireEdits(scenario, 'Api', [
    { edge: 'e1', target: 'Fn', properties: { Methods: ['GET /'] } },
    { target: 'Fn', port: 'authorizer', properties: { AuthorizerId: 'users' } },
  ])
  expect(lookFrom(applyEdit(scenario, edit), 'Api')).toEqual({
    nodes: [
      { id: 'Api', type: 'AWS::ApiGateway::RestApi', properties: {} },
      { id: 'Fn', type: 'AWS::Lambda::Function', properties: {} },
    ],
    wires: [
      { id: 'e1', target: 'Fn', port: null, properties: { Methods: ['GET /'] } },
      { id: 'e2', target: 'Fn', port: 'authorizer', properties: { AuthorizerId: 'users' } },
    ],
  })
})
