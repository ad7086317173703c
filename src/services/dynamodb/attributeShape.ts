import type { JsonValue } from '../service.ts'
import {
  type AttributeType,
  type AttributeValue,
  FALSE,
  type Item,
  NULL,
  setTexts,
  TRUE,
} from './attributeValue.ts'
import { base64Encode } from '#contracts/bytes.ts'
import { fromBase64 } from './bytes.ts'
import { type Decimal, type DecimalFault, formatDecimal, parseDecimal } from './decimal.ts'
import { NESTING_MAX, NUMBER_DIGITS_MAX } from './limits.ts'
import {
  invalidParameter,
  nestedTooDeep,
  serializationError,
  validation,
  type WireObject,
} from './refusal.ts'
import { boolean, list, map, type Shape, string } from './shape.ts'

/** One type's part of an AttributeValue as it came: right JSON types, nothing else checked yet. */
type RawPart =
  | { readonly type: 'S'; readonly value: string }
  | { readonly type: 'N'; readonly value: string }
  | { readonly type: 'B'; readonly value: Uint8Array }
  | { readonly type: 'BOOL' | 'NULL'; readonly value: boolean }
  | { readonly type: 'SS' | 'NS'; readonly value: readonly (string | null)[] }
  | { readonly type: 'BS'; readonly value: readonly Uint8Array[] }
  | { readonly type: 'L'; readonly value: readonly RawAttribute[] }
  | { readonly type: 'M'; readonly value: RawItem }

/** An AttributeValue as it came; a right one has exactly one part. */
export type RawAttribute = readonly RawPart[]
/** An item or key as the wire has it, decoded but not yet checked. */
export type RawItem = ReadonlyMap<string, RawAttribute>

const blob: Shape<Uint8Array> = {
  decode(value) {
    if (Array.isArray(value)) {
      throw serializationError('Unrecognized collection type class java.nio.ByteBuffer')
    }
    if (typeof value === 'object') {
      throw serializationError('Start of structure or map found where not expected')
    }
    if (typeof value !== 'string') {
      throw serializationError('only base-64-encoded strings are convertible to bytes')
    }
    if (value.length % 4 !== 0) {
      const found = `expected a multiple of 4 bytes but found: ${value.length}`
      throw serializationError(`Base64 encoded length is ${found}`)
    }
    const bytes = fromBase64(value)
    // (sic) AWS's spelling
    if (bytes === null) throw serializationError('Invalid last non-pad Base64 character dectected')
    return bytes
  },
  none: () => new Uint8Array(),
  isUnchecked: true,
  check() {},
}

const nullable: Shape<string | null> = { ...string(), none: () => null }
const strings = list(nullable)
const blobs = list(blob)
const text = string()

// How many lists and maps are around what is decoded. Nothing too deep is looked at, so that a hostile body cannot
// exhaust the stack.
let depth = 0

const nested = <T>(decode: () => T): T => {
  depth++
  try {
    return decode()
  } finally {
    depth--
  }
}

/** "You can nest up to 32 levels", an item's own attribute being the first: a leaf has 31 lists and maps around it. */
function refuseDepth(): void {
  if (depth >= NESTING_MAX) throw nestedTooDeep()
}

const hasOneKey = (value: object): boolean => Object.keys(value).length === 1

/** Order in which AWS looks at the types of one AttributeValue. */
const TYPES = ['S', 'B', 'N', 'BOOL', 'NULL', 'BS', 'NS', 'SS', 'L', 'M'] as const

function decodePart(type: AttributeType, value: unknown): RawPart {
  switch (type) {
    case 'S':
    case 'N':
      return { type, value: text.decode(value) }
    case 'B':
      return { type, value: blob.decode(value) }
    case 'BOOL':
    case 'NULL':
      return { type, value: boolean.decode(value) }
    case 'SS':
    case 'NS':
      return { type, value: strings.decode(value) }
    case 'BS':
      return { type, value: blobs.decode(value) }
    case 'L':
      return { type, value: nested(() => attributes.decode(value)) }
    case 'M':
      return { type, value: nested(() => attributeMap.decode(value)) }
  }
}

/** An AttributeValue on the wire: `{"S": "x"}`. */
export const attribute: Shape<RawAttribute> = {
  decode(value) {
    refuseDepth()
    if (Array.isArray(value)) {
      const name = 'com.amazonaws.dynamodb.v20120810.AttributeValue'
      throw serializationError(`Unrecognized collection type class ${name}`)
    }
    if (typeof value !== 'object' || value === null) {
      throw serializationError('Unexpected value type in payload')
    }
    // No type is called like anything that every object has.
    const given = value as Readonly<Record<string, unknown>>
    const { S, N } = given
    // What nearly all are: one text, and no other type's member.
    if (typeof S === 'string' && hasOneKey(given)) return [{ type: 'S', value: S }]
    if (typeof N === 'string' && hasOneKey(given)) return [{ type: 'N', value: N }]
    const parts: RawPart[] = []
    for (const type of TYPES) {
      const part = given[type]
      if (part !== undefined && part !== null) parts.push(decodePart(type, part))
    }
    return parts
  },
  none: () => [],
  isUnchecked: true,
  check() {},
}

const attributes = list(attribute)

/** An item or key on the wire. */
export const attributeMap: Shape<RawItem> = map(
  attribute,
  'com.amazonaws.dynamodb.v20120810.AttributeValue',
)

