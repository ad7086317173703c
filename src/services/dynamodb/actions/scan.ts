import { attributeMap } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import type { Entry, Position } from '../entryStore.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { HASH_RANGE } from '../keyHash.ts'
import { SEGMENTS_MAX } from '../limits.ts'
import { validation } from '../refusal.ts'
import { keyElements } from '../schema.ts'
import { integer, optional, structure } from '../shape.ts'
import { comparisonsMember, readComparisons, toLegacyCondition } from '../legacy/comparison.ts'
import { createAction, members, toLegacyProjection } from './action.ts'
import { readPage, readStartItem, refuseNestedKeys, refuseSelect } from './page.ts'
import {
  getReadable,
  needsTable,
  type Readable,
  refuseStartElement,
  refuseStartSize,
  toStartKey,
} from './readable.ts'

const input = structure({
  Select: members.select,
  IndexName: members.indexName,
  TotalSegments: optional(integer({ min: 1, max: SEGMENTS_MAX })),
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ConditionalOperator: members.conditionalOperator,
  ScanFilter: comparisonsMember,
  Segment: optional(integer({ min: 0, max: SEGMENTS_MAX - 1 })),
  Limit: members.limit,
  AttributesToGet: members.attributesToGet,
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.flag,
  FilterExpression: members.text,
  ProjectionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

interface Segment {
  readonly number: number
  readonly of: number
}

function readSegment(number: number | undefined, of: number | undefined): Segment {
  const required = (missing: string, given: string): Error =>
    validation(
      `The ${missing} parameter is required but was not present in the request when ${given}`,
    )
  if (of === undefined) {
    if (number === undefined) return { number: 0, of: 1 }
    throw required('TotalSegments', 'Segment parameter is present')
  }
  if (number === undefined) throw required('Segment', 'parameter TotalSegments is present')
  if (number < of) return { number, of }
  throw validation(
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
      `Segment: ${number} is not less than TotalSegments: ${of}`,
  )
}

/** Segments are cut at whole 4096ths of the range of key hashes. */
const SLICES = 4_096

const segmentStart = ({ number, of }: Segment): number =>
  Math.ceil((SLICES * number) / of) * (HASH_RANGE / SLICES)

function* readUntil(entries: Iterable<Entry>, end: number): Generator<Entry, void, undefined> {
  for (const entry of entries) {
    if (entry.collection.hash >= end) return
    yield entry
  }
}

function refuseStart(start: Position, segment: Segment): void {
  const end = segmentStart({ number: segment.number + 1, of: segment.of })
  if (start.hash >= segmentStart(segment) && start.hash < end) return
  throw validation(
    'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ' +
      'ExclusiveStartKey with correct Segment. ' +
      `TotalSegments: ${segment.of} Segment: ${segment.number}`,
  )
}

const beginning = (segment: Segment): Position => ({
  hash: segmentStart(segment),
  text: '',
  range: null,
  tie: null,
})

/** The items of `segment`, after `start` where that is given, in order of the key's hash. */
function readSegmentEntries(
  { store }: Readable,
  segment: Segment,
  start: Position | null,
): Iterable<Entry> {
  const end = segmentStart({ number: segment.number + 1, of: segment.of })
  return readUntil(store.scan(start ?? beginning(segment)), end)
}

/** What is wrong with the index's part of a starting key. */
function refuseIndexStart(item: Item, readable: Readable): void {
  const { index, keySchema } = readable
  if (index === null) return
  refuseStartSize(item, readable)
  for (const element of keyElements(keySchema)) refuseStartElement(item, element, keySchema)
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = createAction('Scan', input, (request) => {
  refuseParameters(
    request,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  )
  const legacyProjection = toLegacyProjection(request.AttributesToGet)
  const legacyFilter = toLegacyCondition(
    readComparisons(request.ScanFilter),
    request.ConditionalOperator,
  )
  const startItem = readStartItem(request.ExclusiveStartKey)
  const segment = readSegment(request.Segment, request.TotalSegments)
  const { filter: expressedFilter, projection: expressed } = readExpressions(request)
  const filter = expressedFilter ?? legacyFilter
  const projection = expressed ?? legacyProjection
  const projected = expressed === null ? 'AttributesToGet' : 'ProjectionExpression'
  return (context) => {
    const readable = getReadable(context, request)
    const { table, store } = readable
    refuseSelect(request, projection === null ? null : projected)
    if (startItem !== null) refuseIndexStart(startItem, readable)
    const fromTable = needsTable(readable, request, projection)
    const start = startItem === null ? null : store.position(toStartKey(startItem, readable))
    if (start !== null) refuseStart(start, segment)
    if (projection !== null) refuseNestedKeys(projection, table)
    if (filter !== null) refuseNestedKeys(conditionPaths(filter), table)
    return readPage(context, request, {
      readable,
      entries: readSegmentEntries(readable, segment, start),
      at: start ?? beginning(segment),
      filter,
      projection,
      fromTable,
    })
  }
})
