import { RE2JS } from 're2js'
import {
  HostObject,
  isSame,
  JsonList,
  type Method,
  TemplateError,
  TEXT_MAX,
  toText,
  type Value,
  type ValueMap,
} from './value.ts'

const bounded = (text: string): string => {
  if (text.length > TEXT_MAX) throw new TemplateError('The text is longer than 10 MB')
  return text
}

/** An argument that is to be text; maps and lists are none. */
const textOf = (args: readonly Value[], index: number): string => {
  const value = args[index] ?? null
  return typeof value === 'object' ? '' : toText(value)
}
const numberOf = (args: readonly Value[], index: number): number => {
  const value = args[index]
  return typeof value === 'number' ? Math.trunc(value) : 0
}

/** Replacing each character must not make a text out of all proportion. */
const replacement = (text: string, args: readonly Value[]): string => {
  const by = textOf(args, 1)
  if (text.length * by.length > 10 * TEXT_MAX) {
    throw new TemplateError('The text is longer than 10 MB')
  }
  return by
}

/** A map's entry: `$entry.key`, `$entry.getValue()`. */
const entryOf = (key: string, value: Value): HostObject =>
  new HostObject(
    new Map<string, Value>([
      ['key', key],
      ['value', value],
    ]),
    new Map<string, Method>([
      ['getKey', () => key],
      ['getValue', () => value],
    ]),
  )

/** Java's regular expressions by RE2's algorithm: linear in the text, whatever the pattern. */
const regexp = (pattern: string): RE2JS => {
  try {
    return RE2JS.compile(pattern)
  } catch {
    throw new TemplateError(`The regular expression is not valid: ${pattern}`)
  }
}

const stringMethods: Readonly<Record<string, (text: string, args: readonly Value[]) => Value>> = {
  length: (text) => text.length,
  isEmpty: (text) => text === '',
  toString: (text: string) => text,
  trim: (text) => text.trim(),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  equals: (text, args) => args[0] === text,
  equalsIgnoreCase: (text, args) => textOf(args, 0).toLowerCase() === text.toLowerCase(),
  contains: (text, args) => text.includes(textOf(args, 0)),
  startsWith: (text, args) => text.startsWith(textOf(args, 0)),
  endsWith: (text, args) => text.endsWith(textOf(args, 0)),
  indexOf: (text, args) => text.indexOf(textOf(args, 0)),
  lastIndexOf: (text, args) => text.lastIndexOf(textOf(args, 0)),
  charAt: (text, args) => text.charAt(numberOf(args, 0)),
  concat: (text, args) => bounded(text + textOf(args, 0)),
  substring: (text, args) =>
    args.length > 1
      ? text.slice(numberOf(args, 0), numberOf(args, 1))
      : text.slice(numberOf(args, 0)),
  replace: (text, args) => bounded(text.replaceAll(textOf(args, 0), () => replacement(text, args))),
  replaceAll: (text, args) =>
    bounded(regexp(textOf(args, 0)).matcher(text).replaceAll(replacement(text, args))),
  replaceFirst: (text, args) =>
    bounded(regexp(textOf(args, 0)).matcher(text).replaceFirst(textOf(args, 1))),
  matches: (text, args) => regexp(textOf(args, 0)).matches(text),
  split: (text, args) => regexp(textOf(args, 0)).split(text),
}

const listMethods: Readonly<Record<string, (list: Value[], args: readonly Value[]) => Value>> = {
  size: (list) => list.length,
  isEmpty: (list) => list.length === 0,
  get: (list, args) => list[numberOf(args, 0)] ?? null,
  contains: (list, args) => list.some((item) => isSame(item, args[0] ?? null)),
  indexOf: (list, args) => list.findIndex((item) => isSame(item, args[0] ?? null)),
  toString: (list: Value[]) => toText(list),
  add(list, args) {
    list.push(args[0] ?? null)
    return true
  },
  addAll(list, args) {
    const [more] = args
    if (!Array.isArray(more)) return false
    if (list.length + more.length > TEXT_MAX) throw new TemplateError('The list is too long')
    for (const item of Array.from(more)) list.push(item)
    return true
  },
  set(list, args) {
    const index = numberOf(args, 0)
    const before = list[index]
    if (before === undefined) throw new TemplateError('The list has no such index')
    list[index] = args[1] ?? null
    return before
  },
  remove: (list, args) => list.splice(numberOf(args, 0), 1)[0] ?? null,
}

