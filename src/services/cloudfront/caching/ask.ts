import { findHeader, type Headers } from '#contracts/body.ts'
import { ageAt, type Received } from '#contracts/httpCache/freshness.ts'
import type { ReusePlan } from '#contracts/httpCache/reuse.ts'
import { type CachedResponse, toCached } from '#contracts/httpCache/storing.ts'
import { freshen } from '#contracts/httpCache/validation.ts'
import type { Process, Wait } from '#kernel/process.ts'
import { type Duration, type Instant, toEpochMs, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Answer, Ask, Hit } from './answer.ts'
import type { CachingRules, RuleTerms, StorePlan } from './cachingRules.ts'
import { findKept, hold, storeKept, type Tier } from './tier.ts'

/** What the caches need of their surroundings. */
export interface CachingHost {
  readonly now: Instant
  schedule(delay: Duration, run: () => void): unknown
  sleep(delay: Duration): Wait
  start(process: Process<unknown>): unknown
  rules(): CachingRules
  terms(ask: Ask): RuleTerms
  /** Sends a request up to a tier (`request`), or an answer of one down: shows it, and answers how long it takes. */
  cross(between: Crossing): Duration
  /** How long a regional cache takes to look. */
  serverTime(): Duration
  /** The origin's answer; `tier` asks. */
  fetchOrigin(ask: Ask, tier: Tier): Process<Answer>
}

/** One way between two tiers. */
export interface Crossing {
  readonly from: Tier
  readonly to: Tier
  readonly span: TraceContext
  /** What comes down; null: a request goes up. */
  readonly answer: Answer | null
}

/** The layers that a request may pass: the edge's first. */
export type Tiers = readonly [Tier, ...Tier[]]

/** The way through the caches. */
export interface Caches {
  /** What the first of `tiers` answers at once; null where it has to ask above. */
  findHit(tiers: Tiers, ask: Ask): Hit | null
  /** Asks the first of `tiers`; what it has not, it asks the next one for, and the last one the origin. */
  ask(tiers: Tiers, ask: Ask): Process<Answer>
}

/** Fields that a cached answer's Age takes the place of. */
const withAge = (headers: Headers, age: number): Headers => [
  ...headers.filter(([name]) => name.length !== 3 || name.toLowerCase() !== 'age'),
  ['Age', String(Math.max(0, Math.floor(age)))],
]

// Field by field, as every hit passes: V8 takes a microsecond for each field that joins others spread before it.
const hitOf = (
  tier: Tier,
  { status, headers, body, bodyBytes }: CachedResponse,
  {
    age,
    why,
    isStale = false,
  }: { readonly age: number; readonly why: string; readonly isStale?: boolean },
): Hit => {
  const result = status >= 400 ? 'Error' : 'Hit'
  const from = tier.name
  return { status, headers, body, bodyBytes, result, from, age, why, isStale, isWhole: true }
}

const WHY_VALIDATED: Readonly<Record<string, string>> = {
  stale: 'it had expired',
  'no-cache': 'it must be validated each time',
  'request-no-cache': 'the request wants it validated',
  'request-max-age': 'the request wants a fresher one',
}

/** "Not with cookie forwarding on, nor" where nothing may be kept by minimum TTL 0 and the origin's word: then all ask for themselves. */
const mayCollapse = ({ behavior, isCacheable }: Ask): boolean =>
  isCacheable && behavior.policy.cookies.type === 'none'

