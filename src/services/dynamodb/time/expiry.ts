import { sample } from '#kernel/distributions.ts'
import { createPriorityQueue } from '#kernel/priorityQueue.ts'
import type { Random } from '#kernel/random.ts'
import { after, EPOCH_MS, type Instant, seconds } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import { formatDecimal } from '../decimal.ts'
import { type Key, keyTextOf } from '../schema.ts'

/** Items that expired longer ago than this are left alone: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
const PAST_SECONDS_MAX = 5 * 365 * 86_400
/** "…typically within a few days": no later than this after its expiry. assumption: 48 hours */
const DELAY_SECONDS_MAX = 172_800

/** An item that waits for its deletion. */
interface Waiting {
  readonly key: Key
  readonly text: string
  readonly due: Instant
}

/** The items of a table that expire, in the order in which the service deletes them. */
export interface Expiry {
  /** An item was written; it waits if it has the attribute. */
  note(key: Key, item: Item, now: Instant): void
  /** When the next one is due; null where none waits. */
  readonly nextDue: Instant | null
  /** How many items have a time to live. */
  readonly waiting: number
  /** Takes out the keys that are due: whether their items have expired is to be looked at then. */
  take(now: Instant): readonly Key[]
}

const MICROS = 1_000_000
const EPOCH_SECONDS = EPOCH_MS / 1_000

/** When `item` expires by its attribute, in seconds since the Unix epoch; null where it never does. */
export function expiryOf(item: Item, attribute: string, now: Instant): number | null {
  const value = item.get(attribute)
  if (value === undefined || value.type !== 'N') return null
  const expires = Number(formatDecimal(value.value))
  const nowSeconds = EPOCH_SECONDS + now / MICROS
  if (!Number.isFinite(expires) || expires < nowSeconds - PAST_SECONDS_MAX) return null
  return expires
}

/** Whether `item` has expired at `now`. */
export function isExpired(item: Item, attribute: string, now: Instant): boolean {
  const expires = expiryOf(item, attribute, now)
  return expires !== null && expires <= EPOCH_SECONDS + now / MICROS
}

/** Latest instant that is told from any other one. */
const LATEST = Number.MAX_SAFE_INTEGER

/**
 * Creates the queue of a table whose items expire by `attribute`. Each is deleted an exponentially distributed time
 * after it expires, `delaySeconds` on average.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function createExpiry(
  attribute: string,
  { random, delaySeconds }: { readonly random: Random; readonly delaySeconds: () => number },
): Expiry {
  const waiting = createPriorityQueue<Waiting>(({ due }) => due)
  /** Of what waits for a key only the newest counts: every write draws anew. */
  const newest = new Map<string, Waiting>()
  return {
    note(key, item, now) {
      const text = keyTextOf(key)
      newest.delete(text)
      const expires = expiryOf(item, attribute, now)
      if (expires === null) return
      const mean = delaySeconds()
      const drawn = mean === 0 ? 0 : sample({ type: 'exponential', mean }, random)
      const micros = Math.ceil((expires - EPOCH_SECONDS) * MICROS)
      if (micros > LATEST / 2) return
      const from = Math.max(now, micros) as Instant
      const due = after(from, seconds(Math.min(drawn, DELAY_SECONDS_MAX)))
      const entry = { key, text, due }
      newest.set(text, entry)
      waiting.push(entry)
    },
    get nextDue() {
      return waiting.peek()?.due ?? null
    },
    get waiting() {
      return newest.size
    },
    take(now) {
      const keys: Key[] = []
      for (;;) {
        const next = waiting.peek()
        if (next === undefined || next.due > now) return keys
        waiting.pop()
        if (newest.get(next.text) !== next) continue
        newest.delete(next.text)
        keys.push(next.key)
      }
    },
  }
}
