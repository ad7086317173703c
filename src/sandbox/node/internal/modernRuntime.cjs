'use strict'

// How Node.js 24 runs a handler: version 4 of the runtime interface client. It has no callbacks, and no listeners of
// its own on `process`: what nobody catches ends the process as Node.js itself ends it.
const core = require('coldstart:core')
const runtimeErrors = require('coldstart:node/internal/runtimeErrors')
const invokeContext = require('coldstart:node/internal/invokeContext')
const outcome = require('coldstart:node/internal/outcome')
const { loop } = core
const { parse, stringify } = JSON
const PromiseClass = Promise

const atNextTurn = () => new PromiseClass((resolve) => loop.addImmediate(resolve))

const postResponse = (result) => {
  let payload
  try {
    payload = stringify(result === undefined ? null : result)
  } catch {
    throw runtimeErrors.create('JSONStringifyError', 'Unable to stringify response body')
  }
  outcome.succeed(payload === undefined ? 'null' : payload)
  core.lambda.freeze()
}
const fail = async (error) => {
  await atNextTurn()
  runtimeErrors.log('Invoke Error', error)
  outcome.fail(runtimeErrors.toFailure(error))
  core.lambda.freeze()
}

const processInvoke = async (metadata, event, context) => {
  const { handler } = metadata
  try {
    const result = await handler(event, context)
    await atNextTurn()
    postResponse(result)
  } catch (error) {
    await fail(error)
  }
}

const isPromise = (value) =>
  typeof value === 'object' && value !== null && typeof value.then === 'function'

const waitForClosure = async (returned, responseDone, stream) => {
  if (!isPromise(returned)) throw new Error('Streaming does not support non-async handlers.')
  const result = await returned
  if (result !== undefined) core.console.write('WARN', ['Streaming handlers ignore return values.'])
  await responseDone
  if (!stream.writableFinished) throw new Error('Response stream is not finished.')
}
const processStreaming = async (metadata, event, context) => {
  const { handler, highWaterMark } = metadata
  const { stream, responseDone, failWith, failure } = core
    .load('internal/responseStream')
    .create(highWaterMark)
  const answered = () => {
    if (failure() === null) outcome.succeed('null')
    else outcome.fail(failure())
    core.lambda.freeze()
  }
  try {
    await waitForClosure(handler(event, stream, context), responseDone, stream)
    answered()
  } catch (error) {
    await atNextTurn()
    runtimeErrors.log('Invoke Error', error)
    failWith(error, answered)
  }
}

/** Runs the handler on `event` (JSON text). */
exports.invoke = (metadata, event, invocation) => {
  core.load('internal/invokeStore').enter(invocation)
  const isUnseen = !metadata.isStreaming && invokeContext.isUnseen(metadata, invocation)
  const context = isUnseen ? undefined : invokeContext.attach({}, invocation)
  const value = parse(event)
  if (metadata.isStreaming) processStreaming(metadata, value, context)
  else processInvoke(metadata, value, context)
}
/** It tells Lambda, and dies of the error. */
exports.initFailed = (error) => {
  runtimeErrors.log('Init Error', error)
  outcome.fail(runtimeErrors.toFailure(error))
  core.lambda.fatal(error, true)
}
exports.listeners = {}
