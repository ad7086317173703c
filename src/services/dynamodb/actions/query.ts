import { attributeMap } from '../attributeShape.ts'
import { type AttributeValue, equalValues } from '../attributeValue.ts'
import { comparePlaces, type Entry, type EntryKey } from '../entryStore.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import {
  type KeyRange,
  locate,
  type RangeTest,
  refuseCount,
  toKeyRange,
  toKeyTests,
  toLegacyKeyTests,
} from '../expressions/keyCondition.ts'
import { invalidParameter, validation } from '../refusal.ts'
import { optional, structure } from '../shape.ts'
import { keyElements } from '../schema.ts'
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
  ReturnConsumedCapacity: members.capacity,
  QueryFilter: comparisonsMember,
  TableName: members.tableName,
  ConditionalOperator: members.conditionalOperator,
  AttributesToGet: members.attributesToGet,
  Limit: members.limit,
  KeyConditions: comparisonsMember,
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.flag,
  ScanIndexForward: members.flag,
  KeyConditionExpression: members.text,
  FilterExpression: members.text,
  ProjectionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

function refuseStart(start: EntryKey, { hash, range }: KeyRange): void {
  const sameHash = equalValues(start.hash, hash)
  if (range === null || start.range === null) {
    if (sameHash) return
    throw validation(
      'The provided starting key is outside query boundaries based on provided conditions',
    )
  }
  if (locate(range, start.range) !== 0) {
    throw validation('The provided starting key does not match the range key predicate')
  }
  if (!sameHash) {
    throw validation('The query can return at most one row and cannot be restarted')
  }
}

/** The items of one partition key value within `range`, after `start` where that is given, in order of the sort key. */
export function* readCollection(
  { store }: Readable,
  { hash, range }: KeyRange,
  { start, forward }: { readonly start: EntryKey | null; readonly forward: boolean },
): Generator<Entry, void, undefined> {
  const collection = store.collection(hash)
  if (collection === undefined) return
  const place = (test: RangeTest | null, value: AttributeValue | null): number =>
    test === null || value === null ? 0 : locate(test, value)
  const toStart = (entry: Entry): number => {
    if (start === null) return forward ? 1 : -1
    return comparePlaces(entry, start)
  }
  const before = (entry: Entry): boolean => {
    const at = place(range, entry.range)
    if (forward) return at < 0 || toStart(entry) <= 0
    return at <= 0 && toStart(entry) < 0
  }
  for (const entry of collection.entries.from(before, forward)) {
    if (place(range, entry.range) !== 0) return
    yield entry
  }
}

/** Refuses a filter on what the key condition is for, or on what the index does not hold. */
function refuseFilter(
  filter: Condition,
  word: 'Filter Expression' | 'QueryFilter',
  { keySchema, index }: Readable,
): void {
  const paths = conditionPaths(filter)
  const heads = new Set(Array.from(paths, ([head]) => head))
  for (const { name } of keyElements(keySchema)) {
    if (!heads.has(name)) continue
    throw validation(
      `${word} can only contain non-primary key attributes: Primary key attribute: ${name}`,
    )
  }
  const missing = index === null ? [] : [...heads].filter((head) => !index.projects(head)).sort()
  if (missing.length === 0) return
  throw invalidParameter(
    `Secondary index ${index?.definition.name} does not project one or more filter attributes: ` +
      `[${missing.join(', ')}]`,
  )
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const query = createAction('Query', input, (request) => {
  refuseParameters(
    request,
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    // KeyConditions may go with expressions, but not with the one that replaced it.
    ['AttributesToGet', 'QueryFilter', 'ConditionalOperator'].concat(
      request.KeyConditionExpression === undefined ? [] : ['KeyConditions'],
    ),
  )
  const legacyFilter = toLegacyCondition(
    readComparisons(request.QueryFilter),
    request.ConditionalOperator,
  )
  const legacyProjection = toLegacyProjection(request.AttributesToGet)
  const startItem = readStartItem(request.ExclusiveStartKey)
  if (request.KeyConditionExpression === undefined && request.KeyConditions === undefined) {
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  const { keyCondition, filter: expressedFilter, projection: expressed } = readExpressions(request)
  const tests =
    keyCondition === null
      ? toLegacyKeyTests(readComparisons(request.KeyConditions) ?? new Map())
      : toKeyTests(keyCondition)
  if (request.IndexName === undefined) refuseCount(tests, null)
  const filter = expressedFilter ?? legacyFilter
  const filterWord = expressedFilter === null ? 'QueryFilter' : 'Filter Expression'
  const projection = expressed ?? legacyProjection
  const projected = expressed === null ? 'AttributesToGet' : 'ProjectionExpression'
  return (context) => {
    const readable = getReadable(context, request)
    const { table, keySchema, store } = readable
    refuseCount(tests, keySchema)
    refuseSelect(request, projection === null ? null : projected)
    if (startItem !== null) refuseStartSize(startItem, readable)
    const range = toKeyRange(tests, keySchema, (element) => {
      if (startItem !== null) refuseStartElement(startItem, element, keySchema)
    })
    const start = startItem === null ? null : toStartKey(startItem, readable)
    if (start !== null) refuseStart(start, range)
    if (projection !== null) refuseNestedKeys(projection, table)
    if (filter !== null) refuseFilter(filter, filterWord, readable)
    const fromTable = needsTable(readable, request, projection)
    if (filter !== null) refuseNestedKeys(conditionPaths(filter), table)
    const forward = request.ScanIndexForward !== false
    return readPage(context, request, {
      readable,
      entries: readCollection(readable, range, { start, forward }),
      at: store.position({ hash: range.hash, range: null, tie: null }),
      filter,
      projection,
      fromTable,
    })
  }
})
