'use strict'

// https://nodejs.org/api/worker_threads.html: one thread.
const { lacking } = require('coldstart:node/internal/unavailable')
const EventEmitter = require('events')

class MessagePort extends EventEmitter {
  #other = null
  postMessage(value) {
    const data = structuredClone(value)
    setImmediate(() => this.#other?.emit('message', data))
  }
  start() {}
  close() {
    this.emit('close')
  }
  ref() {}
  unref() {}
  static join(a, b) {
    a.#other = b
    b.#other = a
  }
}
class MessageChannel {
  constructor() {
    this.port1 = new MessagePort()
    this.port2 = new MessagePort()
    MessagePort.join(this.port1, this.port2)
  }
}
Object.assign(exports, {
  BroadcastChannel: lacking('BroadcastChannel'),
  MessageChannel,
  MessagePort,
  Worker: lacking('worker_threads.Worker'),
  isMainThread: true,
  markAsUntransferable: () => {},
  parentPort: null,
  receiveMessageOnPort: () => undefined,
  resourceLimits: {},
  threadId: 0,
  workerData: null,
})
