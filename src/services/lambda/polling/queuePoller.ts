import type { PolledRecord } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, ms, seconds, toMs } from '#kernel/time.ts'
import { cutBatch, isFull, toPayload } from './batch.ts'
import { readBatchResponse } from './batchResponse.ts'
import { type BatchSpan, beginBatch } from './batchSpan.ts'
import { passesFilter } from './filterPattern.ts'
import { ask, doubled, PAUSE_SECONDS, type PollingHost, toAttempt } from './host.ts'
import { countPollers, LOOK_SECONDS, planWorkers } from './queueScaling.ts'

/** Messages of one ReceiveMessage. */
const RECEIVE_MAX = 10
/** How long a poll waits for messages. */
const LONG_POLL = seconds(20)
/** Waits between two tries of a throttled batch. assumption: AWS gives no numbers */
const BACKOFF_FIRST = seconds(1)
const BACKOFF_MAX = seconds(30)

/** Messages that were received together with how long they stay hidden. */
interface Gathered {
  readonly records: readonly PolledRecord[]
  readonly receivedAt: Instant
}

/**
 * The pollers of a queue: each receives, invokes, deletes and begins anew; their number follows what is in the queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function* pollQueue(host: PollingHost): Process<void> {
  const { ctx, meter, mapping } = host
  let waiting = 0
  let failures = 0
  /** How many pollers there should be. */
  let wanted = 0

  const remove = (records: readonly PolledRecord[]): Process<unknown> =>
    ask(host, { type: 'delete', receipts: records.map(({ receipt }) => receipt) })

  /** Receives once; messages that no filter lets pass are deleted. */
  function* receive(max: number, wait: Duration): Process<readonly PolledRecord[]> {
    const answer = yield* ask(host, {
      type: 'poll',
      shardId: null,
      position: null,
      startingPosition: 'TRIM_HORIZON',
      max: Math.min(max, RECEIVE_MAX),
      waitMs: toMs(wait),
    })
    if (answer.type !== 'records') {
      yield ctx.sleep(seconds(PAUSE_SECONDS))
      return []
    }
    meter.count('polled', answer.records.length)
    const patterns = mapping().filters ?? []
    const passed = answer.records.filter(({ json }) => passesFilter(patterns, json))
    const refused = answer.records.filter((record) => !passed.includes(record))
    meter.count('filteredOut', refused.length)
    if (refused.length > 0) yield* remove(refused)
    return passed
  }

  /** Collects a batch: until it is full, its window is over, or, without a window, whatever one poll brings. */
  function* gather(carried: readonly PolledRecord[]): Process<Gathered> {
    const { batchSize, window } = mapping()
    const records = [...carried]
    if (records.length === 0) {
      waiting++
      records.push(...(yield* receive(batchSize, LONG_POLL)))
      waiting--
    }
    const receivedAt = ctx.now
    const closesAt = after(receivedAt, window)
    while (records.length > 0 && !isFull(records, batchSize) && ctx.now < closesAt) {
      const left = Math.min(toMs(between(ctx.now, closesAt)), toMs(LONG_POLL))
      records.push(...(yield* receive(batchSize - records.length, ms(left))))
    }
    return { records, receivedAt }
  }

  /** Invokes with the batch, again and again while the function is throttled and the messages stay hidden. */
  function* invoke(
    { records, receivedAt }: Gathered,
    span: BatchSpan,
  ): Process<ReturnType<typeof toAttempt>> {
    const hiddenUntil = after(receivedAt, host.source.visibilityTimeout ?? seconds(0))
    let backoff = BACKOFF_FIRST
    for (let attempt = 1; ; attempt++) {
      const { qualifier } = mapping()
      const reply = yield* host.invoke(
        {
          context: span.context,
          payload: toPayload(records),
          invocationType: 'RequestResponse',
          attempt,
          ...(qualifier === null ? {} : { qualifier }),
          ...span.traceHeader,
        },
        host.createRequestId(),
      )
      const outcome = toAttempt(reply)
      if (outcome.type !== 'throttled') return outcome
      failures++
      if (after(ctx.now, backoff) >= hiddenUntil) return outcome
      yield ctx.sleep(backoff)
      backoff = doubled(backoff, BACKOFF_MAX)
    }
  }

  /** What of the batch was dealt with. */
  const findDone = (
    records: readonly PolledRecord[],
    outcome: ReturnType<typeof toAttempt>,
  ): readonly PolledRecord[] => {
    if (outcome.type !== 'ran' || outcome.reply.functionError !== null) return []
    if (!mapping().reportsItemFailures) return records
    const identifiers = new Set(records.map(({ itemIdentifier }) => itemIdentifier))
    const result = readBatchResponse(outcome.reply.payload, identifiers)
    if (result.type === 'success') return records
    if (result.type === 'failure') return []
    return records.filter(({ itemIdentifier }) => !result.failed.has(itemIdentifier))
  }

  function* deal(batch: Gathered): Process<void> {
    const { records } = batch
    const span = yield* beginBatch(host, records)
    meter.batches++
    meter.count('invoked', records.length)
    const outcome = yield* invoke(batch, span)
    const done = findDone(records, outcome)
    meter.batches--
    if (done.length < records.length) {
      failures++
      meter.count('failed', records.length - done.length)
      const left = `${records.length - done.length} of ${records.length} return to the queue`
      ctx.record({ type: 'note', ...span.context, key: 'failed', value: left })
    }
    if (done.length > 0) yield* remove(done)
    meter.count('deleted', done.length)
    const isThrottled = outcome.type === 'throttled'
    yield* span.end(isThrottled ? 'throttle' : done.length < records.length ? 'error' : 'ok')
  }

  function* work(): Process<void> {
    meter.workers++
    let carried: readonly PolledRecord[] = []
    while ((meter.workers <= wanted && !host.isStopped()) || carried.length > 0) {
      const { records, receivedAt } = yield* gather(carried)
      const count = cutBatch(records, mapping().batchSize)
      carried = records.slice(count)
      if (count > 0) yield* deal({ records: records.slice(0, count), receivedAt })
      // An empty poll: nothing remains, and one poller less will do.
      else wanted = Math.min(wanted, planWorkers({ ...look(), workers: wanted - 1, waiting: 1 }))
    }
    meter.workers--
  }

  const look = () => {
    const seen = {
      workers: meter.workers,
      waiting,
      failures,
      maximum: mapping().maximumConcurrency,
      provisioned: mapping().provisioned,
    }
    return seen
  }

  /** Event pollers are charged while they are there, whatever they do. */
  const tellPollers = (): void => {
    const { provisioned } = mapping()
    const isAtWork = !host.isStopped() && wanted > 0
    const count = provisioned === null || !isAtWork ? null : countPollers(wanted, provisioned)
    meter.pollers = count
    host.provisioned(count ?? 0)
  }

  while (!host.isStopped()) {
    const { isEnabled, filters } = mapping()
    wanted = isEnabled && filters !== null ? planWorkers(look()) : 0
    failures = 0
    tellPollers()
    for (let missing = wanted - meter.workers; missing > 0; missing--) ctx.start(work())
    yield ctx.sleep(seconds(LOOK_SECONDS))
  }
  tellPollers()
}
