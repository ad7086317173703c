'use strict'

// Finding the handler, as the runtime interface client's UserFunction does.
const core = require('coldstart:core')
const runtimeErrors = require('coldstart:node/internal/runtimeErrors')
const { native, settings, modules } = core
const isModern = settings.major >= 24

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')
const STREAM_RESPONSE = 'response'
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response'
const DELIMITER_LENGTH = 8

/** https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
class HttpResponseStream {
  static from(underlyingStream, prelude) {
    underlyingStream.setContentType(PRELUDE_TYPE)
    const text = JSON.stringify(prelude)
    underlyingStream._onBeforeFirstWrite = (write) => {
      write(text)
      write(new Uint8Array(DELIMITER_LENGTH))
    }
    return underlyingStream
  }
}
const streamifyResponse = (handler, options) => {
  handler[STREAMING] = STREAM_RESPONSE
  if (typeof options?.highWaterMark === 'number') {
    handler[HIGH_WATER_MARK] = parseInt(options.highWaterMark)
  }
  return handler
}
const defineGlobal = () => {
  const off = settings.environment.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA
  if (off === '1' || off === 'true') return
  globalThis.awslambda = { streamifyResponse, HttpResponseStream }
  if (isModern) globalThis.awslambda.InvokeStore = core.load('internal/invokeStore').store
}

const take = isModern
  ? (value, key) => (value && typeof value === 'object' ? value[key] : undefined)
  : (value, key) => value && value[key]
const resolveExport = (object, path) => {
  let found = object
  for (const key of path.split('.')) found = take(found, key)
  return found
}

/** Version 3 of the client requires the handler, which shows in what Node.js says of the chain; version 4 imports it. */
const CLIENT = isModern
  ? null
  : { id: '.', filename: '/var/runtime/index.mjs', parent: null, children: [], exports: {} }

const loadModule = async (moduleName) => {
  try {
    const answer = native.handlerFile(moduleName)
    const rest = native.slice(answer, 1)
    if (answer[0] === 'e') {
      const end = rest.indexOf('\n')
      throw core.errors.create('Error', rest.slice(0, end), rest.slice(end + 1))
    }
    return answer[0] === 'm' ? await import(`file://${rest}`) : modules.requirePath(rest, CLIENT)
  } catch (error) {
    if (error instanceof SyntaxError) {
      const shown = runtimeErrors.create('UserCodeSyntaxError', error)
      // Version 4 shows where in the code the mistake is.
      if (isModern) shown.stack = error.stack
      throw shown
    }
    if (error !== null && error !== undefined && error.code === 'MODULE_NOT_FOUND')
      throw runtimeErrors.create('ImportModuleError', error)
    throw error
  }
}

const load = async () => {
  const { handler: name } = settings
  if (name.includes('..')) {
    throw runtimeErrors.create(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const base = name.slice(name.lastIndexOf('/') + 1)
  const found = /^([^.]*)\.(.*)$/.exec(base)
  if (found === null) throw runtimeErrors.create('MalformedHandlerName', 'Bad handler')
  const folder = name.slice(0, name.indexOf(base))
  const loaded = await loadModule(folder + found[1])
  let made = resolveExport(loaded, found[2])
  if (isModern && !made && typeof loaded === 'object' && loaded !== null && 'default' in loaded) {
    made = resolveExport(loaded.default, found[2])
  }
  if (!made) {
    throw runtimeErrors.create('HandlerNotFound', `${name} is undefined or not exported`)
  }
  if (typeof made !== 'function') {
    throw runtimeErrors.create('HandlerNotFound', `${name} is not a function`)
  }
  return made
}

const isAsyncFunction = (value) => {
  try {
    return value.constructor.name === 'AsyncFunction'
  } catch {
    return false
  }
}
const streamingOf = (handler) => {
  const value = handler[STREAMING]
  if (isModern ? !value : value === undefined || value === null || value === false) return false
  if (value === STREAM_RESPONSE) return true
  throw runtimeErrors.create('MalformedStreamingHandler', 'Only response streaming is supported.')
}
const highWaterMarkOf = (handler) => {
  const value = handler[HIGH_WATER_MARK]
  if (!value) return undefined
  const bytes = isModern ? Number(value) : parseInt(value)
  return Number.isNaN(bytes) ? undefined : bytes
}

const REFUSAL =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'
const WARNING =
  'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.'

const judgeCallback = ({ parameters, isAsync, isStreaming }) => {
  if (isStreaming || parameters < 3) return
  if (isModern) throw runtimeErrors.create('CallbackHandlerDeprecated', REFUSAL)
  const isQuiet = settings.environment.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined
  // Node.js 20 stays silent: callbacks end with version 24 of those who are told.
  if (settings.major < 22 || parameters !== 3 || isAsync || isQuiet) return
  core.console.write('WARN', [WARNING])
}

const { toString: sourceOf } = Function.prototype
const { apply } = Reflect
const { test } = RegExp.prototype
/** An arrow function (they have no `arguments`) with one parameter at most, no default values, nothing rare. */
const EVENT_ONLY = /^(?:async\s*)?\(\s*(?:[\w$]*|\{[\w$\s,]*\})\s*\)\s*=>|^(?:async\s+)?[\w$]+\s*=>/
const takesEventOnly = (handler) => {
  try {
    return apply(test, EVENT_ONLY, [apply(sourceOf, handler, [])])
  } catch {
    return false
  }
}

/** Loads the function's code. Answers its handler and what that looks like. */
exports.load = async () => {
  defineGlobal()
  const handler = await load()
  const metadata = {
    handler,
    isStreaming: streamingOf(handler),
    highWaterMark: highWaterMarkOf(handler),
    isAsync: isAsyncFunction(handler),
    parameters: handler.length,
    takesEventOnly: takesEventOnly(handler),
  }
  judgeCallback(metadata)
  return metadata
}
