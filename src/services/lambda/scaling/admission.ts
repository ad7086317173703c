import type { Instant } from '#kernel/time.ts'
import {
  changeTokenBucket,
  createTokenBucket,
  getTokens,
  takeTokens,
  TOKENS_MAX,
} from '#kernel/tokenBucket.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { LambdaState, LimitName, LimitState } from '../definition.ts'
import type { ThrottleReason } from '../errorPayloads.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import { REQUESTS_PER_CONCURRENCY, SCALING_BURST, SCALING_PER_SECOND } from '../limits.ts'
import type { AccountConcurrency } from './accountConcurrency.ts'

/** Why a request was not let in: the limit that bit, its value and what was in use. */
export interface Throttle {
  readonly limit: LimitName
  readonly reason: ThrottleReason
  readonly value: number
  readonly inUse: number
}

/** What the door needs to know of a request. */
interface Asking {
  readonly isAsynchronous: boolean
  /** Whether a warm environment is free for it; if not, it takes a new one. */
  readonly isWarm: boolean
}

/** What the function's door knows of concurrency, for its node. */
export type AdmissionState = Pick<LambdaState, 'concurrency' | 'limit' | 'limitedBy' | 'limits'>

/** The door of one function: every version's requests pass it. */
export interface Admission {
  /** The function's settings, anew after an edit. */
  configure(configuration: Pick<FunctionConfiguration, 'properties' | 'model'>): void
  /** Takes one unit of concurrency, or says which limit forbids it. */
  admit(asking: Asking): Throttle | null
  release(): void
  /** A request of provisioned concurrency begins or ends: it has its unit already. */
  beginProvisioned(): void
  endProvisioned(): void
  /** Sets aside what all aliases have provisioned; false where there is no room for it. */
  provision(count: number): boolean
  /** Requests that run at this moment. */
  inUse(): number
  inspect(): AdmissionState
}

interface AdmissionParts {
  readonly id: NodeId
  readonly account: AccountConcurrency
  readonly now: () => Instant
  /** The metric: whatever runs. */
  readonly concurrency: (inUse: number) => void
}

/** API_Invoke's reasons. Which one the scaling rate gives is not documented: an assumption. */
const REASONS: { readonly [L in LimitName]: ThrottleReason } = {
  account: 'ConcurrentInvocationLimitExceeded',
  unreserved: 'ConcurrentInvocationLimitExceeded',
  reserved: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  provisioned: 'ConcurrentInvocationLimitExceeded',
  'scaling-rate': 'FunctionInvocationRateLimitExceeded',
  'request-rate': 'FunctionInvocationRateLimitExceeded',
}

/**
 * Creates the door of a function: its share of the account's concurrency, 10 requests a second for each unit of it, and
 * 1,000 new environments every 10 s. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export function createAdmission({ id, account, now, concurrency }: AdmissionParts): Admission {
  const requests = createTokenBucket(0, 0, now())
  const environments = createTokenBucket(SCALING_PER_SECOND, SCALING_BURST, now())
  const hits = new Map<LimitName, { count: number; lastAt: Instant }>()
  let reserved: number | null = null
  let requestRate = 0
  let isRegional = false
  let regionalBurst = 0
  let running = 0

  const refuse = (limit: LimitName, use: { value: number; inUse: number }): Throttle => {
    hits.set(limit, { count: (hits.get(limit)?.count ?? 0) + 1, lastAt: now() })
    const isReservedRate = limit === 'request-rate' && reserved !== null
    const reason = isReservedRate ? 'ReservedFunctionInvocationRateLimitExceeded' : REASONS[limit]
    return { limit, reason, ...use }
  }

  const rateUse = (): { value: number; inUse: number } => ({
    value: requestRate,
    inUse: requestRate - getTokens(requests, now()),
  })
  const scalingUse = (): { value: number; inUse: number } =>
    isRegional
      ? { value: regionalBurst, inUse: regionalBurst }
      : { value: SCALING_BURST, inUse: SCALING_BURST - getTokens(environments, now()) }

  const mayScale = (): boolean =>
    isRegional ? account.takeRegionalBurst(id, now()) : takeTokens(environments, now())

  const run = (by: 1 | -1): void => {
    running += by
    concurrency(running)
  }

  const stateOf = (limit: LimitName, use: { value: number; inUse: number }): LimitState => {
    const hit = hits.get(limit)
    return {
      limit,
      alias: null,
      version: null,
      ...use,
      hits: hit?.count ?? 0,
      lastHitAt: hit?.lastAt ?? null,
    }
  }

  return {
    configure({ properties, model }) {
      reserved = properties.ReservedConcurrentExecutions ?? null
      isRegional = model.ScalingRule === 'regional-burst'
      regionalBurst = model.RegionalBurst
      account.configure(id, { reserved, accountLimit: model.AccountConcurrency, regionalBurst })
      const units = reserved ?? account.use(id, 'account').value
      const rate = Math.min(TOKENS_MAX, units * REQUESTS_PER_CONCURRENCY)
      if (rate === requestRate) return
      const isNew = requestRate === 0
      requestRate = rate
      changeTokenBucket(requests, now(), { rate, burst: rate })
      if (isNew) requests.level = requests.capacity
    },
    admit({ isAsynchronous, isWarm }) {
      const exhausted = account.admit(id)
      if (exhausted !== null) {
        const pool = exhausted === 'reserved' ? 'reserved' : exhausted
        const known = pool === 'account' || pool === 'unreserved' || pool === 'reserved'
        return refuse(exhausted, account.use(id, known ? pool : 'account'))
      }
      let limit: LimitName | null = null
      // "Asynchronous: each instance can serve an unlimited number of requests."
      if (!isAsynchronous && !takeTokens(requests, now())) limit = 'request-rate'
      else if (!isWarm && !mayScale()) limit = 'scaling-rate'
      if (limit === null) {
        run(1)
        return null
      }
      account.release(id)
      return refuse(limit, limit === 'request-rate' ? rateUse() : scalingUse())
    },
    release() {
      account.release(id)
      run(-1)
    },
    beginProvisioned: () => run(1),
    endProvisioned: () => run(-1),
    provision: (count) => account.provision(id, count),
    inUse: () => running,
    inspect() {
      const own = account.use(id, reserved === null ? 'unreserved' : 'reserved')
      return {
        concurrency: running,
        limit: own.value,
        limitedBy: reserved === null ? 'account' : 'reserved',
        limits: [
          stateOf('account', account.use(id, 'account')),
          stateOf(reserved === null ? 'unreserved' : 'reserved', own),
          stateOf('scaling-rate', scalingUse()),
          stateOf('request-rate', rateUse()),
        ],
      }
    },
  }
}
