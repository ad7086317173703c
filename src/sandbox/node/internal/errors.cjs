'use strict'

// Error messages and stacks as V8 writes them. QuickJS calls `Error.prepareStackTrace` for every error.
const core = require('coldstart:core')
const { settings, native } = core
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isExtensible } = Object
const header = (error) => {
  try {
    const { name, message } = error
    const shownName = name === undefined ? 'Error' : `${name}`
    const shownCode =
      error.code !== undefined && settings.codes.has(error) ? ` [${error.code}]` : ''
    const shown = message === undefined ? '' : `${message}`
    return shown === '' ? shownName + shownCode : `${shownName}${shownCode}: ${shown}`
  } catch {
    return 'Error'
  }
}
// Errors of ours whose stack begins `Error [CODE]: `, as Node's internal errors do.
settings.codes = new WeakSet()

/** `[file, line, column]`, or undefined for a native function. */
const placeOf = (site) => {
  const file = site.getFileName()
  if (file === null || file === undefined || site.isNative()) return undefined
  const line = site.getLineNumber()
  let column = site.getColumnNumber()
  // The wrapper around a CommonJS file stands on its first line.
  if (line === 1 && file[0] === '/')
    column = column > settings.wrapperLength ? column - settings.wrapperLength : 1
  return [file, line, column]
}
const place = (site) => {
  const at = placeOf(site)
  return at === undefined ? '<anonymous>' : `${at[0]}:${at[1]}:${at[2]}`
}

/** Whether a file is the function's own, or a layer's. */
const isCode = (file) => {
  const path = native.startsWith(file, 'file://') ? native.slice(file, 7) : file
  return native.startsWith(path, '/var/task/') || native.startsWith(path, '/opt/')
}
/**
 * What the code says of a frame, as V8 would: `line:column`, the function's name behind a bar, and the message below;
 * empty where it says nothing.
 * QuickJS's own place is that of the last thing for which it took one.
 */
const blame = (site, type, name, message) => {
  if (site === undefined || site.isNative()) return ''
  const file = site.getFileName()
  if (typeof file !== 'string' || !isCode(file)) return ''
  return native.blame(
    file,
    `${site.getLineNumber()}:${site.getColumnNumber()}`,
    type,
    name,
    message,
  )
}
/** What the native function that failed was given first, where the code that called it tells. */
const givenTo = (sites) => {
  const told = sites[0].isNative()
    ? blame(sites[1], 'called', sites[0].getFunctionName() ?? '', '')
    : ''
  const end = told.indexOf('\n')
  return end < 0 ? 'undefined' : native.slice(told, end + 1)
}
const className = (error) => {
  try {
    return `${error.constructor.name}`
  } catch {
    return ''
  }
}

/** Whether a frame belongs to the sandbox's own machinery. */
const isInternal = (file) =>
  file !== null && file !== undefined && native.startsWith(file, 'node:internal/')

/** The runtime client's function that calls the handler: what V8 says of the call, and the frames below it. */
const CALLERS = {
  __proto__: null,
  handleOnceNonStreaming: [
    'Runtime',
    'at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1306:29)',
  ],
  handleOnceStreaming: [
    'Runtime',
    'at Runtime.handleOnceStreaming (file:///var/runtime/index.mjs:1341:38)',
  ],
  processInvoke: [
    'BufferedInvokeProcessor',
    'at BufferedInvokeProcessor.processInvoke (file:///var/runtime/index.mjs:1096:33)',
    'at file:///var/runtime/index.mjs:1182:98',
    'at InvokeStoreSingle.run (file:///var/runtime/index.mjs:84:14)',
    'at _Runtime.runWithInvokeContext (file:///var/runtime/index.mjs:1195:24)',
    'at async _Runtime.processSingleConcurrent (file:///var/runtime/index.mjs:1182:7)',
    'at async _Runtime.start (file:///var/runtime/index.mjs:1169:7)',
    'at async ignition (file:///var/runtime/index.mjs:1638:5)',
  ],
}
/** `Error.stackTraceLimit`. */
const FRAMES_MAX = 10
const callerOf = (site) =>
  site !== undefined && isInternal(site.getFileName()) ? CALLERS[site.getFunctionName()] : undefined
