import type { TuningDefinition } from '#services/definition.ts'
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

type Properties = Readonly<Record<string, JsonValue>>

const isObject = (value: JsonValue | undefined): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The document for one run of power tuning: the property has the value, in every snapshot that the node holds as well. */
export function setTuned(
  scenario: Scenario,
  node: string,
  {
    property,
    snapshots,
    value,
  }: Pick<TuningDefinition, 'property' | 'snapshots'> & { value: number },
): Scenario {
  const varied = { [property]: value }
  const { properties = {} } = scenario.nodes.find(({ id }) => id === node) ?? {}
  const list = snapshots === undefined ? undefined : properties[snapshots.list]
  if (snapshots === undefined || !Array.isArray(list)) return setProperties(scenario, node, varied)
  const { under } = snapshots
  const each = (list as readonly JsonValue[]).map((entry) => {
    if (!isObject(entry) || !isObject(entry[under])) return entry
    return { ...entry, [under]: { ...entry[under], ...varied } }
  })
  return setProperties(scenario, node, { ...varied, [snapshots.list]: each })
}

/** The document with those settings of one node's model: all else, the seed too, stays as it is. */
export function setModel(
  scenario: Scenario,
  node: string,
  values: Readonly<Record<string, JsonValue>>,
): Scenario {
  const before = scenario.nodes.find(({ id }) => id === node)?.model ?? {}
  return applyEdit(scenario, { type: 'set-model', node, model: { ...before, ...values } })
}
