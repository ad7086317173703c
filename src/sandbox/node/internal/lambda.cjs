'use strict'

// Lambda's Node.js runtime interface client, as far as a handler can tell.
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client (3.3.0), named after its parts.
const core = require('coldstart:core')
const { native, settings, loop, output, modules } = core
const { log, quote } = output
const { stringify, parse } = JSON
const PromiseClass = Promise
const ErrorClass = Error
const { major } = settings

let phase = 'init'
let handler = null
let outcome = null
let requestId = undefined
let beforeExit = () => {}
exports.requestId = () => requestId

// Errors.js

const makeClass = (name) => {
  const made = { [name]: class extends ErrorClass {} }[name]
  made.prototype.name = `Runtime.${name}`
  return made
}
const errorClasses = { __proto__: null }
for (const name of [
  'ImportModuleError',
  'HandlerNotFound',
  'MalformedHandlerName',
  'UserCodeSyntaxError',
  'NodeJsExit',
  'UnhandledPromiseRejection',
  'CallbackHandlerDeprecated',
]) {
  errorClasses[name] = makeClass(name)
}
const runtimeError = (name, message) => new errorClasses[name](message)

const NODE_JS_EXIT =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes'

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

/** `{ errorType, errorMessage, trace }` as texts that are ready to be put together. */
const toRapidResponse = (error) => {
  try {
    if (error instanceof ErrorClass || looksLikeError(error)) {
      const name = error.name === undefined ? undefined : `${error.name}`
      return { type: name, message: `${error.message}`, trace: stackOf(error) }
    }
    return { type: typeof error, message: `${error.toString()}`, trace: null }
  } catch {
    return {
      type: 'handled',
      message:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: undefined,
    }
  }
}
const linesOf = (text) => {
  let lines = ''
  let start = 0
  for (;;) {
    let end = start
    while (end < text.length && text[end] !== '\n') end++
    lines += (start === 0 ? '' : ',') + quote(text.slice(start, end))
    if (end >= text.length) return `[${lines}]`
    start = end + 1
  }
}

const withEnumerableProperties = (error) => {
  if (!(error instanceof ErrorClass)) return error
  const shown = { errorType: error.name, errorMessage: error.message, code: error.code }
  Object.assign(shown, error)
  shown.stack = stackOf(error).split('\n')
  return shown
}
/** An ERROR line such as `Invoke Error \t{…}`. */
const logError = (title, error) => {
  const shown = error instanceof ErrorClass ? error : new ErrorClass(error)
  let text
  try {
    text = stringify(shown, (_key, value) => withEnumerableProperties(value))
  } catch {
    const { type, message, trace } = toRapidResponse(shown)
    text = `{"errorType":${quote(type)},"errorMessage":${quote(message)},"trace":${trace ? linesOf(trace) : '[]'}}`
  }
  core.consoleLine('ERROR', `${title} \t${text}`)
}

// What the invocation (or the init) came to.

