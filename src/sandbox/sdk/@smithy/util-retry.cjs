'use strict'
/**
 * Retry strategies: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * Constants are those of the SDK's newest release (`@smithy/core` 3.41, its 2026 retry behaviour).
 */
const host = require('coldstart:host')
const { console, Date } = globalThis

const RETRY_MODES = { STANDARD: 'standard', ADAPTIVE: 'adaptive' }
const DEFAULT_MAX_ATTEMPTS = 3
const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD
const INITIAL_RETRY_TOKENS = 500
const MAXIMUM_RETRY_DELAY = 20_000
const RETRY_DELAY_BASE_MS = 50
const THROTTLING_RETRY_DELAY_BASE_MS = 1_000
const RETRY_COST = 14
const THROTTLING_RETRY_COST = 5
const NO_RETRY_INCREMENT = 1
const RETRY_AFTER_EXCESS_MS_MAX = 5_000

const THROTTLING_ERRORS = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
])
const TRANSIENT_ERRORS = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'])
const TRANSIENT_STATUS = new Set([500, 502, 503, 504])
const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
const CAUSE_DEPTH_MAX = 10

const isThrottlingError = (error) =>
  error?.$metadata?.httpStatusCode === 429 ||
  THROTTLING_ERRORS.has(error?.name) ||
  error?.$retryable?.throttling === true

const isTransientError = (error, depth = 0) =>
  error?.name !== 'AbortError' &&
  (error?.$retryable !== undefined ||
    TRANSIENT_ERRORS.has(error?.name) ||
    NETWORK_CODES.has(error?.code) ||
    TRANSIENT_STATUS.has(error?.$metadata?.httpStatusCode) ||
    (error?.cause !== undefined &&
      depth <= CAUSE_DEPTH_MAX &&
      isTransientError(error.cause, depth + 1)))

const getRetryErrorType = (error) => {
  if (isThrottlingError(error)) return 'THROTTLING'
  if (isTransientError(error)) return 'TRANSIENT'
  const status = error?.$metadata?.httpStatusCode
  return status >= 500 && status <= 599 ? 'SERVER_ERROR' : 'CLIENT_ERROR'
}

/** Exponential with full jitter, in whole milliseconds. */
class DefaultRetryBackoffStrategy {
  x = RETRY_DELAY_BASE_MS
  computeNextBackoffDelay(attempt) {
    let ceiling = this.x
    for (let doubled = 0; doubled < attempt && ceiling < MAXIMUM_RETRY_DELAY; doubled++)
      ceiling *= 2
    return Math.floor(host.random() * Math.min(ceiling, MAXIMUM_RETRY_DELAY))
  }
  setDelayBase(delay) {
    this.x = delay
  }
}

class DefaultRetryToken {
  $retryLog = { acquisitionDelay: 0 }
  constructor(delay, count, cost, longPoll) {
    this.delay = delay
    this.count = count
    this.cost = cost
    this.longPoll = longPoll
  }
  getRetryCount() {
    return this.count
  }
  getRetryDelay() {
    return Math.min(MAXIMUM_RETRY_DELAY, this.delay)
  }
  getRetryCost() {
    return this.cost
  }
  isLongPoll() {
    return this.longPoll
  }
}

class StandardRetryStrategy {
  mode = RETRY_MODES.STANDARD
  capacity = INITIAL_RETRY_TOKENS
  constructor(settings) {
    const given = typeof settings === 'object' && settings !== null ? settings : {}
    if (typeof settings === 'function') this.maxAttemptsProvider = settings
    else {
      const attempts =
        typeof settings === 'number' ? settings : (given.maxAttempts ?? DEFAULT_MAX_ATTEMPTS)
      this.maxAttemptsProvider = async () => attempts
    }
    this.baseDelay = given.baseDelay ?? RETRY_DELAY_BASE_MS
    this.retryBackoffStrategy = given.backoff ?? new DefaultRetryBackoffStrategy()
  }

  async acquireInitialRetryToken(scope) {
    return new DefaultRetryToken(RETRY_DELAY_BASE_MS, 0, undefined, scope.includes(':longpoll'))
  }

