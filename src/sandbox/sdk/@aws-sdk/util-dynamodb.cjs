'use strict'
/** `@aws-sdk/util-dynamodb`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-util-dynamodb/ */
const BINARY = new Set([
  'ArrayBuffer',
  'Blob',
  'Buffer',
  'DataView',
  'File',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
])
const UNDEFINED =
  'Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.'

/** A number too large or too exact for JavaScript, kept as text. */
class NumberValue {
  constructor(value) {
    this.value = String(typeof value === 'object' && 'N' in value ? value.N : value)
    const number = typeof value.valueOf() === 'number' ? value.valueOf() : 0
    if (
      number > Number.MAX_SAFE_INTEGER ||
      number < Number.MIN_SAFE_INTEGER ||
      Number.isNaN(number)
    ) {
      throw new Error(
        `NumberValue should not be initialized with an imprecise number=${number}. Use a string instead.`,
      )
    }
  }
  static from(value) {
    return new NumberValue(value)
  }
  toAttributeValue() {
    return { N: this.toString() }
  }
  toBigInt() {
    return BigInt(this.toString())
  }
  toString() {
    return this.value
  }
  valueOf() {
    return this.toString()
  }
}
Object.defineProperty(NumberValue, 'name', { value: 'NumberValue' })

const kindOf = (data) => data?.constructor?.name
const isBinary = (data) => BINARY.has(kindOf(data))

const numberToAttr = (data, options) => {
  const number = Number(data)
  if (['NaN', 'Infinity', '-Infinity'].includes(data.toString()))
    throw new Error(`Special numeric value ${data.toString()} is not allowed`)
  if (!options?.allowImpreciseNumbers) {
    const refuse = (relation, bound) => {
      throw new Error(
        `Number ${data.toString()} is ${relation} than Number.${bound}. Use NumberValue from @aws-sdk/lib-dynamodb.`,
      )
    }
    if (number > Number.MAX_SAFE_INTEGER) refuse('greater', 'MAX_SAFE_INTEGER')
    if (number < Number.MIN_SAFE_INTEGER) refuse('lesser', 'MIN_SAFE_INTEGER')
  }
  return { N: data.toString() }
}

const setToAttr = (set, options) => {
  const members = options?.removeUndefinedValues
    ? [...set].filter((item) => item !== undefined)
    : [...set]
  if (members.includes(undefined)) throw new Error(UNDEFINED)
  if (members.length === 0) {
    if (options?.convertEmptyValues) return { NULL: true }
    throw new Error('Pass a non-empty set, or options.convertEmptyValues=true.')
  }
  const [first] = members
  if (first instanceof NumberValue) return { NS: members.map((item) => item.toString()) }
  if (typeof first === 'number') return { NS: members.map((item) => numberToAttr(item, options).N) }
  if (typeof first === 'bigint') return { NS: members.map((item) => item.toString()) }
  if (typeof first === 'string') return { SS: members.map((item) => item.toString()) }
  if (isBinary(first)) return { BS: members }
  throw new Error('Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.')
}

const keeps = (value, options) =>
  typeof value !== 'function' && (value !== undefined || !options?.removeUndefinedValues)

const mapToAttr = (entries, options) => {
  const map = {}
  for (const [key, value] of entries) {
    if (keeps(value, options)) map[key] = convertToAttr(value, options)
  }
  return { M: map }
}

/** An object's enumerable properties, inherited ones included. */
const objectToAttr = (data, options) => {
  const map = {}
  for (const key in data) {
    const value = data[key]
    if (keeps(value, options)) map[key] = convertToAttr(value, options)
  }
  return { M: map }
}

/** The attribute value that stands for `data`. */
const convertToAttr = (data, options) => {
  if (data === undefined) throw new Error(UNDEFINED)
  if (data === null) return { NULL: true }
  if (Array.isArray(data)) {
    return {
      L: data.filter((item) => keeps(item, options)).map((item) => convertToAttr(item, options)),
    }
  }
  const kind = kindOf(data)
  if (kind === 'Set') return setToAttr(data, options)
  if (kind === 'Map') return mapToAttr(data, options)
  if (kind === 'Object' || (!data.constructor && typeof data === 'object'))
    return objectToAttr(data, options)
  if (isBinary(data)) {
    return data.length === 0 && options?.convertEmptyValues ? { NULL: true } : { B: data }
  }
  if (typeof data === 'boolean' || kind === 'Boolean') return { BOOL: data.valueOf() }
  if (typeof data === 'number' || kind === 'Number') return numberToAttr(data, options)
  if (data instanceof NumberValue) return data.toAttributeValue()
  if (typeof data === 'bigint') return { N: data.toString() }
  if (typeof data === 'string' || kind === 'String') {
    return data.length === 0 && options?.convertEmptyValues
      ? { NULL: true }
      : { S: data.toString() }
  }
  if (options?.convertClassInstanceToMap && typeof data === 'object')
    return objectToAttr(data, options)
  throw new Error(
    `Unsupported type passed: ${data}. Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.`,
  )
}

const toNumber = (text, options) => {
  if (typeof options?.wrapNumbers === 'function') return options.wrapNumbers(text)
  if (options?.wrapNumbers) return NumberValue.from(text)
  const number = Number(text)
  const exact = number <= Number.MAX_SAFE_INTEGER && number >= Number.MIN_SAFE_INTEGER
  if (exact || !Number.isFinite(number)) return number
  try {
    return BigInt(text)
  } catch {
    throw new Error(
      `${text} can't be converted to BigInt. Set options.wrapNumbers to get string value.`,
    )
  }
}

const toObject = (map, options) => {
  const out = {}
  for (const [key, value] of Object.entries(map)) out[key] = convertToNative(value, options)
  return out
}

/** What the attribute value `data` says in JavaScript. */
const convertToNative = (data, options) => {
  for (const [kind, value] of Object.entries(data)) {
    if (value === undefined) continue
    switch (kind) {
      case 'NULL':
        return null
      case 'BOOL':
        return Boolean(value)
      case 'N':
        return toNumber(value, options)
      case 'B':
      case 'S':
        return value
      case 'L':
        return value.map((item) => convertToNative(item, options))
      case 'M':
        return toObject(value, options)
      case 'NS':
        return new Set(value.map((item) => toNumber(item, options)))
      case 'BS':
      case 'SS':
        return new Set(value)
      default:
        throw new Error(`Unsupported type passed: ${kind}`)
    }
  }
  throw new Error(`No value defined: ${JSON.stringify(data)}`)
}

/** JavaScript object → DynamoDB record; other values → attribute value. */
const marshall = (data, options) => {
  const attribute = convertToAttr(data, options)
  if (options?.convertTopLevelContainer) return attribute
  return attribute.M ?? attribute.L ?? attribute
}

/** DynamoDB record → JavaScript object. */
const unmarshall = (data, options) =>
  convertToNative(options?.convertWithoutMapWrapper ? data : { M: data }, options)

Object.assign(exports, {
  NumberValueImpl: NumberValue,
  convertToAttr,
  convertToNative,
  marshall,
  unmarshall,
})
