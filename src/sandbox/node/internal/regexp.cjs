'use strict'

// `RegExp` whose errors are V8's: they show the pattern, of which QuickJS says nothing.
// https://source.chromium.org/chromium/chromium/src/+/main:v8/src/regexp/regexp-error.h
const core = require('coldstart:core')
const { apply, construct } = Reflect
const { defineProperty, getOwnPropertyDescriptor } = Object
const { test } = RegExp.prototype
const Native = RegExp
const has = (pattern, text) => apply(test, pattern, [text])

/** Whether a class is open at the end of the pattern. */
const isClassOpen = (source) => {
  let isOpen = false
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '[') isOpen = true
    else if (source[at] === ']') isOpen = false
  }
  return isOpen
}
const WORDS = {
  __proto__: null,
  "expecting ')'": () => 'Unterminated group',
  'extraneous characters at the end': () => "Unmatched ')'",
  'nothing to repeat': () => 'Nothing to repeat',
  'duplicate group name': () => 'Duplicate capture group name',
  'invalid group name': () => 'Invalid capture group name',
  'group name not defined': () => 'Invalid named capture referenced',
  'invalid group': () => 'Invalid group',
  'invalid class range': (source, isUnicode) =>
    isUnicode && has(/\\[dswDSWpP].*-|-\\[dswDSWpP]/, source)
      ? 'Invalid character class'
      : 'Range out of order in character class',
  'invalid repetition count': (source) =>
    has(/\{\d+,\d+\}/, source) ? 'numbers out of order in {} quantifier' : 'Incomplete quantifier',
  'invalid escape sequence in regular expression': (source) =>
    has(/\\[ucx]/, source) ? 'Invalid Unicode escape' : 'Invalid escape',
  'unknown unicode property name': () => 'Invalid property name',
  'unknown unicode property value': () => 'Invalid property name',
  'unknown unicode general category': () => 'Invalid property name',
  'unknown unicode script': () => 'Invalid property name',
  'unexpected end': (source) =>
    isClassOpen(source) ? 'Unterminated character class' : '\\ at end of pattern',
  'syntax error': () => 'Lone quantifier brackets',
}
const mend = (error, pattern, flags) => {
  if (!(error instanceof SyntaxError)) return
  const shown = flags === undefined ? '' : `${flags}`
  if (error.message === 'invalid regular expression flags') {
    core.errors.reword(error, `Invalid flags supplied to RegExp constructor '${shown}'`)
    return
  }
  const words = WORDS[error.message]
  if (words === undefined) return
  const source = `${pattern instanceof Native ? pattern.source : pattern}`
  const isUnicode = has(/[uv]/, shown)
  core.errors.reword(
    error,
    `Invalid regular expression: /${source}/${shown}: ${words(source, isUnicode)}`,
  )
}

const Made = function RegExp(pattern, flags) {
  if (new.target === undefined && flags === undefined && pattern instanceof Native) {
    if (pattern.constructor === Made) return pattern
  }
  try {
    return construct(Native, [pattern, flags], new.target ?? Made)
  } catch (error) {
    mend(error, pattern, flags)
    throw error
  }
}
for (const key of Reflect.ownKeys(Native)) {
  if (key === 'length' || key === 'name' || key === 'prototype' || key === Symbol.species) continue
  defineProperty(Made, key, getOwnPropertyDescriptor(Native, key))
}
// What natives copy an expression with, in `split` for one: they need no words.
defineProperty(Made, Symbol.species, {
  __proto__: null,
  get() {
    return this === Made ? Native : this
  },
  configurable: true,
})
defineProperty(Made, 'prototype', { __proto__: null, value: Native.prototype, writable: false })
defineProperty(Native.prototype, 'constructor', { __proto__: null, value: Made })
defineProperty(globalThis, 'RegExp', { __proto__: null, value: Made })
