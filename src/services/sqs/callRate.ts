import { createTokenBucket, takeTokens, type TokenBucket } from '#kernel/tokenBucket.ts'
import type { ServiceContext } from '../service.ts'
import type { sqsDefinition } from './definition.ts'
import { FIFO_CALLS_PER_SECOND, highThroughputOf } from './limits.ts'
import type { OwnQueue } from './ownQueue.ts'
import { requestThrottled } from './refusal.ts'

/**
 * Creates the limit on calls of a FIFO queue, for each action its own; refuses what is above it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html
 */
export function createCallRate(
  ctx: Pick<ServiceContext<typeof sqsDefinition>, 'now' | 'account'>,
  own: OwnQueue,
): (action: string) => void {
  const buckets = new Map<string, TokenBucket>()
  return (action) => {
    const { isFifo, FifoThroughputLimit: limit } = own.settings
    if (!isFifo) return
    const rate = limit === 'perQueue' ? FIFO_CALLS_PER_SECOND : highThroughputOf(ctx.account.region)
    const key = `${action} ${rate}`
    const bucket = buckets.get(key) ?? createTokenBucket(rate, rate, ctx.now)
    buckets.set(key, bucket)
    if (!takeTokens(bucket, ctx.now)) throw requestThrottled()
  }
}
