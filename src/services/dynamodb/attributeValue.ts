import { utf8Length } from '#contracts/body.ts'
import { base64Encode, compareUtf8 } from '#contracts/bytes.ts'
import { compareBytes } from './bytes.ts'
import { compareDecimal, type Decimal, formatDecimal, sizeOfDecimal } from './decimal.ts'

/** A value of DynamoDB's ten types, parsed; never changed once made, so that items may share parts. */
export type AttributeValue =
  | { readonly type: 'S'; readonly value: string }
  | { readonly type: 'N'; readonly value: Decimal }
  | { readonly type: 'B'; readonly value: Uint8Array }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL'; readonly value: true }
  | { readonly type: 'L'; readonly value: readonly AttributeValue[] }
  | { readonly type: 'M'; readonly value: Item }
  | { readonly type: 'SS'; readonly value: readonly string[] }
  | { readonly type: 'NS'; readonly value: readonly Decimal[] }
  | { readonly type: 'BS'; readonly value: readonly Uint8Array[] }

// Values are never changed, so that equal ones may be one: there are millions of the small ones.
export const TRUE: AttributeValue = { type: 'BOOL', value: true }
export const FALSE: AttributeValue = { type: 'BOOL', value: false }
export const NULL: AttributeValue = { type: 'NULL', value: true }

/** DynamoDB's type descriptors: `S`, `N`, `B`, `BOOL`, `NULL`, `M`, `L`, `SS`, `NS`, `BS`. */
export type AttributeType = AttributeValue['type']

/** Attributes by name. A Map, so that no name (`__proto__`) means anything to us. */
export type Item = ReadonlyMap<string, AttributeValue>

/** Its types may be a key. */
export type KeyType = 'S' | 'N' | 'B'

/** What lists and maps add to their content, and what each of their elements adds, in bytes. */
const DOCUMENT_BYTES = 3
const ELEMENT_BYTES = 1

const sum = <T>(parts: Iterable<T>, sizeOf: (part: T) => number): number => {
  let total = 0
  for (const part of parts) total += sizeOf(part)
  return total
}

/** Bytes of a value, without its attribute's name. */
export function sizeOfValue(attribute: AttributeValue): number {
  switch (attribute.type) {
    case 'S':
      return utf8Length(attribute.value)
    case 'N':
      return sizeOfDecimal(attribute.value)
    case 'B':
      return attribute.value.length
    case 'BOOL':
    case 'NULL':
      return 1
    case 'L':
      return (
        DOCUMENT_BYTES + sum(attribute.value, (element) => ELEMENT_BYTES + sizeOfValue(element))
      )
    case 'M':
      return DOCUMENT_BYTES + ELEMENT_BYTES * attribute.value.size + sizeOfItem(attribute.value)
    case 'SS':
      return sum(attribute.value, utf8Length)
    case 'NS':
      return sum(attribute.value, sizeOfDecimal)
    case 'BS':
      return sum(attribute.value, (member) => member.length)
  }
}

/**
 * Bytes of an item: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOfItem(item: Item): number {
  let total = 0
  for (const [name, value] of item) total += utf8Length(name) + sizeOfValue(value)
  return total
}

/** How many levels the deepest of `values` has, itself being the first. */
export function countLevels(values: Iterable<AttributeValue>): number {
  let deepest = 0
  for (const { type, value } of values) {
    const inside =
      type === 'L' ? countLevels(value) : type === 'M' ? countLevels(value.values()) : 0
    deepest = Math.max(deepest, 1 + inside)
  }
  return deepest
}

/** The order of two values of the same key type; null where they have none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | null {
  if (a.type === 'S' && b.type === 'S') return compareUtf8(a.value, b.value)
  if (a.type === 'N' && b.type === 'N') return compareDecimal(a.value, b.value)
  if (a.type === 'B' && b.type === 'B') return compareBytes(a.value, b.value)
  return null
}

const memberText = (member: string | Decimal | Uint8Array): string => {
  if (typeof member === 'string') return member
  return member instanceof Uint8Array ? base64Encode(member) : formatDecimal(member)
}

/** A value that is a set. */
export type SetValue = Extract<AttributeValue, { type: 'SS' | 'NS' | 'BS' }>

/** The members of a set as texts that are equal where the members are. */
export const setTexts = (set: SetValue): readonly string[] => {
  const members: readonly (string | Decimal | Uint8Array)[] = set.value
  return members.map(memberText)
}

/** Whether two values are the same: sets without regard to order, everything else deeply. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  switch (a.type) {
    case 'S':
    case 'N':
    case 'B':
      return compareValues(a, b) === 0
    case 'BOOL':
      return b.type === 'BOOL' && a.value === b.value
    case 'NULL':
      return b.type === 'NULL'
    case 'L':
      return (
        b.type === 'L' &&
        a.value.length === b.value.length &&
        a.value.every((element, at) => {
          const other = b.value[at]
          return other !== undefined && equalValues(element, other)
        })
      )
    case 'M':
      return b.type === 'M' && equalItems(a.value, b.value)
    case 'SS':
    case 'NS':
    case 'BS': {
      if (b.type !== a.type || a.value.length !== b.value.length) return false
      const others = new Set(setTexts(b))
      return setTexts(a).every((text) => others.has(text))
    }
  }
}

/** Whether two items have the same attributes. */
export function equalItems(a: Item, b: Item): boolean {
  if (a.size !== b.size) return false
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !equalValues(value, other)) return false
  }
  return true
}

/**
 * The order of two values of one part of a key. A part of several attributes is the list of their values: the first that
 * differ decide, and what goes on comes after what ends.
 */
export function compareKeys(a: AttributeValue, b: AttributeValue): number {
  if (a.type !== 'L' || b.type !== 'L') return compareValues(a, b) ?? 0
  for (const [at, value] of a.value.entries()) {
    const other = b.value[at]
    if (other === undefined) return 1
    const order = compareValues(value, other) ?? 0
    if (order !== 0) return order
  }
  return a.value.length - b.value.length
}

/** A text that is the same for equal values of one key type, for look-ups. */
export function keyText(value: AttributeValue): string {
  if (value.type === 'L') return JSON.stringify(value.value.map(keyText))
  if (value.type === 'S') return value.value
  if (value.type === 'N') return formatDecimal(value.value)
  return value.type === 'B' ? base64Encode(value.value) : ''
}
