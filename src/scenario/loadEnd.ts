import { catalog } from '#services/catalog.ts'
import * as z from 'zod/mini'
import type { Scenario } from './schema.ts'

/** When the clients' stages end, in seconds. Stages that repeat for ever are run through once. */
export function findLoadEnd(scenario: Scenario): {
  readonly seconds: number
  readonly repeats: boolean
} {
  const { properties: schema } = catalog['Coldstart::Client']
  const loads = scenario.nodes
    .filter(({ type }) => type === 'Coldstart::Client')
    .map(({ properties }) => z.parse(schema, properties ?? {}).Load)
  const lengths = loads.map(({ Stages }) =>
    Stages.reduce((sum, stage) => sum + stage.DurationSeconds, 0),
  )
  return {
    seconds: Math.max(0, ...lengths),
    repeats: loads.some(({ Repeat }) => Repeat),
  }
}
