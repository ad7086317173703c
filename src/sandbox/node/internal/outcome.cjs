'use strict'

// What an init or an invocation came to, in the words that the driver reads: a header, and a payload in JSON.
const core = require('coldstart:core')
const { quote } = core.output

/** A shell's number for a process that was killed. */
const KILLED = 137

let current = null

/** What has been posted to Lambda, or null. */
exports.get = () => current
exports.clear = () => {
  current = null
}
exports.succeed = (payload) => {
  current ??= { __proto__: null, error: null, payload, isExit: false, status: null }
}
/** `failure` comes from `runtimeErrors.toFailure`. */
exports.fail = (failure) => {
  current ??= {
    __proto__: null,
    error: failure.header,
    payload: failure.payload,
    isExit: false,
    status: null,
  }
}
/** The process is over. `reason` is Lambda's: `exit status 1`, `signal: killed`, or empty for status 0. */
exports.exit = (status, reason, requestId) => {
  if (current === null) {
    const why = reason === '' ? 'exited without providing a reason' : `exited with error: ${reason}`
    const message = quote(`RequestId: ${requestId ?? ''} Error: Runtime ${why}`)
    exports.fail({
      header: `"Runtime.ExitError",${message},[]`,
      payload: `{"errorType":"Runtime.ExitError","errorMessage":${message}}`,
    })
  }
  if (current.isExit) return
  current.isExit = true
  current.status = status
}

/** The header as JSON: `["r",status,stream]`, with a status where the process died after it had answered; `["f",…]`. */
exports.header = (stream) => {
  const { error, isExit, status } = current
  if (error === null) return `["r",${isExit ? (status ?? KILLED) : null},${stream}]`
  return `["f","${isExit ? 'exit' : 'handler'}",${error},${status},${stream}]`
}
