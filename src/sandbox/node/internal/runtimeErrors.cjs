'use strict'

// The errors of Lambda's runtime interface client, and errors as it sends and logs them. Node.js 20 and 22 run its
// version 3, Node.js 24 its version 4. https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
const core = require('coldstart:core')
const { settings, output } = core
const { quote } = output
const { stringify } = JSON
const { assign, defineProperty } = Object
const { apply } = Reflect
const { replaceAll, slice } = String.prototype
const ErrorClass = Error
const isModern = settings.major >= 24

/** The frames below the place where each class is thrown, as public traces show them. */
const START = isModern
  ? [
      'at async UserFunctionLoader.load (file:///var/runtime/index.mjs:504:20)',
      'at async createRuntime (file:///var/runtime/index.mjs:1217:52)',
      'at async ignition (file:///var/runtime/index.mjs:1633:21)',
    ]
  : [
      'at async UserFunction.js.module.exports.load (file:///var/runtime/index.mjs:1235:21)',
      'at async start (file:///var/runtime/index.mjs:1454:23)',
      'at async file:///var/runtime/index.mjs:1464:1',
    ]
const FRAMES = isModern
  ? {
      __proto__: null,
      ImportModuleError: ['at loadModule (file:///var/runtime/index.mjs:573:13)', ...START],
      CallbackHandlerDeprecated: [
        'at errorOnDeprecatedCallback (file:///var/runtime/index.mjs:617:11)',
        'at createRuntime (file:///var/runtime/index.mjs:1222:5)',
        START[2],
      ],
    }
  : {
      __proto__: null,
      ImportModuleError: ['at _loadUserApp (file:///var/runtime/index.mjs:1192:17)', ...START],
      UserCodeSyntaxError: ['at _loadUserApp (file:///var/runtime/index.mjs:1189:17)', ...START],
      HandlerNotFound: [
        'at UserFunction.js.module.exports.load (file:///var/runtime/index.mjs:1238:15)',
        START[1],
        START[2],
      ],
    }

const framesOf = (name) => {
  const frames = FRAMES[name] ?? START
  let text = ''
  for (let at = 0; at < frames.length; at++) text += `\n    ${frames[at]}`
  return text
}
const hide = (error, key, value) =>
  defineProperty(error, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })

const classes = { __proto__: null }
const classOf = (name) => {
  const known = classes[name]
  if (known !== undefined) return known
  const className =
    isModern &&
    (name === 'HandlerNotFound' ||
      name === 'MalformedHandlerName' ||
      name === 'CallbackHandlerDeprecated')
      ? `${name}Error`
      : name
  const made = { [className]: class extends ErrorClass {} }[className]
  if (!isModern) made.prototype.name = `Runtime.${name}`
  classes[name] = made
  return made
}

/** A `Runtime.<name>` error. Version 4 gives each its name as a property of its own, which its log line shows. */
exports.create = (name, message) => {
  const error = new (classOf(name))(message)
  if (isModern) error.name = `Runtime.${name}`
  hide(error, 'stack', `Runtime.${name}: ${error.message}${framesOf(name)}`)
  return error
}

const looksLikeError = (value) =>
  value &&
  value.name &&
  value.message &&
  value.stack &&
  typeof value.name === 'string' &&
  typeof value.message === 'string' &&
  typeof value.stack === 'string'

/** Where the stack overflowed there is none left to write. */
const stackOf = (error) =>
  typeof error.stack === 'string' ? error.stack : `${error.name}: ${error.message}`

const withoutDelete = (text) => {
  if (text === undefined || text === null) return undefined
  if (typeof text !== 'string') throw new ErrorClass('not a text')
  return apply(replaceAll, text, ['\x7F', '%7F'])
}

/** What the client posts for an error, in texts: `trace` is undefined where it has none. */
const toRapid = (error) => {
  try {
    if (error instanceof ErrorClass || (!isModern && looksLikeError(error))) {
      return {
        type: withoutDelete(error.name),
        message: withoutDelete(error.message),
        trace: withoutDelete(stackOf(error)),
      }
    }
    const message = isModern ? String(error) : error.toString()
    return { type: typeof error, message: `${message}`, trace: '' }
  } catch {
    return {
      type: 'handled',
      message:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: isModern ? '' : undefined,
    }
  }
}

/** `text` split into lines, as a JSON array. */
const linesOf = (text) => {
  if (text === '') return '[]'
  let lines = ''
  let start = 0
  for (;;) {
    let end = start
    while (end < text.length && text[end] !== '\n') end++
    lines += (start === 0 ? '' : ',') + quote(apply(slice, text, [start, end]))
    if (end >= text.length) return `[${lines}]`
    start = end + 1
  }
}

const payloadOf = ({ type, message, trace }) => {
  let text = ''
  if (type !== undefined) text += `"errorType":${quote(type)}`
  if (message !== undefined) text += `${text === '' ? '' : ','}"errorMessage":${quote(message)}`
  if (trace !== undefined) text += `${text === '' ? '' : ','}"trace":${linesOf(trace)}`
  return `{${text}}`
}

/** The parts of a failure as JSON texts: what the driver's header holds, and the body that the invoker receives. */
exports.toFailure = (error) => {
  const rapid = toRapid(error)
  const { type, message, trace } = rapid
  return {
    __proto__: null,
    header: `${quote(type ?? 'Error')},${quote(message ?? '')},${trace === undefined ? '[]' : linesOf(trace)}`,
    payload: payloadOf(rapid),
  }
}

const withEnumerableProperties = (error) => {
  if (!(error instanceof ErrorClass)) return error
  const shown = { errorType: error.name, errorMessage: error.message, code: error.code }
  assign(shown, error)
  shown.stack = stackOf(error).split('\n')
  return shown
}
const intoError = (error) =>
  error instanceof ErrorClass ? error : new ErrorClass(isModern ? String(error) : error)

/** Writes the ERROR line of `error`: `Invoke Error \t{…}`; with JSON logging an object without the title. */
exports.log = (title, error) => {
  let shown
  try {
    shown = intoError(error)
  } catch {
    shown = new ErrorClass('')
  }
  if (core.console.isJson()) {
    core.console.write('ERROR', [shown])
    return
  }
  let text
  try {
    text = stringify(shown, (_key, value) => withEnumerableProperties(value))
  } catch {
    text = payloadOf(toRapid(shown))
  }
  core.console.write('ERROR', [`${title} \t${text}`])
}
