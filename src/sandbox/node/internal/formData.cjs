'use strict'

// https://xhr.spec.whatwg.org/#interface-formdata
const { Buffer } = require('buffer')
const random = require('coldstart:node/internal/random')

class FormData {
  #entries = []
  append(name, value, filename) {
    this.#entries.push([`${name}`, entryOf(value, filename)])
  }
  set(name, value, filename) {
    const at = this.#entries.findIndex(([key]) => key === `${name}`)
    this.#entries = this.#entries.filter(([key], index) => key !== `${name}` || index === at)
    if (at < 0) this.append(name, value, filename)
    else this.#entries[at] = [`${name}`, entryOf(value, filename)]
  }
  get(name) {
    return this.#entries.find(([key]) => key === `${name}`)?.[1] ?? null
  }
  getAll(name) {
    return this.#entries.flatMap(([key, value]) => (key === `${name}` ? [value] : []))
  }
  has(name) {
    return this.#entries.some(([key]) => key === `${name}`)
  }
  delete(name) {
    this.#entries = this.#entries.filter(([key]) => key !== `${name}`)
  }
  forEach(callback, thisArgument) {
    for (const [name, value] of this) callback.call(thisArgument, value, name, this)
  }
  *entries() {
    yield* this.#entries
  }
  *keys() {
    for (const [name] of this.#entries) yield name
  }
  *values() {
    for (const [, value] of this.#entries) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
}
Object.defineProperty(FormData.prototype, Symbol.toStringTag, {
  value: 'FormData',
  configurable: true,
})

const isBlob = (value) =>
  typeof value === 'object' && value !== null && typeof value.arrayBuffer === 'function'
const entryOf = (value, filename) => {
  if (!isBlob(value)) return `${value}`
  if (filename === undefined && value[Symbol.toStringTag] === 'File') return value
  return new File([value], filename ?? 'blob', { type: value.type })
}
const quote = (text) => text.replace(/\r?\n|\r/g, '%0D%0A').replaceAll('"', '%22')

/** `multipart/form-data` of RFC 7578. */
exports.encode = (form) => {
  let digits = ''
  while (digits.length < 12) digits += Math.floor(random.next() * 10)
  const boundary = `----formdata-undici-${digits}`
  const parts = async function* () {
    for (const [name, value] of form) {
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"`
      if (typeof value === 'string') yield Buffer.from(`${head}\r\n\r\n${value}\r\n`)
      else {
        yield Buffer.from(
          `${head}; filename="${quote(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`,
        )
        yield Buffer.from(await value.arrayBuffer())
        yield Buffer.from('\r\n')
      }
    }
    yield Buffer.from(`--${boundary}--\r\n`)
  }
  return { source: parts(), type: `multipart/form-data; boundary=${boundary}` }
}

exports.decode = (bytes, type) => {
  const form = new FormData()
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(Buffer.from(bytes).toString()))
      form.append(name, value)
    return form
  }
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (!type.startsWith('multipart/form-data') || boundary === undefined)
    throw new TypeError(
      'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".',
    )
  const text = Buffer.from(bytes).toString('latin1')
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n')
    const head = Buffer.from(part.slice(0, end), 'latin1').toString()
    const content = Buffer.from(part.slice(end + 4, -2), 'latin1')
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? ''
    const filename = /filename="([^"]*)"/.exec(head)?.[1]
    const contentType = /content-type:\s*(\S+)/i.exec(head)?.[1] ?? 'text/plain'
    form.append(
      name,
      filename === undefined
        ? content.toString()
        : new File([content], filename, { type: contentType }),
    )
  }
  return form
}
exports.FormData = FormData
