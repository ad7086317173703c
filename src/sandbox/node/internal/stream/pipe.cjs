'use strict'

// readable.pipe, unpipe, wrap. https://nodejs.org/api/stream.html#readablepipedestination-options
const { errorOrDestroy, tick } = require('coldstart:node/internal/stream/destroy')
const { Readable, flow } = require('coldstart:node/internal/stream/readable')

const proto = Readable.prototype
proto.pipe = function pipe(target, options) {
  const state = this._readableState
  state.pipes.push(target)
  const isStdio = target === process.stdout || target === process.stderr
  const doesEnd = options?.end !== false && !isStdio
  const onEnd = () => target.end()
  const leave = () => this.unpipe(target)
  if (state.endEmitted) tick(doesEnd ? onEnd : leave)
  else this.once('end', doesEnd ? onEnd : leave)

  let onDrain
  const pause = () => {
    state.awaiting.add(target)
    this.pause()
    if (onDrain !== undefined) return
    onDrain = () => {
      state.awaiting.delete(target)
      if (state.awaiting.size === 0 && this.listenerCount('data') > 0) this.resume()
    }
    target.on('drain', onDrain)
  }
  const onData = (chunk) => {
    if (target.write(chunk) === false && state.pipes.includes(target)) pause()
  }
  this.on('data', onData)
  const onError = (error) => {
    leave()
    target.removeListener('error', onError)
    if (target.listenerCount('error') > 0) return
    const writes = target._writableState ?? target._readableState
    if (writes && !writes.errorEmitted) errorOrDestroy(target, error)
    else target.emit('error', error)
  }
  target.prependListener('error', onError)
  const onClose = () => {
    target.removeListener('finish', onFinish)
    leave()
  }
  const onFinish = () => {
    target.removeListener('close', onClose)
    leave()
  }
  target.once('close', onClose)
  target.once('finish', onFinish)
  const onUnpipe = (source, info) => {
    if (source !== this || info.hasUnpiped) return
    info.hasUnpiped = true
    target.removeListener('close', onClose)
    target.removeListener('finish', onFinish)
    if (onDrain !== undefined) target.removeListener('drain', onDrain)
    target.removeListener('error', onError)
    target.removeListener('unpipe', onUnpipe)
    this.removeListener('end', onEnd)
    this.removeListener('end', leave)
    this.removeListener('data', onData)
    if (onDrain !== undefined && state.awaiting.has(target)) onDrain()
  }
  target.on('unpipe', onUnpipe)
  target.emit('pipe', this)
  if (target.writableNeedDrain === true) pause()
  else if (!state.flowing) this.resume()
  return target
}

proto.unpipe = function unpipe(target) {
  const state = this._readableState
  const leaving = target === undefined ? state.pipes : state.pipes.filter((each) => each === target)
  if (leaving.length === 0) return this
  state.pipes = target === undefined ? [] : state.pipes.filter((each) => each !== target)
  if (state.pipes.length === 0) this.pause()
  for (const each of leaving) each.emit('unpipe', this, { hasUnpiped: false })
  return this
}

/** A readable over a stream of Node 0.8's kind. */
proto.wrap = function wrap(old) {
  old.on('data', (chunk) => {
    if (!this.push(chunk)) old.pause?.()
  })
  old.on('end', () => this.push(null))
  old.on('error', (error) => errorOrDestroy(this, error))
  old.on('close', () => this.destroy())
  this._read = () => old.resume?.()
  return this
}
Readable.wrap = (source, options) =>
  new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
  }).wrap(source)
exports.flow = flow
