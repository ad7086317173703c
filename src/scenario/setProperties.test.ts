import { expect, test } from 'vitest'
import type { Scenario } from './schema.ts'
import { setTuned } from './setProperties.ts'

const scenarioOf = (properties: Scenario['nodes'][number]['properties']): Scenario => ({
  coldstart: 1,
  name: 'One function',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Fn', type: 'AWS::Lambda::Function', ...(properties !== undefined && { properties }) },
  ],
  edges: [],
})

test('a tuned value holds in published versions, too: they may be what callers ask for', () => {
  const tuning = { property: 'MemorySize', snapshots: { list: 'Versions', under: 'Properties' } }
  const tuned = (properties?: Scenario['nodes'][number]['properties']) =>
    setTuned(scenarioOf(properties), 'Fn', { ...tuning, value: 1_024 }).nodes[0]?.properties
  const Versions = [
    { Version: '1', Properties: { MemorySize: 512, Timeout: 9 } },
    { Version: '2', Properties: { MemorySize: null } },
    { Version: '3' },
  ]
  expect(tuned({ Timeout: 3, Versions })).toEqual({
    Timeout: 3,
    MemorySize: 1_024,
    Versions: [
      { Version: '1', Properties: { MemorySize: 1_024, Timeout: 9 } },
      { Version: '2', Properties: { MemorySize: 1_024 } },
      { Version: '3' },
    ],
  })
  expect(tuned({ Timeout: 3 })).toEqual({ Timeout: 3, MemorySize: 1_024 })
  expect(tuned()).toEqual({ MemorySize: 1_024 })
})