const succeed = (payload) => {
  outcome ??= { __proto__: null, header: '["r"]', payload }
}
const fail = (origin, error, status) => {
  if (outcome !== null) return
  const { type, message, trace } = toRapidResponse(error)
  const stack = trace === null || trace === undefined ? '[]' : linesOf(trace)
  const errorType = type === undefined ? '"Error"' : quote(type)
  const traceField = trace === undefined ? '' : `,"trace":${stack}`
  outcome = {
    __proto__: null,
    header: `["f","${origin}",${errorType},${quote(message)},${stack},${status}]`,
    payload: `{"errorType":${errorType},"errorMessage":${quote(message)}${traceField}}`,
  }
}
/** The process ends with `status`. https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
exports.exit = (status) => {
  const reason =
    status === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${status}`
  const message = quote(`RequestId: ${requestId ?? ''} Error: ${reason}`)
  outcome ??= {
    __proto__: null,
    isExit: true,
    header: `["f","exit","Runtime.ExitError",${message},[],${status}]`,
    payload: `{"errorType":"Runtime.ExitError","errorMessage":${message}}`,
  }
}

const UNCAUGHT_STATUS = 129
const REJECTION_STATUS = 128

exports.uncaught = (error) => {
  if (
    core.process !== undefined &&
    core.process.emitOwn('uncaughtException', [error, 'uncaughtException'])
  )
    return
  logError('Uncaught Exception', error)
  fail('exit', error, UNCAUGHT_STATUS)
}
const unhandled = (promise, reason) => {
  if (core.process !== undefined) core.process.emitOwn('unhandledRejection', [reason, promise])
  const error = runtimeError('UnhandledPromiseRejection', reason)
  error.reason = reason
  error.promise = promise
  logError('Unhandled Promise Rejection', error)
  fail('exit', error, REJECTION_STATUS)
}

// UserFunction.js

const resolveExport = (object, path) => {
  let found = object
  for (const key of path.split('.')) found = found && found[key]
  return found
}
const loadModule = async (moduleName) => {
  try {
    const answer = native.handlerFile(moduleName)
    const rest = native.slice(answer, 1)
    if (answer[0] === 'e') {
      const end = rest.indexOf('\n')
      throw core.errors.create('Error', rest.slice(0, end), rest.slice(end + 1))
    }
    return answer[0] === 'm' ? await import(`file://${rest}`) : modules.requirePath(rest)
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', error)
    if (error !== null && error !== undefined && error.code === 'MODULE_NOT_FOUND')
      throw runtimeError('ImportModuleError', error)
    throw error
  }
}
const loadHandler = async () => {
  const { handler: handlerName } = settings
  if (handlerName.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handlerName}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const base = handlerName.slice(handlerName.lastIndexOf('/') + 1)
  const found = /^([^.]*)\.(.*)$/.exec(base)
  if (found === null) throw runtimeError('MalformedHandlerName', 'Bad handler')
  const folder = handlerName.slice(0, handlerName.indexOf(base))
  const made = resolveExport(await loadModule(folder + found[1]), found[2])
  if (!made) throw runtimeError('HandlerNotFound', `${handlerName} is undefined or not exported`)
  if (typeof made !== 'function')
    throw runtimeError('HandlerNotFound', `${handlerName} is not a function`)
  return made
}

const DEPRECATED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'
const WARNING =
  'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.'

const isAsyncFunction = (value) => {
  try {
    return value.constructor.name === 'AsyncFunction'
  } catch {
    return false
  }
}

const init = () => {
  loadHandler()
    .then((made) => {
      if (major >= 24 && made.length >= 3)
        throw runtimeError('CallbackHandlerDeprecated', DEPRECATED)
      if (
        major === 22 &&
        made.length === 3 &&
        !isAsyncFunction(made) &&
        settings.environment.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING === undefined
      ) {
        core.consoleLine('WARN', WARNING)
      }
      handler = made
      succeed('null')
    })
    .catch((error) => exports.uncaught(error))
}

// CallbackContext.js

const postResponse = (result) => {
  let payload
  try {
    payload = stringify(result === undefined ? null : result)
  } catch {
    throw new ErrorClass('Unable to stringify response body')
  }
  succeed(payload === undefined ? 'null' : payload)
}
const postError = (error) => {
  logError('Invoke Error', error)
  fail('handler', error, null)
}

const buildCallbacks = () => {
  let waits = true
  const guard = (callback) => {
    let isFinished = false
    return (...args) => {
      if (isFinished) return
      callback(...args)
      isFinished = true
    }
  }
  const done = (error, result) => {
    beforeExit = () => {}
    if (error !== undefined && error !== null) postError(error)
    else postResponse(result)
  }
  const callback = (error, result) => {
    beforeExit = () => {}
    if (error !== undefined && error !== null) postError(error)
    else if (waits) beforeExit = () => postResponse(result)
    else postResponse(result)
  }
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waits
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value
    },
    succeed: guard((result) => done(null, result)),
    fail: guard((error) =>
      error === undefined || error === null ? done('handled') : done(error, null),
    ),
    done: guard(done),
  }
  return { callback: guard(callback), context }
}

const attach = (context, invocation) => {
  const { deadlineMs, traceId } = invocation
  if (core.environment !== undefined) core.environment._X_AMZN_TRACE_ID = traceId
  settings.environment._X_AMZN_TRACE_ID = traceId
  context.functionVersion = invocation.functionVersion
  context.functionName = invocation.functionName
  context.memoryLimitInMB = invocation.memoryLimitInMB
  context.logGroupName = invocation.logGroupName
  context.logStreamName = invocation.logStreamName
  context.clientContext = undefined
  context.identity = undefined
  context.invokedFunctionArn = invocation.invokedFunctionArn
  context.awsRequestId = invocation.awsRequestId
  context.tenantId = undefined
  context.getRemainingTimeInMillis = () => deadlineMs - now()
  return context
}
const now = Date.now

const isThenable = (value) => value && value.then && typeof value.then === 'function'

const nodeJsExit = () => {
  const error = runtimeError('NodeJsExit', NODE_JS_EXIT)
  logError('Invoke Error', error)
  fail('handler', error, null)
}

const handleOnceNonStreaming = (event, invocation) => {
  if (major >= 24) return handleOnceWithoutCallbacks(event, invocation)
  const { callback, context } = buildCallbacks()
  beforeExit = isAsyncFunction(handler) ? nodeJsExit : () => succeed('null')
  try {
    const result = handler(parse(event), attach(context, invocation), callback)
    if (isThenable(result)) result.then(context.succeed, context.fail).catch(context.fail)
  } catch (error) {
    callback(error)
  }
}
const handleOnceWithoutCallbacks = (event, invocation) => {
  beforeExit = nodeJsExit
  const post = (result) => {
    if (outcome === null) postResponse(result)
  }
  try {
    const result = handler(parse(event), attach({}, invocation))
    if (isThenable(result)) PromiseClass.resolve(result).then(post).catch(postError)
    else post(result)
  } catch (error) {
    postError(error)
  }
}

// What the driver calls.

/** Something happens to the isolate: `init`, `invoke`, `resume`, `wake`. */
exports.turn = (kind, first, second) => {
  outcome = null
  if (kind === 'init') loop.run(init)
  else if (kind === 'invoke') {
    phase = 'invoke'
    output.resetLimit()
    loop.setStorage(undefined)
    const invocation = parse(first)
    requestId = invocation.awsRequestId
    loop.run(handleOnceNonStreaming, [second, invocation])
  } else if (kind === 'resume') loop.answer(+first, second)
}

