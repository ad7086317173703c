'use strict'

// https://html.spec.whatwg.org/multipage/structured-data.html#structured-cloning
const ERRORS = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }

const refuse = (value) => {
  throw new DOMException(
    `${typeof value === 'function' || typeof value === 'symbol' ? String(value) : '#<Object>'} could not be cloned.`,
    'DataCloneError',
  )
}

const clone = (value, seen) => {
  if (typeof value === 'function' || typeof value === 'symbol') return refuse(value)
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value)) return seen.get(value)
  const keep = (made) => {
    seen.set(value, made)
    return made
  }
  if (value instanceof Date) return keep(new Date(value.getTime()))
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags))
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return keep(Object(value.valueOf()))
  if (value instanceof ArrayBuffer) return keep(value.slice(0))
  if (ArrayBuffer.isView(value)) {
    const name = Object.prototype.toString.call(value).slice(8, -1)
    const buffer = clone(value.buffer, seen)
    return keep(new globalThis[name](buffer, value.byteOffset, value.length ?? value.byteLength))
  }
  if (value instanceof Map) {
    const made = keep(new Map())
    for (const [key, item] of [...value]) made.set(clone(key, seen), clone(item, seen))
    return made
  }
  if (value instanceof Set) {
    const made = keep(new Set())
    for (const item of [...value]) made.add(clone(item, seen))
    return made
  }
  if (value instanceof Error) {
    const Class = ERRORS[value.name] ?? Error
    const made = keep(new Class(value.message))
    Object.defineProperty(made, 'stack', { value: value.stack, writable: true, configurable: true })
    if (Object.hasOwn(value, 'cause')) made.cause = clone(value.cause, seen)
    return made
  }
  if (
    value instanceof Promise ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef
  )
    return refuse(value)
  const made = keep(Array.isArray(value) ? new Array(value.length) : {})
  for (const key of Object.keys(value)) made[key] = clone(value[key], seen)
  return made
}

exports.structuredClone = function structuredClone(value) {
  if (arguments.length === 0) throw new TypeError('The "value" argument must be specified')
  return clone(value, new Map())
}