/** A key inside a list, such as BatchGetItem's Keys. */
export const attributeMapInList: Shape<RawItem> = map(
  attribute,
  'com.amazonaws.dynamodb.v20120810.AttributeValue',
  { inside: true },
)

const NUMBER_FAULTS: { readonly [F in DecimalFault]: string } = {
  'not-a-number': 'The parameter cannot be converted to a numeric value',
  overflow:
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  underflow:
    'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  'too-precise': `Attempting to store more than ${NUMBER_DIGITS_MAX} significant digits in a Number`,
}

/** The words for a number out of DynamoDB's range. */
export const numberFault = (fault: DecimalFault): string => NUMBER_FAULTS[fault]

function toDecimal(value: string): Decimal {
  const decimal = parseDecimal(value)
  if (typeof decimal !== 'string') return decimal
  const suffix = decimal === 'not-a-number' && value !== '' ? `: ${value}` : ''
  throw validation(numberFault(decimal) + suffix)
}

/** Small whole numbers, by value. */
const SMALL_MAX = 1_000
const smallNumbers: AttributeValue[] = []

function toNumber(text: string): AttributeValue {
  if (text.length > 3 || !/^(?:0|[1-9]\d*)$/.test(text))
    return { type: 'N', value: toDecimal(text) }
  const number = Number(text)
  if (smallNumbers.length === 0) {
    for (let n = 0; n < SMALL_MAX; n++)
      smallNumbers.push({ type: 'N', value: toDecimal(String(n)) })
  }
  return smallNumbers[number] ?? { type: 'N', value: toDecimal(text) }
}

function toSet(part: Extract<RawPart, { type: 'SS' | 'NS' | 'BS' }>): AttributeValue {
  if (part.value.length === 0) {
    if (part.type === 'BS') throw invalidParameter('Binary sets should not be empty')
    // (sic) two spaces
    const kind = part.type === 'SS' ? 'string' : 'number'
    throw invalidParameter(`An ${kind} set  may not be empty`)
  }
  if (part.type === 'BS') return { type: 'BS', value: part.value }
  const members = part.value.filter((member) => member !== null)
  if (members.length < part.value.length) {
    const kind = part.type === 'SS' ? 'string' : 'number'
    throw invalidParameter(`An ${kind} set may not have a null ${kind} as a member`)
  }
  return part.type === 'SS'
    ? { type: 'SS', value: members }
    : { type: 'NS', value: members.map(toDecimal) }
}

function refuseDuplicates(set: AttributeValue): AttributeValue {
  if (set.type !== 'SS' && set.type !== 'NS' && set.type !== 'BS') return set
  const texts = setTexts(set)
  if (new Set(texts).size === texts.length) return set
  const collection = `Input collection [${texts.join(', ')}]`
  if (set.type === 'SS') throw invalidParameter(`${collection} contains duplicates.`)
  if (set.type === 'NS') throw validation('Input collection contains duplicates')
  throw invalidParameter(`${collection}of type BS contains duplicates.`)
}

function toPart(part: RawPart): AttributeValue {
  switch (part.type) {
    case 'S':
    case 'B':
      return part
    case 'N':
      return toNumber(part.value)
    case 'BOOL':
      return part.value ? TRUE : FALSE
    case 'NULL':
      if (!part.value) {
        throw invalidParameter('Null attribute value types must have the value of true')
      }
      return NULL
    case 'SS':
    case 'NS':
    case 'BS':
      return refuseDuplicates(toSet(part))
    case 'L':
      return { type: 'L', value: part.value.map(toAttributeValue) }
    case 'M':
      return { type: 'M', value: toItem(part.value) }
  }
}

/** The value itself; refuses what DynamoDB refuses, in its order. */
export function toAttributeValue(raw: RawAttribute): AttributeValue {
  const [only] = raw
  if (only !== undefined && raw.length === 1) return toPart(only)
  const [first, ...others] = raw.map(toPart)
  const one = 'must contain exactly one of the supported datatypes'
  if (first === undefined) throw validation(`Supplied AttributeValue is empty, ${one}`)
  if (others.length > 0) {
    throw validation(`Supplied AttributeValue has more than one datatypes set, ${one}`)
  }
  return first
}

/** All values of an item or key. */
export function toItem(raw: RawItem): Item {
  const item = new Map<string, AttributeValue>()
  for (const [name, value] of raw) item.set(name, toAttributeValue(value))
  return item
}

/** `{"S": "x"}` */
export function toWire(attribute: AttributeValue): JsonValue {
  switch (attribute.type) {
    case 'S':
      return { S: attribute.value }
    case 'N':
      return { N: formatDecimal(attribute.value) }
    case 'B':
      return { B: base64Encode(attribute.value) }
    case 'BOOL':
      return { BOOL: attribute.value }
    case 'NULL':
      return { NULL: true }
    case 'L':
      return { L: attribute.value.map(toWire) }
    case 'M':
      return { M: toWireItem(attribute.value) }
    case 'SS':
    case 'NS':
    case 'BS':
      return { [attribute.type]: setTexts(attribute) }
  }
}

/** An item on the wire; any attribute name is only a name. */
export function toWireItem(item: Item): WireObject {
  const wire: Record<string, JsonValue> = {}
  for (const [name, value] of item) {
    if (name === '__proto__') setOwn(wire, name, toWire(value))
    else wire[name] = toWire(value)
  }
  return wire
}

const setOwn = (target: object, name: string, value: JsonValue): void => {
  const how = { value, enumerable: true, configurable: true, writable: true }
  Object.defineProperty(target, name, how)
}
