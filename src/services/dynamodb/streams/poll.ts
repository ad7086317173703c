import type { PolledRecord, PollRequest, RecordBatch } from '#contracts/records.ts'
import type { Instant } from '#kernel/time.ts'
import { keyText } from '../attributeValue.ts'
import type { ChangeStream } from './stream.ts'
import {
  readSequenceNumber,
  sizeOfRecord,
  type StreamRecord,
  toEventRecord,
  toKeys,
  toSequenceNumber,
} from './streamRecord.ts'

/** Records of one GetRecords: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export const GET_RECORDS_MAX = 1_000
/** Bytes of one GetRecords. */
export const GET_RECORDS_BYTES_MAX = 1_048_576

/** How much of `stream` one GetRecords reads at `now`. */
export const readLimits = ({ facts }: ChangeStream, max: number, now: Instant) => ({
  records: Math.min(max, GET_RECORDS_MAX),
  bytes: GET_RECORDS_BYTES_MAX,
  sizeOf: (record: StreamRecord) => sizeOfRecord(record, facts.schema, facts.view),
  now,
})

/** Equal keys have equal texts: what keeps the changes of an item in order. */
const orderKeyOf = (record: StreamRecord, { facts }: ChangeStream): string =>
  [...toKeys(record, facts.schema).values()].map((value) => keyText(value)).join('\u0000')

function toPolled(record: StreamRecord, stream: ChangeStream): PolledRecord {
  const number = toSequenceNumber(record.number)
  return {
    json: JSON.stringify(toEventRecord(record, stream.facts)),
    itemIdentifier: number,
    receipt: number,
    orderKey: orderKeyOf(record, stream),
    arrivedAt: record.madeAt,
    traceHeader: null,
    causedBy: record.causedBy,
  }
}

/** Answers a poller of event source mappings: the same shards and records as the streams' API, free of charge. */
export function answerPoll(
  stream: ChangeStream | null,
  request: PollRequest,
  now: Instant,
): RecordBatch {
  if (stream === null) return { type: 'unavailable' }
  if (request.type === 'delete') return { type: 'deleted' }
  if (request.type === 'describe') {
    return {
      type: 'source',
      kind: 'stream',
      eventSourceArn: stream.facts.arn,
      shards: stream.shards(now).map(({ id, parentId }) => ({
        shardId: id,
        parentShardId: parentId,
      })),
    }
  }
  const shard = stream.find(request.shardId ?? '', now)
  // Trimmed away since it was described: there is nothing left to read.
  if (shard === undefined) return { type: 'records', records: [], position: null }
  const start = request.startingPosition === 'LATEST' ? stream.lastNumber : 0
  const from = request.position === null ? start : (readSequenceNumber(request.position) ?? start)
  const page = stream.read(shard, from, readLimits(stream, request.max, now))
  return {
    type: 'records',
    records: page.records.map((record) => toPolled(record, stream)),
    position: page.isEnd ? null : toSequenceNumber(page.number),
  }
}
