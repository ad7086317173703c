'use strict'

// util.inspect and util.format. https://nodejs.org/api/util.html#utilinspectobject-options
const { reduce } = require('coldstart:node/internal/inspectLayout')
const CUSTOM = Symbol.for('nodejs.util.inspect.custom')
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/
const { getOwnPropertyDescriptor, getPrototypeOf, keys: keysOf } = Object
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1)

const DEFAULTS = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
}

const ESCAPES = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' }
const quote = (text) => {
  const mark = !text.includes("'")
    ? "'"
    : !text.includes('"')
      ? '"'
      : !text.includes('`')
        ? '`'
        : "'"
  let out = mark
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (character === mark) out += `\\${mark}`
    else if (ESCAPES[character] !== undefined) out += ESCAPES[character]
    else if (code < 32 || code === 127)
      out += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    else if (character.length === 1 && code >= 0xd800 && code < 0xe000)
      out += `\\u${code.toString(16)}`
    else out += character
  }
  return out + mark
}

const number = (value) => (Object.is(value, -0) ? '-0' : `${value}`)

/** Text that is too long for its line is broken where it has lines of its own. */
const LINE_WIDTH_MIN = 16
const quoteLines = (text, context) => {
  const room = context.breakLength - context.indentation - 4
  if (context.compact === true || text.length <= LINE_WIDTH_MIN || text.length <= room)
    return quote(text)
  return text
    .split(/(?<=\n)/)
    .map((line) => quote(line))
    .join(` +\n${' '.repeat(context.indentation + 2)}`)
}

const primitive = (value, context) => {
  switch (typeof value) {
    case 'string': {
      const max = context.maxStringLength ?? Infinity
      if (value.length <= max) return quoteLines(value, context)
      const rest = value.length - max
      return `${quoteLines(value.slice(0, max), context)}... ${rest} more character${rest > 1 ? 's' : ''}`
    }
    case 'number':
      return number(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return value.toString()
    default:
      return `${value}`
  }
}

const constructorName = (value) => {
  for (let at = value; at !== null && at !== undefined; at = getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, 'constructor')
    if (
      descriptor !== undefined &&
      typeof descriptor.value === 'function' &&
      descriptor.value.name !== ''
    ) {
      return descriptor.value.name
    }
  }
  return null
}

const prefix = (name, tag, fallback, size) => {
  const sized = size === undefined ? '' : `(${size})`
  if (name === null) return `[${fallback}${sized}: null prototype] `
  return tag !== '' && tag !== name ? `${name}${sized} [${tag}] ` : `${name}${sized} `
}

const tagSymbol = (value) => {
  const tag = value[Symbol.toStringTag]
  return typeof tag === 'string' ? tag : ''
}

const isIndex = (key) => /^(?:0|[1-9]\d*)$/.test(key)

const formatKey = (key) => {
  if (typeof key === 'symbol') return `[${key.toString()}]`
  return IDENTIFIER.test(key) ? key : quote(key)
}

/** Whether the option `getters` wants to know what this one answers. */
const isGetterAsked = (context, { set }) =>
  context.getters === true ||
  (context.getters === 'get' && set === undefined) ||
  (context.getters === 'set' && set !== undefined)
const askGetter = (context, value, { descriptor, depth }) => {
  const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter'
  try {
    const answer = descriptor.get.call(value)
    if (typeof answer !== 'object' || answer === null)
      return `[${label}: ${primitive(answer, context)}]`
    context.indentation += 2
    const text = formatValue(context, answer, depth)
    context.indentation -= 2
    return `[${label}] ${text}`
  } catch (error) {
    return `[${label}: <Inspection threw (${error?.message})>]`
  }
}

const formatProperty = (context, value, key, depth, isArrayItem) => {
  const descriptor = getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true }
  let text
  if (
    descriptor.value !== undefined ||
    (descriptor.get === undefined && descriptor.set === undefined)
  ) {
    context.indentation += isArrayItem ? 2 : 2
    text = formatValue(context, descriptor.value, depth)
    context.indentation -= 2
  } else if (descriptor.get !== undefined) {
    text = descriptor.set !== undefined ? '[Getter/Setter]' : '[Getter]'
    if (isGetterAsked(context, descriptor)) text = askGetter(context, value, { descriptor, depth })
  } else text = '[Setter]'
  if (isArrayItem) return text
  return descriptor.enumerable === false
    ? `[${String(key)}]: ${text}`
    : `${formatKey(key)}: ${text}`
}

const more = (rest) => `... ${rest} more item${rest > 1 ? 's' : ''}`