/** The handler is called as the method `handler`: V8 names it so where its own name differs. */
const methodName = (receiver, name) => {
  const hasName = name !== null && name !== undefined && name !== ''
  return `${receiver}.${hasName ? name : 'handler'}${hasName && name !== 'handler' ? ' [as handler]' : ''}`
}

/** V8 names the receiver of a native method. */
const JSON_METHODS = { __proto__: null, parse: 'JSON.parse', stringify: 'JSON.stringify' }
const METHODS = { __proto__: null, Promise: 'new Promise' }
for (const name of [
  'map',
  'forEach',
  'filter',
  'reduce',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'sort',
]) {
  METHODS[name] = `Array.${name}`
}
const topOf = (site) =>
  site === undefined
    ? { __proto__: null, place: undefined, name: undefined, isNative: false }
    : {
        __proto__: null,
        place: placeOf(site),
        name: site.getFunctionName(),
        isNative: site.isNative(),
      }

const ErrorPrototype = Error.prototype
/** How many frames are constructors of the error's own class: V8 begins where it is made. */
const constructorsOf = (error, sites) => {
  let count = 0
  try {
    let prototype = getPrototypeOf(error)
    const names = []
    while (prototype !== null && prototype !== ErrorPrototype && names.length < FRAMES_MAX) {
      names[names.length] = prototype.constructor.name
      prototype = getPrototypeOf(prototype)
    }
    while (count < sites.length && names.includes(sites[count].getFunctionName())) count++
  } catch {
    return 0
  }
  return count < sites.length ? count : 0
}

/** The frames of the trace that was made last, as lines; null where a program's own `prepareStackTrace` makes it. */
let frames = null
/** Whether `Error.captureStackTrace` asks: the message is then whatever it is. */
let isCapturing = false
/** As in V8, what a trace begins with is the error's name and message when it is first read: classes set their names late. */
const tellLazily = (error, lines) => {
  let text
  defineProperty(error, 'stack', {
    __proto__: null,
    get() {
      return (text ??= header(error) + lines)
    },
    set(value) {
      defineProperty(this, 'stack', {
        __proto__: null,
        value,
        writable: true,
        enumerable: false,
        configurable: true,
      })
    },
    enumerable: false,
    configurable: true,
  })
}

const prepare = (error, allSites) => {
  const own = constructorsOf(error, allSites)
  frames = framesOf(error, own === 0 ? allSites : allSites.slice(own))
  // QuickJS asks again when an error is thrown anew: one that has its trace keeps it.
  if (!isCapturing && isExtensible(error) && getOwnPropertyDescriptor(error, 'stack') === undefined)
    tellLazily(error, frames)
  return header(error) + frames
}
const { captureStackTrace } = Error
const capture = {
  captureStackTrace(target, constructorOpt) {
    isCapturing = true
    frames = null
    try {
      // Without a function of the program's the trace begins at its call, not within.
      captureStackTrace(
        target,
        typeof constructorOpt === 'function' ? constructorOpt : capture.captureStackTrace,
      )
    } finally {
      isCapturing = false
    }
    if (frames !== null && getOwnPropertyDescriptor(target, 'stack')?.configurable)
      tellLazily(target, frames)
  },
}
defineProperty(Error, 'captureStackTrace', {
  __proto__: null,
  value: capture.captureStackTrace,
  writable: true,
  enumerable: false,
  configurable: true,
})

