import { fields } from '#services/definition.ts'
import type { JsonValue } from '#services/service.ts'
import * as z from 'zod/mini'

/** How a value is edited. */
export type FieldShape =
  | { readonly type: 'text'; readonly rows: number }
  | {
      readonly type: 'number'
      readonly integer: boolean
      readonly min: number | undefined
      readonly max: number | undefined
    }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'choices'; readonly options: readonly string[] }
  | { readonly type: 'flag' }
  /** Texts, one a line. */
  | { readonly type: 'texts' }
  /** Texts by name. */
  | { readonly type: 'record' }
  | { readonly type: 'table'; readonly columns: readonly Field[] }
  | { readonly type: 'group'; readonly fields: readonly Field[] }
  | { readonly type: 'json' }

/** One line of a form, as the schema and its metadata tell it. */
export interface Field {
  readonly key: string
  /** Where it stands within the properties. */
  readonly path: readonly string[]
  readonly title: string
  readonly unit: string | undefined
  readonly help: string | undefined
  readonly source: string | undefined
  readonly group: string | undefined
  /** Of a wire's field: the kinds of targets that it is for; all where there are none. */
  readonly targets?: readonly string[] | undefined
  /** May be absent, and is by default. */
  readonly optional: boolean
  /** The optional group that it stands in cannot be without it: it is set and taken away with the whole group. */
  readonly binding?: boolean
  /** What holds where the document says nothing. */
  readonly fallback: JsonValue | undefined
  readonly shape: FieldShape
}

type AnySchema = z.core.$ZodTypes

/** Every zod schema is one of these; the library's own types only tell it of the classic ones. */
const typed = (schema: z.core.$ZodType): AnySchema => schema as AnySchema

interface Peeled {
  readonly schema: AnySchema
  readonly optional: boolean
  readonly fallback: JsonValue | undefined
}

/** Takes off `optional` and `default`. */
function peel(schema: z.core.$ZodType): Peeled {
  let inner = typed(schema)
  let optional = false
  let fallback: JsonValue | undefined
  for (;;) {
    const { def } = inner._zod
    if (def.type === 'default' || def.type === 'prefault') {
      fallback ??= def.defaultValue as JsonValue
      inner = typed(def.innerType)
    } else if (def.type === 'optional' || def.type === 'nullable') {
      optional = true
      inner = typed(def.innerType)
    } else return { schema: inner, optional, fallback }
  }
}

interface Bounds {
  min: number | undefined
  max: number | undefined
}

/** Bounds that are themselves allowed; the schema tells of the others when a value is committed. */
function boundsOf(checks: readonly z.core.$ZodCheck[]): Bounds {
  const bounds: Bounds = { min: undefined, max: undefined }
  for (const check of checks) {
    const def = (check as unknown as z.core.$ZodChecks)._zod.def
    if (def.check === 'greater_than' && def.inclusive) bounds.min = Number(def.value)
    if (def.check === 'less_than' && def.inclusive) bounds.max = Number(def.value)
  }
  return bounds
}

const choicesOf = (schema: AnySchema): readonly string[] | null => {
  const { def } = schema._zod
  return def.type === 'enum' ? Object.values(def.entries).map(String) : null
}

function shapeOfArray(element: z.core.$ZodType, path: readonly string[]): FieldShape {
  const { schema } = peel(element)
  const options = choicesOf(schema)
  if (options !== null) return { type: 'choices', options }
  const { def } = schema._zod
  if (def.type === 'string') return { type: 'texts' }
  if (def.type === 'object') return { type: 'table', columns: fieldsOf(def.shape, path) }
  return { type: 'json' }
}

function shapeOf(
  schema: AnySchema,
  path: readonly string[],
  widget: string | undefined,
): FieldShape {
  if (widget === 'json') return { type: 'json' }
  const { def } = schema._zod
  if (def.type === 'string') return { type: 'text', rows: widget === 'multiline' ? 4 : 1 }
  if (def.type === 'number') {
    return { type: 'number', integer: 'format' in def, ...boundsOf(def.checks ?? []) }
  }
  if (def.type === 'boolean') return { type: 'flag' }
  if (def.type === 'enum') return { type: 'choice', options: choicesOf(schema) ?? [] }
  if (def.type === 'array') return shapeOfArray(def.element, path)
  if (def.type === 'object') return { type: 'group', fields: fieldsOf(def.shape, path) }
  const ofTexts = def.type === 'record' && typed(def.valueType)._zod.def.type === 'string'
  return ofTexts ? { type: 'record' } : { type: 'json' }
}

/** `TargetPerSecond` → `Target per second`, for what has no title of its own. */
export const titleOfKey = (key: string): string => {
  const words = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Within a group that may be absent every field may be; some then have to come together. */
const loosen = (field: Field): Field => ({
  ...field,
  optional: true,
  binding: !field.optional && field.fallback === undefined,
})

function fieldsOf(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  path: readonly string[],
): readonly Field[] {
  return Object.entries(shape).map(([key, schema]) => {
    const meta = fields.get(schema as z.ZodMiniType)
    const { schema: inner, optional, fallback } = peel(schema)
    const here = [...path, key]
    const told = shapeOf(inner, here, meta?.widget)
    return {
      key,
      path: here,
      title: meta?.title ?? titleOfKey(key),
      unit: meta?.unit,
      help: meta?.help,
      source: meta?.source,
      group: meta?.group,
      targets: meta?.targets,
      optional,
      fallback,
      shape:
        told.type === 'group' && optional ? { ...told, fields: told.fields.map(loosen) } : told,
    }
  })
}

/** The form of an object schema: its fields in their order, nested objects as groups. */
export function deriveForm(schema: z.core.$ZodType): readonly Field[] {
  const { schema: inner } = peel(schema)
  const { def } = inner._zod
  return def.type === 'object' ? fieldsOf(def.shape, []) : []
}
