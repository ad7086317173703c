'use strict'

// https://nodejs.org/api/readline.html: lines of a stream; there is no terminal.
const EventEmitter = require('events')

class Interface extends EventEmitter {
  #rest = ''
  #lines = []
  #isOver = false
  #wake = () => {}
  constructor(options) {
    super()
    this.input = options.input
    this.terminal = false
    this.closed = false
    const { StringDecoder } = require('string_decoder')
    const decoder = new StringDecoder('utf8')
    const take = (text) => {
      const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/)
      this.#rest = lines.pop()
      for (const line of lines) this.#tell(line)
    }
    this.input.on('data', (chunk) => take(typeof chunk === 'string' ? chunk : decoder.write(chunk)))
    this.input.on('end', () => {
      take(decoder.end())
      if (this.#rest !== '') this.#tell(this.#rest.replace(/\r$/, ''))
      this.#rest = ''
      this.close()
    })
  }
  #tell(line) {
    this.#lines.push(line)
    this.emit('line', line)
    this.#wake()
  }
  close() {
    if (this.closed) return
    this.closed = true
    this.#isOver = true
    this.emit('close')
    this.#wake()
  }
  pause() {
    this.input.pause()
    return this
  }
  resume() {
    this.input.resume()
    return this
  }
  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#lines.length > 0) yield this.#lines.shift()
      if (this.#isOver) return
      await new Promise((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
Object.assign(exports, {
  Interface,
  clearLine: () => true,
  clearScreenDown: () => true,
  createInterface: (input) => new Interface(typeof input?.on === 'function' ? { input } : input),
  cursorTo: () => true,
  moveCursor: () => true,
})
