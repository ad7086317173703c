'use strict'

// The oldest of Node's streams, which all others are.
const EventEmitter = require('events')

function Stream(options) {
  EventEmitter.call(this, options)
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype)
Object.setPrototypeOf(Stream, EventEmitter)

Stream.prototype.pipe = function pipe(target, options) {
  const onData = (chunk) => {
    if (target.writable && target.write(chunk) === false) this.pause?.()
  }
  const onDrain = () => {
    if (this.readable) this.resume?.()
  }
  this.on('data', onData)
  target.on('drain', onDrain)
  let isOver = false
  const onEnd = () => {
    if (isOver) return
    isOver = true
    target.end()
  }
  const onClose = () => {
    if (isOver) return
    isOver = true
    target.destroy?.()
  }
  if (!target._isStdio && options?.end !== false) {
    this.on('end', onEnd)
    this.on('close', onClose)
  }
  const cleanUp = () => {
    this.removeListener('data', onData)
    target.removeListener('drain', onDrain)
    this.removeListener('end', onEnd)
    this.removeListener('close', onClose)
    for (const name of ['end', 'close']) this.removeListener(name, cleanUp)
    target.removeListener('close', cleanUp)
  }
  this.on('end', cleanUp)
  this.on('close', cleanUp)
  target.on('close', cleanUp)
  target.emit('pipe', this)
  return target
}
module.exports = Stream
