import type { InvokeReply } from '#contracts/invoke.ts'
import type { PolledRecord } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import { between, seconds, us } from '#kernel/time.ts'
import { toPayload } from './batch.ts'
import { readBatchResponse } from './batchResponse.ts'
import { type BatchSpan, beginBatch } from './batchSpan.ts'
import { createFailureRecord, type FailedBatch } from './failureRecord.ts'
import { doubled, type PollingHost, toAttempt } from './host.ts'

/** Waits between two tries of a batch. assumption: AWS gives no numbers */
const BACKOFF_FIRST = us(500_000)
const BACKOFF_MAX = seconds(60)
/** How long a stream keeps its records: 24 hours. */
const RETENTION = seconds(86_400)

/** What one invocation of a stream's batch adds to its event, and what it does with the answer. */
export interface StreamInvoke {
  readonly fields: () => Readonly<Record<string, unknown>>
  /** Told the response of an invocation that went well. */
  answered(payload: string): void
}

/** A piece of a batch that is still to be dealt with, and how often it was tried. */
interface Piece {
  readonly records: readonly PolledRecord[]
  readonly invokes: number
  /** Of these, those that count against MaximumRetryAttempts: splits and throttles do not. */
  readonly failures: number
}

/** What is to be done after an invocation. */
type Verdict =
  | { readonly type: 'done' }
  /** Invoked with these next, after a wait. */
  | { readonly type: 'again'; readonly pieces: readonly Piece[] }
  | { readonly type: 'drop' }

/** Where a failed batch begins anew: at the lowest sequence number that failed. */
function findFirstFailure(piece: Piece, payload: string): number | 'all' | null {
  const identifiers = new Set(piece.records.map(({ itemIdentifier }) => itemIdentifier))
  const result = readBatchResponse(payload, identifiers)
  if (result.type === 'success') return null
  if (result.type === 'failure') return 'all'
  return piece.records.findIndex(({ itemIdentifier }) => result.failed.has(itemIdentifier))
}

