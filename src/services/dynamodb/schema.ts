import {
  type AttributeValue,
  type Item,
  keyText,
  type KeyType,
  sizeOfValue,
} from './attributeValue.ts'
import { utf8Length } from '#contracts/body.ts'
import { HASH_KEY_BYTES_MAX, RANGE_KEY_BYTES_MAX } from './limits.ts'
import { invalidParameter, validation } from './refusal.ts'

/** An attribute of a key. */
export interface KeyElement {
  readonly name: string
  readonly type: KeyType
}

/** A table's primary key: its partition key and, for a composite key, its sort key. */
export interface KeySchema {
  readonly hash: KeyElement
  readonly range: KeyElement | null
  /**
   * What follows the first attribute of each part, where a global index has several (up to four each). Its values of such
   * a part are one list. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
   */
  readonly more?: { readonly hash: readonly KeyElement[]; readonly range: readonly KeyElement[] }
}

/** The values of a primary key. */
export interface Key {
  readonly hash: AttributeValue
  readonly range: AttributeValue | null
}

/** The attributes of the partition key. */
export const hashElements = ({ hash, more }: KeySchema): readonly KeyElement[] =>
  more === undefined ? [hash] : [hash, ...more.hash]

/** The attributes of the sort key, in their order. */
export const rangeElements = ({ range, more }: KeySchema): readonly KeyElement[] =>
  range === null ? [] : [range, ...(more?.range ?? [])]

/** The attributes of the key, partition key first. */
export function keyElements(schema: KeySchema): readonly KeyElement[] {
  if (schema.more !== undefined) return [...hashElements(schema), ...rangeElements(schema)]
  return schema.range === null ? [schema.hash] : [schema.hash, schema.range]
}

/** Whether an attribute is of the partition key. */
export const isHashElement = (schema: KeySchema, element: KeyElement): boolean =>
  element === schema.hash || schema.more?.hash.includes(element) === true

/** The value of a part of a key that has these: itself, or all of them in their order. */
export function joinParts(values: readonly AttributeValue[]): AttributeValue | null {
  const [only] = values
  return values.length > 1 ? { type: 'L', value: values } : (only ?? null)
}

function refuseBytes(bytes: number, isHash: boolean): void {
  if (isHash && bytes > HASH_KEY_BYTES_MAX) {
    // (sic) no space before the number
    const limit = `the maximum size limit of${HASH_KEY_BYTES_MAX} bytes`
    throw invalidParameter(`Size of hashkey has exceeded ${limit}`)
  }
  if (!isHash && bytes > RANGE_KEY_BYTES_MAX) {
    const limit = `the size limit of ${RANGE_KEY_BYTES_MAX} bytes`
    throw invalidParameter(`Aggregated size of all range keys has exceeded ${limit}`)
  }
}

/** Refuses values of a key's several attributes that are too long together. */
export function refuseWideSize(item: Item, schema: KeySchema): void {
  const sum = (elements: readonly KeyElement[]): number =>
    elements.reduce((bytes, { name }) => {
      const value = item.get(name)
      return bytes + (value === undefined ? 0 : sizeOfValue(value))
    }, 0)
  refuseBytes(sum(hashElements(schema)), true)
  refuseBytes(sum(rangeElements(schema)), false)
}

/** Refuses a value that is too long for a key. */
export function refuseSize(value: AttributeValue, isHash: boolean): void {
  if (value.type === 'N') return
  // A UTF-16 unit takes three bytes at most.
  const limit = isHash ? HASH_KEY_BYTES_MAX : RANGE_KEY_BYTES_MAX
  if (value.type === 'S' && value.value.length * 3 <= limit) return
  const bytes =
    value.type === 'S' ? utf8Length(value.value) : value.type === 'B' ? value.value.length : 0
  refuseBytes(bytes, isHash)
}

/** What of an empty value no key may be; null where it is none. */
export const emptyKind = (value: AttributeValue): string | null => {
  if (value.type === 'S' && value.value === '') return 'string'
  return value.type === 'B' && value.value.length === 0 ? 'binary' : null
}

const MISMATCH = 'The provided key element does not match the schema'

/** The value of a key's attribute; refuses what it may not be. */
export function readElement(
  key: Item,
  { name, type }: KeyElement,
  isHash: boolean,
): AttributeValue {
  const value = key.get(name)
  if (value === undefined || value.type !== type) throw validation(MISMATCH)
  const empty = emptyKind(value)
  if (empty !== null) {
    throw invalidParameter(
      `The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${name}`,
    )
  }
  refuseSize(value, isHash)
  return value
}

/** A text of a key: equal keys have equal ones. */
export const keyTextOf = ({ hash, range }: Key): string =>
  range === null ? keyText(hash) : `${keyText(hash)}\u0000${keyText(range)}`

/** The key that a request names; it must have the key's attributes and no other. */
export function readKey(key: Item, schema: KeySchema): Key {
  if (key.size !== (schema.range === null ? 1 : 2)) throw validation(MISMATCH)
  return {
    hash: readElement(key, schema.hash, true),
    range: schema.range === null ? null : readElement(key, schema.range, false),
  }
}

function readItemElement(item: Item, { name, type }: KeyElement, isHash: boolean): AttributeValue {
  const value = item.get(name)
  if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`)
  if (value.type !== type) {
    const types = `expected: ${type} actual: ${value.type}`
    throw invalidParameter(`Type mismatch for key ${name} ${types}`)
  }
  const empty = emptyKind(value)
  if (empty !== null) {
    throw validation(
      'One or more parameter values are not valid. The AttributeValue for a key attribute ' +
        `cannot contain an empty ${empty} value. Key: ${name}`,
    )
  }
  refuseSize(value, isHash)
  return value
}

/** The key of an item that is to be stored. */
export const readItemKey = (item: Item, schema: KeySchema): Key => ({
  hash: readItemElement(item, schema.hash, true),
  range: schema.range === null ? null : readItemElement(item, schema.range, false),
})

/** The key as a request names it: what LastEvaluatedKey holds. */
export function toKeyItem(item: Item, schema: KeySchema): Item {
  const key = new Map<string, AttributeValue>()
  for (const { name } of keyElements(schema)) {
    const value = item.get(name)
    if (value !== undefined) key.set(name, value)
  }
  return key
}

/** The same for a key of several attributes: each of them has to be there. */
function fitsWideKey(
  schema: KeySchema,
  read: (element: KeyElement) => AttributeValue | null,
): Key | null {
  const valuesOf = (elements: readonly KeyElement[]): AttributeValue | null | undefined => {
    const values = elements.flatMap((element) => read(element) ?? [])
    return values.length < elements.length ? undefined : joinParts(values)
  }
  const hash = valuesOf(hashElements(schema))
  const range = valuesOf(rangeElements(schema))
  return hash === undefined || hash === null || range === undefined ? null : { hash, range }
}

/** The key of an index that `item` has; null where it lacks an attribute of it, or has one that no index takes. */
export function fitsKey(item: Item, schema: KeySchema): Key | null {
  const read = ({ name, type }: KeyElement): AttributeValue | null => {
    const value = item.get(name)
    return value === undefined || value.type !== type || emptyKind(value) !== null ? null : value
  }
  if (schema.more !== undefined) return fitsWideKey(schema, read)
  const hash = read(schema.hash)
  const range = schema.range === null ? null : read(schema.range)
  return hash === null || (schema.range !== null && range === null) ? null : { hash, range }
}
