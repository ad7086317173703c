'use strict'

// Node's event loop in virtual time: ticks, microtasks (the driver runs those), immediates, timers, open calls.
const core = require('coldstart:core')
const { native, settings } = core
const { apply } = Reflect
const PromiseClass = Promise
core.Promise = PromiseClass
const then = PromiseClass.prototype.then
const { stringify, parse } = JSON
const { isArray } = Array
const MapClass = Map
const mapOf = MapClass.prototype
const toNumber = Number
const { trunc } = Math
const TIMEOUT_MAX = 2_147_483_647

// Ticks and immediates: linked lists, which no prototype can disturb.
const createList = () => ({ __proto__: null, head: null, tail: null })
const append = (list, item) => {
  const link = { __proto__: null, item, next: null }
  if (list.tail === null) list.head = link
  else list.tail.next = link
  list.tail = link
}
const shift = (list) => {
  const link = list.head
  list.head = link.next
  if (list.head === null) list.tail = null
  return link.item
}

const ticks = createList()
const immediates = createList()
exports.nextTick = (callback, args) => append(ticks, { __proto__: null, callback, args })

let storage = undefined
/** The value that AsyncLocalStorage carries along; timers and ticks keep the one they were made under. */
exports.getStorage = () => storage
exports.setStorage = (value) => {
  storage = value
}

let aliveImmediates = 0
exports.addImmediate = (callback, args) => {
  const immediate = { callback, args, isLive: true, isRefed: true, storage }
  aliveImmediates++
  append(immediates, immediate)
  return immediate
}
exports.clearImmediate = (immediate) => {
  if (!immediate.isLive) return
  immediate.isLive = false
  if (immediate.isRefed) aliveImmediates--
}

// Timers: a doubly linked list ordered by (due, sequence); most are added near the end.
let first = null
let last = null
let timerCount = 0
let aliveTimers = 0
let nextTimer = 1
const timersById = { __proto__: null }

const insert = (timer) => {
  let after = last
  while (after !== null && after.due > timer.due) after = after.previous
  timer.previous = after
  timer.next = after === null ? first : after.next
  if (timer.next === null) last = timer
  else timer.next.previous = timer
  if (after === null) first = timer
  else after.next = timer
}
const unlink = (timer) => {
  if (timer.previous === null) first = timer.next
  else timer.previous.next = timer.next
  if (timer.next === null) last = timer.previous
  else timer.next.previous = timer.previous
}

const clampDelay = (delay) => {
  const milliseconds = toNumber(delay)
  return milliseconds >= 1 && milliseconds <= TIMEOUT_MAX ? trunc(milliseconds) : 1
}

/** Begins a timer; `delay` in ms as Node reads it. `isExact` keeps fractions, for the sandbox's own waits. */
exports.addTimer = (callback, delay, isExact, args, repeats) => {
  if (timerCount >= settings.timersMax) {
    throw core.errors.create(
      'RangeError',
      'ERR_OUT_OF_RANGE',
      `[coldstart] more than ${settings.timersMax} pending timers`,
    )
  }
  const span = isExact ? trunc(delay * 1_000) : clampDelay(delay) * 1_000
  const timer = {
    id: nextTimer++,
    callback,
    args,
    span: span > 0 ? span : 0,
    due: native.clock() + (span > 0 ? span : 0),
    repeats: repeats === true,
    isLive: true,
    isRefed: true,
    storage,
    previous: null,
    next: null,
  }
  insert(timer)
  timersById[timer.id] = timer
  timerCount++
  aliveTimers++
  return timer
}
exports.clearTimer = (timer) => {
  if (!timer.isLive) return
  timer.isLive = false
  unlink(timer)
  delete timersById[timer.id]
  timerCount--
  if (timer.isRefed) aliveTimers--
}
exports.findTimer = (id) => timersById[id]
exports.setRefed = (handle, isRefed) => {
  if (handle.isRefed === isRefed) return
  handle.isRefed = isRefed
  if (!handle.isLive) return
  if (handle.span === undefined) aliveImmediates += isRefed ? 1 : -1
  else aliveTimers += isRefed ? 1 : -1
}
exports.refresh = (timer) => {
  if (timer.isLive) unlink(timer)
  else {
    timer.isLive = true
    timersById[timer.id] = timer
    timerCount++
    if (timer.isRefed) aliveTimers++
  }
  timer.due = native.clock() + timer.span
  insert(timer)
}

// Calls that wait for the simulated world.
let nextCall = 1
let openCalls = 0
/** What else keeps the loop alive, as an open socket does: `by` of 1 begins it, -1 ends it. */
exports.hold = (by) => {
  openCalls += by
}
const resolvers = { __proto__: null }
let newCalls = ''

const LATIN1_MAX = 255
const bodyOf = (body) => {
  if (body === undefined || body === null) return '""'
  if (typeof body === 'string') return stringify(body)
  let text = ''
  for (let at = 0; at < body.length; at++) text += String.fromCharCode(body[at] & LATIN1_MAX)
  return `[${stringify(text)}]`
}
const headersOf = (headers) => {
  let text = ''
  for (let at = 0; at < headers.length; at++) {
    text += `${at === 0 ? '' : ','}[${stringify(`${headers[at][0]}`)},${stringify(`${headers[at][1]}`)}]`
  }
  return `[${text}]`
}

