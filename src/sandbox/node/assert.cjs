'use strict'

// https://nodejs.org/api/assert.html
const { inspect } = require('coldstart:node/internal/inspect')
const { received } = require('coldstart:node/internal/bufferNumbers')
const { isDeepEqual } = require('coldstart:node/internal/deepEqual')

class AssertionError extends Error {
  constructor({ message, actual, expected, operator, isGenerated }) {
    super(message)
    this.generatedMessage = isGenerated
    this.code = 'ERR_ASSERTION'
    this.actual = actual
    this.expected = expected
    this.operator = operator
  }
}
AssertionError.prototype.name = 'AssertionError'

const fail = (message, generated, actual, expected, operator) => {
  if (message instanceof Error) throw message
  throw new AssertionError({
    message: message ?? generated(),
    actual,
    expected,
    operator,
    isGenerated: message === undefined || message === null,
  })
}
const compare = (title, actual, expected) =>
  `${title}\n\n${inspect(actual)} !== ${inspect(expected)}\n`
const differ = (title, actual, expected) =>
  `${title}\n\nactual: ${inspect(actual)}\nexpected: ${inspect(expected)}\n`

function assert(value, message) {
  if (value) return
  fail(
    message,
    () =>
      value === undefined && arguments.length === 0
        ? 'No value argument passed to `assert.ok()`'
        : 'The expression evaluated to a falsy value:\n\n  assert.ok(' + inspect(value) + ')\n',
    value,
    true,
    '==',
  )
}
assert.ok = (value, message) => assert(value, message)
assert.AssertionError = AssertionError
assert.fail = (message = 'Failed') => fail(message, () => 'Failed', undefined, undefined, 'fail')
assert.equal = (actual, expected, message) => {
  // oxlint-disable-next-line eqeqeq -- the legacy comparison is what is asked for
  if (!(actual == expected || (Number.isNaN(actual) && Number.isNaN(expected))))
    fail(message, () => `${inspect(actual)} == ${inspect(expected)}`, actual, expected, '==')
}
assert.notEqual = (actual, expected, message) => {
  // oxlint-disable-next-line eqeqeq -- the legacy comparison is what is asked for
  if (actual == expected)
    fail(message, () => `${inspect(actual)} != ${inspect(expected)}`, actual, expected, '!=')
}
assert.strictEqual = (actual, expected, message) => {
  if (!Object.is(actual, expected))
    fail(
      message,
      () => compare('Expected values to be strictly equal:', actual, expected),
      actual,
      expected,
      'strictEqual',
    )
}
assert.notStrictEqual = (actual, expected, message) => {
  if (Object.is(actual, expected))
    fail(
      message,
      () => `Expected "actual" to be strictly unequal to: ${inspect(expected)}`,
      actual,
      expected,
      'notStrictEqual',
    )
}
assert.deepEqual = (actual, expected, message) => {
  if (!isDeepEqual(actual, expected, false))
    fail(
      message,
      () => differ('Expected values to be loosely deep-equal:', actual, expected),
      actual,
      expected,
      'deepEqual',
    )
}
assert.deepStrictEqual = (actual, expected, message) => {
  if (!isDeepEqual(actual, expected, true))
    fail(
      message,
      () => differ('Expected values to be strictly deep-equal:', actual, expected),
      actual,
      expected,
      'deepStrictEqual',
    )
}
assert.notDeepEqual = (actual, expected, message) => {
  if (isDeepEqual(actual, expected, false))
    fail(
      message,
      () => `Expected "actual" not to be loosely deep-equal to: ${inspect(expected)}`,
      actual,
      expected,
      'notDeepEqual',
    )
}
assert.notDeepStrictEqual = (actual, expected, message) => {
  if (isDeepEqual(actual, expected, true))
    fail(
      message,
      () => `Expected "actual" not to be strictly deep-equal to: ${inspect(expected)}`,
      actual,
      expected,
      'notDeepStrictEqual',
    )
}
assert.match = (text, pattern, message) => {
  if (!pattern.test(text))
    fail(
      message,
      () =>
        `The input did not match the regular expression ${pattern}. Input:\n\n${inspect(text)}\n`,
      text,
      pattern,
      'match',
    )
}
assert.doesNotMatch = (text, pattern, message) => {
  if (pattern.test(text))
    fail(
      message,
      () =>
        `The input was expected to not match the regular expression ${pattern}. Input:\n\n${inspect(text)}\n`,
      text,
      pattern,
      'doesNotMatch',
    )
}
assert.ifError = (value) => {
  if (value !== null && value !== undefined)
    fail(
      `ifError got unwanted exception: ${typeof value?.message === 'string' ? value.message || value.constructor.name : inspect(value)}`,
      undefined,
      value,
      null,
      'ifError',
    )
}

