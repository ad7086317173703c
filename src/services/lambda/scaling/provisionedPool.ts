import { assert } from '#kernel/assert.ts'
import type { Cancel, Process, Wait } from '#kernel/process.ts'
import { between, type Duration, type Instant, ZERO } from '#kernel/time.ts'
import {
  changeTokenBucket,
  createTokenBucket,
  takeTokens,
  TOKENS_MAX,
} from '#kernel/tokenBucket.ts'
import type { LimitState, ProvisionedState } from '../definition.ts'
import type { Environment } from '../environments/environment.ts'
import { ALLOCATION_STEP, REQUESTS_PER_CONCURRENCY } from '../limits.ts'

/** What a pool of provisioned environments needs of its version. */
export interface ProvisionedHost {
  readonly now: () => Instant
  sleep(delay: Duration): Wait
  schedule(delay: Duration, run: () => void): Cancel
  start(process: Process<unknown>): void
  /** How long until a change is begun. */
  allocationDelay(): Duration
  create(cause: 'provisioned' | 'recycle'): Environment
  /** Creation and init, ahead of requests; false where init failed. */
  prepare(environment: Environment, isInstant: boolean): Process<boolean>
  retire(environment: Environment): void
  /** Sets aside `count` units of concurrency for this pool; false where there is no room. */
  reserve(count: number): boolean
}

/**
 * The provisioned concurrency of one alias on one version.
 * https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export interface ProvisionedPool {
  /** States how many are wanted. `isInstant`: they are ready at once, as if allocated before the run began. */
  request(count: number, isInstant: boolean): void
  /** A warm environment for a request; undefined: it spills over to on-demand concurrency. */
  take(): Environment | undefined
  /** The request is done; an environment that lost its code initialises again at once. */
  give(environment: Environment, isReset: boolean): void
  /** The version was deployed anew: all are replaced. */
  replaceAll(): void
  /** Unit-µs that were busy and available since it was last asked. */
  takeUse(): { readonly busy: number; readonly available: number }
  inspect(): ProvisionedState & { readonly spill: LimitState }
}