const mapMethods: Readonly<Record<string, (map: ValueMap, args: readonly Value[]) => Value>> = {
  size: (map) => map.size,
  isEmpty: (map) => map.size === 0,
  get: (map, args) => map.get(textOf(args, 0)) ?? null,
  getOrDefault: (map, args) => map.get(textOf(args, 0)) ?? args[1] ?? null,
  containsKey: (map, args) => map.has(textOf(args, 0)),
  containsValue: (map, args) => [...map.values()].some((item) => isSame(item, args[0] ?? null)),
  keySet: (map) => [...map.keys()],
  values: (map) => [...map.values()],
  entrySet: (map) => [...map].map(([key, value]) => entryOf(key, value)),
  toString: (map: ValueMap) => toText(map),
  put(map, args) {
    const key = textOf(args, 0)
    const before = map.get(key) ?? null
    map.set(key, args[1] ?? null)
    return before
  },
  putAll(map, args) {
    const [more] = args
    if (more instanceof Map) for (const [key, value] of more) map.set(key, value)
    return null
  },
  remove(map, args) {
    const key = textOf(args, 0)
    const before = map.get(key) ?? null
    map.delete(key)
    return before
  },
}

const plainMethods: Readonly<Record<string, (value: Value, args: readonly Value[]) => Value>> = {
  toString: (value: Value) => toText(value),
  equals: (value, args) => isSame(value, args[0] ?? null),
  intValue: (value) => (typeof value === 'number' ? Math.trunc(value) : null),
  doubleValue: (value) => (typeof value === 'number' ? value : null),
}

const pick = <F>(methods: Readonly<Record<string, F>>, name: string): F | undefined =>
  Object.hasOwn(methods, name) ? methods[name] : undefined

/** The method `name` of `value`, bound to it; undefined where it has none. */
export function findMethod(value: Value, name: string): Method | undefined {
  if (value === null) return undefined
  if (value instanceof HostObject) return value.methods.get(name)
  const bind = <V>(found: ((value: V, args: readonly Value[]) => Value) | undefined, on: V) =>
    found === undefined ? undefined : (args: readonly Value[]) => found(on, args)
  const common = bind(pick(plainMethods, name), value)
  if (typeof value === 'string') return bind(pick(stringMethods, name), value) ?? common
  if (value instanceof Map) return bind(pick(mapMethods, name), value) ?? common
  if (Array.isArray(value)) return bind(pick(listMethods, name), value) ?? common
  return common
}

/** `$value.name`, `$value['name']`, `$value[0]`: undefined where there is nothing of that name. */
export function findProperty(value: Value, name: string | number): Value | undefined {
  if (value instanceof HostObject) {
    const field = value.fields.get(String(name))
    // `$input.params` without its parentheses prints as an empty object, and so does whatever is asked of it.
    return field ?? (value.fields.has('key') ? undefined : NOTHING)
  }
  if (value instanceof Map) return value.get(String(name))
  if (Array.isArray(value)) {
    const index = typeof name === 'number' ? name : Number(name)
    if (!Number.isInteger(index)) return name === 'empty' ? value.length === 0 : undefined
    return value.at(index)
  }
  return undefined
}

const NOTHING = new HostObject(new Map(), new Map())

/** What `#foreach` goes through: a list's items, a map's values. */
export function itemsOf(value: Value): readonly Value[] {
  if (value instanceof JsonList || Array.isArray(value)) return value
  return value instanceof Map ? [...value.values()] : []
}
