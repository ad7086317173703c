'use strict'

// QuickJS calls from one iterator helper to the next without looking at its stack: a long chain would end the host's.
const { defineProperty } = Object
const { apply } = Reflect
const { get, set } = WeakMap.prototype
const RangeErrorClass = RangeError

/** Helpers upon helpers, at most. */
const DEPTH_MAX = 200
const depths = new WeakMap()

/** `method`, refused where its receiver, or an argument, already stands on too many. */
const bounded = (owner, name) => {
  const method = owner[name]
  if (method === undefined) return
  const { [name]: made } = {
    [name](...args) {
      let depth = 0
      for (let at = -1; at < args.length; at++) {
        const source = at < 0 ? this : args[at]
        if (source === null || typeof source !== 'object') continue
        const known = apply(get, depths, [source])
        if (known > depth) depth = known
      }
      if (depth >= DEPTH_MAX) throw new RangeErrorClass('Maximum call stack size exceeded')
      const helper = apply(method, this, args)
      apply(set, depths, [helper, depth + 1])
      return helper
    },
  }
  defineProperty(made, 'length', { __proto__: null, value: method.length, configurable: true })
  defineProperty(owner, name, { __proto__: null, value: made })
}
for (const name of ['map', 'filter', 'take', 'drop', 'flatMap']) bounded(Iterator.prototype, name)
for (const name of ['from', 'concat']) bounded(Iterator, name)