/** Creates the pool of an alias on one version with nothing provisioned. */
export function createProvisionedPool(
  { alias, version }: Pick<ProvisionedState, 'alias' | 'version'>,
  host: ProvisionedHost,
): ProvisionedPool {
  /** Every environment that stands or is being made for it. */
  const members = new Set<Environment>()
  const usable = new Set<Environment>()
  const idle: Environment[] = []
  const rate = createTokenBucket(0, 0, host.now())
  let requested = 0
  let round = 0
  let status: ProvisionedState['status'] = 'READY'
  let spilled = 0
  let lastSpillAt: Instant | null = null

  const use = { busy: 0, available: 0, at: host.now() }

  /** Adds up what was in use until now; called before anything changes. */
  const observe = (): void => {
    const elapsed = between(use.at, host.now())
    use.busy += elapsed * (usable.size - idle.length)
    use.available += elapsed * usable.size
    use.at = host.now()
  }

  const changeRate = (): void => {
    const tokens = Math.min(TOKENS_MAX, usable.size * REQUESTS_PER_CONCURRENCY)
    const grown = Math.max(0, tokens * 1_000_000_000 - rate.capacity)
    changeTokenBucket(rate, host.now(), { rate: tokens, burst: tokens })
    // New environments come with their own second's worth of requests.
    rate.level = Math.min(rate.capacity, rate.level + grown)
  }

  const drop = (environment: Environment): void => {
    observe()
    members.delete(environment)
    const at = idle.indexOf(environment)
    const isFree = at >= 0 || (!usable.has(environment) && environment.phase === 'idle')
    usable.delete(environment)
    if (at >= 0) idle.splice(at, 1)
    // One that serves, was taken to serve or is being made goes when that is over.
    if (isFree) host.retire(environment)
    else environment.isReplaced = true
  }

  const open = (environment: Environment): void => {
    observe()
    usable.add(environment)
    idle.push(environment)
    const age = between(host.now(), environment.recycleAt)
    environment.cancelExpiry = host.schedule(age, () => host.start(recycle(environment)))
  }

  /** "Lambda recycles them in the background": a new one is ready before the old one goes. */
  function* recycle(old: Environment): Process<void> {
    if (!members.has(old)) return
    const fresh = host.create('recycle')
    members.add(fresh)
    const isWell = yield* host.prepare(fresh, false)
    if (!isWell || fresh.isReplaced || !members.has(old)) {
      members.delete(fresh)
      host.retire(fresh)
      return
    }
    drop(old)
    open(fresh)
    changeRate()
  }

  function* prepareOne(environment: Environment, isInstant: boolean): Process<boolean> {
    const isWell = yield* host.prepare(environment, isInstant)
    if (!environment.isReplaced) return isWell
    host.retire(environment)
    return false
  }

  const grow = (count: number, isInstant: boolean): void => {
    const ofRound = round
    const batch: Environment[] = []
    let left = count
    let failed = 0
    const finish = (): void => {
      if (--left > 0 || ofRound !== round) return
      // "None of it is usable until all is ready."
      for (const environment of batch) if (members.has(environment)) open(environment)
      changeRate()
      status = failed > 0 ? 'FAILED' : 'READY'
    }
    function* makeOne(environment: Environment): Process<void> {
      const isWell = yield* prepareOne(environment, isInstant)
      if (!isWell && members.has(environment)) {
        failed++
        drop(environment)
      }
      finish()
    }
    function* make(): Process<void> {
      for (let made = 0; made < count; made++) {
        if (ofRound !== round) return
        const environment = host.create('provisioned')
        members.add(environment)
        batch.push(environment)
        host.start(makeOne(environment))
        if (!isInstant) yield host.sleep(ALLOCATION_STEP)
      }
    }
    host.start(make())
  }

  const shrink = (count: number): void => {
    const surplus = idle.slice(0, count)
    for (const environment of surplus) drop(environment)
    for (const environment of [...members].slice(0, count - surplus.length)) drop(environment)
    changeRate()
  }

  const allocate = (ofRound: number, isInstant: boolean): void => {
    if (ofRound !== round) return
    // What an earlier round was still making does not count any more.
    for (const environment of members) if (!usable.has(environment)) drop(environment)
    const more = requested - members.size
    if (!host.reserve(requested)) {
      status = 'FAILED'
      return
    }
    if (more > 0) {
      grow(more, isInstant)
      return
    }
    shrink(-more)
    status = 'READY'
  }

  const begin = (isInstant: boolean): void => {
    round++
    status = 'IN_PROGRESS'
    const ofRound = round
    const delay = isInstant ? ZERO : host.allocationDelay()
    host.schedule(delay, () => allocate(ofRound, isInstant))
  }

  function* refill(environment: Environment): Process<void> {
    const isWell = yield* host.prepare(environment, false)
    if (environment.isReplaced) host.retire(environment)
    else if (isWell) {
      observe()
      idle.push(environment)
    } else {
      drop(environment)
      status = 'FAILED'
    }
  }

  return {
    request(count, isInstant) {
      if (count === requested) return
      requested = count
      begin(isInstant)
    },
    take() {
      observe()
      const environment = idle.length > 0 && takeTokens(rate, host.now()) ? idle.pop() : undefined
      if (environment === undefined && members.size > 0) {
        spilled++
        lastSpillAt = host.now()
      }
      return environment
    },
    give(environment, isReset) {
      observe()
      if (environment.isReplaced) {
        host.retire(environment)
        return
      }
      assert(members.has(environment), 'a stranger among provisioned environments')
      if (isReset) host.start(refill(environment))
      else idle.push(environment)
    },
    replaceAll() {
      for (const environment of members) drop(environment)
      changeRate()
      if (requested > 0) begin(false)
    },
    takeUse() {
      observe()
      const { busy, available } = use
      use.busy = 0
      use.available = 0
      return { busy, available }
    },
    inspect: () => ({
      alias,
      version,
      requested,
      available: usable.size,
      allocated: members.size,
      busy: usable.size - idle.length,
      status,
      spill: {
        limit: 'provisioned',
        alias,
        version,
        value: usable.size,
        inUse: usable.size - idle.length,
        hits: spilled,
        lastHitAt: lastSpillAt,
      },
    }),
  }
}
