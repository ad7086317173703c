/**
 * What a template can hold: what JSON says, maps and lists of the template's own, and the few objects that the gateway
 * lends it. A JSON object is a Map: no name of a template ever reaches a JavaScript property.
 */
export type Value = null | boolean | number | string | Value[] | ValueMap | HostObject
export type ValueMap = Map<string, Value>

/** A method of an object, as a template calls it. */
export type Method = (args: readonly Value[]) => Value

/** `$input`, `$util`, a map's entry: what has methods. Its text is `{}`, as the real service prints them. */
export class HostObject {
  readonly fields: ReadonlyMap<string, Value>
  readonly methods: ReadonlyMap<string, Method>
  /** Steps that a call of one of its methods counts for. */
  readonly cost: number

  constructor(fields: ReadonlyMap<string, Value>, methods: ReadonlyMap<string, Method>, cost = 1) {
    this.fields = fields
    this.methods = methods
    this.cost = cost
  }
}

/** An array of the payload: prints as JSON does, where a list of the template's own prints as Java's does. */
export class JsonList extends Array<Value> {}

/** What went wrong in a template, or what it may not do. */
export class TemplateError extends Error {}

/** The longest text that a template may make: what a payload may weigh. */
export const TEXT_MAX = 10 * 1_024 * 1_024
/** Values inside values: more is a loop of the template's own making. */
const DEPTH_MAX = 100

/** A plain JSON value as templates see it. */
export function fromJson(json: unknown, depth = 0): Value {
  if (depth > DEPTH_MAX) throw new TemplateError('The value is nested too deeply')
  if (Array.isArray(json)) {
    const list = new JsonList()
    for (const item of json) list.push(fromJson(item, depth + 1))
    return list
  }
  if (typeof json === 'object' && json !== null) {
    const map: ValueMap = new Map()
    for (const [key, value] of Object.entries(json)) map.set(key, fromJson(value, depth + 1))
    return map
  }
  const isScalar = typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean'
  return isScalar ? json : null
}

/** Collects a text and ends where it grows too long: a map may hold one value many times over. */
class Writer {
  text = ''

  write(text: string): void {
    this.text += text
    if (this.text.length > TEXT_MAX) throw new TemplateError('The text is longer than 10 MB')
  }
}

const enter = (depth: number): number => {
  if (depth > DEPTH_MAX) throw new TemplateError('The value is nested too deeply')
  return depth + 1
}

function writeJson(value: Value, to: Writer, depth: number): void {
  const inner = enter(depth)
  if (value instanceof HostObject) to.write('{}')
  else if (value instanceof Map) {
    let before = '{'
    for (const [key, item] of value) {
      to.write(`${before}${JSON.stringify(key)}:`)
      writeJson(item, to, inner)
      before = ','
    }
    to.write(value.size === 0 ? '{}' : '}')
  } else if (Array.isArray(value)) {
    let before = '['
    for (const item of value) {
      to.write(before)
      writeJson(item, to, inner)
      before = ','
    }
    to.write(value.length === 0 ? '[]' : ']')
  } else to.write(JSON.stringify(value))
}

function writeText(value: Value, to: Writer, depth: number): void {
  const inner = enter(depth)
  if (value instanceof JsonList) writeJson(value, to, depth)
  else if (value instanceof HostObject) {
    const key = value.fields.get('key')
    if (key === undefined) return to.write('{}')
    writeText(key, to, inner)
    to.write('=')
    writeText(value.fields.get('value') ?? null, to, inner)
  } else if (value instanceof Map) {
    let before = '{'
    for (const [key, item] of value) {
      to.write(`${before}${key}=`)
      writeText(item, to, inner)
      before = ', '
    }
    to.write(value.size === 0 ? '{}' : '}')
  } else if (Array.isArray(value)) {
    let before = '['
    for (const item of value) {
      to.write(before)
      writeText(item, to, inner)
      before = ', '
    }
    to.write(value.length === 0 ? '[]' : ']')
  } else to.write(String(value))
}

/** The value as JSON text, without blanks. */
export function toJsonText(value: Value): string {
  const to = new Writer()
  writeJson(value, to, 0)
  return to.text
}

/** The value as Java prints it, which is what a reference in a template becomes; nothing for null. */
export function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  const to = new Writer()
  writeText(value, to, 0)
  return to.text
}

/** Whether two values are the same, as Velocity's `==` tells: by their text, maps and lists by what they are. */
export function isSame(one: Value, two: Value): boolean {
  if (one === two) return true
  if (one === null || two === null) return false
  return typeof one !== 'object' && typeof two !== 'object' && String(one) === String(two)
}
