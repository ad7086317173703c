import type { Instant } from '#kernel/time.ts'
import { toSeconds } from '#kernel/time.ts'
import { tableName } from '../actions/action.ts'
import { type Refusal, serviceError, validation, type WireObject } from '../refusal.ts'
import { keyElements } from '../schema.ts'
import {
  integer,
  optional,
  refuseProblems,
  required,
  type Shape,
  string,
  structure,
} from '../shape.ts'
import { readIterator, writeIterator } from './iterator.ts'
import { readLimits } from './poll.ts'
import type { Shard } from './shard.ts'
import type { ChangeStream } from './stream.ts'
import { readSequenceNumber, toApiRecord, toSequenceNumber } from './streamRecord.ts'

/** A stream of the account, and the table that it is of. */
export interface AccountStream {
  readonly tableName: string
  readonly stream: ChangeStream
}

/** What the actions look at: the account's streams, ordered by table name, at one instant. */
export interface StreamsContext {
  readonly now: Instant
  readonly streams: readonly AccountStream[]
}

/** One action of DynamoDB Streams: `body` is parsed JSON. Refuses by throwing a Refusal. */
export type StreamsAction = (body: unknown, context: StreamsContext) => WireObject

const action =
  <T>(input: Shape<T>, run: (request: T, context: StreamsContext) => WireObject): StreamsAction =>
  (body, context) => {
    const request = input.decode(body)
    const problems: string[] = []
    input.check(request, '', problems)
    refuseProblems(problems)
    return run(request, context)
  }

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
const PAGE_MAX = 100
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const RECORDS_MAX = 1_000
/** "A shard iterator expires 15 minutes after it is retrieved". */
const ITERATOR_SECONDS = 900

const streamArn = string({ lengthMin: 37, lengthMax: 1_024 })
const shardId = string({ lengthMin: 28, lengthMax: 65 })

const notFound = (what: string): Refusal =>
  serviceError('ResourceNotFoundException', `Requested resource not found: ${what}`)

function getStream(arn: string, { streams }: StreamsContext): AccountStream {
  const found = streams.find(({ stream }) => stream.facts.arn === arn)
  if (found === undefined) throw notFound(`Stream: ${arn} not found`)
  return found
}

function getShard(stream: ChangeStream, id: string, now: Instant): Shard {
  const shard = stream.find(id, now)
  if (shard === undefined) throw notFound('Shard does not exist')
  return shard
}

const trimmedData = (): Refusal =>
  serviceError('TrimmedDataAccessException', 'The data you are trying to access has been trimmed')

const listStreams = action(
  structure({
    TableName: optional(tableName),
    Limit: optional(integer({ min: 1, max: PAGE_MAX })),
    ExclusiveStartStreamArn: optional(streamArn),
  }),
  ({ TableName: table, Limit: limit, ExclusiveStartStreamArn: start }, { streams }) => {
    const wanted = streams.filter(({ tableName: name }) => table === undefined || name === table)
    const from = wanted.findIndex(({ stream }) => stream.facts.arn === start) + 1
    const page = wanted.slice(from, from + (limit ?? PAGE_MAX))
    const last = page.at(-1)
    return {
      Streams: page.map(({ tableName: name, stream }) => ({
        StreamArn: stream.facts.arn,
        TableName: name,
        StreamLabel: stream.label,
      })),
      ...(last !== undefined && from + page.length < wanted.length
        ? { LastEvaluatedStreamArn: last.stream.facts.arn }
        : {}),
    }
  },
)

const toShard = (shard: Shard): WireObject => ({
  ShardId: shard.id,
  SequenceNumberRange: {
    StartingSequenceNumber: toSequenceNumber(shard.openedAfter + 1),
    ...(shard.closed === null
      ? {}
      : { EndingSequenceNumber: toSequenceNumber(shard.closed.number) }),
  },
  ...(shard.parentId === null ? {} : { ParentShardId: shard.parentId }),
})

