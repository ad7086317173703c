import type { InvokeReply } from '#contracts/invoke.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import type { PolledRecord } from '#contracts/records.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'

/** A batch of a stream that was given up. */
export interface FailedBatch {
  readonly requestId: string
  readonly functionArn: string
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly invokeCount: number
  /** What the function answered last; null where it was never asked. */
  readonly reply: InvokeReply | null
  readonly shardId: string
  readonly streamArn: string
  readonly records: readonly PolledRecord[]
}

const toTime = (at: Instant | undefined): string | null =>
  at === undefined ? null : `${formatIsoTime(toEpochMs(at))}Z`

/**
 * What the on-failure destination of a stream's mapping is told: where the records are, not what they say.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function createFailureRecord(batch: FailedBatch, now: Instant): string {
  const { reply, records } = batch
  const ran = reply?.type === 'completed' ? reply : null
  const [first] = records
  const last = records.at(-1)
  return JSON.stringify({
    requestContext: {
      requestId: batch.requestId,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invokeCount,
    },
    ...(ran !== null && {
      responseContext: {
        statusCode: ran.statusCode,
        executedVersion: ran.executedVersion,
        ...(ran.functionError !== null && { functionError: ran.functionError }),
      },
    }),
    version: '1.0',
    timestamp: toTime(now),
    DDBStreamBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.itemIdentifier,
      endSequenceNumber: last?.itemIdentifier,
      approximateArrivalOfFirstRecord: toTime(first?.arrivedAt),
      approximateArrivalOfLastRecord: toTime(last?.arrivedAt),
      batchSize: records.length,
      streamArn: batch.streamArn,
    },
  })
}
