import { sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Instant, ms } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import type { EntryStore } from '../entryStore.ts'
import type { Touch } from '../partitions/point.ts'
import { createOverlay, type Replacement, textOfPlace } from './overlay.ts'

/**
 * An item is kept three times, and a write is acknowledged once two have it: one of three eventually consistent reads
 * asks the one that may lag behind.
 * Elhemali et al., "Amazon DynamoDB: a scalable, predictably performant, and fully managed NoSQL database service",
 * USENIX ATC 2022.
 */
export const LAGGING_SHARE = 1 / 3

/** An item as it was before a write, for a replica that has not seen the write. */
interface Version {
  readonly old: Item | null
  readonly seenAt: Instant
}

interface Lagging {
  readonly at: Touch
  versions: Version[]
}

/** The replica of a table that lags behind the others. */
export interface LaggingReplica {
  wrote(change: { readonly at: Touch; readonly old: Item | null }, now: Instant): void
  /** What an eventually consistent read finds: `store`, or in one of three cases what the last replica has of it. */
  choose(store: EntryStore, now: Instant): EntryStore
}

/** Writes between two looks for items that no longer lag. */
const SWEEP_EVERY = 64

/**
 * Creates the lagging replica of a table: each write reaches it an exponentially distributed time after the others, on
 * average `lagMs`, those of one item in their order.
 */
export function createLaggingReplica(options: {
  readonly random: Random
  readonly lagMs: () => number
}): LaggingReplica {
  const { random, lagMs } = options
  const lagging = new Map<string, Lagging>()
  let writes = 0

  const sweep = (now: Instant): void => {
    for (const [text, { versions }] of lagging) {
      if ((versions.at(-1)?.seenAt ?? now) <= now) lagging.delete(text)
    }
  }

  /** The items that the replica has in an older version. */
  const findStale = (now: Instant): ReadonlyMap<string, Replacement> => {
    const stale = new Map<string, Replacement>()
    for (const [text, { at, versions }] of lagging) {
      const version = versions.find(({ seenAt }) => seenAt > now)
      if (version !== undefined) stale.set(text, { at, item: version.old })
    }
    return stale
  }

  return {
    wrote({ at, old }, now) {
      const mean = lagMs()
      if (mean === 0) return
      if (++writes % SWEEP_EVERY === 0) sweep(now)
      const text = textOfPlace(at)
      const known = lagging.get(text)?.versions.filter(({ seenAt }) => seenAt > now) ?? []
      const own = after(now, ms(sample({ type: 'exponential', mean }, random)))
      const seenAt = Math.max(own, known.at(-1)?.seenAt ?? own) as Instant
      lagging.set(text, { at, versions: [...known, { old, seenAt }] })
    },
    choose(store, now) {
      if (lagging.size === 0 || random.next() >= LAGGING_SHARE) return store
      const stale = findStale(now)
      return stale.size === 0 ? store : createOverlay(store, stale)
    },
  }
}
