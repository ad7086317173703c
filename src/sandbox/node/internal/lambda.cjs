'use strict'

// Lambda's Node.js runtime interface client, as far as a handler can tell, and the process that it runs in.
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
const core = require('coldstart:core')
const { settings, loop, output } = core
const { log } = output
const { parse } = JSON
const { apply } = Reflect

let phase = 'init'
let metadata = null
let requestId = undefined
let tenantId = undefined
/** Whether Lambda has the answer and the next invocation has been asked for: the environment is frozen. */
let isFrozen = false
/** Whether `beforeExit` has been emitted since the loop last had anything to do. */
let isEnding = false

/** The request that log lines belong to. Before the first, version 4 of the client has a dash. */
exports.requestId = () => requestId ?? (settings.major >= 24 ? '-' : undefined)
exports.tenantId = () => tenantId
exports.freeze = () => {
  isFrozen = true
}

// The parts below read `core.lambda`.
core.lambda = exports
const outcome = core.load('internal/outcome')
const userFunction = core.load('internal/userFunction')
const client = core.load(
  settings.major >= 24 ? 'internal/modernRuntime' : 'internal/classicRuntime',
)
exports.listeners = client.listeners

// The end of the process. https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html

/** The process ends with `status`; its `exit` listeners run first. */
exports.exit = (status) => {
  const last = core.process === undefined ? status : core.process.emitExit(status)
  outcome.exit(last, last === 0 ? '' : `exit status ${last}`, requestId)
}
/** The process is killed by a signal, in the kernel's word for it: `killed`, `aborted`. */
exports.kill = (signal) => outcome.exit(null, `signal: ${signal}`, requestId)

const FATAL_STATUS = 1
/** What nobody caught: Node.js prints it and dies. */
exports.fatal = (error, isRejection) => {
  try {
    core.load('internal/fatal').print(error, isRejection)
  } catch {
    log('Error')
  }
  exports.exit(FATAL_STATUS)
}
/** Calls who listens to `name`; the client's own listeners alone where nobody ever touched `process`. */
const emit = (name, args) => {
  if (core.process !== undefined) return core.process.emit(name, args)
  const own = client.listeners[name]
  if (own === undefined) return false
  apply(own, undefined, args)
  return true
}

exports.uncaught = (error) => {
  try {
    if (!emit('uncaughtException', [error, 'uncaughtException'])) exports.fatal(error, false)
  } catch (next) {
    exports.fatal(next, false)
  }
}
const unhandled = (promise, reason) => {
  try {
    if (emit('unhandledRejection', [reason, promise])) return
    if (!emit('uncaughtException', [reason, 'unhandledRejection'])) exports.fatal(reason, true)
  } catch (next) {
    exports.uncaught(next)
  }
}

// What the driver calls.

const init = () => {
  userFunction.load().then(
    (loaded) => {
      metadata = loaded
      loop.addImmediate(() => {
        outcome.succeed('null')
        isFrozen = true
      })
    },
    (error) => client.initFailed(error),
  )
}
const invoke = (event, invocation) => {
  phase = 'invoke'
  output.resetLimit()
  loop.setStorage(undefined)
  requestId = invocation.awsRequestId
  tenantId = invocation.rare.tenantId
  client.invoke(metadata, event, invocation)
}

/** What an invocation says besides, where it does not say what the last one did. */
let rare = { __proto__: null, own: null }

/** Something happens to the isolate: `init`, `wake`. */
exports.turn = (kind) => {
  isEnding = false
  if (kind === 'init') loop.run(init)
}
/** The answer to call `id`. */
exports.resume = (id, text) => {
  isEnding = false
  loop.answer(+id, text)
}
/**
 * An invocation. `event` and `others` are JSON, the latter empty where it is what it was at the last one; `deadline` in
 * ms since the epoch.
 */
exports.invoke = (event, awsRequestId, deadline, traceId, others) => {
  isEnding = false
  outcome.clear()
  isFrozen = false
  if (others !== '') rare = parse(others)
  const invocation = { __proto__: null, awsRequestId, deadline, traceId, rare }
  // Timers that fell due while the environment was frozen come before the invocation that thaws it.
  if (loop.hasWork()) {
    phase = 'invoke'
    loop.addImmediate(invoke, [event, invocation])
    return
  }
  try {
    invoke(event, invocation)
  } catch (error) {
    exports.uncaught(error)
  }
}

const reportUnhandled = () => {
  let hasReported = false
  for (;;) {
    const rejection = loop.takeUnhandled()
    if (rejection === undefined) return hasReported
    hasReported = true
    unhandled(rejection[0], rejection[1])
    if (outcome.get()?.isExit === true) return true
  }
}
const UNSETTLED_STATUS = 13
/** Nothing keeps the loop alive any more. */
const end = () => {
  if (!isEnding) {
    isEnding = true
    loop.run(emit, ['beforeExit', [core.process === undefined ? 0 : core.process.exitCode()]])
    return
  }
  if (phase === 'invoke') {
    exports.exit(core.process === undefined ? 0 : core.process.exitCode())
    return
  }
  log('Warning: Detected unsettled top-level await')
  exports.exit(UNSETTLED_STATUS)
}

/** Goes on until something must come from outside. No text: run the microtasks and ask again. */
exports.settle = () => {
  // A process that has exited runs nothing more.
  if (outcome.get()?.isExit === true) return finish()
  if (loop.runTicks()) {
    isEnding = false
    return undefined
  }
  if (reportUnhandled()) return undefined
  if (isFrozen) return finish()
  // Once it has been answered, only what was queued for this turn of the loop still runs.
  if (outcome.get() !== null && loop.runImmediate()) return isFrozen ? finish() : undefined
  if (loop.runNext()) {
    isEnding = false
    return undefined
  }
  if (loop.isAlive()) return waiting()
  end()
  return undefined
}
const flush = () => {
  const flushed = core.flush === undefined ? undefined : core.flush()
  if (flushed) log(flushed)
}
/** `w` and `r` alone stand for what is most frequent: nothing to tell besides. */
const waiting = () => {
  if (loop.isPlain() && output.isQuiet()) return 'w'
  return describeWaiting()
}
const describeWaiting = () =>
  `["w",[${loop.takeCalls()}],${loop.nextDue()},${output.takeStream()}]\n[${output.takeLogs()}]\n`

/** The log lines of a step that was cut short. */
exports.takeLogs = () => {
  flush()
  return `[${output.takeLogs()}]`
}
const finish = () => {
  flush()
  phase = 'idle'
  isFrozen = true
  const { payload, error, isExit } = outcome.get()
  if (error === null && !isExit && output.isQuiet() && loop.hasNoNewCalls()) {
    outcome.clear()
    return 'r' + payload
  }
  const header = outcome.header(output.takeStream())
  outcome.clear()
  return `${header}\n[${output.takeLogs()}]\n[${loop.takeCalls()}]\n${payload}`
}
