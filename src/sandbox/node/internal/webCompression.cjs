'use strict'

// https://compression.spec.whatwg.org/
const { TransformStream } = require('coldstart:node/internal/webStreams')
const { Buffer } = require('buffer')

const create = (formats) =>
  class extends TransformStream {
    constructor(format) {
      const codec = formats[format]
      if (codec === undefined) throw new TypeError(`Unsupported compression format: '${format}'`)
      const parts = []
      super({
        transform: (chunk) => void parts.push(chunk),
        flush: (controller) => {
          const out = require('zlib')[codec](Buffer.concat(parts))
          if (out.length > 0) controller.enqueue(new Uint8Array(out))
        },
      })
    }
  }
exports.CompressionStream = create({
  deflate: 'deflateSync',
  'deflate-raw': 'deflateRawSync',
  gzip: 'gzipSync',
})
exports.DecompressionStream = create({
  deflate: 'inflateSync',
  'deflate-raw': 'inflateRawSync',
  gzip: 'gunzipSync',
})