const formatArray = (context, value, depth) => {
  const out = []
  const max = Math.min(Math.max(0, context.maxArrayLength ?? Infinity), value.length)
  let at = 0
  for (; at < value.length && out.length < max; at++) {
    if (Object.hasOwn(value, at)) out.push(formatProperty(context, value, at, depth, true))
    else {
      const start = at
      while (at + 1 < value.length && !Object.hasOwn(value, at + 1)) at++
      const count = at - start + 1
      out.push(`<${count} empty item${count > 1 ? 's' : ''}>`)
    }
  }
  if (at < value.length) out.push(more(value.length - at))
  return out
}

const formatTyped = (context, value) => {
  const out = []
  const max = Math.min(context.maxArrayLength ?? Infinity, value.length)
  for (let at = 0; at < max; at++) out.push(primitive(value[at], context))
  if (value.length > max) out.push(more(value.length - max))
  return out
}

const functionBase = (value, name) => {
  const source = Function.prototype.toString.call(value)
  if (source.startsWith('class') && source.endsWith('}')) {
    const parent = getPrototypeOf(value)?.name
    return `[class ${value.name === '' ? '(anonymous)' : value.name}${parent ? ` extends ${parent}` : ''}]`
  }
  const type = name ?? 'Function'
  return value.name === '' ? `[${type} (anonymous)]` : `[${type}: ${value.name}]`
}

/**
 * The stack under the name that the error goes by: V8 writes it when the error is made, before a constructor sets `name`,
 * and a class that sets none inherits its parent's.
 */
const withName = (error, stack) => {
  const written = /^\w*Error(?![\w$])/.exec(stack)?.[0]
  if (written === undefined || typeof error.name !== 'string') return stack
  const rest = stack.slice(written.length)
  const given = error.name === '' ? written : error.name
  const name = constructorName(error)
  if (name === null || name === given || !given.endsWith('Error')) return given + rest
  return (name.includes(given) ? name : `${name} [${given}]`) + rest
}

const formatError = (context, error, keys) => {
  let stack =
    typeof error.stack === 'string' && error.stack !== ''
      ? error.stack
      : Error.prototype.toString.call(error)
  stack = withName(error, stack)
  for (const key of ['name', 'message', 'stack']) {
    const at = keys.indexOf(key)
    if (at >= 0 && typeof error[key] === 'string' && stack.includes(error[key])) keys.splice(at, 1)
  }
  for (const key of ['cause', 'errors'])
    if (Object.hasOwn(error, key) && !keys.includes(key)) keys.push(key)
  if (!stack.includes('\n    at')) stack = `[${stack}]`
  return context.indentation === 0
    ? stack
    : stack.replaceAll('\n', `\n${' '.repeat(context.indentation)}`)
}

const formatValue = (context, value, depth) => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return primitive(value, context)
  if (context.customInspect) {
    const custom = value[CUSTOM]
    if (typeof custom === 'function' && custom !== inspect) {
      const remaining = context.depth === null ? null : context.depth - depth
      const answer = custom.call(
        value,
        remaining,
        { ...context.options, depth: remaining, stylize: (text) => `${text}` },
        inspect,
      )
      if (answer !== value) {
        return typeof answer === 'string'
          ? answer.replaceAll('\n', `\n${' '.repeat(context.indentation)}`)
          : formatValue(context, answer, depth)
      }
    }
  }
  if (context.seen.includes(value)) {
    if (!context.circular.has(value)) context.circular.set(value, context.circular.size + 1)
    return `[Circular *${context.circular.get(value)}]`
  }
  return formatRaw(context, value, depth)
}

const BOXES = {
  number: 'Number',
  string: 'String',
  boolean: 'Boolean',
  symbol: 'Symbol',
  bigint: 'BigInt',
}
const { valueOf: numberOf } = Number.prototype
const { valueOf: stringOf } = String.prototype
const { valueOf: booleanOf } = Boolean.prototype
const { valueOf: symbolOf } = Symbol.prototype
const { valueOf: bigintOf } = BigInt.prototype
/** The primitive that an object boxes; undefined where it boxes none. */
const unbox = (value) => {
  for (const [Class, valueOf] of [
    [Number, numberOf],
    [String, stringOf],
    [Boolean, booleanOf],
    [Symbol, symbolOf],
    [BigInt, bigintOf],
  ])
    if (value instanceof Class) {
      try {
        return valueOf.call(value)
      } catch {
        return undefined
      }
    }
  return undefined
}

