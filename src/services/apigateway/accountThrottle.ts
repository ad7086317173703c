import { type Instant, START } from '#kernel/time.ts'
import { type AccountPlans, createAccountPlans } from './restSecurity/usagePlans.ts'
import { createThrottleBucket, type ThrottleBucket, type ThrottleLimit } from './throttle.ts'

/** The account's bucket of a Region: every API draws from it. */
export interface AccountThrottle {
  readonly bucket: ThrottleBucket
  /** An API states its account's limit. Where APIs differ the lowest holds. */
  set(node: string, limit: ThrottleLimit, now: Instant): void
  remove(node: string, now: Instant): void
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const ACCOUNT_DEFAULT: ThrottleLimit = { ratePerSecond: 10_000, burst: 5_000 }

/** New WebSocket connections. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const CONNECTS_DEFAULT: ThrottleLimit = { ratePerSecond: 500, burst: 500 }

/** What the account allows all APIs of a Region together. */
export interface ApiAccount {
  /** Requests, and messages of WebSocket connections. */
  readonly requests: AccountThrottle
  /** New WebSocket connections. */
  readonly connects: AccountThrottle
  /** Usage plans, each of which may have stages of several APIs. */
  readonly plans: AccountPlans
}

/** Creates the account's buckets, full. */
export const createApiAccount = (): ApiAccount => ({
  requests: createAccountThrottle(),
  connects: createAccountThrottle(CONNECTS_DEFAULT),
  plans: createAccountPlans(),
})

/** Creates one of the account's buckets, full. */
export function createAccountThrottle(initial: ThrottleLimit = ACCOUNT_DEFAULT): AccountThrottle {
  const limits = new Map<string, ThrottleLimit>()
  let bucket: ThrottleBucket | null = null

  const apply = (now: Instant): void => {
    const all = [...limits.values()]
    if (all.length === 0) return
    const lowest = {
      ratePerSecond: Math.min(...all.map((limit) => limit.ratePerSecond)),
      burst: Math.min(...all.map((limit) => limit.burst)),
    }
    if (bucket === null) bucket = createThrottleBucket(lowest, now)
    else bucket.change(lowest, now)
  }

  return {
    get bucket() {
      bucket ??= createThrottleBucket(initial, START)
      return bucket
    },
    set(node, limit, now) {
      limits.set(node, limit)
      apply(now)
    },
    remove(node, now) {
      limits.delete(node)
      apply(now)
    },
  }
}
