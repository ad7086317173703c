'use strict'
/**
 * The middleware stacks of clients and commands, made when somebody first asks for one: as long as nobody did, a call may take
 * the direct way.
 */
const holders = new WeakMap()

/** Says how `owner`'s stack is made. */
exports.hold = (owner, create) => {
  holders.set(owner, { stack: null, create })
}
/** Lets `owner` have the stack of `other`. */
exports.share = (owner, other) => {
  holders.set(owner, holders.get(other))
}
exports.isUntouched = (owner) => {
  const holder = holders.get(owner)
  return holder === undefined || holder.stack === null
}
exports.stackOf = (owner) => {
  let holder = holders.get(owner)
  if (holder === undefined) {
    // A command: its stack is empty until somebody adds to it.
    holder = { stack: null, create: exports.createEmpty }
    holders.set(owner, holder)
  }
  holder.stack ??= holder.create()
  return holder.stack
}
exports.replaceStack = (owner, stack) => {
  holders.set(owner, { stack })
}
exports.createEmpty = () => require('coldstart:sdk/internal/stack').constructStack()
/** A command's method that finds the direct way: `(config, options)` → function of `{ input }`, or null. */
exports.DIRECT = Symbol('direct')
/** A command's method that finds the plainest way: `(config)` → promise of the output, or null. */
exports.PLAIN = Symbol('plain')
