import { formatIsoTime } from '#contracts/calendar.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import { apiIdOf, resourceIdOf } from '../identity.ts'
import {
  createThrottleBucket,
  takeFromAll,
  type ThrottleBucket,
  type ThrottleLimit,
} from '../throttle.ts'
import type { Refusal } from '../rest/gatewayResponses.ts'
import type { ApiKeyProperties, UsagePlanProperties } from '../rest/securityProperties.ts'

/** A client that an API key identifies. */
export interface ApiClient {
  readonly key: ApiKeyProperties
  /** Ten letters and digits. */
  readonly id: string
  readonly plan: UsagePlanProperties
  /** The plans of the API that has the client's. */
  readonly of: UsagePlans
}

/** A stage of an API, which may be another than the one that a plan stands in. */
export interface PlannedStage {
  /** The API's node. */
  readonly api: string
  readonly stage: string
}

/** What a key was used for. */
export interface KeyUsage {
  readonly key: string
  readonly plan: string
  /** Requests that passed since the run began. */
  readonly passed: number
  readonly throttled: number
  /** Refused for the quota. */
  readonly exceeded: number
  /** Of this period; null where the plan has no quota. */
  readonly remaining: number | null
}

/** API keys and the usage plans that they belong to. */
export interface UsagePlans {
  /** Whose key it is, of a plan that has the stage; null where there is no such. */
  find(value: string, at: PlannedStage): ApiClient | null
  /** Takes a request's tokens, `own` ones of the method beside the client's, and counts it; else says why not. */
  take(
    client: ApiClient,
    asked: PlannedStage & { readonly method: string; readonly now: Instant },
    own: readonly ThrottleBucket[],
  ): Refusal | null
  read(now: Instant): readonly KeyUsage[]
}

interface Counts {
  passed: number
  throttled: number
  exceeded: number
  /** The period that `used` counts, and whether it is the first, whose limit is less by the offset. */
  period: string
  isFirst: boolean
  used: number
}

const DAY_MS = 86_400_000
/** 1970-01-01 was a Thursday: weeks begin three days before. */
const MONDAY_OFFSET = 3

/** The quota's period that an instant lies in. Periods begin at 00:00 UTC; weeks on Mondays. assumption */
function periodOf(unit: 'DAY' | 'WEEK' | 'MONTH', epochMs: number): string {
  if (unit === 'MONTH') return formatIsoTime(epochMs).slice(0, 7)
  const day = Math.floor(epochMs / DAY_MS)
  return String(unit === 'DAY' ? day : Math.floor((day + MONDAY_OFFSET) / 7))
}

/** A rate that nothing reaches. */
const RATE_UNLIMITED = 1e9

type Throttle = UsagePlanProperties['Throttle']

const limitOf = (throttle: Throttle): ThrottleLimit | null => {
  const { RateLimit, BurstLimit } = throttle ?? {}
  if (RateLimit === undefined && BurstLimit === undefined) return null
  const burst = BurstLimit ?? Math.ceil(RateLimit ?? 0)
  return { ratePerSecond: RateLimit ?? RATE_UNLIMITED, burst }
}

/** `GET /pets/{id}` as a usage plan names it: `/pets/{id}/GET`. */
export const planKeyOf = (method: string): string => {
  const space = method.indexOf(' ')
  const path = method.slice(space + 1)
  return `${path === '/' ? '' : path}/${method.slice(0, space)}`
}

type ApiStage = UsagePlanProperties['ApiStages'][number]

/** Whether a plan of the API `own` means this stage. Another API is named by its node or by its id. */
const means = ({ ApiId, Stage }: ApiStage, own: string, { api, stage }: PlannedStage): boolean =>
  Stage === stage && (ApiId === undefined ? own === api : ApiId === api || ApiId === apiIdOf(api))

/** What a plan allows of one method: its own limit. A plan's key may name the method's path with or without a slash. */
const methodThrottle = (
  plan: UsagePlanProperties,
  own: string,
  at: PlannedStage & { readonly method: string },
): Throttle => {
  const { method } = at
  const throttles = plan.ApiStages.find((each) => means(each, own, at))?.Throttle ?? {}
  const key = planKeyOf(method)
  if (Object.hasOwn(throttles, key)) return throttles[key]
  return Object.hasOwn(throttles, `/${key}`) ? throttles[`/${key}`] : undefined
}

/** A plan without stages has all of its own API's. */
const hasStage = ({ ApiStages }: UsagePlanProperties, own: string, at: PlannedStage): boolean =>
  ApiStages.length === 0 ? own === at.api : ApiStages.some((each) => means(each, own, at))