/** Puts V8's words in the place of QuickJS's, and answers what the code says of the first frame. */
const mendMessage = (error, sites) => {
  if (isCapturing) return blame(sites[0], 'called', '', '')
  const descriptor = getOwnPropertyDescriptor(error, 'message')
  const own =
    descriptor !== undefined && typeof descriptor.value === 'string' ? descriptor.value : ''
  const blamed = blame(sites[0], 'failed', className(error), own)
  const end = blamed.indexOf('\n')
  if (own !== '') {
    const message =
      end >= 0
        ? native.slice(blamed, end + 1)
        : translate(own, topOf(sites[0]), () => givenTo(sites))
    if (message !== own) {
      defineProperty(error, 'message', {
        __proto__: null,
        value: message,
        writable: true,
        enumerable: false,
        configurable: true,
      })
    }
  }
  return blamed
}
const framesOf = (error, sites) => {
  const blamed = mendMessage(error, sites)
  let text = ''
  let count = 0
  let above = null
  for (let at = 0; at < sites.length; at++) {
    const site = sites[at]
    const caller = callerOf(site)
    if (caller !== undefined) {
      for (let line = 1; line < caller.length && count < FRAMES_MAX; line++) {
        count++
        text += `\n    ${caller[line]}`
      }
      return text
    }
    const file = site.getFileName()
    // Where QuickJS says a text is that `JSON.parse` reads, and ours in its stead.
    if (file === '<input>') continue
    if (file === 'node:internal/json' && JSON_METHODS[site.getFunctionName()] !== undefined) {
      count++
      text += `\n    at ${JSON_METHODS[site.getFunctionName()]} (<anonymous>)`
      continue
    }
    if (isInternal(file)) continue
    const next = sites[at + 1]
    // V8 has no frame for these.
    if (
      site.isNative() &&
      (site.getFunctionName() === 'apply' || site.getFunctionName() === 'call')
    )
      continue
    // Our own machinery calls through `Reflect.apply`.
    if (site.isNative() && (next === undefined || isInternal(next.getFileName()))) continue
    const calledBy = callerOf(next)
    const name = site.getFunctionName()
    const told = at === 0 ? blamed : blame(site, 'called', above ?? '', '')
    const bar = told.indexOf('|')
    const known = bar < 0 ? '' : native.slice(told, bar + 1).split('\n', 1)[0]
    const shown =
      known !== ''
        ? known
        : calledBy !== undefined
          ? methodName(calledBy[0], name)
          : site.isNative()
            ? (METHODS[name] ?? name)
            : name
    const where = bar < 0 ? place(site) : `${site.getFileName()}:${told.slice(0, bar)}`
    above = name
    count++
    text +=
      shown === null || shown === undefined || shown === '' || shown === '<anonymous>'
        ? `\n    at ${where}`
        : `\n    at ${shown} (${where})`
  }
  return text
}
const { translate } = core.load('internal/v8Messages')
// Call sites of strict code know neither function nor receiver, as in V8; ours are nobody's business.
Error.prepareStackTrace = (_error, sites) => sites
const sitesPrototype = Object.getPrototypeOf(new Error('').stack[0])
for (const name of ['getFunction', 'getThis']) {
  defineProperty(sitesPrototype, name, {
    __proto__: null,
    value: () => undefined,
    writable: true,
    enumerable: false,
    configurable: false,
  })
}
// What V8's call sites tell beside, which QuickJS's do not. https://v8.dev/docs/stack-trace-api
for (const [name, value] of [
  ['getEvalOrigin', undefined],
  ['getMethodName', null],
  ['getPromiseIndex', null],
  ['getTypeName', null],
  ['isAsync', false],
  ['isConstructor', false],
  ['isEval', false],
  ['isPromiseAll', false],
  ['isToplevel', true],
]) {
  if (name in sitesPrototype) continue
  defineProperty(sitesPrototype, name, { __proto__: null, value: () => value, configurable: false })
}
Error.prepareStackTrace = prepare
defineProperty(Error, 'prepareStackTrace', { enumerable: false })

const classes = { __proto__: null, Error, SyntaxError, TypeError, RangeError }

/** An error of Node's own: `className` and, where it has one, its `code`. */
exports.create = (className, code, message) => {
  const error = new classes[className]('')
  if (code !== '') error.code = code
  defineProperty(error, 'message', {
    __proto__: null,
    value: message,
    writable: true,
    enumerable: false,
    configurable: true,
  })
  const isNodes = native.startsWith(code, 'ERR_')
  if (isNodes) {
    settings.codes.add(error)
    defineProperty(error, 'toString', {
      __proto__: null,
      value: () => header(error),
      writable: true,
      enumerable: false,
      configurable: true,
    })
  }
  const { stack } = error
  const end = stack.indexOf('\n    at ')
  const rest = end < 0 ? '' : native.slice(stack, end)
  defineProperty(error, 'stack', {
    __proto__: null,
    value: header(error) + rest,
    writable: true,
    enumerable: false,
    configurable: true,
  })
  return error
}

/** Puts `message` in place of what `error` says. */
exports.reword = (error, message) => {
  const { stack } = error
  const end = stack.indexOf('\n    at ')
  for (const [key, value] of [
    ['message', message],
    ['stack', `${error.name}: ${message}${end < 0 ? '' : stack.slice(end)}`],
  ]) {
    defineProperty(error, key, {
      __proto__: null,
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    })
  }
}
