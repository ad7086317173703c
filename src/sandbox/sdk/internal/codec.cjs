'use strict'
/**
 * AWS JSON 1.0 by shape, as the SDK's own codec: requests carry only members that the shape knows, in its order and without
 * nulls; replies likewise; blobs are base64 on the wire, timestamps seconds since the epoch.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
const host = require('coldstart:host')
const { Date, JSON, Math } = globalThis
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Loaded when the first binary value comes by. */
const loadBuffer = () => require('node:buffer').Buffer

const toBase64 = (value) => {
  const Buffer = loadBuffer()
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  if (typeof bytes.byteOffset !== 'number' || typeof bytes.byteLength !== 'number') {
    throw new Error(
      '@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.',
    )
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

const fromBase64 = (text) => {
  if ((text.length * 3) % 4 !== 0) throw new TypeError('Incorrect padding on base64 string.')
  if (!BASE64.test(text)) throw new TypeError('Invalid base64 string.')
  const bytes = loadBuffer().from(text, 'base64')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A wire string: what has no characters (a number, say) is written as an empty string, as the SDK does. */
const writeText = (value) => {
  if (typeof value === 'string') return value
  let text = ''
  for (let at = 0; at < value.length; at++) text += String.fromCharCode(value.charCodeAt(at))
  return text
}

const writeList = (list, write) => {
  const out = []
  for (let at = 0; at < list.length; at++) out.push(write(list[at]))
  return out
}

const writeBinary = (value) => (value instanceof Uint8Array ? toBase64(value) : writeText(value))

const writeAttributeMap = (map) => {
  const out = {}
  for (const key in map) {
    if (map[key] !== null && map[key] !== undefined) out[key] = writeAttribute(map[key])
  }
  return out
}

/** An AttributeValue as it travels: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
const writeAttribute = (attribute) => {
  const out = {}
  for (const kind in attribute) {
    const value = attribute[kind]
    if (value === null || value === undefined) continue
    if (kind === 'S' || kind === 'N') out[kind] = writeText(value)
    else if (kind === 'BOOL' || kind === 'NULL') out[kind] = Boolean(value)
    else if (kind === 'M') out.M = writeAttributeMap(value)
    else if (kind === 'L')
      out.L = writeList(value, (item) => (item == null ? null : writeAttribute(item)))
    else if (kind === 'SS' || kind === 'NS') out[kind] = writeList(value, writeText)
    else if (kind === 'B') out.B = writeBinary(value)
    else if (kind === 'BS') out.BS = writeList(value, toBase64)
    else out[kind] = value
  }
  return out
}

const readAttribute = (attribute) => {
  if (typeof attribute.B === 'string') attribute.B = fromBase64(attribute.B)
  if (Array.isArray(attribute.BS)) attribute.BS = attribute.BS.map(fromBase64)
  if (Array.isArray(attribute.L)) attribute.L = attribute.L.map(readAttribute)
  if (attribute.M && typeof attribute.M === 'object') {
    for (const key in attribute.M) attribute.M[key] = readAttribute(attribute.M[key])
  }
  return attribute
}

const readTimestamp = (value) => {
  const seconds = typeof value === 'string' ? Number.parseFloat(value) : value
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) {
    throw new TypeError('Epoch timestamps must be valid finite numbers.')
  }
  return new Date(Math.round(seconds * 1000))
}

const writePlain = (value) => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}

const PLAIN = { kind: 'plain' }
const KINDS = {
  b: { kind: 'blob' },
  t: { kind: 'time' },
  i: { kind: 'token' },
  A: { kind: 'attribute' },
}

const parseType = (text) => {
  if (text === '') return PLAIN
  if (text[0] === '[') return { kind: 'list', of: parseType(text.slice(1)) }
  if (text[0] === '{') return { kind: 'map', of: parseType(text.slice(1)) }
  return KINDS[text] ?? { kind: 'struct', name: text }
}

const parseShape = (text, name) => {
  const start = text.indexOf('\n' + name + ' =')
  if (start < 0) return null
  const from = start + name.length + 3
  const members = text.slice(from, text.indexOf(';', from)).split(/\s+/)
  return members.filter(Boolean).map((member) => {
    const at = member.indexOf(':')
    return at < 0
      ? { name: member, type: PLAIN }
      : { name: member.slice(0, at), type: parseType(member.slice(at + 1)) }
  })
}

/** A codec over texts of shapes (see `dynamodb/dataPlane.cjs`); each is asked for when those before lack a shape. */
exports.createCodec = (...loaders) => {
  const shapes = new Map()
  const membersOf = (name) => {
    let members = shapes.get(name)
    for (let at = 0; !members && at < loaders.length; at++)
      members = parseShape(loaders[at](), name)
    if (!members) throw new Error(`no shape ${name}`)
    shapes.set(name, members)
    return members
  }

  const writeStruct = (name, value) => {
    const out = {}
    for (const member of membersOf(name)) {
      const item = value[member.name]
      if (item !== undefined && item !== null) out[member.name] = write(member.type, item)
      else if (item === undefined && member.type.kind === 'token') out[member.name] = host.uuid()
    }
    return out
  }

  const write = (type, value) => {
    if (type.kind === 'blob') return toBase64(value)
    if (typeof value !== 'object') return writePlain(value)
    switch (type.kind) {
      case 'attribute':
        return writeAttribute(value)
      case 'struct':
        return writeStruct(type.name, value)
      case 'list':
        if (!Array.isArray(value)) return value
        return value.filter((item) => item != null).map((item) => write(type.of, item))
      case 'map': {
        const out = {}
        for (const key of Object.keys(value)) {
          if (value[key] != null) out[key] = write(type.of, value[key])
        }
        return out
      }
      case 'time':
        return value instanceof Date ? value.getTime() / 1000 : value
      default:
        return value
    }
  }

  const readStruct = (name, record, binary) => {
    const out = {}
    for (const member of membersOf(name)) {
      const item = record[member.name]
      if (item != null) out[member.name] = read(member.type, item, binary)
    }
    if (typeof record.__type === 'string') {
      for (const key of Object.keys(record)) if (!(key in out)) out[key] = record[key]
    }
    return out
  }

  const read = (type, value, binary) => {
    if (type === PLAIN) return value
    if (type.kind === 'time') return readTimestamp(value)
    if (type.kind === 'blob') return fromBase64(value)
    if (value === null || typeof value !== 'object') return value
    // Nothing inside needs conversion.
    if (type.of === PLAIN || (!binary && type.of?.kind === 'attribute')) return value
    switch (type.kind) {
      case 'attribute':
        return binary ? readAttribute(value) : value
      case 'struct':
        return readStruct(type.name, value, binary)
      case 'list':
        return Array.isArray(value) ? value.map((item) => read(type.of, item, binary)) : value
      case 'map':
        for (const key of Object.keys(value)) value[key] = read(type.of, value[key], binary)
        return value
      default:
        return value
    }
  }

  return {
    /** A shape's members in their order: `{ name, type }`. */
    members: (name) => (name === '-' ? [] : membersOf(name)),
    /** One value of a type, ready for JSON. */
    writeValue: write,
    /** The request body for `input`. */
    write: (name, input) => (name === '-' ? '{}' : JSON.stringify(writeStruct(name, input))),
    /** What a reply says; `text` is JSON. Only a text with a `"B…` member can hold binary values. */
    read: (name, text) => {
      const value = JSON.parse(text)
      if (name === '-' || value === null || typeof value !== 'object') return {}
      return readStruct(name, value, text.includes('"B'))
    },
    /** One member of a parsed error. */
    readMember: (type, value) => read(parseType(type), value, true),
  }
}
