/** Nesting of a document: DynamoDB allows 32 levels in an item, and the document adds its own few. */
export const DEPTH_MAX = 100
/** Values of all kinds in one document. */
export const VALUES_MAX = 2_000_000

/** What makes `value` something else than bounded, plain JSON; null where it is. Never throws, whatever it is given. */
export function findNotJson(value: unknown): string | null {
  let left = VALUES_MAX
  const visit = (inner: unknown, depth: number): string | null => {
    if (left-- === 0) return `has more than ${VALUES_MAX} values`
    if (inner === null || typeof inner === 'string' || typeof inner === 'boolean') return null
    if (typeof inner === 'number') return Number.isFinite(inner) ? null : `${inner} is not JSON`
    if (typeof inner !== 'object') return `a value of type ${typeof inner} is not JSON`
    if (depth === 0) return `is nested deeper than ${DEPTH_MAX} levels`
    if (Array.isArray(inner)) {
      for (const element of inner) {
        const found = visit(element, depth - 1)
        if (found !== null) return found
      }
      return null
    }
    const prototype: unknown = Object.getPrototypeOf(inner)
    if (prototype !== Object.prototype && prototype !== null) return 'a class instance is not JSON'
    for (const [key, field] of Object.entries(inner)) {
      if (key === '__proto__') return 'a key named __proto__ is refused'
      const found = visit(field, depth - 1)
      if (found !== null) return found
    }
    return null
  }
  return visit(value, DEPTH_MAX)
}