exports.call = (request) => {
  const id = nextCall++
  const { service, host, method, path, query, headers, body, attempt, site } = request
  const target =
    host === undefined
      ? site === undefined
        ? ''
        : ',null'
      : `,[${stringify(`${host.protocol}`)},${stringify(`${host.name}`)},${stringify(+host.port)}]`
  newCalls +=
    (newCalls === '' ? '' : ',') +
    `[${id},${stringify(`${service}`)},${stringify(`${method}`)},${stringify(`${path}`)},${stringify(`${query ?? ''}`)},${headersOf(headers)},${bodyOf(body)},${stringify(+attempt)}${target}${site === undefined ? '' : `,${stringify(+site)}`}]`
  openCalls++
  return new PromiseClass((resolve) => {
    resolvers[id] = { __proto__: null, resolve, storage }
  })
}
/** A call by `profile`, of which the driver makes the request; `settle(output, requestId)`, or `settle(reply)`. */
exports.send = (profile, body, trace, settle) => {
  const id = nextCall++
  native.send(id, profile, body, trace)
  openCalls++
  resolvers[id] = { __proto__: null, resolve: settle, storage }
}
/** The driver answers call `id`: with a reply, or with `[output, requestId]` of a call by profile. */
exports.answer = (id, text) => {
  const waiting = resolvers[id]
  if (waiting === undefined) return
  delete resolvers[id]
  openCalls--
  storage = waiting.storage
  const reply = parse(text)
  if (isArray(reply)) {
    waiting.resolve(reply[0], reply[1])
    return
  }
  if (typeof reply.body === 'object' && reply.body !== null) {
    const bytes = new Uint8Array(reply.body[0].length)
    for (let at = 0; at < bytes.length; at++) bytes[at] = reply.body[0].charCodeAt(at)
    reply.body = bytes
  }
  waiting.resolve(reply)
}
exports.hasNoNewCalls = () => newCalls === ''
/** Whether there is no timer, and no call but those that the driver knows of. */
exports.isPlain = () => first === null && newCalls === ''
exports.takeCalls = () => {
  const taken = newCalls
  newCalls = ''
  return taken
}

// Rejections that nobody handles by the time the microtasks are done.
const unhandled = new MapClass()
let mayBeUnhandled = false
exports.rejection = (promise, reason, isHandled) => {
  if (isHandled) apply(mapOf.delete, unhandled, [promise])
  else {
    mayBeUnhandled = true
    apply(mapOf.set, unhandled, [promise, reason])
  }
}
/** Takes the first of them as `[promise, reason]`; undefined where there is none. */
exports.takeUnhandled = () => {
  if (!mayBeUnhandled) return undefined
  if (apply(sizeOf, unhandled, []) === 0) {
    mayBeUnhandled = false
    return undefined
  }
  const entry = apply(mapOf.entries, unhandled, []).next().value
  apply(mapOf.delete, unhandled, [entry[0]])
  return entry
}
const sizeOf = Object.getOwnPropertyDescriptor(mapOf, 'size').get

/** Runs `callback` so that an exception ends the process, not the loop. */
const run = (callback, args) => {
  try {
    if (args === undefined) callback()
    else apply(callback, undefined, args)
  } catch (error) {
    core.lambda.uncaught(error)
  }
}
exports.run = run

/** Runs ticks. Whether there were any (and so microtasks may wait). */
exports.runTicks = () => {
  if (ticks.head === null) return false
  while (ticks.head !== null) {
    const { callback, args } = shift(ticks)
    run(callback, args)
  }
  return true
}
/** Runs the next immediate, or the next timer that is due. Whether there was one. */
exports.runNext = () => {
  if (first !== null && first.due <= native.clock()) {
    const timer = first
    if (timer.repeats) {
      unlink(timer)
      timer.due = native.clock() + timer.span
      insert(timer)
    } else exports.clearTimer(timer)
    storage = timer.storage
    run(timer.callback, timer.args)
    // What it put off by `nextTick` comes before its promises. https://nodejs.org/api/process.html#processnexttickcallback-args
    if (ticks.head !== null) exports.runTicks()
    return true
  }
  return exports.runImmediate()
}
/** Whether a timer is due, or an immediate waits. */
exports.hasWork = () => immediates.head !== null || (first !== null && first.due <= native.clock())
/** Runs the next immediate. Whether there was one. */
exports.runImmediate = () => {
  while (immediates.head !== null) {
    const immediate = shift(immediates)
    if (!immediate.isLive) continue
    exports.clearImmediate(immediate)
    storage = immediate.storage
    run(immediate.callback, immediate.args)
    if (ticks.head !== null) exports.runTicks()
    return true
  }
  return false
}
/** Whether anything keeps the loop alive. */
exports.isAlive = () => aliveTimers > 0 || aliveImmediates > 0 || openCalls > 0
/** When the next timer is due, in µs since the epoch, as text; `null` without timers. */
exports.nextDue = () => (first === null ? 'null' : stringify(first.due))

/** `queueMicrotask` whose exceptions end the process, as in Node. */
exports.queueMicrotask = (callback) => {
  if (typeof callback !== 'function') {
    const error = core.errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      'The "callback" argument must be of type function.',
    )
    throw error
  }
  apply(then, PromiseClass.resolve(), [() => run(callback)])
}
