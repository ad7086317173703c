'use strict'

// https://nodejs.org/api/stream.html
const Stream = require('coldstart:node/internal/stream/stream')
const { HIGH_WATER_MARK } = require('coldstart:node/internal/stream/destroy')
const { Readable } = require('coldstart:node/internal/stream/readable')
const { Writable } = require('coldstart:node/internal/stream/writable')
const { Duplex, PassThrough, Transform } = require('coldstart:node/internal/stream/duplex')
const finish = require('coldstart:node/internal/stream/finish')
require('coldstart:node/internal/stream/pipe')
require('coldstart:node/internal/stream/iterate')

const { addAbortSignal, finished, pipeline, promises } = finish
for (const target of [finished, pipeline])
  Object.defineProperty(target, require('util').promisify.custom, { value: promises[target.name] })

const stateOf = (stream) => [stream?._readableState, stream?._writableState]
Object.assign(Stream, {
  Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  addAbortSignal,
  finished,
  pipeline,
  promises,
  isReadable: (stream) => (stream?._readableState ? stream.readable : null),
  isErrored: (stream) => stateOf(stream).some((state) => Boolean(state?.errored)),
  isDisturbed: (stream) => Boolean(stream?._readableState?.dataEmitted || stream?.readableDidRead),
  isWritable: (stream) => (stream?._writableState ? stream.writable : null),
  isDestroyed: (stream) => Boolean(stream?.destroyed),
  destroy: (stream, error) => stream.destroy(error),
  getDefaultHighWaterMark: (isObject) =>
    isObject ? HIGH_WATER_MARK.objects : HIGH_WATER_MARK.bytes,
  setDefaultHighWaterMark: (isObject, value) => {
    HIGH_WATER_MARK[isObject ? 'objects' : 'bytes'] = value
  },
  _uint8ArrayToBuffer: (bytes) =>
    require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  _isUint8Array: (value) => value instanceof Uint8Array,
})
const web = () => require('coldstart:node/internal/streamAdapters')
Readable.toWeb = (stream) => web().fromReadable(stream)
Readable.fromWeb = (stream, options) => web().toReadable(stream, options)
Writable.toWeb = (stream) => web().fromWritable(stream)
Readable.prototype.compose = function compose(through) {
  return this.pipe(through)
}
module.exports = Stream
