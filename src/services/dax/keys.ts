import { canonicalize } from '#contracts/canonicalJson.ts'
import type { JsonValue } from '../service.ts'
import { isWire, type Wire } from './wire.ts'

/** `items`, by its name or by its ARN. */
export const toTableName = (nameOrArn: string): string =>
  nameOrArn.replace(/^arn:[^/]*:table\//, '')

const NUMBER = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/

/** A number's text, the same for equal ones that are written without an exponent. */
function toPlainNumber(text: string): string {
  const match = NUMBER.exec(text)
  if (match === null) return text
  const [, sign, whole = '', fraction = ''] = match
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`
  return sign === '-' && digits !== '0' ? `-${digits}` : digits
}

const toKeyPart = (value: JsonValue | undefined): JsonValue => {
  if (!isWire(value)) return value ?? null
  const { N: number } = value
  return typeof number === 'string' ? { N: toPlainNumber(number) } : value
}

/** By what an item is found in the item cache. */
export function itemKeyOf(table: string, key: Wire): string {
  const names = Object.keys(key).sort()
  const parts = names.map((name) => `${JSON.stringify(name)}:${canonicalize(toKeyPart(key[name]))}`)
  return `${toTableName(table)} {${parts.join(',')}}`
}

/** The key within an item, by the names of its attributes; null where it lacks one. */
export function pickKey(item: Wire, names: readonly string[]): Wire | null {
  const key: Record<string, JsonValue> = {}
  for (const name of names) {
    const value = item[name]
    if (value === undefined) return null
    key[name] = value
  }
  return key
}

/** What of an item a read asks for: empty for all of it. Reads of different parts are kept apart. */
export function viewOf(request: Wire): string {
  const { ProjectionExpression: projection, AttributesToGet: attributes } = request
  const { ExpressionAttributeNames: names } = request
  if (projection === undefined && attributes === undefined) return ''
  return canonicalize([projection ?? null, attributes ?? null, names ?? null])
}
