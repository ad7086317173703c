'use strict'

// https://nodejs.org/api/events.html. Listeners lie in `_events`, where packages that know Node's insides look.
const { apply } = Reflect
const kCapture = Symbol('kCapture')
const kShapeMode = Symbol('shapeMode')
const errorMonitor = Symbol('events.errorMonitor')

const check = (listener) => {
  if (typeof listener === 'function') return
  const error = new TypeError(
    `The "listener" argument must be of type function. Received ${require('coldstart:node/internal/bufferNumbers').received(listener)}`,
  )
  error.code = 'ERR_INVALID_ARG_TYPE'
  throw error
}

// Not a class: old code calls it without `new` (`EventEmitter.call(this)` with `util.inherits`).
function EventEmitter(options) {
  reset(this)
  this._maxListeners = undefined
  this[kShapeMode] = false
  this[kCapture] = Boolean(options?.captureRejections)
}

const reset = (emitter) => {
  emitter._events = { __proto__: null }
  emitter._eventsCount = 0
}
/** Of the emitter's own: a prototype may have some of another's. */
const eventsOf = (emitter) => {
  const { _events } = emitter
  if (_events === undefined || _events === Object.getPrototypeOf(emitter)?._events) reset(emitter)
  return emitter._events
}
/** A single listener stands alone, several in a list: never changed in place, so that `emit` may go through it. */
const listOf = (emitter, name) => {
  const known = emitter._events?.[name]
  if (known === undefined) return []
  return typeof known === 'function' ? [known] : known
}
const setList = (emitter, name, list) => {
  const events = eventsOf(emitter)
  if (list.length === 0) {
    delete events[name]
    emitter._eventsCount--
    return
  }
  if (events[name] === undefined) emitter._eventsCount++
  events[name] = list.length === 1 ? list[0] : list
}
const matches = (each, listener) => each === listener || each.listener === listener

