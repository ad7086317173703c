'use strict'

// What Node.js prints before it dies of an error that nobody caught, line by line as CloudWatch keeps it.
// https://nodejs.org/api/process.html#event-uncaughtexception
const core = require('coldstart:core')
const { native, output } = core

const PLACE = /^ +at (?:.*\()?((?:file:\/\/)?(\/[^:)]+)):(\d+):(\d+)\)?$/m

/** The line of code where the error was made, with a caret under it; nothing where it was made outside the code. */
const codeOf = (error) => {
  const found = typeof error?.stack === 'string' ? PLACE.exec(error.stack) : null
  if (found === null || native.startsWith(found[2], '/var/runtime')) return undefined
  const line = native.readFile(found[2]).split('\n')[found[3] - 1]
  return line === undefined
    ? undefined
    : `${found[1]}:${found[3]}\n${line}\n${' '.repeat(found[4] - 1)}^\n`
}
const PROMISES = `node:internal/process/promises:394
      triggerUncaughtException(err, true /* fromPromise */);
      ^
`

exports.print = (error, isRejection) => {
  const { inspect } = core.load('internal/inspect')
  const isError = error instanceof Error
  let shown = inspect(error)
  if (!isError && isRejection) {
    const message = `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${typeof error === 'symbol' ? error.toString() : typeof error === 'string' ? error : inspect(error)}".`
    shown = `[UnhandledPromiseRejection: ${message}] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}`
  } else if (!isError) shown = `Uncaught:\n${shown}`
  const code = codeOf(error) ?? (isRejection ? PROMISES : undefined)
  const text = `${code === undefined ? '' : `${code}\n`}${shown}\n\nNode.js ${core.load('process').version}`
  for (const line of text.split('\n')) output.log(line)
}
