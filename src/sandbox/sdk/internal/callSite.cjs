'use strict'
/**
 * Which line of the function's own code a call comes from: known while `send` runs, and handed on with the context and the
 * request of calls that need more than that. A number that only the host understands.
 */
const host = require('coldstart:host')

/** Where a call's context and its request keep it: users' middleware does not see it. */
const SITE = Symbol('call site')
let current = -1

/** Looks where the call comes from that begins now. */
exports.find = () => {
  current = host.site()
}
exports.current = () => current
exports.SITE = SITE
