'use strict'

// https://nodejs.org/api/tty.html

Object.assign(exports, {
  isatty: () => false,
  ReadStream: class ReadStream {},
  WriteStream: class WriteStream {},
})