/** Whether a thrown error is the one described by a class, pattern, check or object. */
const checkThrown = (error, expected, message) => {
  if (expected === undefined || typeof expected === 'string') return
  if (expected instanceof RegExp) {
    if (!expected.test(String(error)))
      fail(
        message,
        () =>
          `The input did not match the regular expression ${expected}. Input:\n\n${inspect(String(error))}\n`,
        error,
        expected,
        'throws',
      )
  } else if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return
    if (Error.isPrototypeOf(expected) || expected === Error)
      fail(
        message,
        () =>
          `The error is expected to be an instance of "${expected.name}". Received ${
            error instanceof Error
              ? `"${error.constructor.name}"\n\nError message:\n\n${error.message}`
              : `"${inspect(error, { depth: -1 })}"`
          }`,
        error,
        expected,
        'throws',
      )
    if (expected.call({}, error) !== true)
      fail(
        message,
        () => 'The validation function is expected to return "true".',
        error,
        expected,
        'throws',
      )
  } else {
    for (const key of Object.keys(expected)) {
      const isSame =
        expected[key] instanceof RegExp && typeof error[key] === 'string'
          ? expected[key].test(error[key])
          : isDeepEqual(error[key], expected[key], true)
      if (!isSame)
        fail(
          message,
          () => differ('Expected values to be strictly deep-equal:', error[key], expected[key]),
          error,
          expected,
          'throws',
        )
    }
  }
}
const checkCallback = (callback) => {
  if (typeof callback === 'function') return
  const error = new TypeError(
    `The "fn" argument must be of type function. Received ${received(callback)}`,
  )
  error.code = 'ERR_INVALID_ARG_TYPE'
  throw error
}
const missing = (expected, what) =>
  `Missing expected ${what}${typeof expected === 'function' && expected.name ? ` (${expected.name}).` : '.'}`
assert.throws = (callback, expected, message) => {
  checkCallback(callback)
  let thrown
  try {
    callback()
  } catch (error) {
    thrown = { error }
  }
  if (thrown === undefined)
    fail(
      typeof expected === 'string' ? expected : message,
      () => missing(expected, 'exception'),
      undefined,
      expected,
      'throws',
    )
  checkThrown(thrown.error, expected, message)
}
assert.doesNotThrow = (callback, message) => {
  checkCallback(callback)
  try {
    callback()
  } catch (error) {
    fail(
      typeof message === 'string' ? message : undefined,
      () => `Got unwanted exception.\nActual message: "${error?.message}"`,
      error,
      undefined,
      'doesNotThrow',
    )
  }
}
assert.rejects = async (work, expected, message) => {
  let thrown
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    thrown = { error }
  }
  if (thrown === undefined)
    fail(
      typeof expected === 'string' ? expected : message,
      () => missing(expected, 'rejection'),
      undefined,
      expected,
      'rejects',
    )
  checkThrown(thrown.error, expected, message)
}
assert.doesNotReject = async (work, message) => {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    fail(
      typeof message === 'string' ? message : undefined,
      () => `Got unwanted rejection.\nActual message: "${error?.message}"`,
      error,
      undefined,
      'doesNotReject',
    )
  }
}

function strict(value, message) {
  assert(value, message)
}
Object.assign(strict, assert, {
  equal: assert.strictEqual,
  notEqual: assert.notStrictEqual,
  deepEqual: assert.deepStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
})
assert.strict = strict
strict.strict = strict
module.exports = assert
