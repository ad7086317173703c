'use strict'

// https://nodejs.org/api/http2.html: importable; HTTP/2 sessions are not simulated.
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, {
  connect: lacking('http2.connect'),
  constants: {
    HTTP2_HEADER_AUTHORITY: ':authority',
    HTTP2_HEADER_CONTENT_LENGTH: 'content-length',
    HTTP2_HEADER_CONTENT_TYPE: 'content-type',
    HTTP2_HEADER_METHOD: ':method',
    HTTP2_HEADER_PATH: ':path',
    HTTP2_HEADER_SCHEME: ':scheme',
    HTTP2_HEADER_STATUS: ':status',
    HTTP2_METHOD_GET: 'GET',
    HTTP2_METHOD_POST: 'POST',
    HTTP_STATUS_OK: 200,
    NGHTTP2_CANCEL: 8,
    NGHTTP2_NO_ERROR: 0,
  },
  createSecureServer: lacking('http2.createSecureServer'),
  createServer: lacking('http2.createServer'),
  Http2ServerRequest: class Http2ServerRequest {},
  Http2ServerResponse: class Http2ServerResponse {},
  sensitiveHeaders: Symbol('nodejs.http2.sensitiveHeaders'),
})
