import { assert } from './assert.ts'
import type { Kernel } from './kernel.ts'
import type { Process } from './process.ts'
import { createSemaphore } from './semaphore.ts'
import { between, type Duration, type Instant, ZERO } from './time.ts'

/**
 * A token bucket as plain state: `rate` tokens a second flow in, up to `burst`. It counts in billionths of a token, of
 * which a whole number comes with each microsecond, so its level is exact at any instant, however often it is asked.
 */
export interface TokenBucket {
  /** Billionths of a token per microsecond. */
  inflow: number
  /** Billionths of a token. */
  capacity: number
  level: number
  /** The instant of `level`. */
  at: Instant
}

/** Billionths: a rate is exact to 0.001 tokens a second, a burst of 9 million still a safe integer. */
const UNITS = 1_000_000_000
const MICROS_PER_SECOND = 1_000_000
/** The highest rate per second, and the most tokens, that a bucket counts exactly. */
export const TOKENS_MAX = 9_000_000

const toUnits = (tokens: number): number => Math.round(tokens * UNITS)

const checked = (rate: number, burst: number): { inflow: number; capacity: number } => {
  assert(rate >= 0 && burst >= 0, `a token bucket of ${rate} a second and ${burst}`)
  assert(rate <= TOKENS_MAX && burst <= TOKENS_MAX, `token buckets end at ${TOKENS_MAX}`)
  return {
    inflow: Math.round((rate * UNITS) / MICROS_PER_SECOND),
    capacity: toUnits(burst),
  }
}

/** Creates a full bucket. `rate` in tokens per second, a multiple of 0.001; `burst` in tokens. */
export function createTokenBucket(rate: number, burst: number, now: Instant): TokenBucket {
  const { inflow, capacity } = checked(rate, burst)
  return { inflow, capacity, level: capacity, at: now }
}

const refill = (bucket: TokenBucket, now: Instant): void => {
  const elapsed = between(bucket.at, now)
  const missing = bucket.capacity - bucket.level
  // Compared as times: the product of a long time and a high rate would no longer be exact.
  const isFull = bucket.inflow > 0 && elapsed >= Math.ceil(missing / bucket.inflow)
  bucket.level = isFull ? bucket.capacity : bucket.level + elapsed * bucket.inflow
  if (now > bucket.at) bucket.at = now
}

/** The tokens in the bucket at `now`, with their fraction. */
export function getTokens(bucket: TokenBucket, now: Instant): number {
  refill(bucket, now)
  return bucket.level / UNITS
}

/** Takes `tokens` if they are there; otherwise takes nothing and answers false. */
export function takeTokens(bucket: TokenBucket, now: Instant, tokens = 1): boolean {
  refill(bucket, now)
  const units = toUnits(tokens)
  if (bucket.level < units) return false
  bucket.level -= units
  return true
}

/** Takes `tokens` whether they are there or not: what is overdrawn has to flow in before anything is there again. */
export function overdrawTokens(bucket: TokenBucket, now: Instant, tokens: number): void {
  refill(bucket, now)
  bucket.level -= toUnits(tokens)
}

/** How long from `now` until `tokens` are there if nobody takes any; null when they never will be. */
export function computeTokenWait(bucket: TokenBucket, now: Instant, tokens = 1): Duration | null {
  refill(bucket, now)
  const missing = toUnits(tokens) - bucket.level
  if (missing <= 0) return ZERO
  if (toUnits(tokens) > bucket.capacity || bucket.inflow === 0) return null
  return Math.ceil(missing / bucket.inflow) as Duration
}

/** Changes rate and burst from `now` on; what is in the bucket stays, up to the new burst. */
export function changeTokenBucket(
  bucket: TokenBucket,
  now: Instant,
  { rate, burst }: { readonly rate: number; readonly burst: number },
): void {
  refill(bucket, now)
  const { inflow, capacity } = checked(rate, burst)
  bucket.inflow = inflow
  bucket.capacity = capacity
  bucket.level = Math.min(bucket.level, capacity)
}

/** A line of processes before a token bucket. */
export interface TokenGate {
  readonly waiting: number
  /** Waits, in the order of asking, until `tokens` are there, and takes them; more than the burst is a bug. */
  take(tokens?: number): Process<void>
}

/** Lets processes wait for tokens; `clock` is the kernel or a room's `ctx`. */
export function createTokenGate(
  clock: Pick<Kernel, 'now' | 'schedule' | 'sleep'>,
  bucket: TokenBucket,
): TokenGate {
  const turn = createSemaphore(clock, 1)
  return {
    get waiting() {
      return turn.waiting
    },
    *take(tokens = 1) {
      yield* turn.take()
      try {
        while (!takeTokens(bucket, clock.now, tokens)) {
          const wait = computeTokenWait(bucket, clock.now, tokens)
          assert(wait !== null, `${tokens} tokens never come`)
          yield clock.sleep(wait)
        }
      } finally {
        turn.release()
      }
    },
  }
}
