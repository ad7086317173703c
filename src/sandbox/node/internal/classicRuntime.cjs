'use strict'

// How Node.js 20 and 22 run a handler: version 3 of the runtime interface client, named after its parts (Runtime,
// CallbackContext, BeforeExitListener).
const core = require('coldstart:core')
const runtimeErrors = require('coldstart:node/internal/runtimeErrors')
const invokeContext = require('coldstart:node/internal/invokeContext')
const outcome = require('coldstart:node/internal/outcome')
const { loop } = core
const { parse, stringify } = JSON
const ErrorClass = Error

const NODE_JS_EXIT =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes'
const COMPLETED_TWICE =
  'Invocation has already been reported as done. Cannot call complete more than once per invocation.'
const UNCAUGHT_STATUS = 129
const REJECTION_STATUS = 128

const nothing = () => {}
let beforeExit = nothing

/** The next invocation is asked for at the next turn of the loop; until then what this one left runs on. */
const scheduleNext = () => loop.addImmediate(core.lambda.freeze)

const postResponse = (result) => {
  let payload
  try {
    payload = stringify(result === undefined ? null : result)
  } catch {
    throw new ErrorClass('Unable to stringify response body')
  }
  outcome.succeed(payload === undefined ? 'null' : payload)
}
const postError = (error) => {
  runtimeErrors.log('Invoke Error', error)
  outcome.fail(runtimeErrors.toFailure(error))
  scheduleNext()
}

const buildCallbacks = () => {
  let waits = true
  let isComplete = false
  const complete = (result) => {
    if (isComplete) {
      core.console.write('ERROR', [COMPLETED_TWICE])
      return
    }
    isComplete = true
    postResponse(result)
    scheduleNext()
  }
  const onlyFirst = (callback) => {
    let isFinished = false
    return (first, second) => {
      if (isFinished) return
      callback(first, second)
      isFinished = true
    }
  }
  const callback = (error, result) => {
    beforeExit = nothing
    if (error !== undefined && error !== null) postError(error)
    else if (waits) beforeExit = () => loop.addImmediate(() => complete(result))
    else complete(result)
  }
  const done = (error, result) => {
    beforeExit = nothing
    if (error !== undefined && error !== null) postError(error)
    else complete(result)
  }
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waits
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value
    },
    succeed: onlyFirst((result) => done(null, result)),
    fail: onlyFirst((error) =>
      error === undefined || error === null ? done('handled') : done(error, null),
    ),
    done: onlyFirst(done),
  }
  const markCompleted = () => {
    isComplete = true
  }
  return { callback: onlyFirst(callback), context, markCompleted }
}

const isThenable = (value) => value && value.then && typeof value.then === 'function'

const PromiseClass = Promise
const { then } = PromiseClass.prototype
const { apply, getPrototypeOf } = Reflect
/** Whether nobody can see how it is waited for. */
const isPlainPromise = (value) =>
  typeof value === 'object' &&
  value !== null &&
  getPrototypeOf(value) === PromiseClass.prototype &&
  value.then === then

/** `promise.then(succeed, fail).catch(fail)` with a promise less. */
const settleWith = (promise, { succeed, fail }) => {
  const trySucceed = (value) => {
    try {
      succeed(value)
    } catch (error) {
      fail(error)
    }
  }
  apply(then, promise, [trySucceed, fail])
}

/** Nothing is left to wait for, and nobody has answered. */
const setDefaultExit = (isAsync, markCompleted) => {
  beforeExit = () => {
    markCompleted()
    if (isAsync) postError(runtimeErrors.create('NodeJsExit', NODE_JS_EXIT))
    else {
      outcome.succeed('null')
      scheduleNext()
    }
  }
}

const handleOnceNonStreaming = (metadata, event, invocation) => {
  const { callback, context, markCompleted } = buildCallbacks()
  const { handler } = metadata
  try {
    setDefaultExit(metadata.isAsync, markCompleted)
    const result = handler(parse(event), invokeContext.attach(context, invocation), callback)
    if (isPlainPromise(result)) settleWith(result, context)
    else if (isThenable(result)) result.then(context.succeed, context.fail).catch(context.fail)
  } catch (error) {
    callback(error)
  }
}

/** Once the handler has returned and its response is over, the loop must still run empty unless it is told not to. */
const scheduleNextStreaming = (context, response) => {
  const answered = () => {
    const failure = response.failure()
    if (failure === null) outcome.succeed('null')
    else outcome.fail(failure)
    scheduleNext()
  }
  beforeExit = nothing
  if (context.callbackWaitsForEmptyEventLoop) beforeExit = answered
  else answered()
}
const handleOnceStreaming = async (metadata, event, invocation) => {
  const { handler, highWaterMark } = metadata
  const context = { callbackWaitsForEmptyEventLoop: true }
  const response = core.load('internal/responseStream').create(highWaterMark)
  const { stream, responseDone } = response
  const fail = (error) => {
    runtimeErrors.log('Invoke Error', error)
    response.failWith(error, () => scheduleNextStreaming(context, response))
  }
  beforeExit = scheduleNext
  try {
    invokeContext.attach(context, invocation)
    const returned = handler(parse(event), stream, context)
    if (!isThenable(returned)) {
      fail('Streaming does not support non-async handlers.')
      return
    }
    const result = await returned
    if (result !== undefined)
      core.console.write('WARN', ['Streaming handlers ignore return values.'])
    await responseDone
    if (stream.writableFinished) scheduleNextStreaming(context, response)
    else fail('Response stream is not finished.')
  } catch (error) {
    fail(error)
  }
}

/** Runs the handler on `event` (JSON text). */
exports.invoke = (metadata, event, invocation) => {
  if (metadata.isStreaming) handleOnceStreaming(metadata, event, invocation)
  else handleOnceNonStreaming(metadata, event, invocation)
}
exports.initFailed = (error) => core.lambda.uncaught(error)

/** The listeners that the client has on `process` before the function's own. */
exports.listeners = {
  uncaughtException(error) {
    runtimeErrors.log('Uncaught Exception', error)
    outcome.fail(runtimeErrors.toFailure(error))
    core.lambda.exit(UNCAUGHT_STATUS)
  },
  unhandledRejection(reason, promise) {
    const error = runtimeErrors.create('UnhandledPromiseRejection', reason)
    error.reason = reason
    error.promise = promise
    runtimeErrors.log('Unhandled Promise Rejection', error)
    outcome.fail(runtimeErrors.toFailure(error))
    core.lambda.exit(REJECTION_STATUS)
  },
  beforeExit() {
    beforeExit()
  },
}
