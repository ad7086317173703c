'use strict'
/** Waiters for something to be there, or to be gone: loaded with the first one. */
const { createWaiter, WaiterState } = require('@smithy/util-waiter')

/** Asks by `Command` until it succeeds (`isThere`), or until it ends with NotFound. */
exports.wait = (Command, isThere, options, input) =>
  createWaiter({ minDelay: 5, maxDelay: 120, ...options }, input, async (client, asked) => {
    try {
      const reason = await client.send(new Command(asked))
      return { state: isThere ? WaiterState.SUCCESS : WaiterState.RETRY, reason }
    } catch (reason) {
      const isGone = reason?.name === 'NotFound'
      if (!isGone) return { state: isThere ? WaiterState.FAILURE : WaiterState.RETRY, reason }
      return { state: isThere ? WaiterState.RETRY : WaiterState.SUCCESS, reason }
    }
  })
