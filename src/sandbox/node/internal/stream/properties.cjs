'use strict'

// What a stream tells of itself: accessors of its prototype. https://nodejs.org/api/stream.html
const definer = (proto) => (name, get, set) =>
  Object.defineProperty(proto, name, { get, set, configurable: true, enumerable: false })

exports.describeReadable = (proto) => {
  const property = definer(proto)
  property(
    'readable',
    function get() {
      const state = this._readableState
      return (
        state !== undefined &&
        state.readable !== false &&
        !state.destroyed &&
        !state.errorEmitted &&
        !state.endEmitted
      )
    },
    function set(value) {
      if (this._readableState) this._readableState.readable = Boolean(value)
    },
  )
  property(
    'destroyed',
    function get() {
      return this._readableState?.destroyed === true
    },
    function set(value) {
      if (this._readableState) this._readableState.destroyed = value
    },
  )
  property(
    'readableFlowing',
    function get() {
      return this._readableState.flowing
    },
    function set(value) {
      if (this._readableState) this._readableState.flowing = value
    },
  )
  for (const [name, read] of Object.entries({
    readableHighWaterMark: (state) => state.highWaterMark,
    readableBuffer: (state) => state.buffer,
    readableLength: (state) => state.length,
    readableObjectMode: (state) => state.objectMode,
    readableEncoding: (state) => state.encoding,
    readableEnded: (state) => state.endEmitted,
    readableDidRead: (state) => state.dataEmitted,
    readableAborted: (state) =>
      state.readable !== false && (state.destroyed || Boolean(state.errored)) && !state.endEmitted,
    errored: (state) => state.errored,
    closed: (state) => state.closed,
  }))
    property(name, function get() {
      return this._readableState ? read(this._readableState) : undefined
    })
}

exports.describeWritable = (proto) => {
  const property = definer(proto)
  property(
    'writable',
    function get() {
      const state = this._writableState
      return (
        state !== undefined &&
        state.writable !== false &&
        !state.destroyed &&
        !state.errored &&
        !state.ending &&
        !state.ended
      )
    },
    function set(value) {
      if (this._writableState) this._writableState.writable = Boolean(value)
    },
  )
  property(
    'destroyed',
    function get() {
      return this._writableState?.destroyed === true
    },
    function set(value) {
      if (this._writableState) this._writableState.destroyed = value
    },
  )
  for (const [name, read] of Object.entries({
    writableFinished: (state) => state.finished,
    writableObjectMode: (state) => state.objectMode,
    writableBuffer: (state) => state.buffered,
    writableEnded: (state) => state.ending,
    writableNeedDrain: (state) => !state.destroyed && !state.ending && state.needDrain,
    writableHighWaterMark: (state) => state.highWaterMark,
    writableCorked: (state) => state.corked,
    writableLength: (state) => state.length,
    writableAborted: (state) =>
      state.writable !== false && (state.destroyed || Boolean(state.errored)) && !state.finished,
    errored: (state) => state.errored,
    closed: (state) => state.closed,
  }))
    property(name, function get() {
      return this._writableState ? read(this._writableState) : undefined
    })
}
