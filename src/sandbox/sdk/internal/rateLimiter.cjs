'use strict'
/** The sending rate of adaptive mode: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const host = require('coldstart:host')
const { isThrottlingError } = require('@smithy/util-retry')

const BETA = 0.7
const SCALE = 0.4
const SMOOTH = 0.8
const FILL_RATE_MIN = 0.5
const CAPACITY_MIN = 1

const precise = (value) => Number.parseFloat(value.toFixed(8))
const nowSeconds = () => host.now() / 1000
/** Newton's method, so that the result does not hang on an engine's `Math.cbrt`. */
const cubeRoot = (value) => {
  if (value <= 0) return 0
  let root = value > 1 ? value : 1
  for (let round = 0; round < 80; round++) root -= (root * root * root - value) / (3 * root * root)
  return root
}

class DefaultRateLimiter {
  enabled = false
  availableTokens = 0
  lastMaxRate = 0
  measuredTxRate = 0
  requestCount = 0
  fillRate = FILL_RATE_MIN
  maxCapacity = CAPACITY_MIN
  lastTimestamp = 0
  timeWindow = 0
  lastThrottleTime = nowSeconds()
  lastTxRateBucket = Math.floor(nowSeconds())

  async getSendToken() {
    if (!this.enabled) return
    this.refill()
    while (this.availableTokens < 1) {
      // In whole milliseconds, one at least, as Node's timers: what is left over by rounding must not spin.
      const delay = ((1 - this.availableTokens) / this.fillRate) * 1000
      await host.sleep(Math.max(1, Math.ceil(delay)))
      this.refill()
    }
    this.availableTokens -= 1
  }

  updateClientSendingRate(response) {
    this.measure()
    const throttled =
      response?.errorType === 'THROTTLING' || isThrottlingError(response?.error ?? response)
    let rate
    if (throttled) {
      this.lastMaxRate = this.enabled
        ? Math.min(this.measuredTxRate, this.fillRate)
        : this.measuredTxRate
      this.computeTimeWindow()
      this.lastThrottleTime = nowSeconds()
      rate = precise(this.lastMaxRate * BETA)
      this.enabled = true
    } else {
      this.computeTimeWindow()
      const since = nowSeconds() - this.lastThrottleTime - this.timeWindow
      rate = precise(SCALE * since * since * since + this.lastMaxRate)
    }
    const next = Math.min(rate, 2 * this.measuredTxRate)
    this.refill()
    this.fillRate = Math.max(next, FILL_RATE_MIN)
    this.maxCapacity = Math.max(next, CAPACITY_MIN)
    this.availableTokens = Math.min(this.availableTokens, this.maxCapacity)
  }

  computeTimeWindow() {
    this.timeWindow = precise(cubeRoot((this.lastMaxRate * (1 - BETA)) / SCALE))
  }

  refill() {
    const now = nowSeconds()
    if (this.lastTimestamp > 0) {
      const gained = (now - this.lastTimestamp) * this.fillRate
      this.availableTokens = Math.min(this.maxCapacity, this.availableTokens + gained)
    }
    this.lastTimestamp = now
  }

  measure() {
    const bucket = Math.floor(nowSeconds() * 2) / 2
    this.requestCount++
    if (bucket <= this.lastTxRateBucket) return
    const current = this.requestCount / (bucket - this.lastTxRateBucket)
    this.measuredTxRate = precise(current * SMOOTH + this.measuredTxRate * (1 - SMOOTH))
    this.requestCount = 0
    this.lastTxRateBucket = bucket
  }
}

exports.DefaultRateLimiter = DefaultRateLimiter
