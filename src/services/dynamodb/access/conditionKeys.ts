import type { PolicyContext } from '#contracts/policy.ts'
import type { TableDefinition } from '../table.ts'
import { readStatementKeys } from './statementKeys.ts'

type Part = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : []

/** The name that an expression means by `#n`, or by `n`. */
const nameOf = (word: string, names: unknown): string => {
  if (!word.startsWith('#')) return word
  const name = isObject(names) ? names[word] : undefined
  return typeof name === 'string' ? name : word
}

const EXPRESSIONS = [
  'ProjectionExpression',
  'ConditionExpression',
  'UpdateExpression',
  'FilterExpression',
  'KeyConditionExpression',
] as const
/** Names at the beginning of a path: not what follows a point, a value's colon, or what is called as a function. */
const WORDS = /(?<![\w.:#])(#?[A-Za-z_]\w*|#\w+)(?!\w)(?!\s*\()/g
const KEYWORDS = new Set(['and', 'or', 'not', 'between', 'in', 'set', 'remove', 'add', 'delete'])
/** Members whose own names are attributes. */
const BY_NAME = [
  'Key',
  'Item',
  'Expected',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
] as const

/** Top-level attributes that a request names. */
function attributesOf(part: Part): readonly string[] {
  const found = new Set<string>()
  const names = part['ExpressionAttributeNames']
  for (const member of EXPRESSIONS) {
    const text = part[member]
    if (typeof text !== 'string') continue
    for (const [word] of text.matchAll(WORDS)) {
      if (!KEYWORDS.has(word.toLowerCase())) found.add(nameOf(word, names))
    }
  }
  for (const member of BY_NAME) {
    const value = part[member]
    if (isObject(value)) for (const name of Object.keys(value)) found.add(name)
  }
  for (const name of listOf(part['AttributesToGet'])) if (typeof name === 'string') found.add(name)
  for (const item of itemsOf(part)) for (const name of Object.keys(item)) found.add(name)
  return [...found]
}

/** Keys and items of a batch's part. */
function itemsOf(part: Part): readonly Part[] {
  const items = listOf(part['Keys']).filter(isObject)
  const writes = listOf(part['Requests']).filter(isObject)
  for (const { PutRequest: put, DeleteRequest: gone } of writes) {
    const one = isObject(put) ? put['Item'] : isObject(gone) ? gone['Key'] : null
    if (isObject(one)) items.push(one)
  }
  return items
}

/** `{"S": "x"}` and `{"N": "1"}` as the policy's text. */
function textOf(value: unknown): string | null {
  if (!isObject(value)) return null
  const [only] = Object.values(value)
  return typeof only === 'string' ? only : null
}

const EQUAL = /(#?\w+)\s*=\s*(:\w+)/g

/** The partition key's value that a Query is about. */
function queriedKey(part: Part, hash: string): string | null {
  const { KeyConditionExpression: text, ExpressionAttributeValues: values } = part
  const names = part['ExpressionAttributeNames']
  if (typeof text === 'string' && isObject(values)) {
    for (const [, word = '', value = ''] of text.matchAll(EQUAL)) {
      if (nameOf(word, names) === hash) return textOf(values[value])
    }
  }
  const conditions = part['KeyConditions']
  const legacy = isObject(conditions) ? conditions[hash] : undefined
  return isObject(legacy) ? textOf(listOf(legacy['AttributeValueList'])[0]) : null
}

/** The partition keys that a request names. */
function leadingKeysOf(part: Part, schemaOf: TableDefinition): readonly string[] {
  const index = (schemaOf.indexes ?? []).find(({ name }) => name === part['IndexName'])
  const hash = (index ?? schemaOf).keySchema.hash.name
  const { Key: key, Item: item } = part
  const values = [key, item, ...itemsOf(part)]
    .filter(isObject)
    .map((one) => textOf(one[schemaOf.keySchema.hash.name]))
  values.push(queriedKey(part, hash))
  return values.filter((value) => value !== null)
}

function selectOf(action: string, part: Part): string | null {
  const { Select: select } = part
  if (typeof select === 'string') return select
  if (part['ProjectionExpression'] !== undefined || part['AttributesToGet'] !== undefined) {
    return 'SPECIFIC_ATTRIBUTES'
  }
  if (action !== 'Query' && action !== 'Scan') return null
  return part['IndexName'] === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
}

/**
 * The condition keys of a use of a table; `part` of a PartiQL statement is the object that holds it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function readConditionKeys(
  action: string,
  part: Part,
  schemaOf: TableDefinition,
): PolicyContext {
  if (action.startsWith('PartiQL')) return readStatementKeys(part, schemaOf)
  const context: Record<string, string | readonly string[]> = {}
  if (action === 'Scan') context['dynamodb:FullTableScan'] = 'true'
  const leading = leadingKeysOf(part, schemaOf)
  const attributes = attributesOf(part)
  const select = selectOf(action, part)
  if (leading.length > 0) context['dynamodb:LeadingKeys'] = leading
  if (attributes.length > 0) context['dynamodb:Attributes'] = attributes
  if (select !== null) context['dynamodb:Select'] = select
  for (const member of ['ReturnValues', 'ReturnConsumedCapacity'] as const) {
    const value = part[member]
    if (typeof value === 'string') context[`dynamodb:${member}`] = value
  }
  return context
}
