'use strict'

// https://nodejs.org/api/webstreams.html#utility-consumers
const { Buffer } = require('buffer')

const buffer = async (stream) => {
  const parts = []
  for await (const chunk of stream)
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(parts)
}
const text = async (stream) => {
  const bytes = await buffer(stream)
  return new TextDecoder().decode(bytes)
}
Object.assign(exports, {
  arrayBuffer: async (stream) => {
    const bytes = await buffer(stream)
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  },
  blob: async (stream) => new Blob([await buffer(stream)]),
  buffer,
  json: async (stream) => JSON.parse(await text(stream)),
  text,
})
