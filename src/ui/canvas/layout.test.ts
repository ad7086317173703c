import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { computeLayout } from './layout.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'x',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Table', type: 'AWS::DynamoDB::Table', position: { x: 32, y: 64 } },
    { id: 'Fn', type: 'AWS::Lambda::Function', position: { x: 32, y: 64 } },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 48, y: 80 } },
  ],
  edges: [
    { id: 'e1', source: 'Api', target: 'Fn' },
    { id: 'e2', source: 'Fn', target: 'Table' },
  ],
}

test('callers stand left of what they call, on the grid, and nothing overlaps', () => {
  const { Api, Fn, Table } = computeLayout(scenario, new Map())
  expect(Api).toEqual({ x: 32, y: 64 })
  expect((Fn?.x ?? 0) - (Api?.x ?? 0)).toBeGreaterThanOrEqual(240)
  expect((Table?.x ?? 0) - (Fn?.x ?? 0)).toBeGreaterThanOrEqual(240)
  expect((Table?.x ?? 1) % 16).toBe(0)
})
