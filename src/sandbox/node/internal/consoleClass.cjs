'use strict'

// `console.Console`: a console over streams, as libraries make one that Lambda's runtime has not patched.
// https://nodejs.org/api/console.html#class-console
const core = require('coldstart:core')
const { load } = core

const STDERR = ['warn', 'error', 'trace']
const format = (options, args) => load('internal/inspect').formatWithOptions(options, args)

/** The methods of a console whose lines `write` takes: `(isError, text)`. */
const methodsOf = (write, options) => {
  const counts = new Map()
  const timers = new Map()
  let indent = ''
  const put = (isError, text) =>
    write(isError, `${indent}${text.replaceAll('\n', `\n${indent}`)}\n`)
  const made = {}
  for (const name of ['log', 'info', 'debug', 'dirxml', ...STDERR]) {
    made[name] = (...args) => put(STDERR.includes(name), format(options, args))
  }
  const elapsed = (label) => `${label}: ${(core.native.clock() - timers.get(`${label}`)) / 1_000}ms`
  return Object.assign(made, {
    dir: (value, how) =>
      put(false, load('internal/inspect').inspect(value, { customInspect: false, ...how })),
    assert(condition, ...args) {
      if (condition) return
      args[0] = `Assertion failed${args.length === 0 ? '' : `: ${args[0]}`}`
      made.warn(...args)
    },
    count(label = 'default') {
      counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1)
      made.log(`${label}: ${counts.get(`${label}`)}`)
    },
    countReset(label = 'default') {
      counts.delete(`${label}`)
    },
    time(label = 'default') {
      timers.set(`${label}`, core.native.clock())
    },
    timeLog(label = 'default', ...args) {
      if (timers.has(`${label}`)) made.log(elapsed(label), ...args)
    },
    timeEnd(label = 'default') {
      if (timers.has(`${label}`)) made.log(elapsed(label))
      timers.delete(`${label}`)
    },
    group(...args) {
      if (args.length > 0) made.log(...args)
      indent += '  '
    },
    groupCollapsed: (...args) => made.group(...args),
    groupEnd() {
      indent = indent.slice(2)
    },
    table: (rows, properties) =>
      rows === null || typeof rows !== 'object'
        ? made.log(rows)
        : made.log(load('internal/table').format(rows, properties)),
    clear() {},
  })
}

const isStream = (value) => typeof value?.write === 'function'

// Not a class: `Console(process.stdout)` makes one as well.
exports.Console = function Console(options, stderr) {
  const given = isStream(options) ? { stdout: options, stderr } : options
  if (!isStream(given?.stdout)) {
    throw core.errors.create(
      'TypeError',
      'ERR_CONSOLE_WRITABLE_STREAM',
      'Console expects a writable stream instance for stdout',
    )
  }
  const out = given.stdout
  const errors = given.stderr ?? out
  const made = this instanceof exports.Console ? this : Object.create(exports.Console.prototype)
  const write = (isError, text) => (isError ? errors : out).write(text)
  return Object.assign(made, methodsOf(write, given.inspectOptions ?? {}))
}
