import type { Instant } from '#kernel/time.ts'
import {
  createThrottleBucket,
  limitOfRoute,
  type RouteThrottle,
  type ThrottleBucket,
  type ThrottleLimit,
} from './throttle.ts'

/** The stage's settings, by CloudFormation's names. */
export interface StageSettings {
  readonly DefaultRouteSettings?: RouteThrottle | undefined
  readonly RouteSettings?: Readonly<Record<string, RouteThrottle>> | undefined
}

/** The buckets of a stage's routes. Each route has its own; `DefaultRouteSettings` is what those have without settings. */
export interface RouteThrottles {
  deploy(settings: StageSettings, account: ThrottleLimit, now: Instant): void
  /** The buckets that a request for route `key` draws from, besides the account's. */
  bucketsOf(key: string | undefined, now: Instant): readonly ThrottleBucket[]
  /** Every bucket that was drawn from, by route. */
  readonly all: readonly { readonly route: string; readonly bucket: ThrottleBucket }[]
}

const NONE: readonly ThrottleBucket[] = []

/** Creates a stage without limits. */
export function createRouteThrottles(): RouteThrottles {
  const buckets = new Map<string, readonly ThrottleBucket[]>()
  let settings: StageSettings = {}
  let account: ThrottleLimit = { ratePerSecond: 0, burst: 0 }

  const limitOf = (key: string): ThrottleLimit | null => {
    const { RouteSettings, DefaultRouteSettings } = settings
    const own =
      RouteSettings !== undefined && Object.hasOwn(RouteSettings, key)
        ? RouteSettings[key]
        : undefined
    return limitOfRoute(own, DefaultRouteSettings, account)
  }

  return {
    get all() {
      return [...buckets].flatMap(([route, held]) => held.map((bucket) => ({ route, bucket })))
    },
    deploy(next, accountLimit, now) {
      settings = next
      account = accountLimit
      for (const [key, [bucket]] of buckets) {
        const limit = limitOf(key)
        if (limit === null || bucket === undefined) buckets.delete(key)
        else bucket.change(limit, now)
      }
    },
    bucketsOf(key, now) {
      if (key === undefined) return NONE
      const known = buckets.get(key)
      if (known !== undefined) return known
      const limit = limitOf(key)
      if (limit === null) return NONE
      const made = [createThrottleBucket(limit, now)]
      buckets.set(key, made)
      return made
    },
  }
}
