import type { JsonValue } from '#services/service.ts'
import { applyEdit } from './edit.ts'
import type { Scenario } from './schema.ts'

/** The document with those properties of one node: all else, the seed too, stays as it is. */
export function setProperties(
  scenario: Scenario,
  node: string,
  values: Readonly<Record<string, JsonValue>>,
): Scenario {
  const before = scenario.nodes.find(({ id }) => id === node)?.properties ?? {}
  return applyEdit(scenario, {
    type: 'set-properties',
    node,
    properties: { ...before, ...values },
  })
}
