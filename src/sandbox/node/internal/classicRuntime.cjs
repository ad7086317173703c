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

// What an invocation has come to is kept in its `state`, so that its few functions share one thing alone.
const createState = () => ({
  __proto__: null,
  waits: true,
  isComplete: false,
  hasCalledBack: false,
  hasSucceeded: false,
  hasFailed: false,
  isDone: false,
})

const complete = (state, result) => {
  if (state.isComplete) {
    core.console.write('ERROR', [COMPLETED_TWICE])
    return
  }
  state.isComplete = true
  postResponse(result)
  scheduleNext()
}
const done = (state, error, result) => {
  beforeExit = nothing
  if (error !== undefined && error !== null) postError(error)
  else complete(state, result)
}
/** The handler's third argument; each of these functions is heard once only. */
const callBack = (state, error, result) => {
  if (state.hasCalledBack) return
  beforeExit = nothing
  if (error !== undefined && error !== null) postError(error)
  else if (state.waits) beforeExit = () => loop.addImmediate(() => complete(state, result))
  else complete(state, result)
  state.hasCalledBack = true
}
const succeed = (state, result) => {
  if (state.hasSucceeded) return
  done(state, null, result)
  state.hasSucceeded = true
}
const fail = (state, error) => {
  if (state.hasFailed) return
  if (error === undefined || error === null) done(state, 'handled')
  else done(state, error, null)
  state.hasFailed = true
}
const finish = (state, error, result) => {
  if (state.isDone) return
  done(state, error, result)
  state.isDone = true
}

const anonymous = (made) => made
const createContext = (state) => ({
  get callbackWaitsForEmptyEventLoop() {
    return state.waits
  },
  set callbackWaitsForEmptyEventLoop(value) {
    state.waits = value
  },
  succeed: anonymous((result, _second) => succeed(state, result)),
  fail: anonymous((error, _second) => fail(state, error)),
  done: anonymous((error, result) => finish(state, error, result)),
})

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
const settleWith = (promise, { succeed: hear, fail: refuse }) => {
  const tryHear = (value) => {
    try {
      hear(value)
    } catch (error) {
      refuse(error)
    }
  }
  apply(then, promise, [tryHear, refuse])
}
/** The same where nobody sees the functions. */
const settleUnseen = (promise, state) => {
  const hear = (value) => {
    try {
      succeed(state, value)
    } catch (error) {
      fail(state, error)
    }
  }
  apply(then, promise, [hear, (error) => fail(state, error)])
}

/** The invocation at hand, and what its handler is. */
let handled = null
let handler = null
/** Nothing is left to wait for, and nobody has answered. */
const defaultExit = () => {
  handled.isComplete = true
  if (handler.isAsync) postError(runtimeErrors.create('NodeJsExit', NODE_JS_EXIT))
  else {
    outcome.succeed('null')
    scheduleNext()
  }
}

const settleSeen = (result, context) => {
  if (isPlainPromise(result)) settleWith(result, context)
  else if (isThenable(result)) result.then(context.succeed, context.fail).catch(context.fail)
}

const handleOnceNonStreaming = (metadata, event, invocation) => {
  const state = createState()
  handler = metadata
  handled = state
  beforeExit = defaultExit
  try {
    const { handler: run } = metadata
    const value = parse(event)
    if (invokeContext.isUnseen(metadata, invocation)) {
      const result = run(value)
      if (isPlainPromise(result)) settleUnseen(result, state)
      else settleSeen(result, createContext(state))
      return
    }
    const context = invokeContext.attach(createContext(state), invocation)
    const result = run(value, context, (error, answer) => callBack(state, error, answer))
    settleSeen(result, context)
  } catch (error) {
    callBack(state, error)
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