/** https://nodejs.org/api/events.html#eventsdefaultmaxlisteners: once for each event of an emitter. */
const warned = new WeakMap()
const warnOfLeak = (emitter, name, count) => {
  const names = warned.get(emitter) ?? new Set()
  if (names.has(name)) return
  warned.set(emitter, names.add(name))
  const { name: type } = emitter.constructor ?? EventEmitter
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(name)} listeners added to [${type}]. MaxListeners is ${emitter.getMaxListeners()}. Use emitter.setMaxListeners() to increase limit`,
  )
  warning.name = 'MaxListenersExceededWarning'
  process.emitWarning(Object.assign(warning, { emitter, type: name, count }))
}

const add = (emitter, name, listener, isFirst) => {
  check(listener)
  if (eventsOf(emitter).newListener !== undefined)
    emitter.emit('newListener', name, listener.listener ?? listener)
  const known = listOf(emitter, name)
  const list = isFirst ? [listener, ...known] : [...known, listener]
  setList(emitter, name, list)
  if (list.length > 10) {
    const max = emitter.getMaxListeners()
    if (max > 0 && list.length > max) warnOfLeak(emitter, name, list.length)
  }
  return emitter
}
const onceOnly = (emitter, name, listener) => {
  check(listener)
  const wrapper = (...args) => {
    emitter.removeListener(name, wrapper)
    return apply(listener, emitter, args)
  }
  wrapper.listener = listener
  return wrapper
}

const methods = {
  on(name, listener) {
    return add(this, name, listener, false)
  },
  prependListener(name, listener) {
    return add(this, name, listener, true)
  },
  once(name, listener) {
    return this.on(name, onceOnly(this, name, listener))
  },
  prependOnceListener(name, listener) {
    return this.prependListener(name, onceOnly(this, name, listener))
  },
  removeListener(name, listener) {
    const list = listOf(this, name)
    const at = list.findLastIndex((each) => matches(each, listener))
    if (at < 0) return this
    setList(this, name, list.toSpliced(at, 1))
    if (this._events.removeListener !== undefined)
      this.emit('removeListener', name, listener.listener ?? listener)
    return this
  },
  removeAllListeners(name) {
    if (name === undefined) reset(this)
    else if (listOf(this, name).length > 0) setList(this, name, [])
    return this
  },
  emit(name, ...args) {
    const events = this._events
    if (name === 'error' && events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args)
    const known = events?.[name]
    if (known === undefined) {
      if (name !== 'error') return false
      if (args[0] instanceof Error) throw args[0]
      const error = new Error(`Unhandled error. (${require('util').inspect(args[0])})`)
      error.code = 'ERR_UNHANDLED_ERROR'
      error.context = args[0]
      throw error
    }
    if (typeof known === 'function') watch(this, apply(known, this, args), name, args)
    else for (const listener of known) watch(this, apply(listener, this, args), name, args)
    return true
  },
  listenerCount(name, listener) {
    const list = listOf(this, name)
    return listener === undefined
      ? list.length
      : list.filter((each) => matches(each, listener)).length
  },
  listeners(name) {
    return listOf(this, name).map((listener) => listener.listener ?? listener)
  },
  rawListeners(name) {
    return [...listOf(this, name)]
  },
  eventNames() {
    return Reflect.ownKeys(this._events ?? {})
  },
  setMaxListeners(max) {
    this._maxListeners = max
    return this
  },
  getMaxListeners() {
    return this._maxListeners ?? EventEmitter.defaultMaxListeners
  },
}
/** `captureRejections`: a listener's promise that fails is an error of the emitter. */
const watch = (emitter, result, name, args) => {
  if (!emitter[kCapture] || typeof result?.then !== 'function') return
  result.then(undefined, (error) =>
    process.nextTick(() => {
      const handle = emitter[Symbol.for('nodejs.rejection')]
      if (typeof handle === 'function') apply(handle, emitter, [error, name, ...args])
      else emitter.emit('error', error)
    }),
  )
}
methods.addListener = methods.on
methods.off = methods.removeListener
for (const name of Object.keys(methods)) EventEmitter.prototype[name] = methods[name]

const abortError = (signal) => {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

const once = (emitter, name, options) =>
  new Promise((resolve, reject) => {
    const { signal } = options ?? {}
    if (signal?.aborted) {
      reject(abortError(signal))
      return
    }
    if (typeof emitter.addEventListener === 'function') {
      emitter.addEventListener(name, (event) => resolve([event]), { once: true, ...options })
      return
    }
    const stop = () => {
      emitter.removeListener(name, onEvent)
      emitter.removeListener('error', onError)
      signal?.removeEventListener('abort', onAbort)
    }
    const onAbort = () => {
      stop()
      reject(abortError(signal))
    }
    const onError = (error) => {
      stop()
      reject(error)
    }
    const onEvent = (...args) => {
      stop()
      resolve(args)
    }
    emitter.once(name, onEvent)
    if (name !== 'error') emitter.once('error', onError)
    signal?.addEventListener('abort', onAbort)
  })

async function* on(emitter, name, options) {
  const { signal, close = [] } = options ?? {}
  const queue = []
  let wake = () => {}
  let failure
  let isOver = false
  const onEvent = (...args) => {
    queue.push(args)
    wake()
  }
  const onError = (error) => {
    failure = { error }
    wake()
  }
  const onAbort = () => onError(abortError(signal))
  const onClose = () => {
    isOver = true
    wake()
  }
  if (signal?.aborted) throw abortError(signal)
  emitter.on(name, onEvent)
  if (name !== 'error') emitter.on('error', onError)
  for (const each of close) emitter.on(each, onClose)
  signal?.addEventListener('abort', onAbort)
  try {
    for (;;) {
      while (queue.length > 0) yield queue.shift()
      if (failure !== undefined) throw failure.error
      if (isOver) return
      await new Promise((resolve) => {
        wake = resolve
      })
    }
  } finally {
    emitter.removeListener(name, onEvent)
    emitter.removeListener('error', onError)
    for (const each of close) emitter.removeListener(each, onClose)
    signal?.removeEventListener('abort', onAbort)
  }
}

module.exports = EventEmitter
EventEmitter.EventEmitter = EventEmitter
EventEmitter.once = once
EventEmitter.on = on
EventEmitter.init = EventEmitter
EventEmitter.defaultMaxListeners = 10
EventEmitter.captureRejections = false
EventEmitter.errorMonitor = errorMonitor
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection')
EventEmitter.usingDomains = false
EventEmitter.listenerCount = (emitter, name) => emitter.listenerCount(name)
EventEmitter.getEventListeners = (emitter, name) => emitter.listeners(name)
EventEmitter.getMaxListeners = (emitter) => emitter.getMaxListeners()
EventEmitter.setMaxListeners = (max = 10, ...emitters) => {
  for (const emitter of emitters) emitter.setMaxListeners?.(max)
  if (emitters.length === 0) EventEmitter.defaultMaxListeners = max
}
EventEmitter.addAbortListener = (signal, listener) => {
  if (signal.aborted) process.nextTick(listener)
  else signal.addEventListener('abort', listener, { once: true })
  return { [Symbol.for('nodejs.dispose')]: () => signal.removeEventListener('abort', listener) }
}
EventEmitter.EventEmitterAsyncResource = class EventEmitterAsyncResource extends EventEmitter {}
