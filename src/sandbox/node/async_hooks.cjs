'use strict'

// https://nodejs.org/api/async_context.html. The store follows callbacks of timers and immediates and everything that
// happens before the callback of `run` has settled. QuickJS has no hook that would carry it across every `await`.
const { loop } = require('coldstart:core')

exports.AsyncLocalStorage = class AsyncLocalStorage {
  #default
  constructor(options = {}) {
    this.#default = options.defaultValue
  }
  getStore() {
    const stores = loop.getStorage()
    return stores !== undefined && stores.has(this) ? stores.get(this) : this.#default
  }
  run(store, callback, ...args) {
    const before = loop.getStorage()
    const restore = () => loop.setStorage(before)
    loop.setStorage(new Map(before).set(this, store))
    let result
    try {
      result = callback(...args)
    } catch (error) {
      restore()
      throw error
    }
    if (result === null || typeof result !== 'object' || typeof result.then !== 'function') {
      restore()
      return result
    }
    return result.finally(restore)
  }
  exit(callback, ...args) {
    return this.run(undefined, callback, ...args)
  }
  enterWith(store) {
    loop.setStorage(new Map(loop.getStorage()).set(this, store))
  }
  disable() {
    const stores = new Map(loop.getStorage())
    stores.delete(this)
    loop.setStorage(stores)
  }
  static bind(callback) {
    const stores = loop.getStorage()
    return function bound(...args) {
      const before = loop.getStorage()
      loop.setStorage(stores)
      try {
        return callback.apply(this, args)
      } finally {
        loop.setStorage(before)
      }
    }
  }
  static snapshot() {
    return AsyncLocalStorage.bind((callback, ...args) => callback(...args))
  }
}
const { AsyncLocalStorage } = exports

exports.AsyncResource = class AsyncResource {
  #run = AsyncLocalStorage.snapshot()
  constructor(type) {
    this.type = type
  }
  runInAsyncScope(callback, self, ...args) {
    return this.#run(() => callback.apply(self, args))
  }
  bind(callback) {
    return AsyncLocalStorage.bind(callback)
  }
  static bind(callback) {
    return AsyncLocalStorage.bind(callback)
  }
  emitDestroy() {
    return this
  }
  asyncId() {
    return 1
  }
  triggerAsyncId() {
    return 0
  }
}
exports.executionAsyncId = () => 1
exports.triggerAsyncId = () => 0
exports.executionAsyncResource = () => resource
const resource = {}
// Nothing calls the hooks: QuickJS does not tell what is created and run. Tracers load, and lose their context at an `await`.
exports.createHook = () => {
  const hook = { enable: () => hook, disable: () => hook }
  return hook
}
