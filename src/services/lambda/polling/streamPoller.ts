import type { PolledRecord, RecordBatch, ShardDescription } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import { after, type Instant, ms, seconds } from '#kernel/time.ts'
import { cutBatch, isFull, toPayload } from './batch.ts'
import { beginBatch } from './batchSpan.ts'
import { passesFilter } from './filterPattern.ts'
import { ask, PAUSE_SECONDS, type PollingHost } from './host.ts'
import { createLane, type Lane, laneOf } from './lane.ts'
import { dealWithBatch } from './streamBatch.ts'
import { readState, toWindowFields, type TumblingWindow, windowOf } from './tumblingWindow.ts'

/** "Lambda polls shards in your DynamoDB stream for records at a base rate of 4 times per second." */
const POLL_PERIOD = ms(250)
/** Records of one GetRecords. */
const POLL_RECORDS_MAX = 1_000
/** How often the shards are asked for anew. assumption */
const DESCRIBE_PERIOD = seconds(10)

/**
 * The pollers of a stream: one for each shard, its parent first.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function* pollStream(host: PollingHost): Process<void> {
  const { ctx } = host
  const begun = new Set<string>()
  const finished = new Set<string>()
  let isFirst = true
  while (!host.isStopped()) {
    const answer = isFirst ? host.source : yield* ask(host, { type: 'describe' })
    const shards = answer.type === 'source' ? answer.shards : []
    const known = new Set(shards.map(({ shardId }) => shardId))
    for (const shard of shards) {
      const { shardId, parentShardId: parent } = shard
      const isReady = parent === null || !known.has(parent) || finished.has(parent)
      if (begun.has(shardId) || !isReady) continue
      begun.add(shardId)
      // What was there when the mapping began starts where it says; what came later is read from its beginning.
      const startingPosition = isFirst ? host.mapping().startingPosition : 'TRIM_HORIZON'
      ctx.start(pollShard(host, { shard, startingPosition, finished }))
    }
    isFirst = false
    yield ctx.sleep(DESCRIBE_PERIOD)
  }
}

interface ShardWork {
  readonly shard: ShardDescription
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST'
  /** Shards that were read to their end and dealt with. */
  readonly finished: Set<string>
}

/** Reads one shard into its lanes, four times a second, never far ahead of what they have dealt with. */
function* pollShard(
  host: PollingHost,
  { shard, startingPosition, finished }: ShardWork,
): Process<void> {
  const { ctx, meter, mapping } = host
  const { shardId } = shard
  const lanes: Lane[] = Array.from({ length: mapping().parallelization }, () => createLane(ctx))
  let open = lanes.length
  meter.workers++
  for (const lane of lanes) {
    ctx.start(
      (function* () {
        yield* serveLane(host, shardId, lane)
        open--
        if (open === 0 && lane.isClosed) finished.add(shardId)
      })(),
    )
  }
  let position: string | null = null
  let isAtEnd = false
  while (!isAtEnd && !host.isStopped()) {
    const { isEnabled, filters, batchSize } = mapping()
    const ahead = Math.max(...lanes.map(({ records }) => records.length))
    if (!isEnabled || filters === null || ahead >= Math.max(batchSize, POLL_RECORDS_MAX)) {
      yield ctx.sleep(isEnabled ? POLL_PERIOD : seconds(PAUSE_SECONDS))
      continue
    }
    const max = Math.min(POLL_RECORDS_MAX, batchSize * lanes.length)
    const answer: RecordBatch = yield* ask(host, {
      type: 'poll',
      shardId,
      position,
      startingPosition,
      max,
      waitMs: 0,
    })
    if (answer.type !== 'records') {
      yield ctx.sleep(seconds(PAUSE_SECONDS))
      continue
    }
    meter.count('polled', answer.records.length)
    const passed = answer.records.filter(({ json }) => passesFilter(filters, json))
    meter.count('filteredOut', answer.records.length - passed.length)
    for (const record of passed) lanes[laneOf(record, lanes.length)]?.records.push(record)
    isAtEnd = answer.position === null
    position = answer.position
    for (const lane of lanes) lane.notify()
    if (!isAtEnd && answer.records.length < max) yield ctx.sleep(POLL_PERIOD)
  }
  for (const lane of lanes) {
    lane.isClosed = isAtEnd
    lane.notify()
  }
  meter.workers--
}

