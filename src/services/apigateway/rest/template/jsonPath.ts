import { compile } from 'json-p3'
import { fromJson, type Value } from './value.ts'

/** One step of a path that leads to one place: `.name`, `['name']`, `[0]`. */
const STEP = /\.([A-Za-z_][A-Za-z0-9_-]*)|\['([^'\\]*)'\]|\["([^"\\]*)"\]|\[(-?\d+)\]/y

/** The names and indexes of a definite path; null where it has wildcards, filters, slices or descents. */
function parseDefinite(path: string): readonly (string | number)[] | null {
  const steps: (string | number)[] = []
  STEP.lastIndex = 1
  while (STEP.lastIndex < path.length) {
    const found = STEP.exec(path)
    if (found === null) return null
    const [, dotted, single, double, index] = found
    const name = dotted ?? single ?? double
    steps.push(name ?? Number(index))
  }
  return steps
}

const own = (value: unknown, step: string | number): unknown => {
  if (Array.isArray(value)) {
    if (typeof step === 'number') return value.at(step)
    return undefined
  }
  const isObject = typeof value === 'object' && value !== null
  return isObject && Object.hasOwn(value, step)
    ? (value as Record<string, unknown>)[step]
    : undefined
}

/**
 * What JSONPath finds in `json`: the one value of a definite path (null where there is none), the list of what any
 * other path finds. A path that is not valid finds nothing.
 */
export function findByPath(json: unknown, path: string): Value {
  const full = path.startsWith('$') ? path : `$.${path}`
  const steps = parseDefinite(full)
  if (steps !== null) {
    let value: unknown = json
    for (const step of steps) value = own(value, step)
    return fromJson(value)
  }
  try {
    const query = compile(full)
    const values = query.query(json as Parameters<typeof query.query>[0]).values()
    return query.singularQuery() ? fromJson(values[0]) : fromJson(values)
  } catch {
    return null
  }
}
