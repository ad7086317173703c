'use strict'

// https://nodejs.org/api/events.html
const { apply } = Reflect

const check = (listener) => {
  if (typeof listener === 'function') return
  const error = new TypeError(
    `The "listener" argument must be of type function. Received ${listener === null ? 'null' : typeof listener}`,
  )
  error.code = 'ERR_INVALID_ARG_TYPE'
  throw error
}

// Not a class: old code calls it without `new` (`EventEmitter.call(this)` with `util.inherits`).
function EventEmitter() {}

const states = new WeakMap()
const listenersOf = (emitter) => {
  const known = states.get(emitter)
  if (known !== undefined) return known
  const made = new Map()
  states.set(emitter, made)
  return made
}
const matches = (each, listener) => each === listener || each.listener === listener

const add = (emitter, name, listener, isFirst) => {
  check(listener)
  const all = listenersOf(emitter)
  if (all.has('newListener')) emitter.emit('newListener', name, listener.listener ?? listener)
  const list = all.get(name) ?? []
  all.set(name, isFirst ? [listener, ...list] : [...list, listener])
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
    const all = listenersOf(this)
    const list = all.get(name) ?? []
    const at = list.findLastIndex((each) => matches(each, listener))
    if (at < 0) return this
    if (list.length === 1) all.delete(name)
    else all.set(name, list.toSpliced(at, 1))
    if (all.has('removeListener')) this.emit('removeListener', name, listener.listener ?? listener)
    return this
  },
  removeAllListeners(name) {
    if (name === undefined) listenersOf(this).clear()
    else listenersOf(this).delete(name)
    return this
  },
  emit(name, ...args) {
    const list = listenersOf(this).get(name)
    if (list === undefined) {
      if (name !== 'error') return false
      if (args[0] instanceof Error) throw args[0]
      const error = new Error(`Unhandled error. (${require('util').inspect(args[0])})`)
      error.code = 'ERR_UNHANDLED_ERROR'
      error.context = args[0]
      throw error
    }
    for (const listener of list) apply(listener, this, args)
    return true
  },
  listenerCount(name, listener) {
    const list = listenersOf(this).get(name) ?? []
    return listener === undefined
      ? list.length
      : list.filter((each) => matches(each, listener)).length
  },
  listeners(name) {
    return (listenersOf(this).get(name) ?? []).map((listener) => listener.listener ?? listener)
  },
  rawListeners(name) {
    return [...(listenersOf(this).get(name) ?? [])]
  },
  eventNames() {
    return [...listenersOf(this).keys()]
  },
  setMaxListeners(max) {
    maxima.set(this, max)
    return this
  },
  getMaxListeners() {
    return maxima.get(this) ?? EventEmitter.defaultMaxListeners
  },
}
const maxima = new WeakMap()
methods.addListener = methods.on
methods.off = methods.removeListener
for (const name of Object.keys(methods)) EventEmitter.prototype[name] = methods[name]

const once = (emitter, name, options) =>
  new Promise((resolve, reject) => {
    if (typeof emitter.addEventListener === 'function') {
      emitter.addEventListener(name, (event) => resolve([event]), { once: true, ...options })
      return
    }
    const onError = (error) => {
      emitter.removeListener(name, onEvent)
      reject(error)
    }
    const onEvent = (...args) => {
      emitter.removeListener('error', onError)
      resolve(args)
    }
    emitter.once(name, onEvent)
    if (name !== 'error') emitter.once('error', onError)
  })

async function* on(emitter, name) {
  const queue = []
  let wake = () => {}
  let failure
  const onEvent = (...args) => {
    queue.push(args)
    wake()
  }
  const onError = (error) => {
    failure = { error }
    wake()
  }
  emitter.on(name, onEvent)
  if (name !== 'error') emitter.on('error', onError)
  try {
    for (;;) {
      while (queue.length > 0) yield queue.shift()
      if (failure !== undefined) throw failure.error
      await new Promise((resolve) => {
        wake = resolve
      })
    }
  } finally {
    emitter.removeListener(name, onEvent)
    emitter.removeListener('error', onError)
  }
}

module.exports = EventEmitter
EventEmitter.EventEmitter = EventEmitter
EventEmitter.once = once
EventEmitter.on = on
EventEmitter.defaultMaxListeners = 10
EventEmitter.errorMonitor = Symbol('events.errorMonitor')
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection')
EventEmitter.listenerCount = (emitter, name) => emitter.listenerCount(name)
EventEmitter.getEventListeners = (emitter, name) => emitter.listeners(name)
EventEmitter.setMaxListeners = () => {}
