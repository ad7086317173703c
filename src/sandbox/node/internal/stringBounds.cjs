'use strict'

// QuickJS goes on replacing after the memory is spent: a million replacements of 100 KB would take its native loop minutes.
// V8's own bound on a string stops it first. https://nodejs.org/api/buffer.html#bufferconstantsmax_string_length
const { apply } = Reflect
const { RegExp, RangeError, String } = globalThis
const { prototype } = String
const { indexOf, matchAll } = prototype
const LENGTH_MAX = 536_870_888

const refuse = () => {
  throw new RangeError('Invalid string length')
}
const countOf = (text, search, isAll) => {
  let count = 0
  if (search instanceof RegExp) {
    if (!search.global) return 1
    for (const _match of apply(matchAll, text, [search])) count++
    return count
  }
  if (!isAll) return 1
  const wanted = String(search)
  const step = wanted.length === 0 ? 1 : wanted.length
  for (let at = apply(indexOf, text, [wanted]); at >= 0;) {
    count++
    if (at >= text.length) break
    at = apply(indexOf, text, [wanted, at + step])
  }
  return count
}
for (const name of ['replace', 'replaceAll']) {
  const native = prototype[name]
  const method = {
    [name](search, replacement) {
      if (typeof this !== 'string') return apply(native, this, [search, replacement])
      if (
        typeof replacement === 'string' &&
        replacement.length * this.length > LENGTH_MAX &&
        replacement.length * countOf(this, search, name === 'replaceAll') > LENGTH_MAX
      )
        return refuse()
      return apply(native, this, [search, replacement])
    },
  }[name]
  Object.defineProperty(prototype, name, { __proto__: null, value: method })
}