/** What a value is, in its own notation: base text, braces, and how its items are written. */
const describe = (context, value, keys, name, tag) => {
  if (Array.isArray(value)) {
    const start = name === 'Array' && tag === '' ? '' : prefix(name, tag, 'Array', value.length)
    return {
      braces: [`${start}[`, ']'],
      isArray: true,
      items: (depth) => formatArray(context, value, depth),
    }
  }
  const kind = tagOf(value)
  if (value instanceof Set) {
    return {
      braces: [`${prefix(name, tag, 'Set', value.size)}{`, '}'],
      items: (depth) => Array.from(value, (item) => formatValue(context, item, depth)),
    }
  }
  if (value instanceof Map) {
    return {
      braces: [`${prefix(name, tag, 'Map', value.size)}{`, '}'],
      items: (depth) =>
        Array.from(
          value,
          ([key, item]) =>
            `${formatValue(context, key, depth)} => ${formatValue(context, item, depth)}`,
        ),
    }
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return {
      braces: [`${prefix(name, tag === name ? '' : tag, kind, value.length)}[`, ']'],
      isArray: true,
      items: () => formatTyped(context, value),
    }
  }
  if (value instanceof Error) return { base: formatError(context, value, keys) }
  if (typeof value === 'function') return { base: functionBase(value, name) }
  if (value instanceof RegExp) return { base: RegExp.prototype.toString.call(value) }
  if (value instanceof Date)
    return { base: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString() }
  if (value instanceof Promise)
    return {
      braces: [`${prefix(name, tag, 'Promise')}{`, '}'],
      items: () => ['<pending>'],
    }
  if (value instanceof WeakSet || value instanceof WeakMap)
    return { braces: [`${name} {`, '}'], items: () => ['<items unknown>'] }
  if (value instanceof ArrayBuffer) {
    const bytes = Array.from(new Uint8Array(value).subarray(0, 50), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join(' ')
    return {
      braces: ['ArrayBuffer {', '}'],
      items: () => [`[Uint8Contents]: <${bytes}>`, `byteLength: ${value.byteLength}`],
    }
  }
  if (value instanceof DataView)
    return {
      braces: [`${prefix(name, tag, 'DataView')}{`, '}'],
      items: (depth) =>
        ['byteLength', 'byteOffset', 'buffer'].map((key) => {
          context.indentation += 2
          const text = formatValue(context, value[key], depth)
          context.indentation -= 2
          return `${key}: ${text}`
        }),
    }
  const boxed = unbox(value)
  if (boxed !== undefined) {
    const type = BOXES[typeof boxed]
    const shown = name === null || name === type ? type : `${type} (${name})`
    return { base: `[${shown}: ${primitive(boxed, context)}]` }
  }
  if (kind === 'Arguments') return { braces: ['[Arguments] {', '}'] }
  if (tag === 'Module') return { braces: ['[Module: null prototype] {', '}'] }
  return { braces: [`${name === 'Object' && tag === '' ? '' : prefix(name, tag, 'Object')}{`, '}'] }
}

const formatRaw = (context, value, depth) => {
  const name = constructorName(value)
  let tag = tagSymbol(value)
  // The tag of the value itself is among its properties anyway.
  if (tag === name || Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag))
    tag = ''
  const isIndexed =
    value instanceof String ||
    Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView))
  const names = context.showHidden ? Object.getOwnPropertyNames(value) : keysOf(value)
  const keys = [...(isIndexed ? names.filter((key) => !isIndex(key)) : names)]
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (getOwnPropertyDescriptor(value, symbol).enumerable || context.showHidden) keys.push(symbol)
  }
  const {
    base = '',
    braces = ['{', '}'],
    isArray = false,
    items,
  } = describe(context, value, keys, name, tag)
  if (keys.length === 0) {
    if (base !== '') return base
    if (items === undefined) return `${braces[0]}}`
    if (isIndexed && base === '' && value.length === 0) return `${braces[0]}]`
    if ((value instanceof Set || value instanceof Map) && value.size === 0) return `${braces[0]}}`
  }
  if (context.depth !== null && depth > context.depth) {
    const shown = name ?? 'Object: null prototype'
    return Array.isArray(value) ? `[${shown}]` : `[${shown}${tag === '' ? '' : ` [${tag}]`}]`
  }
  context.seen.push(value)
  context.currentDepth = depth
  const output = items === undefined ? [] : items(depth + 1)
  if (context.sorted) keys.sort()
  for (const key of keys) output.push(formatProperty(context, value, key, depth + 1, false))
  context.seen.pop()
  const reference = context.circular.get(value)
  const mark = reference === undefined ? '' : `<ref *${reference}> `
  return mark + reduce(context, output, base, braces, isArray, depth, value)
}

function inspect(value, options, ...legacy) {
  const given =
    typeof options === 'object' && options !== null
      ? options
      : typeof options === 'boolean'
        ? { showHidden: options, depth: legacy[0] }
        : {}
  const context = { ...DEFAULTS, seen: [], circular: new Map(), indentation: 0, currentDepth: 0 }
  for (const key of keysOf(given)) if (given[key] !== undefined) context[key] = given[key]
  if (context.depth === Infinity) context.depth = null
  context.options = { ...DEFAULTS, ...given }
  return formatValue(context, value, 0)
}
inspect.custom = CUSTOM
inspect.defaultOptions = DEFAULTS

exports.inspect = inspect
exports.number = number
exports.formatWithOptions = (options, args) =>
  require('coldstart:node/internal/format').formatWithOptions(options, args)
