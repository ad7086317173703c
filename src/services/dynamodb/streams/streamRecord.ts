import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { toWireItem } from '../attributeShape.ts'
import { type Item, sizeOfItem } from '../attributeValue.ts'
import type { WireObject } from '../refusal.ts'
import type { Point } from '../partitions/point.ts'
import { type KeySchema, toKeyItem } from '../schema.ts'

/** What a stream tells of an item. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

/** An item before and after a write that changed it. */
export interface Change {
  readonly old: Item | null
  readonly next: Item | null
  /** The place of its key among the partitions. */
  readonly at: Point
}

/** One change in a stream. */
export interface StreamRecord extends Change {
  /** Counts the records of the stream, from 1. */
  readonly number: number
  readonly eventId: string
  readonly madeAt: Instant
  /** From when on a reader finds it. */
  readonly readableAt: Instant
  /** Whether time to live took the item away rather than a request. */
  readonly isExpiry: boolean
  /** The request that made it; null where no request did. */
  readonly causedBy: TraceContext | null
}

const NUMBER_DIGITS = 20

/** A record's `SequenceNumber`: 21 digits, rising within the stream. */
export const toSequenceNumber = (number: number): string =>
  `1${String(number).padStart(NUMBER_DIGITS, '0')}`

/** The number of the record that has this `SequenceNumber`; null where none can. */
export function readSequenceNumber(text: string): number | null {
  if (!/^1\d{20}$/.test(text)) return null
  const number = Number(text.slice(1))
  return Number.isSafeInteger(number) ? number : null
}

/** The item whose key the record has. */
const itemOf = ({ old, next }: Change): Item => next ?? old ?? new Map()

/** The key of the item that changed. */
export const toKeys = (change: Change, schema: KeySchema): Item => toKeyItem(itemOf(change), schema)

const hasNew = (view: StreamViewType): boolean =>
  view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES'
const hasOld = (view: StreamViewType): boolean =>
  view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES'

/** Bytes of a record: its key and the images that it shows. */
export function sizeOfRecord(record: Change, schema: KeySchema, view: StreamViewType): number {
  const keys = sizeOfItem(toKeys(record, schema))
  const next = record.next !== null && hasNew(view) ? sizeOfItem(record.next) : 0
  const old = record.old !== null && hasOld(view) ? sizeOfItem(record.old) : 0
  return keys + next + old
}

/** What became of the item. */
export const eventNameOf = ({ old, next }: Change): 'INSERT' | 'MODIFY' | 'REMOVE' => {
  if (old === null) return 'INSERT'
  return next === null ? 'REMOVE' : 'MODIFY'
}

/** What a record of a stream is rendered with. */
export interface StreamFacts {
  readonly region: string
  readonly arn: string
  readonly schema: KeySchema
  readonly view: StreamViewType
}

/**
 * The record as GetRecords replies it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
function toParts(record: StreamRecord, { region, schema, view }: StreamFacts): WireObject {
  const { old, next } = record
  return {
    eventID: record.eventId,
    eventName: eventNameOf(record),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(toEpochMs(record.madeAt) / 1_000),
      Keys: toWireItem(toKeys(record, schema)),
      ...(next !== null && hasNew(view) ? { NewImage: toWireItem(next) } : {}),
      ...(old !== null && hasOld(view) ? { OldImage: toWireItem(old) } : {}),
      SequenceNumber: toSequenceNumber(record.number),
      SizeBytes: sizeOfRecord(record, schema, view),
      StreamViewType: view,
    },
  }
}

const SERVICE = 'dynamodb.amazonaws.com'

/** The record as GetRecords replies it: an item that expired names the service in capitals' member names. */
export const toApiRecord = (record: StreamRecord, facts: StreamFacts): WireObject => ({
  ...toParts(record, facts),
  ...(record.isExpiry ? { userIdentity: { PrincipalId: SERVICE, Type: 'Service' } } : {}),
})

/** The record as it stands in a Lambda event: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export const toEventRecord = (record: StreamRecord, facts: StreamFacts): WireObject => ({
  ...toParts(record, facts),
  ...(record.isExpiry ? { userIdentity: { type: 'Service', principalId: SERVICE } } : {}),
  eventSourceARN: facts.arn,
})