/** Creates the way through the caches. */
export function createCaches(host: CachingHost): Caches {
  const nowMs = (): number => toEpochMs(host.now)

  function planStore(ask: Ask, answer: Answer, received: Received): StorePlan {
    if (!ask.isCacheable) return { store: false, why: answer.why }
    if (answer.result === 'LambdaExecutionError' || answer.result === 'LimitExceeded') {
      return { store: false, why: answer.why }
    }
    if (ask.request.method === 'HEAD') return { store: false, why: 'not kept: HEAD brings no body' }
    return host.rules().planStore(ask.request, answer, { received, terms: host.terms(ask) })
  }

  /** Keeps an answer from above, where the rules let it be kept. */
  function take(tier: Tier, ask: Ask, answer: Answer, requestedMs: number): Answer {
    const received = { requestedMs, receivedMs: nowMs() }
    // An object out of a cache above has been fresh for a while already.
    const response =
      answer.age === null ? answer : { ...answer, headers: withAge(answer.headers, answer.age) }
    const plan = planStore(ask, response, received)
    if (!plan.store) return { ...answer, why: plan.why, ttl: null }
    const kept = toCached(ask.request, response, received, plan.own)
    storeKept(tier, ask.key, kept, host.rules().isPlainHttp)
    const ttl = kept.lifetime.seconds - kept.initialAge
    // As old as a cache before the origin says that it is.
    const told = findHeader(answer.headers, 'age') === undefined ? null : kept.initialAge
    return { ...answer, headers: kept.headers, age: answer.age ?? told, why: plan.why, ttl }
  }

  /** The origin says, or a cache above, that a kept response still holds. */
  function renew(
    tier: Tier,
    ask: Ask,
    at: { kept: CachedResponse; answer: Answer; requestedMs: number },
  ): Answer {
    const received = { requestedMs: at.requestedMs, receivedMs: nowMs() }
    const { kept, answer } = at
    const fresh = freshen(kept, answer, received, (response) => {
      const plan = host
        .rules()
        .planStore(ask.request, response, { received, terms: host.terms(ask) })
      return plan.store ? plan.own : { lifetime: { seconds: 0, source: 'none' } }
    })
    storeKept(tier, ask.key, fresh, host.rules().isPlainHttp)
    return {
      ...hitOf(tier, fresh, {
        age: fresh.initialAge,
        why: 'the origin says that it has not changed',
      }),
      result: 'RefreshHit',
      ttl: fresh.lifetime.seconds - fresh.initialAge,
    }
  }

  const isSameObject = (kept: CachedResponse, answer: Answer): boolean =>
    answer.body === kept.body && answer.from !== null

  /** Stands in with what is stale, while the origin fails; null where that may not be. */
  function standIn(
    tier: Tier,
    ask: Ask,
    at: { kept: CachedResponse; answer: Answer },
  ): Answer | null {
    const { kept, answer } = at
    const isCutOff = answer.detail === 'OriginConnectError' || answer.detail === 'OriginCommError'
    const status = isCutOff && host.rules().isPlainHttp ? null : answer.status
    if (!host.rules().mayUseOnError(kept, nowMs(), status)) return null
    const errorTtl = host.terms(ask).errorTtl(answer.status)
    if (errorTtl > 0 && !host.rules().isPlainHttp) hold(tier, ask.key, nowMs() + errorTtl * 1_000)
    const why = `stale, because the origin failed with ${answer.status}`
    return hitOf(tier, kept, { age: ageAt(kept, nowMs()), why, isStale: true })
  }

  /** Asks above: the next tier, or the origin. */
  function* askAbove([tier, next, ...others]: Tiers, ask: Ask): Process<Answer> {
    if (next === undefined) return yield* host.fetchOrigin(ask, tier)
    const { span } = ask
    yield host.sleep(host.cross({ from: tier, to: next, span, answer: null }))
    const answer = yield* askOne([next, ...others], ask)
    yield host.sleep(host.cross({ from: tier, to: next, span, answer }))
    return answer
  }

  /** Fetches for a tier, keeps what came, and lets those who waited go on. */
  function* fetch(tiers: Tiers, ask: Ask, kept: CachedResponse | null): Process<Answer> {
    const [tier] = tiers
    const requestedMs = nowMs()
    const answer = yield* askAbove(tiers, { ...ask, known: kept ?? ask.known })
    if (kept !== null && answer.status === 304)
      return renew(tier, ask, { kept, answer, requestedMs })
    // A tier below knows the object: it is its to renew.
    if (answer.status === 304 && ask.known !== null) return answer
    if (kept !== null && answer.status >= 500) {
      const instead = standIn(tier, ask, { kept, answer })
      if (instead !== null) return instead
    }
    const taken = take(tier, ask, answer, requestedMs)
    return kept !== null && isSameObject(kept, answer) ? { ...taken, result: 'RefreshHit' } : taken
  }

  /** As `fetch`, but one at a time for a key: the others wait for what it brings. */
  function* collapse(tiers: Tiers, ask: Ask, kept: CachedResponse | null): Process<Answer> {
    const [tier] = tiers
    const flight = tier.flights.get(ask.key)
    if (flight !== undefined && mayCollapse(ask)) {
      yield (resume) => void flight.waiters.push(() => resume(undefined))
      const found = findKept(tier, ask.key, ask.request, host.rules().isPlainHttp)
      const plan = found === null ? null : host.rules().planReuse(found, ask.request, nowMs())
      if (found !== null && plan !== null && plan.action !== 'validate') {
        return hitOf(tier, found, { age: plan.age, why: 'another request had just asked for it' })
      }
      return yield* fetch(tiers, ask, found)
    }
    const mine: { waiters: (() => void)[] } = { waiters: [] }
    if (flight === undefined) tier.flights.set(ask.key, mine)
    try {
      return yield* fetch(tiers, ask, kept)
    } finally {
      if (tier.flights.get(ask.key) === mine) tier.flights.delete(ask.key)
      for (const wake of mine.waiters) host.schedule(ZERO, wake)
    }
  }

  const planReuse = (tier: Tier, kept: CachedResponse, ask: Ask): ReusePlan => {
    const plan = host.rules().planReuse(kept, ask.request, nowMs())
    if (plan.action !== 'validate' || tier.holds.size === 0) return plan
    const heldUntil = tier.holds.get(ask.key)
    return heldUntil !== undefined && heldUntil > nowMs() ? { action: 'use', age: plan.age } : plan
  }

  /** A tier below that fetches anew is not sent what is stale once more. */
  const withoutStale = (plan: ReusePlan, { known }: Ask): ReusePlan =>
    plan.action === 'use-and-validate' && known !== null
      ? { action: 'validate', age: plan.age, reason: 'stale' }
      : plan

  /** An answer out of the first tier. One that may be stale is validated behind the answer. */
  function serve(tiers: Tiers, ask: Ask, at: { kept: CachedResponse; plan: ReusePlan }): Hit {
    const [tier] = tiers
    const { kept, plan } = at
    tier.counts.hits++
    const isBehind = plan.action === 'use-and-validate'
    if (isBehind && !tier.flights.has(ask.key)) host.start(collapse(tiers, ask, kept))
    const why = isBehind ? 'stale, and validated behind the answer' : 'fresh'
    const isStale = isBehind || plan.age > kept.lifetime.seconds
    return hitOf(tier, kept, { age: plan.age, why, isStale })
  }

  const findHere = ([tier]: Tiers, ask: Ask): CachedResponse | null =>
    findKept(tier, ask.key, ask.request, host.rules().isPlainHttp)

  function* askOne(tiers: Tiers, ask: Ask): Process<Answer> {
    const [tier] = tiers
    if (tier.kind === 'regional') yield host.sleep(host.serverTime())
    if (!ask.isCacheable) return yield* askAbove(tiers, ask)
    const kept = findHere(tiers, ask)
    if (kept === null) {
      tier.counts.misses++
      return yield* collapse(tiers, ask, null)
    }
    const plan = withoutStale(planReuse(tier, kept, ask), ask)
    if (plan.action !== 'validate') return serve(tiers, ask, { kept, plan })
    const answer = yield* collapse(tiers, ask, kept)
    if (answer.result === 'RefreshHit') tier.counts.refreshes++
    else tier.counts.misses++
    return { ...answer, why: `${WHY_VALIDATED[plan.reason]}; ${answer.why}` }
  }

  return {
    findHit(tiers, ask) {
      const kept = findHere(tiers, ask)
      const plan = kept === null ? null : planReuse(tiers[0], kept, ask)
      if (kept === null || plan === null || plan.action === 'validate') return null
      return serve(tiers, ask, { kept, plan })
    },
    ask: askOne,
  }
}