  async refreshRetryTokenForRetry(token, { errorType, retryAfterHint }) {
    const attemptsMax = await this.#attemptsMax()
    const attempts = token.getRetryCount() + 1
    const cost = errorType === 'THROTTLING' ? THROTTLING_RETRY_COST : RETRY_COST
    const retryable = errorType === 'THROTTLING' || errorType === 'TRANSIENT'
    if (!retryable || attempts >= attemptsMax || this.capacity < cost) {
      throw new Error('No retry token available')
    }
    this.retryBackoffStrategy.setDelayBase?.(
      errorType === 'THROTTLING' ? THROTTLING_RETRY_DELAY_BASE_MS : this.baseDelay,
    )
    let delay = this.retryBackoffStrategy.computeNextBackoffDelay(token.getRetryCount())
    if (retryAfterHint instanceof Date) {
      const asked = retryAfterHint.getTime() - Math.floor(host.now())
      delay = Math.max(delay, Math.min(asked, delay + RETRY_AFTER_EXCESS_MS_MAX))
    }
    this.capacity -= cost
    const next = new DefaultRetryToken(0, attempts, cost, token.isLongPoll?.() ?? false)
    await host.sleep(delay)
    next.$retryLog.acquisitionDelay = delay
    return next
  }

  recordSuccess(token) {
    const gained = token.getRetryCost() ?? NO_RETRY_INCREMENT
    this.capacity = Math.min(INITIAL_RETRY_TOKENS, this.capacity + gained)
  }

  getCapacity() {
    return this.capacity
  }

  async maxAttempts() {
    return this.maxAttemptsProvider()
  }

  async #attemptsMax() {
    try {
      return await this.maxAttemptsProvider()
    } catch {
      console.warn(
        `Max attempts provider could not resolve. Using default of ${DEFAULT_MAX_ATTEMPTS}`,
      )
      return DEFAULT_MAX_ATTEMPTS
    }
  }
}

/** A standard strategy whose delay the user computes: `new ConfiguredRetryStrategy(4, (attempt) => 100 + attempt * 1000)`. */
class ConfiguredRetryStrategy extends StandardRetryStrategy {
  constructor(maxAttempts, computeNextBackoffDelay = RETRY_DELAY_BASE_MS) {
    super(typeof maxAttempts === 'function' ? maxAttempts : async () => maxAttempts)
    this.computeNextBackoffDelay =
      typeof computeNextBackoffDelay === 'number'
        ? () => computeNextBackoffDelay
        : computeNextBackoffDelay
    this.retryBackoffStrategy.computeNextBackoffDelay = (completed) =>
      this.computeNextBackoffDelay(completed + 1)
  }
}

/** Standard, behind a client-side rate that throttles lower and successes raise along a cubic. */
class AdaptiveRetryStrategy {
  mode = RETRY_MODES.ADAPTIVE
  constructor(maxAttemptsProvider, options) {
    const { DefaultRateLimiter } = require('coldstart:sdk/internal/rateLimiter')
    this.rateLimiter = options?.rateLimiter ?? new DefaultRateLimiter()
    this.standardRetryStrategy = options
      ? new StandardRetryStrategy({
          maxAttempts:
            typeof maxAttemptsProvider === 'number' ? maxAttemptsProvider : DEFAULT_MAX_ATTEMPTS,
          ...options,
        })
      : new StandardRetryStrategy(maxAttemptsProvider)
  }
  async acquireInitialRetryToken(scope) {
    const token = await this.standardRetryStrategy.acquireInitialRetryToken(scope)
    await this.rateLimiter.getSendToken()
    return token
  }
  async refreshRetryTokenForRetry(token, errorInfo) {
    this.rateLimiter.updateClientSendingRate(errorInfo)
    const next = await this.standardRetryStrategy.refreshRetryTokenForRetry(token, errorInfo)
    await this.rateLimiter.getSendToken()
    return next
  }
  recordSuccess(token) {
    this.rateLimiter.updateClientSendingRate({})
    this.standardRetryStrategy.recordSuccess(token)
  }
}

Object.assign(exports, {
  AdaptiveRetryStrategy,
  ConfiguredRetryStrategy,
  DEFAULT_MAX_ATTEMPTS,
  DEFAULT_RETRY_MODE,
  DefaultRetryBackoffStrategy,
  INITIAL_RETRY_TOKENS,
  MAXIMUM_RETRY_DELAY,
  RETRY_MODES,
  StandardRetryStrategy,
  getRetryErrorType,
  isThrottlingError,
  isTransientError,
})