/** Invokes with the records of a lane, batch after batch. */
function* serveLane(host: PollingHost, shardId: string, lane: Lane): Process<void> {
  const { ctx, mapping } = host
  let window: TumblingWindow | null = null

  /** Waits until there is a batch, its window is over, or the tumbling window is. */
  function* gather(): Process<readonly PolledRecord[]> {
    while (lane.records.length === 0) {
      if (lane.isClosed || host.isStopped()) return []
      if (window !== null && ctx.now >= windowClosesAt(window)) return []
      yield lane.wait(window === null ? null : windowClosesAt(window))
    }
    const closesAt = after(ctx.now, mapping().window)
    while (!isFull(lane.records, mapping().batchSize) && ctx.now < closesAt && !lane.isClosed) {
      yield lane.wait(closesAt)
    }
    const records = cutByWindow(lane.records.slice(0, cutBatch(lane.records, mapping().batchSize)))
    lane.records.splice(0, records.length)
    return records
  }

  const cutByWindow = (records: readonly PolledRecord[]): readonly PolledRecord[] => {
    const { tumbling } = mapping()
    const [first] = records
    if (tumbling === 0 || first === undefined) return records
    const { end } = windowOf(first, tumbling)
    const past = records.findIndex(({ arrivedAt }) => arrivedAt >= end)
    return past === -1 ? records : records.slice(0, past)
  }

  const fieldsOf = (of: TumblingWindow, isFinal: boolean, isEarly = false) =>
    toWindowFields(of, {
      shardId,
      eventSourceARN: host.source.eventSourceArn,
      isFinalInvokeForWindow: isFinal,
      isWindowTerminatedEarly: isEarly,
    })

  /** The last invocation of a window, with its state and no records. */
  function* closeWindow(isEarly: boolean): Process<void> {
    if (window === null) return
    const closing: TumblingWindow = window
    window = null
    const span = yield* beginBatch(host, [])
    const { qualifier } = mapping()
    const reply = yield* host.invoke(
      {
        context: span.context,
        payload: toPayload([], fieldsOf(closing, true, isEarly)),
        invocationType: 'RequestResponse',
        attempt: 1,
        ...(qualifier === null ? {} : { qualifier }),
      },
      host.createRequestId(),
    )
    const isOk = reply.type === 'completed' && reply.functionError === null
    yield* span.end(isOk ? 'ok' : 'error')
  }

  while (!host.isStopped()) {
    const records: readonly PolledRecord[] = yield* gather()
    const [first] = records
    const { tumbling } = mapping()
    const next = first === undefined || tumbling === 0 ? null : windowOf(first, tumbling)
    if (window !== null && (next === null || next.start !== window.start)) yield* closeWindow(false)
    if (first === undefined) {
      if (lane.isClosed) return
      continue
    }
    if (next !== null) window ??= next
    const current: TumblingWindow | null = window
    let isTooLarge = false
    yield* dealWithBatch(
      host,
      { shardId, records },
      {
        fields: () => (current === null ? {} : fieldsOf(current, false)),
        answered(payload) {
          if (current === null) return
          const returned = readState(payload)
          if (returned === null) isTooLarge = true
          else current.state = returned.state
        },
      },
    )
    if (isTooLarge) yield* closeWindow(true)
  }
}

/** A window is over when nothing of it can come any more: one poll after its end. */
const windowClosesAt = ({ end }: TumblingWindow): Instant => after(end, POLL_PERIOD)