/** Creates the plans of a document. */
export function createUsagePlans(
  nodeId: string,
  {
    keys,
    plans,
  }: {
    readonly keys: readonly ApiKeyProperties[]
    readonly plans: readonly UsagePlanProperties[]
  },
): UsagePlans {
  const byValue = new Map(keys.map((key) => [key.Value, key]))
  const buckets = new Map<string, ThrottleBucket>()
  const counts = new Map<string, Counts>()

  const placeOf = ({ plan, key }: ApiClient): string =>
    JSON.stringify([plan.UsagePlanName, key.Name])

  const countsOf = (client: ApiClient, now: Instant): Counts => {
    const place = placeOf(client)
    const unit = client.plan.Quota?.Period ?? 'DAY'
    const period = periodOf(unit, toEpochMs(now))
    const known = counts.get(place)
    if (known === undefined) {
      const made = { passed: 0, throttled: 0, exceeded: 0, period, isFirst: true, used: 0 }
      counts.set(place, made)
      return made
    }
    if (known.period !== period) Object.assign(known, { period, isFirst: false, used: 0 })
    return known
  }

  const remainingOf = ({ plan }: ApiClient, { isFirst, used }: Counts): number | null => {
    if (plan.Quota === undefined) return null
    const { Limit, Offset } = plan.Quota
    // "The number of requests subtracted from the given limit in the initial time period."
    return Math.max(0, Limit - (isFirst ? Offset : 0) - used)
  }

  const bucketOf = (place: string, throttle: Throttle, now: Instant): readonly ThrottleBucket[] => {
    const limit = limitOf(throttle)
    if (limit === null) return []
    const known = buckets.get(place) ?? createThrottleBucket(limit, now)
    buckets.set(place, known)
    return [known]
  }

  const clientsOf = (): readonly ApiClient[] =>
    plans.flatMap((plan) =>
      plan.Keys.flatMap((name) => {
        const key = keys.find(({ Name }) => Name === name)
        const id = resourceIdOf(nodeId, `key ${name}`)
        return key === undefined ? [] : [{ key, id, plan, of: self }]
      }),
    )

  const self: UsagePlans = {
    find(value, at) {
      const key = byValue.get(value)
      if (key === undefined || !key.Enabled) return null
      return (
        clients.find((each) => each.key.Name === key.Name && hasStage(each.plan, nodeId, at)) ??
        null
      )
    },
    take(client, asked, own) {
      const { plan } = client
      const { api, stage, method, now } = asked
      const counted = countsOf(client, now)
      const by = `usage plan ${plan.UsagePlanName}`
      if (remainingOf(client, counted) === 0) {
        counted.exceeded++
        const detail = `the quota of ${plan.Quota?.Limit} a ${plan.Quota?.Period.toLowerCase()} is used up by ${client.key.Name}`
        return { responseType: 'QUOTA_EXCEEDED', by, detail }
      }
      const place = placeOf(client)
      const throttle = methodThrottle(plan, nodeId, asked)
      const clientBuckets = [
        ...bucketOf(`${place} ${api} ${stage} ${method}`, throttle, now),
        ...bucketOf(place, plan.Throttle, now),
      ]
      if (!takeFromAll([...clientBuckets, ...own], now)) {
        counted.throttled++
        const isOwn = clientBuckets.every((bucket) => bucket.level(now) >= 1)
        const detail = isOwn ? `rate of ${method}` : `rate of ${client.key.Name}`
        return { responseType: 'THROTTLED', by: isOwn ? `stage ${stage}` : by, detail }
      }
      counted.used++
      counted.passed++
      return null
    },
    read: (now) =>
      clients.map((client) => {
        const { passed, throttled, exceeded, ...counted } = countsOf(client, now)
        const remaining = remainingOf(client, { passed, throttled, exceeded, ...counted })
        const { key, plan } = client
        const which = { key: key.Name, plan: plan.UsagePlanName }
        return { ...which, passed, throttled, exceeded, remaining }
      }),
  }
  const clients = clientsOf()
  return self
}

/** The usage plans of an account: one may have stages of several APIs. */
export interface AccountPlans {
  /** The plans that stand in an API; null: it is gone. */
  set(node: string, plans: UsagePlans | null): void
  /** Whose key it is: of the API's own plans, else of one of another API that has the stage. */
  find(value: string, at: PlannedStage): ApiClient | null
}

/** Creates an account without plans. */
export function createAccountPlans(): AccountPlans {
  const all = new Map<string, UsagePlans>()
  let order: readonly string[] = []
  return {
    set(node, plans) {
      if (plans === null) all.delete(node)
      else all.set(node, plans)
      order = [...all.keys()].sort()
    },
    find(value, at) {
      const own = all.get(at.api)?.find(value, at) ?? null
      if (own !== null) return own
      for (const node of order) {
        const found = node === at.api ? null : (all.get(node)?.find(value, at) ?? null)
        if (found !== null) return found
      }
      return null
    },
  }
}
