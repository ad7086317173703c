'use strict'

// https://nodejs.org/api/diagnostics_channel.html
class Channel {
  #listeners = []
  constructor(name) {
    this.name = name
  }
  get hasSubscribers() {
    return this.#listeners.length > 0
  }
  subscribe(listener) {
    this.#listeners.push(listener)
  }
  unsubscribe(listener) {
    const before = this.#listeners.length
    this.#listeners = this.#listeners.filter((each) => each !== listener)
    return this.#listeners.length < before
  }
  publish(message) {
    for (const listener of this.#listeners) listener(message, this.name)
  }
  bindStore() {}
  unbindStore() {}
  runStores(message, callback, receiver, ...args) {
    this.publish(message)
    return Reflect.apply(callback, receiver, args)
  }
}
const channels = new Map()
const channel = (name) => {
  const known = channels.get(name) ?? new Channel(name)
  channels.set(name, known)
  return known
}
const tracingChannel = (name) => {
  const made = {}
  for (const phase of ['start', 'end', 'asyncStart', 'asyncEnd', 'error'])
    made[phase] = typeof name === 'string' ? channel(`tracing:${name}:${phase}`) : name[phase]
  return {
    ...made,
    hasSubscribers: false,
    subscribe: (listeners) => {
      for (const phase of Object.keys(listeners)) made[phase].subscribe(listeners[phase])
    },
    unsubscribe: (listeners) => {
      for (const phase of Object.keys(listeners)) made[phase].unsubscribe(listeners[phase])
    },
    traceSync: (callback, _context, receiver, ...args) => Reflect.apply(callback, receiver, args),
    tracePromise: (callback, _context, receiver, ...args) =>
      Reflect.apply(callback, receiver, args),
    traceCallback: (callback, _position, _context, receiver, ...args) =>
      Reflect.apply(callback, receiver, args),
  }
}
Object.assign(exports, {
  Channel,
  channel,
  hasSubscribers: (name) => channel(name).hasSubscribers,
  subscribe: (name, listener) => channel(name).subscribe(listener),
  tracingChannel,
  unsubscribe: (name, listener) => channel(name).unsubscribe(listener),
})
