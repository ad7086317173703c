import { type Instant, START } from '#kernel/time.ts'
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

/** Creates the account's bucket, full. */
export function createAccountThrottle(): AccountThrottle {
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
      bucket ??= createThrottleBucket(ACCOUNT_DEFAULT, START)
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