/** Goes on until something must come from outside. Empty text: run the microtasks and ask again. */
exports.settle = () => {
  // A process that has exited runs nothing more.
  const hasExited = outcome !== null && outcome.isExit === true
  if (!hasExited && loop.runTicks()) return ''
  if (outcome === null || outcome.header !== '["r"]') {
    const rejection = loop.takeUnhandled()
    if (rejection !== undefined && outcome === null) unhandled(rejection[0], rejection[1])
  }
  if (outcome !== null) return finish()
  if (loop.runNext()) return ''
  if (phase === 'idle' || loop.isAlive()) {
    return `["w",[${loop.takeCalls()}],${loop.nextDue()}]\n[${output.takeLogs()}]\n`
  }
  if (phase === 'invoke') {
    const listener = beforeExit
    beforeExit = () => exports.exit(0)
    loop.run(listener)
    return ''
  }
  log('Warning: Detected unsettled top-level await')
  exports.exit(13)
  return ''
}
/** The log lines of a step that was cut short. */
exports.takeLogs = () => {
  const flushed = core.flush === undefined ? undefined : core.flush()
  if (flushed) log(flushed)
  return `[${output.takeLogs()}]`
}
const finish = () => {
  const { header, payload } = outcome
  outcome = null
  phase = 'idle'
  const flushed = core.flush === undefined ? undefined : core.flush()
  if (flushed) log(flushed)
  return `${header}\n[${output.takeLogs()}]\n[${loop.takeCalls()}]\n${payload}`
}
