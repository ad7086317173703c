import type { Scenario } from '#scenario/schema.ts'
import * as z from 'zod/mini'
import { BadInput } from './input.ts'
import { round } from './text.ts'

/** One line of `simulation.assertions`: `{ "Metric": "latencyMs.p99", "Operator": "<", "Value": 500 }`. */
const assertionSchema = z.strictObject({
  /** A path into the report of `run --json`. */
  Metric: z.string(),
  Operator: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  Value: z.number(),
})

type Assertion = z.output<typeof assertionSchema>

/** How one assertion went; `text` tells it with the number found. */
export interface AssertionResult {
  readonly text: string
  readonly passed: boolean
}

const compare: Readonly<Record<Assertion['Operator'], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}

/** The document's assertions; throws `BadInput` for one that cannot be read. */
export function readAssertions(scenario: Scenario): readonly Assertion[] {
  const list: unknown = scenario.simulation?.['assertions'] ?? []
  if (!Array.isArray(list)) throw new BadInput('simulation.assertions: a list is wanted')
  return list.map((entry: unknown, index) => {
    const parsed = z.safeParse(assertionSchema, entry)
    if (parsed.success) return parsed.data
    throw new BadInput(
      `simulation.assertions[${index}]: { "Metric": "latencyMs.p99", "Operator": "<", "Value": 500 } is the form`,
    )
  })
}

/** The number at a path such as `nodes.ItemsFunction.Duration.p99`; null where there is none. */
function findNumber(report: unknown, path: string): number | null {
  let value: unknown = report
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return typeof value === 'number' ? value : null
}

/** Holds a report against the assertions. A metric that was never recorded fails its assertion. */
export const checkAssertions = (
  assertions: readonly Assertion[],
  report: object,
): readonly AssertionResult[] =>
  assertions.map(({ Metric, Operator, Value }) => {
    const found = findNumber(report, Metric)
    const text = `${Metric} ${Operator} ${Value}`
    if (found === null) return { text: `${text}: no such number in the report`, passed: false }
    return { text: `${text}: ${round(found, 3)}`, passed: compare[Operator](found, Value) }
  })
