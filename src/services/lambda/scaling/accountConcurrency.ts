import { assert } from '#kernel/assert.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ThrottleReason } from '../errorPayloads.ts'

/** One function's place in the account's pool. */
interface Place {
  reserved: number | null
  accountLimit: number
  inUse: number
}

/**
 * The Region's pool of concurrent executions, shared by all functions of the account.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export interface AccountConcurrency {
  /** States what function `id` has set; call again after every edit. */
  configure(id: NodeId, settings: { reserved: number | null; accountLimit: number }): void
  remove(id: NodeId): void
  /** Takes one unit for `id`, or says why there is none. */
  admit(id: NodeId): ThrottleReason | null
  release(id: NodeId): void
  inUse(id: NodeId): number
  /** How many `id` could use at most, with the pool as it is set up now. */
  limit(id: NodeId): number
}

/** Creates an account's concurrency with no functions. */
export function createAccountConcurrency(): AccountConcurrency {
  const places = new Map<NodeId, Place>()

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

  const unreservedInUse = (): number => {
    let inUse = 0
    for (const place of places.values()) if (place.reserved === null) inUse += place.inUse
    return inUse
  }

  return {
    configure(id, settings) {
      places.set(id, { ...settings, inUse: places.get(id)?.inUse ?? 0 })
    },
    remove(id) {
      places.delete(id)
    },
    admit(id) {
      const place = places.get(id)
      if (place === undefined) return 'ConcurrentInvocationLimitExceeded'
      if (place.reserved !== null && place.inUse >= place.reserved) {
        return 'ReservedFunctionConcurrentInvocationLimitExceeded'
      }
      if (place.reserved === null && unreservedInUse() >= unreservedLimit()) {
        return 'ConcurrentInvocationLimitExceeded'
      }
      place.inUse++
      return null
    },
    release(id) {
      const place = places.get(id)
      // A function that was removed while its last requests ran has no place to give back to.
      if (place === undefined) return
      assert(place.inUse > 0, 'concurrency released twice')
      place.inUse--
    },
    inUse: (id) => places.get(id)?.inUse ?? 0,
    limit: (id) => places.get(id)?.reserved ?? unreservedLimit(),
  }
}
