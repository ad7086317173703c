'use strict'

// https://dom.spec.whatwg.org/: EventTarget and AbortController, as Node has them.
const { loop } = require('coldstart:core')

class Event {
  #isStopped = false
  #isPrevented = false
  constructor(type, options = {}) {
    this.type = `${type}`
    this.bubbles = options.bubbles === true
    this.cancelable = options.cancelable === true
    this.composed = options.composed === true
    this.target = null
    this.currentTarget = null
    this.timeStamp = performance.now()
  }
  get defaultPrevented() {
    return this.#isPrevented
  }
  preventDefault() {
    if (this.cancelable) this.#isPrevented = true
  }
  stopPropagation() {}
  stopImmediatePropagation() {
    this.#isStopped = true
  }
  static isStopped(event) {
    return event.#isStopped
  }
}
const { isStopped } = Event
delete Event.isStopped

class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options)
    this.detail = options.detail ?? null
  }
}

class EventTarget {
  #listeners = new Map()
  addEventListener(type, listener, options) {
    const { once = false, signal } = typeof options === 'object' && options !== null ? options : {}
    if (listener === null || listener === undefined || signal?.aborted) return
    const list = this.#listeners.get(type) ?? []
    if (list.some((each) => each.listener === listener)) return
    this.#listeners.set(type, [...list, { listener, once }])
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener), {
      once: true,
    })
  }
  removeEventListener(type, listener) {
    const list = this.#listeners.get(type) ?? []
    this.#listeners.set(
      type,
      list.filter((each) => each.listener !== listener),
    )
  }
  dispatchEvent(event) {
    event.target = this
    event.currentTarget = this
    const handler = this[`on${event.type}`]
    if (typeof handler === 'function') loop.run(() => handler.call(this, event))
    for (const { listener, once } of this.#listeners.get(event.type) ?? []) {
      if (isStopped(event)) break
      if (once) this.removeEventListener(event.type, listener)
      loop.run(() =>
        typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event),
      )
    }
    return !event.defaultPrevented
  }
}

const abortReason = () => new DOMException('This operation was aborted', 'AbortError')
let canCreate = false

class AbortSignal extends EventTarget {
  #isAborted = false
  #reason
  constructor() {
    super()
    if (!canCreate) {
      const error = new TypeError('Illegal constructor')
      error.code = 'ERR_ILLEGAL_CONSTRUCTOR'
      throw error
    }
    this.onabort = null
  }
  get aborted() {
    return this.#isAborted
  }
  get reason() {
    return this.#reason
  }
  throwIfAborted() {
    if (this.#isAborted) throw this.#reason
  }
  static make() {
    canCreate = true
    const made = new AbortSignal()
    canCreate = false
    return made
  }
  static fire(signal, reason = abortReason()) {
    if (signal.#isAborted) return
    signal.#isAborted = true
    signal.#reason = reason
    signal.dispatchEvent(new Event('abort'))
  }
  static abort(reason) {
    const signal = make()
    fire(signal, reason)
    return signal
  }
  static timeout(milliseconds) {
    const signal = make()
    const timer = loop.addTimer(
      () =>
        fire(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      milliseconds,
      false,
    )
    loop.setRefed(timer, false)
    return signal
  }
  static any(signals) {
    const signal = make()
    for (const each of signals) {
      if (each.aborted) fire(signal, each.reason)
      else each.addEventListener('abort', () => fire(signal, each.reason), { once: true })
    }
    return signal
  }
}
const { make, fire } = AbortSignal
delete AbortSignal.make
delete AbortSignal.fire

class AbortController {
  #signal = make()
  get signal() {
    return this.#signal
  }
  abort(reason) {
    fire(this.#signal, reason)
  }
}

exports.Event = Event
exports.CustomEvent = CustomEvent
exports.EventTarget = EventTarget
exports.AbortSignal = AbortSignal
exports.AbortController = AbortController
