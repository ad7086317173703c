import type * as z from 'zod/mini'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Paths in `value` that an open object of `schema` lets through without naming them: what CloudFormation knows and we
 * do not simulate. `DefaultRouteSettings.DetailedMetricsEnabled`, `AttributeDefinitions[0].Foo`.
 */
export function findUnknownKeys(schema: z.core.$ZodType, value: unknown): readonly string[] {
  const found: string[] = []
  const visit = (part: z.core.$ZodType, inner: unknown, path: string): void => {
    const { def } = (part as z.core.$ZodTypes)._zod
    if (def.type === 'default' || def.type === 'optional' || def.type === 'nullable') {
      visit(def.innerType, inner, path)
    } else if (def.type === 'array' && Array.isArray(inner)) {
      for (const [index, element] of inner.entries()) {
        visit(def.element, element, `${path}[${index}]`)
      }
    } else if (def.type === 'record' && isObject(inner)) {
      for (const [key, field] of Object.entries(inner))
        visit(def.valueType, field, `${path}.${key}`)
    } else if (def.type === 'object' && isObject(inner)) {
      for (const [key, field] of Object.entries(inner)) {
        const known = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined
        const place = path === '' ? key : `${path}.${key}`
        if (known === undefined) found.push(place)
        else visit(known, field, place)
      }
    }
  }
  visit(schema, value, '')
  return found
}
