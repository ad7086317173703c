import type { JsonValue } from '#services/service.ts'

type Properties = Readonly<Record<string, JsonValue>>

const isObject = (value: JsonValue | undefined): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two JSON values are equal; the order of an object's keys does not matter. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  )
}

/** The value at `path`, where there is one. */
export function findAt(
  value: JsonValue | undefined,
  path: readonly string[],
): JsonValue | undefined {
  let found = value
  for (const key of path) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined
    found = found[key]
  }
  return found
}

/** `properties` with `value` at `path`; undefined takes it away, and what is left empty above it. */
export function putAt(
  properties: Properties,
  path: readonly string[],
  value: JsonValue | undefined,
): Properties {
  const [key, ...rest] = path
  if (key === undefined) return isObject(value) ? value : {}
  const below = properties[key]
  const next = rest.length === 0 ? value : putAt(isObject(below) ? below : {}, rest, value)
  const { [key]: _old, ...others } = properties
  if (next === undefined || (rest.length > 0 && isObject(next) && Object.keys(next).length === 0)) {
    return others
  }
  // In place, so that a change does not reorder the document.
  return Object.hasOwn(properties, key)
    ? Object.fromEntries(
        Object.entries(properties).map(([each, old]) => [each, each === key ? next : old]),
      )
    : { ...properties, [key]: next }
}
