import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/time.ts'
import { changeTokenBucket, createTokenBucket, takeTokens } from '#kernel/tokenBucket.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { LimitName } from '../definition.ts'
import { REGIONAL_SCALING_PER_SECOND, UNRESERVED_MIN } from '../limits.ts'

/** What a function has set of the pool. */
export interface PoolSettings {
  readonly reserved: number | null
  readonly accountLimit: number
  /** Of the scaling rule before November 2023. */
  readonly regionalBurst: number
}

/** One function's place in the account's pool. */
interface Place extends PoolSettings {
  /** Invocations outside provisioned concurrency. */
  onDemand: number
  /** What provisioned concurrency holds, used or not. */
  provisioned: number
}

/** What may be used of a pool, and what is. */
export interface PoolUse {
  readonly value: number
  readonly inUse: number
}

/**
 * The Region's pool of concurrent executions, shared by all functions of the account.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export interface AccountConcurrency {
  /** States what function `id` has set; call again after every edit. */
  configure(id: NodeId, settings: PoolSettings): void
  remove(id: NodeId): void
  /** Takes one unit for `id`, or names the limit that has none left. */
  admit(id: NodeId): LimitName | null
  release(id: NodeId): void
  /**
   * Sets aside what `id` has provisioned; false, and nothing is changed, where it would exceed reserved concurrency, or
   * leave the account fewer than 100 unreserved.
   */
  provision(id: NodeId, count: number): boolean
  /** Before November 2023: takes one of the Region's environments of this minute, for all functions. */
  takeRegionalBurst(id: NodeId, now: Instant): boolean
  /** How much of each limit that applies to `id` is used: the account's, the unreserved part of it or the function's own. */
  use(id: NodeId, limit: 'account' | 'unreserved' | 'reserved'): PoolUse
}

/** Creates an account's concurrency with no functions. */
export function createAccountConcurrency(): AccountConcurrency {
  const places = new Map<NodeId, Place>()
  const burst = createTokenBucket(REGIONAL_SCALING_PER_SECOND, 0, 0 as Instant)
  let burstSize = 0

  const accountLimit = (): number => {
    let limit = 0
    for (const place of places.values()) limit = Math.max(limit, place.accountLimit)
    return limit
  }
  const unreservedLimit = (): number => {
    let reserved = 0
    for (const place of places.values()) reserved += place.reserved ?? 0
    return Math.max(0, accountLimit() - reserved)
  }
  const used = (place: Place): number => place.onDemand + place.provisioned
  const unreservedInUse = (): number => {
    let inUse = 0
    for (const place of places.values()) if (place.reserved === null) inUse += used(place)
    return inUse
  }
  const findExhausted = (place: Place): LimitName | null => {
    if (place.reserved !== null) return used(place) >= place.reserved ? 'reserved' : null
    if (unreservedInUse() < unreservedLimit()) return null
    return unreservedLimit() < accountLimit() ? 'unreserved' : 'account'
  }

  return {
    configure(id, settings) {
      const { onDemand = 0, provisioned = 0 } = places.get(id) ?? {}
      places.set(id, { ...settings, onDemand, provisioned })
    },
    remove(id) {
      places.delete(id)
    },
    admit(id) {
      const place = places.get(id)
      if (place === undefined) return 'account'
      const exhausted = findExhausted(place)
      if (exhausted === null) place.onDemand++
      return exhausted
    },
    release(id) {
      const place = places.get(id)
      // A function that was removed while its last requests ran has no place to give back to.
      if (place === undefined) return
      assert(place.onDemand > 0, 'concurrency released twice')
      place.onDemand--
    },
    provision(id, count) {
      const place = places.get(id)
      if (place === undefined) return false
      const before = place.provisioned
      place.provisioned = count
      if (count <= before) return true
      let provisioned = 0
      for (const other of places.values()) {
        if (other.reserved === null) provisioned += other.provisioned
      }
      const fits =
        place.reserved === null
          ? unreservedLimit() - provisioned >= Math.min(UNRESERVED_MIN, unreservedLimit() / 10)
          : count <= place.reserved
      if (!fits) place.provisioned = before
      return fits
    },
    takeRegionalBurst(id, now) {
      const size = places.get(id)?.regionalBurst ?? 0
      if (size > burstSize) {
        // The bucket is full at first: its level grows with its size.
        const rate = REGIONAL_SCALING_PER_SECOND
        const level = burst.level
        const grown = createTokenBucket(rate, size - burstSize, now).level
        changeTokenBucket(burst, now, { rate, burst: size })
        burst.level = Math.max(burst.level, level) + grown
        burstSize = size
      }
      return takeTokens(burst, now)
    },
    use(id, limit) {
      const place = places.get(id)
      if (limit === 'reserved') {
        return { value: place?.reserved ?? 0, inUse: place === undefined ? 0 : used(place) }
      }
      if (limit === 'unreserved') return { value: unreservedLimit(), inUse: unreservedInUse() }
      let inUse = 0
      for (const other of places.values()) inUse += used(other)
      return { value: accountLimit(), inUse }
    },
  }
}
