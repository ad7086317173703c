import { attributeMap } from '../attributeShape.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { HASH_RANGE } from '../keyHash.ts'
import { SEGMENTS_MAX } from '../limits.ts'
import { validation } from '../refusal.ts'
import { integer, optional, string, structure } from '../shape.ts'
import type { Entry, Position, Table } from '../table.ts'
import {
  createAction,
  getTable,
  legacy,
  members,
  refuseLegacy,
  tableName,
  toLegacyProjection,
} from './action.ts'
import { readPage, readStartItem, readStartKey, refuseNestedKeys, refuseSelect } from './page.ts'

const input = structure({
  Select: optional(
    string({
      oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
    }),
  ),
  IndexName: optional(tableName),
  TotalSegments: optional(integer({ min: 1, max: SEGMENTS_MAX })),
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ConditionalOperator: members.conditionalOperator,
  ScanFilter: legacy,
  Segment: optional(integer({ min: 0, max: SEGMENTS_MAX - 1 })),
  Limit: optional(integer({ min: 1 })),
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
})

function selectEntries(table: Table, segment: Segment, start: Position | null): Iterable<Entry> {
  const end = segmentStart({ number: segment.number + 1, of: segment.of })
  return readUntil(table.scan(start ?? beginning(segment)), end)
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = createAction('Scan', input, (request) => {
  refuseParameters(
    request,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  )
  refuseLegacy(request, ['ScanFilter', 'ConditionalOperator'])
  const legacyProjection = toLegacyProjection(request.AttributesToGet)
  const startItem = readStartItem(request.ExclusiveStartKey)
  const segment = readSegment(request.Segment, request.TotalSegments)
  const { filter, projection: expressed } = readExpressions(request)
  const projection = expressed ?? legacyProjection
  const projected = expressed === null ? 'AttributesToGet' : 'ProjectionExpression'
  return (context) => {
    const table = getTable(context, request.TableName)
    if (request.IndexName !== undefined) {
      throw validation(`The table does not have the specified index: ${request.IndexName}`)
    }
    refuseSelect(request.Select, projection === null ? null : projected)
    const start = startItem === null ? null : table.position(readStartKey(startItem, table))
    if (start !== null) refuseStart(start, segment)
    if (projection !== null) refuseNestedKeys(projection, table)
    if (filter !== null) refuseNestedKeys(conditionPaths(filter), table)
    const page = {
      filter,
      projection,
      select: request.Select,
      limit: request.Limit,
      consistentRead: request.ConsistentRead === true,
      returnConsumedCapacity: request.ReturnConsumedCapacity,
    }
    const entries = selectEntries(table, segment, start)
    return readPage(table, entries, page, start?.hash ?? segmentStart(segment), context.meter)
  }
})
