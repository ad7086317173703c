'use strict'

// Between Node's streams and the web's. https://nodejs.org/api/stream.html#streamreadabletowebstreamreadable-options
const { ReadableStream, WritableStream } = require('coldstart:node/internal/webStreams')

exports.fromReadable = (stream) => {
  const iterator = stream[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value instanceof Uint8Array ? new Uint8Array(value) : value)
      },
      cancel: (reason) => void stream.destroy(reason),
    },
    { highWaterMark: 0 },
  )
}
exports.toReadable = (stream, options) =>
  require('stream').Readable.from(stream, { objectMode: false, ...options })
exports.fromWritable = (stream) =>
  new WritableStream({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()))
      }),
    close: () =>
      new Promise((resolve) => {
        stream.end(resolve)
      }),
    abort: (reason) => void stream.destroy(reason),
  })
