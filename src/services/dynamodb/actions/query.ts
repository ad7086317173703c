import { attributeMap } from '../attributeShape.ts'
import { type AttributeValue, compareValues, equalValues, type Item } from '../attributeValue.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import {
  type KeyRange,
  type KeyTest,
  locate,
  toKeyRange,
  toKeyTests,
} from '../expressions/keyCondition.ts'
import { validation } from '../refusal.ts'
import type { Key } from '../schema.ts'
import { optional, structure } from '../shape.ts'
import type { Entry, Table } from '../table.ts'
import { createAction, legacy, members, refuseLegacy, toLegacyProjection } from './action.ts'
import {
  getPageTable,
  readPage,
  readStartItem,
  readStartKey,
  refuseNestedKeys,
  refuseSelect,
} from './page.ts'

const input = structure({
  Select: members.select,
  IndexName: members.indexName,
  ReturnConsumedCapacity: members.capacity,
  QueryFilter: legacy,
  TableName: members.tableName,
  ConditionalOperator: members.conditionalOperator,
  AttributesToGet: members.attributesToGet,
  Limit: members.limit,
  KeyConditions: legacy,
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.flag,
  ScanIndexForward: members.flag,
  KeyConditionExpression: members.text,
  FilterExpression: members.text,
  ProjectionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

function refuseStart(start: Key, { hash, range }: KeyRange): void {
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
function* readCollection(
  table: Table,
  { hash, range }: KeyRange,
  { start, forward }: { readonly start: Key | null; readonly forward: boolean },
): Generator<Entry, void, undefined> {
  const collection = table.collection(hash)
  if (collection === undefined) return
  const place = (test: KeyTest | null, value: AttributeValue | null): number =>
    test === null || value === null ? 0 : locate(test, value)
  const toStart = (value: AttributeValue | null): number => {
    if (start === null) return forward ? 1 : -1
    return value === null || start.range === null ? 0 : (compareValues(value, start.range) ?? 0)
  }
  const before = (entry: Entry): boolean => {
    const at = place(range, entry.range)
    if (forward) return at < 0 || toStart(entry.range) <= 0
    return at <= 0 && toStart(entry.range) < 0
  }
  for (const entry of collection.entries.from(before, forward)) {
    if (place(range, entry.range) !== 0) return
    yield entry
  }
}

function refuseKeyFilter(paths: Iterable<readonly [string, ...unknown[]]>, table: Table): void {
  const { hash, range } = table.definition.keySchema
  const heads = new Set(Array.from(paths, ([head]) => head))
  for (const element of [hash, range]) {
    if (element === null || !heads.has(element.name)) continue
    throw validation(
      'Filter Expression can only contain non-primary key attributes: ' +
        `Primary key attribute: ${element.name}`,
    )
  }
}

const readStart = (item: Item | null, table: Table): Key | null => {
  if (item === null) return null
  const { hash, range } = table.definition.keySchema
  const complete = item.has(hash.name) && (range === null || item.has(range.name))
  if (item.size !== (range === null ? 1 : 2) || !complete) {
    throw validation('The provided starting key is invalid')
  }
  return readStartKey(item, table)
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
  refuseLegacy(request, ['QueryFilter', 'ConditionalOperator', 'KeyConditions'])
  const legacyProjection = toLegacyProjection(request.AttributesToGet)
  const startItem = readStartItem(request.ExclusiveStartKey)
  if (request.KeyConditionExpression === undefined) {
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  const { keyCondition, filter, projection: expressed } = readExpressions(request)
  if (keyCondition === null) throw validation('The number of conditions on the keys is invalid')
  const tests = toKeyTests(keyCondition)
  const projection = expressed ?? legacyProjection
  const projected = expressed === null ? 'AttributesToGet' : 'ProjectionExpression'
  return (context) => {
    const table = getPageTable(context, request)
    refuseSelect(request.Select, projection === null ? null : projected)
    const range = toKeyRange(tests, table.definition.keySchema)
    const start = readStart(startItem, table)
    if (start !== null) refuseStart(start, range)
    if (projection !== null) refuseNestedKeys(projection, table)
    if (filter !== null) refuseKeyFilter(conditionPaths(filter), table)
    const forward = request.ScanIndexForward !== false
    return readPage(context, request, {
      table,
      entries: readCollection(table, range, { start, forward }),
      hashIfEmpty: table.position({ hash: range.hash, range: null }).hash,
      filter,
      projection,
    })
  }
})
