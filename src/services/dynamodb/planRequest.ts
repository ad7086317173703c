import type { JsonValue } from '../service.ts'

// The query builder's arithmetic: what a person filled in, as the request that an SDK would send.

/** A scalar as it is typed into a field: its type and its text. */
export interface TypedValue {
  readonly type: 'S' | 'N' | 'B' | 'BOOL' | 'NULL'
  readonly text: string
}

export const KEY_OPERATORS = ['=', '<', '<=', '>', '>=', 'BETWEEN', 'begins_with'] as const
export type KeyOperator = (typeof KEY_OPERATORS)[number]

export const FILTER_OPERATORS = [
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'BETWEEN',
  'begins_with',
  'contains',
  'attribute_exists',
  'attribute_not_exists',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** One condition on an attribute; `upper` is BETWEEN's second value. */
export interface Condition<O extends string> {
  readonly attribute: string
  readonly operator: O
  readonly value: TypedValue
  readonly upper: TypedValue
}

/** What the builder's form holds. */
export interface RequestForm {
  readonly action: 'Query' | 'Scan'
  /** Empty: the table itself. */
  readonly index: string
  /** The partition key's values, one for each of its attributes; a Scan has none. */
  readonly partition: readonly { readonly attribute: string; readonly value: TypedValue }[]
  /** Conditions on the sort key's attributes from the first one on; all but the last are equalities. */
  readonly sort: readonly Condition<KeyOperator>[]
  readonly filters: readonly Condition<FilterOperator>[]
  /** Attributes to answer, comma-separated; empty: all. */
  readonly projection: string
  readonly limit: number | null
  readonly consistentRead: boolean
  readonly descending: boolean
}

export type RequestInput = Readonly<Record<string, JsonValue>>

const toAttribute = ({ type, text }: TypedValue): JsonValue => {
  if (type === 'NULL') return { NULL: true }
  if (type === 'BOOL') return { BOOL: text.trim().toLowerCase() === 'true' }
  return { [type]: type === 'N' ? text.trim() : text }
}

/** Names and values, each given one placeholder: a name may be a reserved word, a value never stands in an expression. */
function createPlaceholders() {
  const names = new Map<string, string>()
  const values: [string, JsonValue][] = []
  return {
    /** A whole name, dots and all. */
    name(attribute: string): string {
      const known = names.get(attribute)
      if (known !== undefined) return known
      const made = `#n${names.size}`
      names.set(attribute, made)
      return made
    },
    /** `address.city` is a path of two names. */
    path(text: string): string {
      return text
        .split('.')
        .map((part) => {
          const [, attribute = part, rest = ''] = /^([^[]*)((?:\[\d+\])*)$/.exec(part.trim()) ?? []
          return this.name(attribute) + rest
        })
        .join('.')
    },
    value(value: TypedValue): string {
      const made = `:v${values.length}`
      values.push([made, toAttribute(value)])
      return made
    },
    input(): RequestInput {
      return {
        ...(names.size > 0 && {
          ExpressionAttributeNames: Object.fromEntries(
            [...names].map(([attribute, made]) => [made, attribute]),
          ),
        }),
        ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
      }
    },
  }
}

type Placeholders = ReturnType<typeof createPlaceholders>

function writeCondition(
  { operator, value, upper }: Omit<Condition<string>, 'attribute'>,
  path: string,
  placeholders: Placeholders,
): string {
  switch (operator) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      return `${operator}(${path})`
    case 'begins_with':
    case 'contains':
      return `${operator}(${path}, ${placeholders.value(value)})`
    case 'BETWEEN':
      return `${path} BETWEEN ${placeholders.value(value)} AND ${placeholders.value(upper)}`
    default:
      return `${path} ${operator} ${placeholders.value(value)}`
  }
}

/** The request's input, as `QueryCommand` and `ScanCommand` take it, with the capacity that it takes asked for. */
export function planRequest(table: string, form: RequestForm, startKey: JsonValue): RequestInput {
  const placeholders = createPlaceholders()
  const { action, index, partition, sort, filters, projection, limit } = form
  const isQuery = action === 'Query'
  const keys = isQuery
    ? // A key's name is one attribute, whatever is in it.
      [
        ...partition.map(
          ({ attribute, value }) =>
            `${placeholders.name(attribute)} = ${placeholders.value(value)}`,
        ),
        ...sort.map((condition) =>
          writeCondition(condition, placeholders.name(condition.attribute), placeholders),
        ),
      ]
    : []
  const filter = filters
    .filter(({ attribute }) => attribute.trim() !== '')
    .map((condition) =>
      writeCondition(condition, placeholders.path(condition.attribute), placeholders),
    )
  const wanted = projection
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
    .map((path) => placeholders.path(path))
  return {
    TableName: table,
    ...(index !== '' && { IndexName: index }),
    ...(keys.length > 0 && { KeyConditionExpression: keys.join(' AND ') }),
    ...(filter.length > 0 && { FilterExpression: filter.join(' AND ') }),
    ...(wanted.length > 0 && { ProjectionExpression: wanted.join(', ') }),
    ...placeholders.input(),
    ...(limit !== null && { Limit: limit }),
    ...(form.consistentRead && { ConsistentRead: true }),
    ...(isQuery && form.descending && { ScanIndexForward: false }),
    ...(startKey !== null && { ExclusiveStartKey: startKey }),
    ReturnConsumedCapacity: 'TOTAL',
  }
}

/** A handler's code that sends the same request. */
export function writeCode(action: RequestForm['action'], input: RequestInput): string {
  const text = JSON.stringify(input, null, 2)
  return `import { DynamoDBClient, ${action}Command } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})
const { Items, Count, LastEvaluatedKey } = await client.send(new ${action}Command(${text}))
`
}