/**
 * Deals with one batch of a shard until all of it is done with: tried again from where it failed, halved, or given up after
 * its retries or at its age. Nothing that follows in its shard is invoked meanwhile.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function* dealWithBatch(
  host: PollingHost,
  batch: { readonly shardId: string; readonly records: readonly PolledRecord[] },
  invoke: StreamInvoke,
): Process<void> {
  const { ctx, meter, mapping, source } = host
  const span = yield* beginBatch(host, batch.records)
  let worst: 'ok' | 'error' | 'throttle' = 'ok'

  /** Past a half, or past the first failure that the function named. */
  const split = (piece: Piece, at: number): readonly Piece[] => {
    const { records, invokes, failures } = piece
    const parts = [records.slice(0, at), records.slice(at)].filter(({ length }) => length > 0)
    return parts.map((part) => ({ records: part, invokes, failures }))
  }

  const judgeFailure = (piece: Piece): Verdict => {
    const { maximumRetries, bisects } = mapping()
    const half = Math.ceil(piece.records.length / 2)
    if (bisects && piece.records.length > 1) {
      // "Splitting a batch does not count towards the retry quota."
      return { type: 'again', pieces: split({ ...piece, failures: piece.failures - 1 }, half) }
    }
    if (maximumRetries !== null && piece.failures > maximumRetries) return { type: 'drop' }
    return { type: 'again', pieces: [piece] }
  }

  const judge = (piece: Piece, reply: InvokeReply): Verdict => {
    const attempt = toAttempt(reply)
    const tried = { ...piece, invokes: piece.invokes + 1 }
    if (attempt.type === 'throttled') return { type: 'again', pieces: [tried] }
    const failed = { ...tried, failures: piece.failures + 1 }
    if (attempt.type === 'refused' || attempt.reply.functionError !== null)
      return judgeFailure(failed)
    const { payload } = attempt.reply
    const from = mapping().reportsItemFailures ? findFirstFailure(piece, payload) : null
    if (from === null) {
      invoke.answered(payload)
      return { type: 'done' }
    }
    if (from === 'all') return judgeFailure(failed)
    // What went well before it is done with; the rest begins with the record that failed.
    const rest = { ...failed, records: piece.records.slice(from) }
    if (from > 0) return { type: 'again', pieces: [{ ...rest, failures: 1 }] }
    return judgeFailure(rest)
  }

  function* giveUp(
    piece: Piece,
    why: Pick<FailedBatch, 'condition' | 'requestId' | 'reply'>,
  ): Process<void> {
    meter.count('dropped', piece.records.length)
    const record = createFailureRecord(
      {
        ...why,
        functionArn: host.functionArn(),
        invokeCount: piece.invokes,
        shardId: batch.shardId,
        streamArn: source.eventSourceArn,
        records: piece.records,
      },
      ctx.now,
    )
    ctx.record({ type: 'note', ...span.context, key: 'given up', value: why.condition })
    const isTaken = yield* host.sendFailure(record, { context: span.context, ...span.traceHeader })
    if (isTaken) meter.count('delivered', piece.records.length)
  }

  /** Records that are past their age leave the piece. */
  const splitByAge = (piece: Piece): { readonly old: Piece; readonly fresh: Piece } => {
    const limit = Math.min(mapping().maximumAge ?? RETENTION, RETENTION)
    const isOld = ({ arrivedAt }: PolledRecord): boolean => between(arrivedAt, ctx.now) > limit
    const first = piece.records.findIndex((record) => !isOld(record))
    const at = first === -1 ? piece.records.length : first
    return {
      old: { ...piece, records: piece.records.slice(0, at) },
      fresh: { ...piece, records: piece.records.slice(at) },
    }
  }

  const pending: Piece[] = [{ records: batch.records, invokes: 0, failures: 0 }]
  let backoff = BACKOFF_FIRST
  let last: { readonly requestId: string; readonly reply: InvokeReply | null } = {
    requestId: host.createRequestId(),
    reply: null,
  }
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { old, fresh } = splitByAge(next)
    if (old.records.length > 0) {
      worst = 'error'
      yield* giveUp(old, { condition: 'RecordAgeExceeded', ...last })
    }
    if (fresh.records.length === 0) continue
    const reply = yield* invokeOnce(host, { piece: fresh, span, fields: invoke.fields() })
    last = reply
    const verdict = judge(fresh, reply.reply)
    if (verdict.type === 'done') {
      backoff = BACKOFF_FIRST
      continue
    }
    worst = toAttempt(reply.reply).type === 'throttled' && worst === 'ok' ? 'throttle' : 'error'
    meter.count('failed', fresh.records.length)
    if (verdict.type === 'drop') {
      const dropped = { ...fresh, invokes: fresh.invokes + 1 }
      yield* giveUp(dropped, { condition: 'RetryAttemptsExhausted', ...last })
      continue
    }
    pending.unshift(...verdict.pieces)
    yield ctx.sleep(backoff)
    const isSmaller = verdict.pieces.every((piece) => piece.records.length < fresh.records.length)
    backoff = isSmaller ? BACKOFF_FIRST : doubled(backoff, BACKOFF_MAX)
  }
  yield* span.end(worst)
}

function* invokeOnce(
  host: PollingHost,
  of: {
    readonly piece: Piece
    readonly span: BatchSpan
    readonly fields: Readonly<Record<string, unknown>>
  },
): Process<{ readonly requestId: string; readonly reply: InvokeReply }> {
  const { ctx, meter, mapping } = host
  const { piece, span, fields } = of
  const { qualifier } = mapping()
  const requestId = host.createRequestId()
  const last = piece.records.at(-1)
  if (last !== undefined) meter.iteratorAge(between(last.arrivedAt, ctx.now))
  meter.batches++
  meter.count('invoked', piece.records.length)
  const reply = yield* host.invoke(
    {
      context: span.context,
      payload: toPayload(piece.records, fields),
      invocationType: 'RequestResponse',
      attempt: piece.invokes + 1,
      ...(qualifier === null ? {} : { qualifier }),
      ...span.traceHeader,
    },
    requestId,
  )
  meter.batches--
  return { requestId, reply }
}