const describeStream = action(
  structure({
    StreamArn: required(streamArn),
    Limit: optional(integer({ min: 1, max: PAGE_MAX })),
    ExclusiveStartShardId: optional(shardId),
  }),
  (request, context) => {
    const { tableName: table, stream } = getStream(request.StreamArn, context)
    const shards = stream.shards(context.now)
    const from = shards.findIndex(({ id }) => id === request.ExclusiveStartShardId) + 1
    const page = shards.slice(from, from + (request.Limit ?? PAGE_MAX))
    const last = page.at(-1)
    const elements = keyElements(stream.facts.schema)
    return {
      StreamDescription: {
        StreamArn: stream.facts.arn,
        StreamLabel: stream.label,
        StreamStatus: 'ENABLED',
        StreamViewType: stream.facts.view,
        CreationRequestDateTime: stream.createdAt,
        TableName: table,
        KeySchema: elements.map(({ name }, at) => ({
          AttributeName: name,
          KeyType: at === 0 ? 'HASH' : 'RANGE',
        })),
        Shards: page.map(toShard),
        ...(last !== undefined && from + page.length < shards.length
          ? { LastEvaluatedShardId: last.id }
          : {}),
      },
    }
  },
)

const TYPES = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']

/** The number before the first record that an iterator of this type reads. */
function startOf(
  type: string,
  sequenceNumber: string | undefined,
  { stream, shard }: { readonly stream: ChangeStream; readonly shard: Shard },
): number {
  if (type === 'TRIM_HORIZON') return shard.trimmed
  if (type === 'LATEST') return shard.closed?.number ?? stream.lastNumber
  if (sequenceNumber === undefined) {
    throw validation(`SequenceNumber is required for ShardIteratorType ${type}`)
  }
  const number = readSequenceNumber(sequenceNumber)
  const last = shard.closed?.number ?? stream.lastNumber
  if (number === null || number <= shard.openedAfter || number > last) {
    throw validation(`Invalid SequenceNumber: ${sequenceNumber} is not in shard ${shard.id}`)
  }
  const before = type === 'AT_SEQUENCE_NUMBER' ? number - 1 : number
  if (before < shard.trimmed) throw trimmedData()
  return before
}

const getShardIterator = action(
  structure({
    StreamArn: required(streamArn),
    ShardId: required(shardId),
    ShardIteratorType: required(string({ oneOf: TYPES })),
    SequenceNumber: optional(string({ lengthMin: 21, lengthMax: 40 })),
  }),
  (request, context) => {
    const { stream } = getStream(request.StreamArn, context)
    const shard = getShard(stream, request.ShardId, context.now)
    const { ShardIteratorType: type, SequenceNumber: sequenceNumber } = request
    const number = startOf(type, sequenceNumber, { stream, shard })
    return {
      ShardIterator: writeIterator({
        streamArn: request.StreamArn,
        shardId: shard.id,
        number,
        issuedAt: context.now,
      }),
    }
  },
)

const getRecords = action(
  structure({
    ShardIterator: required(string({ lengthMin: 1, lengthMax: 2_048 })),
    Limit: optional(integer({ min: 1, max: RECORDS_MAX })),
  }),
  (request, context) => {
    const { now } = context
    const iterator = readIterator(request.ShardIterator)
    if (iterator === null) throw validation('Invalid ShardIterator')
    const { stream } = getStream(iterator.streamArn, context)
    if (toSeconds(now) - toSeconds(iterator.issuedAt) > ITERATOR_SECONDS) {
      throw serviceError(
        'ExpiredIteratorException',
        'The shard iterator has expired. Shard iterators are only valid for 15 minutes',
      )
    }
    const shard = getShard(stream, iterator.shardId, now)
    if (iterator.number < shard.trimmed) throw trimmedData()
    const limits = readLimits(stream, request.Limit ?? RECORDS_MAX, now)
    const { records, number, isEnd } = stream.read(shard, iterator.number, limits)
    return {
      Records: records.map((record) => toApiRecord(record, stream.facts)),
      ...(isEnd
        ? {}
        : { NextShardIterator: writeIterator({ ...iterator, number, issuedAt: now }) }),
    }
  },
)

/** Every action of DynamoDB Streams, by its name in the API. */
export const streamsActions: ReadonlyMap<string, StreamsAction> = new Map([
  ['ListStreams', listStreams],
  ['DescribeStream', describeStream],
  ['GetShardIterator', getShardIterator],
  ['GetRecords', getRecords],
])
