import { type Instant, toSeconds } from '#kernel/time.ts'

/** A rate and a burst: tokens per second, and how many the bucket holds. */
export interface ThrottleLimit {
  readonly ratePerSecond: number
  readonly burst: number
}

/**
 * A token bucket as API Gateway uses it: a token a request, refilled at the rate, holding at most the burst.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export interface ThrottleBucket {
  readonly limit: ThrottleLimit
  level(now: Instant): number
  take(now: Instant): void
  /** Deploys another limit: what the bucket holds stays, at most the new burst. */
  change(limit: ThrottleLimit, now: Instant): void
}

/** What a bucket holds, and can hold, as its node shows it. */
export const readBucket = (
  bucket: ThrottleBucket,
  now: Instant,
): ThrottleLimit & { readonly level: number } => ({ level: bucket.level(now), ...bucket.limit })

/** A class: every request takes from one, and V8 makes a dictionary of an object literal with a getter. */
class Bucket implements ThrottleBucket {
  limit: ThrottleLimit
  private held: number
  private at: Instant

  constructor(limit: ThrottleLimit, now: Instant) {
    this.limit = limit
    this.held = limit.burst
    this.at = now
  }

  level(now: Instant): number {
    const { ratePerSecond, burst } = this.limit
    return Math.min(burst, this.held + (toSeconds(now) - toSeconds(this.at)) * ratePerSecond)
  }

  take(now: Instant): void {
    this.held = Math.max(0, this.level(now) - 1)
    this.at = now
  }

  change(next: ThrottleLimit, now: Instant): void {
    this.held = Math.min(next.burst, this.level(now))
    this.at = now
    this.limit = next
  }
}

/** Creates a full bucket. */
export const createThrottleBucket = (limit: ThrottleLimit, now: Instant): ThrottleBucket =>
  new Bucket(limit, now)

/** A whole token, give or take the rounding of a refill to microseconds. */
const ONE_TOKEN = 1 - 1e-6

/** Takes a token from every bucket, or from none where one is empty; answers whether the request may pass. */
export function takeFromAll(buckets: readonly ThrottleBucket[], now: Instant): boolean {
  if (buckets.some((bucket) => bucket.level(now) < ONE_TOKEN)) return false
  for (const bucket of buckets) bucket.take(now)
  return true
}

/** A stage's or a route's settings, by CloudFormation's names. */
export interface RouteThrottle {
  readonly ThrottlingBurstLimit?: number | undefined
  readonly ThrottlingRateLimit?: number | undefined
}

/** The limit of one route: its own settings over the stage's defaults; null where neither sets any. */
export function limitOfRoute(
  route: RouteThrottle | undefined,
  stage: RouteThrottle | undefined,
  account: ThrottleLimit,
): ThrottleLimit | null {
  const ratePerSecond = route?.ThrottlingRateLimit ?? stage?.ThrottlingRateLimit
  const burst = route?.ThrottlingBurstLimit ?? stage?.ThrottlingBurstLimit
  if (ratePerSecond === undefined && burst === undefined) return null
  return {
    ratePerSecond: ratePerSecond ?? account.ratePerSecond,
    burst: burst ?? account.burst,
  }
}
