'use strict'
/**
 * Where attribute values sit in the document client's inputs and outputs: `A` a value, `V` all values of a map, `L` all
 * members of a list, `['*', …]` under every key.
 */
const each = (inner) => ['*', inner]
const EXPRESSION = { ExpressionAttributeValues: 'V' }
const KEYED = { Key: 'V', ...EXPRESSION }
const EXPECTED = { Expected: each({ Value: 'A', AttributeValueList: 'L' }) }
const CONDITIONS = each({ AttributeValueList: 'L' })
const COLLECTION = { ItemCollectionKey: 'V' }
const WRITTEN = { Attributes: 'V', ItemCollectionMetrics: COLLECTION }
const PAGE = { Items: each('V'), LastEvaluatedKey: 'V' }
const WRITES = each(each({ PutRequest: { Item: 'V' }, DeleteRequest: { Key: 'V' } }))
const KEYS = each({ Keys: each('V') })
const EXPORT = { ExportDescription: { FilterSpecification: EXPRESSION } }

/** Command → the operation it stands for, where values are in its input, where in its output. */
exports.documentCommands = {
  BatchExecuteStatement: [
    'BatchExecuteStatement',
    { Statements: each({ Parameters: 'L' }) },
    { Responses: each({ Error: { Item: 'V' }, Item: 'V' }) },
  ],
  BatchGet: [
    'BatchGetItem',
    { RequestItems: KEYS },
    { Responses: each(each('V')), UnprocessedKeys: KEYS },
  ],
  BatchWrite: [
    'BatchWriteItem',
    { RequestItems: WRITES },
    { UnprocessedItems: WRITES, ItemCollectionMetrics: each(each(COLLECTION)) },
  ],
  Delete: ['DeleteItem', { Key: 'V', ...EXPECTED, ...EXPRESSION }, WRITTEN],
  DescribeExport: ['DescribeExport', {}, EXPORT],
  ExecuteStatement: ['ExecuteStatement', { Parameters: 'L' }, PAGE],
  ExecuteTransaction: [
    'ExecuteTransaction',
    { TransactStatements: each({ Parameters: 'L' }) },
    { Responses: each({ Item: 'V' }) },
  ],
  ExportTableToPointInTime: [
    'ExportTableToPointInTime',
    { FilterSpecification: EXPRESSION },
    EXPORT,
  ],
  Get: ['GetItem', { Key: 'V' }, { Item: 'V' }],
  Put: ['PutItem', { Item: 'V', ...EXPECTED, ...EXPRESSION }, WRITTEN],
  Query: [
    'Query',
    { KeyConditions: CONDITIONS, QueryFilter: CONDITIONS, ExclusiveStartKey: 'V', ...EXPRESSION },
    PAGE,
  ],
  Scan: ['Scan', { ScanFilter: CONDITIONS, ExclusiveStartKey: 'V', ...EXPRESSION }, PAGE],
  SearchVectors: [
    'SearchVectors',
    { ...EXPRESSION, SearchVector: 'L' },
    { SearchResults: each({ Item: 'V' }) },
  ],
  TransactGet: [
    'TransactGetItems',
    { TransactItems: each({ Get: { Key: 'V' } }) },
    { Responses: each({ Item: 'V' }) },
  ],
  TransactWrite: [
    'TransactWriteItems',
    {
      TransactItems: each({
        ConditionCheck: KEYED,
        Put: { Item: 'V', ...EXPRESSION },
        Delete: KEYED,
        Update: KEYED,
      }),
    },
    { ItemCollectionMetrics: each(each(COLLECTION)) },
  ],
  Update: [
    'UpdateItem',
    { Key: 'V', AttributeUpdates: each({ Value: 'A' }), ...EXPECTED, ...EXPRESSION },
    WRITTEN,
  ],
}

const isKept = (value) => typeof value !== 'function'

const convertUnder = (value, convert, node) => {
  if (Array.isArray(value))
    return value.filter(isKept).map((item) => convertAt(item, convert, node))
  const out = {}
  for (const [key, item] of Object.entries(value ?? {})) {
    if (isKept(item)) out[key] = convertAt(item, convert, node)
  }
  return out
}

/** A map's or list's own values; what converts to nothing is left out. */
const convertAll = (value, convert) => {
  if (Array.isArray(value)) return convertUnder(value, convert, 'A')
  const out = {}
  for (const [key, item] of Object.entries(value)) {
    const converted = isKept(item) ? convertAt(item, convert, 'A') : undefined
    if (converted !== undefined) out[key] = converted
  }
  return out
}

const convertKeys = (value, convert, nodes) => {
  const out = Array.isArray(value) ? value.filter(isKept) : {}
  if (!Array.isArray(value)) {
    for (const [key, item] of Object.entries(value)) if (isKept(item)) out[key] = item
  }
  for (const [key, node] of Object.entries(nodes)) {
    const item = value[key]
    const converted = isKept(item) ? convertAt(item, convert, node) : undefined
    if (converted !== undefined) out[key] = converted
  }
  return out
}

const convertAt = (value, convert, node) => {
  if (value === undefined) return undefined
  if (node === 'A') return convert(value)
  if (node === 'V' || node === 'L') return convertAll(value, convert)
  return Array.isArray(node)
    ? convertUnder(value, convert, node[1])
    : convertKeys(value, convert, node)
}

/** A copy of `value` with every attribute value that `nodes` points at passed through `convert`. */
exports.convertAt = (value, convert, nodes) => convertKeys(value, convert, nodes)
