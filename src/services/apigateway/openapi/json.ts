import type { JsonValue } from '#services/service.ts'

/** An object of a document. */
export type Json = { readonly [key: string]: JsonValue }

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const jsonOf = (value: JsonValue | undefined): Json => (isJson(value) ? value : {})

export const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : []

export const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

/** Leaves out what is undefined, and empty objects and lists. */
export const compact = (parts: { readonly [key: string]: JsonValue | undefined }): Json =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([key, value]): readonly (readonly [string, JsonValue])[] => {
      if (value === undefined) return []
      const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
      return isEmpty ? [] : [[key, value]]
    }),
  )

/** Members of `from` under other names, where they are there. */
export const renamed = (from: Json, names: readonly (readonly [string, string])[]): Json =>
  compact(Object.fromEntries(names.map(([name, to]) => [to, from[name]])))

/** The same pairs the other way. */
export const turned = (
  names: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] => names.map(([one, two]) => [two, one])

export const mapValues = (record: Json, change: (value: Json, key: string) => JsonValue): Json =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(jsonOf(value), key)]),
  )
