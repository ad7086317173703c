import {
  changeTokenBucket,
  createTokenBucket,
  getTokens,
  overdrawTokens,
  type TokenBucket,
  TOKENS_MAX,
} from '#kernel/tokenBucket.ts'
import type { Instant } from '#kernel/time.ts'
import { BURST_SECONDS } from './limits.ts'
import { type Refusal, serviceError } from './refusal.ts'

/** Units a second of a provisioned table; null: on demand, no limit here. */
export type Provisioned = { readonly read: number; readonly write: number } | null

/**
 * The admission of a provisioned table: unused units of the last 300 seconds are kept for bursts. A request is let in
 * while there are units left and may overdraw them, for its size is only known afterwards; later ones wait for that.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 */
export interface Throughput {
  admits(kind: 'read' | 'write', now: Instant): boolean
  consume(kind: 'read' | 'write', units: number, now: Instant): void
  change(provisioned: Provisioned, now: Instant): void
}

const burstOf = (rate: number): number => Math.min(TOKENS_MAX, rate * BURST_SECONDS)

/** A new bucket holds one second's units: nothing was left unused yet. */
function createBucket(rate: number, now: Instant): TokenBucket {
  const burst = burstOf(rate)
  const bucket = createTokenBucket(rate, burst, now)
  overdrawTokens(bucket, now, burst - rate)
  return bucket
}

/** Creates the throughput of a table that begins with `provisioned`. */
export function createThroughput(provisioned: Provisioned, now: Instant): Throughput {
  type Buckets = { readonly read: TokenBucket; readonly write: TokenBucket }
  const create = (of: Provisioned, at: Instant): Buckets | null =>
    of === null ? null : { read: createBucket(of.read, at), write: createBucket(of.write, at) }
  let buckets = create(provisioned, now)
  return {
    admits: (kind, at) => buckets === null || getTokens(buckets[kind], at) > 0,
    consume(kind, units, at) {
      if (buckets !== null) overdrawTokens(buckets[kind], at, units)
    },
    change(of, at) {
      if (of === null || buckets === null) {
        buckets = create(of, at)
        return
      }
      changeTokenBucket(buckets.read, at, { rate: of.read, burst: burstOf(of.read) })
      changeTokenBucket(buckets.write, at, { rate: of.write, burst: burstOf(of.write) })
    },
  }
}

const THROTTLING_REASONS = {
  read: 'TableReadProvisionedThroughputExceeded',
  write: 'TableWriteProvisionedThroughputExceeded',
} as const

/**
 * The reply to a request above the provisioned throughput of the table `arn`, with its reason.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
 */
export const throughputExceeded = (kind: 'read' | 'write', arn: string): Refusal =>
  serviceError(
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider ' +
      'increasing your provisioning level with the UpdateTable API.',
    { ThrottlingReasons: [{ reason: THROTTLING_REASONS[kind], resource: arn }] },
  )

const INDEX_REASONS = {
  read: 'IndexReadProvisionedThroughputExceeded',
  write: 'IndexWriteProvisionedThroughputExceeded',
} as const

/** The same for the global index `arn`. */
export const indexThroughputExceeded = (kind: 'read' | 'write', arn: string): Refusal =>
  serviceError(
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for one or more global secondary indexes of ' +
      'the table was exceeded. Consider increasing your provisioning level for the ' +
      'under-provisioned global secondary indexes with the UpdateTable API',
    { ThrottlingReasons: [{ reason: INDEX_REASONS[kind], resource: arn }] },
  )
