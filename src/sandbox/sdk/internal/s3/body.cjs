'use strict'
/** What a body may be: text, bytes, a stream of Node's or the web's, a Blob. */
const { Buffer } = require('node:buffer')

const isBytes = (value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer
const bytesOf = (value) =>
  value instanceof ArrayBuffer
    ? new Uint8Array(value)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)

/** All of a stream. */
const collect = async (stream) => {
  const parts = []
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part)
  return new Uint8Array(Buffer.concat(parts))
}

/** The input with its body as text or bytes. A stream is read whole: a call here is one message. */
exports.prepare = async (input) => {
  const { Body: body } = input
  if (body === undefined || body === null || typeof body === 'string') return input
  if (isBytes(body)) return { ...input, Body: bytesOf(body) }
  if (typeof body.arrayBuffer === 'function')
    return { ...input, Body: new Uint8Array(await body.arrayBuffer()) }
  if (typeof body[Symbol.asyncIterator] === 'function')
    return { ...input, Body: await collect(body) }
  return input
}
exports.collect = collect

/** A response's body as a stream of Node's that also gives itself whole, as the SDK's do. */
exports.toStream = (body) => {
  const { Readable } = require('node:stream')
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body ?? [])
  const stream = Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })
  let isTaken = false
  const take = () => {
    if (isTaken) throw new Error('The stream has already been transformed.')
    isTaken = true
    stream.resume()
    return bytes
  }
  return Object.assign(stream, {
    async transformToByteArray() {
      return new Uint8Array(take())
    },
    async transformToString(encoding = 'utf-8') {
      return take().toString(encoding)
    },
    transformToWebStream() {
      if (isTaken) throw new Error('The stream has already been transformed.')
      isTaken = true
      return Readable.toWeb(stream)
    },
  })
}
