'use strict'

// What Lambda's sandbox, or this one, does not let a function do: importable, as libraries do at their top, and failing
// when used, with the error that the operating system gives.
const { errors } = require('coldstart:core')

/** An error of the operating system. */
const systemError = (code, syscall, more) => {
  const error = errors.create('Error', '', `${syscall} ${code}${more?.message ?? ''}`)
  const { message: _message, ...rest } = more ?? {}
  return Object.assign(error, {
    code,
    errno: { EPERM: -1, EACCES: -13, ENOENT: -2 }[code],
    syscall,
    ...rest,
  })
}
/** A function that throws: the sandbox lacks what it needs. */
const lacking = (what) =>
  function unavailable() {
    throw errors.create(
      'Error',
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      `[coldstart] ${what} is not available in the sandbox`,
    )
  }
Object.assign(exports, { lacking, systemError })
