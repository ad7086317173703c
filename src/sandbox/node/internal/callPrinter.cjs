'use strict'

// How V8 names what was called (`event.Records.map is not a function`): QuickJS only says where, so the name is read
// off the source there. https://source.chromium.org/chromium/chromium/src/+/main:v8/src/ast/prettyprinter.cc
const { native } = require('coldstart:core')

const INTERMEDIATE = '(intermediate value)'
const IDENTIFIER = /[\w$\u0080-\uffff]/
const IDENTIFIER_START = /[A-Za-z_$\u0080-\uffff]/
const NAME = /^[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*$/
const SPACE = /\s/
/** Longer expressions than this are not read. */
const LENGTH_MAX = 2_000

const isPart = (text, at) => at >= 0 && at < text.length && IDENTIFIER.test(text[at])
const skipBack = (text, at) => {
  let place = at
  while (place >= 0 && SPACE.test(text[place])) place--
  return place
}
const wordStart = (text, end) => {
  let start = end
  while (isPart(text, start - 1)) start--
  return start
}
const OPENERS = { __proto__: null, ')': '(', ']': '[', '}': '{' }
/** Where the bracket that closes at `at` opens; -1 where that is not to be seen. */
const openingOf = (text, at) => {
  const stack = []
  for (let place = at; place >= 0 && at - place < LENGTH_MAX; place--) {
    const each = text[place]
    if (OPENERS[each] !== undefined) stack.push(OPENERS[each])
    else if (each === stack[stack.length - 1]) {
      stack.pop()
      if (stack.length === 0) return place
    }
  }
  return -1
}
/** Where the parenthesis that opens at `at` closes; -1 where that is not to be seen. */
const closingOf = (text, at) => {
  let depth = 0
  for (let place = at; place < text.length && place - at < LENGTH_MAX; place++) {
    if (text[place] === '(') depth++
    else if (text[place] === ')' && --depth === 0) return place
  }
  return -1
}
const keyOf = (inside) => {
  const text = inside.trim()
  const quoted = /^(['"])([A-Za-z_$][\w$]*)\1$/.exec(text)
  if (quoted !== null) return `.${quoted[2]}`
  return `[${/^[\w$.]+$/.test(text) ? text : INTERMEDIATE}]`
}

/** The operand that ends at `end`: `{ start, shown }`. */
const operandBefore = (text, end) => {
  const last = text[end]
  if (last === ')' || last === ']') {
    const opening = openingOf(text, end)
    const before = skipBack(text, opening - 1)
    const hasCallee =
      opening >= 0 && (isPart(text, before) || text[before] === ')' || text[before] === ']')
    if (!hasCallee) return { start: opening, shown: INTERMEDIATE }
    const callee = chainBefore(text, before)
    const inside = text.slice(opening + 1, end)
    return { start: callee.start, shown: callee.shown + (last === ')' ? '(...)' : keyOf(inside)) }
  }
  if (last === '"' || last === "'") {
    const start = text.lastIndexOf(last, end - 1)
    return { start, shown: `"${text.slice(start + 1, end)}"` }
  }
  if (!isPart(text, end)) return { start: end, shown: INTERMEDIATE }
  const start = wordStart(text, end)
  const word = text.slice(start, end + 1)
  return {
    start,
    shown: word === 'super' || !/^[A-Za-z_$\u0080-\uffff]/.test(word) ? INTERMEDIATE : word,
  }
}
/** The member expression that ends at `end`. */
const chainBefore = (text, end) => {
  const operand = operandBefore(text, end)
  const dot = skipBack(text, operand.start - 1)
  if (text[dot] !== '.' || !NAME.test(text.slice(operand.start, end + 1).split(/[([]/)[0]))
    return operand
  const isOptional = text[dot - 1] === '?'
  const object = chainBefore(text, skipBack(text, dot - (isOptional ? 2 : 1)))
  return { start: object.start, shown: `${object.shown}${isOptional ? '?.' : '.'}${operand.shown}` }
}

/** The end of the callee that goes on from `start`: over `.name` and `[key]` until its arguments begin. */
const calleeEnd = (text, start) => {
  let at = start
  while (isPart(text, at)) at++
  for (;;) {
    if (text[at] === '.' && isPart(text, at + 1)) {
      at++
      while (isPart(text, at)) at++
    } else if (text[at] === '[') {
      const closing = text.indexOf(']', at)
      if (closing < 0) return at
      at = closing + 1
    } else return at
  }
}

const offsetOf = (text, line, column) => {
  let start = 0
  for (let count = 1; count < line; count++) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return -1
  }
  return start + column - 1
}

const KEYWORDS = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'function',
  'return',
  'await',
  'with',
  'typeof',
])
/** What the call is whose callee ends at `end`. */
const callEndingAt = (text, end) => {
  const { start, shown } = chainBefore(text, end)
  const before = skipBack(text, start - 1)
  const isNew = isPart(text, before) && text.slice(wordStart(text, before), before + 1) === 'new'
  return { start, shown, isNew }
}
/** The call whose callee begins at `at`, or undefined where no call is there. */
const callAt = (text, at) => {
  if (!isPart(text, at) || IDENTIFIER_START.test(text[at]) === false) return undefined
  const end = calleeEnd(text, at)
  const next = text.slice(end, end + LENGTH_MAX).trimStart()
  const isCall = next[0] === '(' || next[0] === '`' || next.startsWith('?.(')
  const name = text.slice(at, end)
  if (KEYWORDS.has(name) || name === 'async') return undefined
  const call = callEndingAt(text, end - 1)
  const closing = next[0] === '(' ? closingOf(text, text.indexOf('(', end)) : -1
  // `a()()`: either may be meant.
  if (closing >= 0 && text[closing + 1] === '(') return undefined
  return isCall || call.isNew ? call : undefined
}
/** The call in whose arguments `at` stands, as far as the text of this function tells; undefined where there is none. */
const enclosingCall = (text, at) => {
  for (let place = at - 1; place >= 0 && at - place < LENGTH_MAX; place--) {
    const each = text[place]
    if (OPENERS[each] !== undefined) {
      place = openingOf(text, place)
      if (place < 0) return undefined
    } else if (each === '>' && text[place - 1] === '=') return undefined
    else if (each === ';') return undefined
    else if (each === '{') {
      const before = skipBack(text, place - 1)
      if (text[before] === ')' || text[before] === '>' || isPart(text, before)) return undefined
    } else if (each === '(') {
      const before = skipBack(text, place - 1)
      const end = text[before] === '.' && text[before - 1] === '?' ? before - 2 : before
      const word = isPart(text, end) ? text.slice(wordStart(text, end), end + 1) : ''
      if (KEYWORDS.has(word)) return undefined
      if (word !== '' || text[end] === ')' || text[end] === ']') return callEndingAt(text, end)
    }
  }
  return undefined
}
/** Whether `shown` names a function of Node's own: that can be called. */
const isKnown = (shown) => {
  let value = globalThis
  for (const key of shown.split('.')) {
    if (value === undefined || value === null) return false
    value = value[key]
  }
  return typeof value === 'function'
}

/**
 * What is called at a place in the code: its name, and whether with `new`. QuickJS's place is that of the last thing
 * evaluated, which may stand in the arguments of the call that failed: undefined where the text leaves a doubt.
 */
exports.print = (path, line, column) => {
  const text = native.readFile(path)
  const at = offsetOf(text, line, column)
  if (at < 0) return undefined
  const inner = callAt(text, at)
  const outer = enclosingCall(text, inner === undefined ? at : inner.start)
  if (inner === undefined) return outer
  if (isKnown(inner.shown)) return outer
  if (outer === undefined) return inner
  if (isKnown(outer.shown)) return inner
  return !inner.shown.includes('.') && outer.shown.includes('.') ? outer : undefined
}
/** The line of code at a place; empty where there is none. */
exports.lineAt = (path, line) => {
  const text = native.readFile(path)
  const start = offsetOf(text, line, 1)
  if (start < 0) return ''
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? text.length : end)
}
