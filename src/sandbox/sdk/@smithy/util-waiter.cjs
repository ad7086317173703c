'use strict'
/** Waiters: https://aws.amazon.com/blogs/developer/waiters-in-modular-aws-sdk-for-javascript/ */
const host = require('coldstart:host')
const { console } = globalThis

const WaiterState = {
  ABORTED: 'ABORTED',
  FAILURE: 'FAILURE',
  SUCCESS: 'SUCCESS',
  RETRY: 'RETRY',
  TIMEOUT: 'TIMEOUT',
}
const waiterServiceDefaults = { minDelay: 2, maxDelay: 120 }
const WARN_403_AFTER_MS = 60_000

const replaceCycles = () => {
  const seen = new WeakSet()
  return (_key, value) => {
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return '[Circular]'
    seen.add(value)
    return value
  }
}
const print = (value) => JSON.stringify(value, replaceCycles())

const fail = (result, name, reason) => {
  throw Object.assign(new Error(print({ ...result, reason })), { name })
}

/** Gives back a success, throws what is not. */
const checkExceptions = (result) => {
  if (result.state === WaiterState.ABORTED) fail(result, 'AbortError', 'Request was aborted')
  if (result.state === WaiterState.TIMEOUT) fail(result, 'TimeoutError', 'Waiter has timed out')
  if (result.state !== WaiterState.SUCCESS) throw new Error(print(result))
  return result
}

const validate = ({ maxWaitTime, minDelay, maxDelay }) => {
  const refuse = (text) => {
    throw new Error(`WaiterConfiguration.${text}`)
  }
  if (maxWaitTime <= 0) refuse('maxWaitTime must be greater than 0')
  if (minDelay <= 0) refuse('minDelay must be greater than 0')
  if (maxDelay <= 0) refuse('maxDelay must be greater than 0')
  if (maxWaitTime <= minDelay) {
    refuse(
      `maxWaitTime [${maxWaitTime}] must be greater than WaiterConfiguration.minDelay [${minDelay}] for this waiter`,
    )
  }
  if (maxDelay < minDelay) {
    refuse(
      `maxDelay [${maxDelay}] must be greater than WaiterConfiguration.minDelay [${minDelay}] for this waiter`,
    )
  }
}

const describe = (reason) => {
  const status = reason?.$response?.statusCode ?? reason?.$metadata?.httpStatusCode
  if (status)
    return reason?.$response || reason?.message ? `${status}: ${reason.message}` : `${status}: OK`
  return String(reason?.message ?? print(reason) ?? 'Unknown')
}

/** The wait before poll `attempt` (1 for the second poll): doubling, with jitter between the least and this. */
const nextDelay = (minMs, maxMs, attempt, until) => {
  let ceiling = minMs
  for (let doubled = 1; doubled < attempt; doubled++) {
    ceiling *= 2
    if (ceiling > maxMs) return maxMs
  }
  const delay = minMs + host.random() * (ceiling - minMs)
  return host.now() + delay > until ? Math.max(0, until - host.now() - 500) : delay
}

const warnOf403 = (observedResponses, client) => {
  const seen = Object.keys(observedResponses)
  const refused = seen.filter((text) => text.startsWith('403:'))
  const count = refused.reduce((sum, text) => sum + observedResponses[text], 0)
  if (count < 3 && !seen.at(-1)?.startsWith('403:')) return
  const logger = client?.config?.logger
  const silent = typeof logger?.warn !== 'function' || logger.constructor?.name === 'NoOpLogger'
  ;(silent ? console : logger).warn(
    '@smithy/util-waiter WARN - 403 status code encountered during waiter polling.',
  )
}

const poll = async (params, input, check) => {
  const { client, abortSignal, abortController } = params
  const observedResponses = {}
  const note = (text) => {
    observedResponses[text] = (observedResponses[text] ?? 0) + 1
  }
  const until = host.now() + params.maxWaitTime * 1000
  const warnAt = host.now() + WARN_403_AFTER_MS
  let warned = false
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0) {
      const delay = nextDelay(params.minDelay * 1000, params.maxDelay * 1000, attempt, until)
      if (abortController?.signal?.aborted || abortSignal?.aborted) {
        note('AbortController signal aborted.')
        return { state: WaiterState.ABORTED, observedResponses }
      }
      if (host.now() + delay > until) return { state: WaiterState.TIMEOUT, observedResponses }
      await host.sleep(delay)
    }
    const { state, reason } = await check(client, input)
    if (reason) note(describe(reason))
    if (state !== WaiterState.RETRY) return { state, reason, final: reason, observedResponses }
    if (!warned && host.now() >= warnAt) {
      warnOf403(observedResponses, client)
      warned = true
    }
  }
}

/** Polls `check(client, input)` until it says something other than RETRY; delays and `maxWaitTime` in seconds. */
const createWaiter = async (options, input, check) => {
  const params = { ...waiterServiceDefaults, ...options }
  validate(params)
  const listeners = []
  const aborted = new Promise((resolve) => {
    for (const signal of [options.abortSignal, options.abortController?.signal]) {
      if (!signal) continue
      const onAbort = () => resolve({ state: WaiterState.ABORTED })
      signal.addEventListener('abort', onAbort, { once: true })
      listeners.push([signal, onAbort])
    }
  })
  const result = await Promise.race([poll(params, input, check), aborted])
  for (const [signal, onAbort] of listeners) signal.removeEventListener('abort', onAbort)
  return result
}

Object.assign(exports, { WaiterState, checkExceptions, createWaiter, waiterServiceDefaults })
