'use strict'

// Chance for `crypto`: a stream of its own, seeded by the run.
const { native } = require('coldstart:core')

/** Fills a Uint8Array-like view with bytes. */
exports.fill = (bytes, purpose = 'crypto') => {
  let word = 0
  for (let at = 0; at < bytes.length; at++) {
    if (at % 4 === 0) word = native.word(purpose)
    bytes[at] = word & 255
    word >>>= 8
  }
  return bytes
}

exports.uuid = (purpose) => {
  const bytes = exports.fill(new Uint8Array(16), purpose)
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  let text = ''
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-'
    text += (bytes[at] < 16 ? '0' : '') + bytes[at].toString(16)
  }
  return text
}
exports.next = () => native.random('crypto')
