'use strict'

// What QuickJS has beyond the V8 of a Node.js version is taken away, so that code which Lambda refuses is refused here:
// Node.js 20 has V8 11.3, 22 has 12.4, 24 has 13.6. https://nodejs.org/en/about/previous-releases · https://v8.dev/features
const { settings } = require('coldstart:core')
const { major } = settings
const { defineProperty } = Object

/** Names by where they stand, and the version that has them first; none yet where it is Infinity. */
const SINCE = [
  [Object, 'groupBy', 22],
  [Map, 'groupBy', 22],
  [Array, 'fromAsync', 22],
  [Promise, 'withResolvers', 22],
  [Promise, 'try', 24],
  [RegExp, 'escape', 24],
  [Error, 'isError', 24],
  [Math, 'f16round', 24],
  [Math, 'sumPrecise', Infinity],
  [globalThis, 'Float16Array', 24],
  [DataView.prototype, 'getFloat16', 24],
  [DataView.prototype, 'setFloat16', 24],
  [globalThis, 'InternalError', Infinity],
  [Iterator, 'concat', Infinity],
  [Iterator, 'zip', Infinity],
  [Iterator, 'zipKeyed', Infinity],
]
for (const name of [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
])
  SINCE.push([Set.prototype, name, 22])
for (const name of ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach'])
  SINCE.push([Iterator.prototype, name, 22])
for (const name of ['some', 'every', 'find']) SINCE.push([Iterator.prototype, name, 22])
// Last: what stands before reads it.
SINCE.push([globalThis, 'Iterator', 22])
for (const [owner, name, since] of SINCE) if (major < since) delete owner[name]

// Node.js has them since 18.18, whatever V8 has. https://nodejs.org/api/globals.html
for (const name of ['dispose', 'asyncDispose']) {
  if (name in Symbol) continue
  defineProperty(Symbol, name, {
    __proto__: null,
    value: Symbol(`Symbol.${name}`),
    writable: false,
    enumerable: false,
    configurable: false,
  })
}
