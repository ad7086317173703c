import { type AttributeValue, type Item, keyText, type KeyType } from './attributeValue.ts'
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
}

/** The values of a primary key. */
export interface Key {
  readonly hash: AttributeValue
  readonly range: AttributeValue | null
}

/** The attributes of the key, partition key first. */
export const keyElements = (schema: KeySchema): readonly KeyElement[] =>
  schema.range === null ? [schema.hash] : [schema.hash, schema.range]

/** Refuses a value that is too long for a key. */
export function refuseSize(value: AttributeValue, isHash: boolean): void {
  if (value.type === 'N') return
  // A UTF-16 unit takes three bytes at most.
  const limit = isHash ? HASH_KEY_BYTES_MAX : RANGE_KEY_BYTES_MAX
  if (value.type === 'S' && value.value.length * 3 <= limit) return
  const bytes =
    value.type === 'S' ? utf8Length(value.value) : value.type === 'B' ? value.value.length : 0
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

/** The key of an index that `item` has; null where it lacks an attribute of it, or has one that no index takes. */
export function fitsKey(item: Item, schema: KeySchema): Key | null {
  const read = ({ name, type }: KeyElement): AttributeValue | null => {
    const value = item.get(name)
    return value === undefined || value.type !== type || emptyKind(value) !== null ? null : value
  }
  const hash = read(schema.hash)
  const range = schema.range === null ? null : read(schema.range)
  return hash === null || (schema.range !== null && range === null) ? null : { hash, range }
}
