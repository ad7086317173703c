import { attribute, type RawAttribute, toAttributeValue } from '../attributeShape.ts'
import { type AttributeType, type AttributeValue, compareValues } from '../attributeValue.ts'
import type { Condition, Operand } from '../expressions/condition.ts'
import { invalidParameter, serializationError, validation } from '../refusal.ts'
import { list, map, optional, required, type Shape, string, structure } from '../shape.ts'

// Conditions as they were written before expressions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html

/** In the order in which AWS's messages list them. */
const OPERATORS = [
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
] as const

/** A ComparisonOperator. */
export type LegacyOperator = (typeof OPERATORS)[number]

const isOperator = (text: string): text is LegacyOperator =>
  OPERATORS.some((operator) => operator === text)

/** One attribute's comparison, checked. */
export interface Comparison {
  readonly operator: LegacyOperator
  readonly values: readonly AttributeValue[]
}

const SCALARS: readonly AttributeType[] = ['S', 'N', 'B']
const SETS: readonly AttributeType[] = [...SCALARS, 'SS', 'NS', 'BS']

/** How many values each operator takes, and of which types. */
const RULES: {
  readonly [O in LegacyOperator]: {
    readonly least: number
    readonly most: number
    readonly types: readonly AttributeType[] | null
  }
} = {
  NULL: { least: 0, most: 0, types: null },
  NOT_NULL: { least: 0, most: 0, types: null },
  EQ: { least: 1, most: 1, types: SETS },
  NE: { least: 1, most: 1, types: SETS },
  LE: { least: 1, most: 1, types: SCALARS },
  LT: { least: 1, most: 1, types: SCALARS },
  GE: { least: 1, most: 1, types: SCALARS },
  GT: { least: 1, most: 1, types: SCALARS },
  CONTAINS: { least: 1, most: 1, types: SCALARS },
  NOT_CONTAINS: { least: 1, most: 1, types: SCALARS },
  BEGINS_WITH: { least: 1, most: 1, types: ['S', 'B'] },
  IN: { least: 1, most: Infinity, types: SCALARS },
  BETWEEN: { least: 2, most: 2, types: SCALARS },
}

/** Refuses a number of values that the operator does not take. */
export function refuseCount(operator: LegacyOperator, count: number): void {
  const { least, most } = RULES[operator]
  if (count >= least && count <= most) return
  throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`)
}

/** Refuses values of several types in one list. */
export function refuseMixture(values: readonly AttributeValue[]): void {
  if (values.every(({ type }) => type === values[0]?.type)) return
  throw invalidParameter('AttributeValues inside AttributeValueList must be of same type')
}

/** Refuses a range that ends before it begins. */
export function refuseBounds({ operator, values }: Comparison): void {
  const [low, high] = values
  if (operator !== 'BETWEEN' || low === undefined || high === undefined) return
  if ((compareValues(low, high) ?? 0) <= 0) return
  throw validation(
    'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
  )
}

function refuseTypes({ operator, values }: Comparison): void {
  const { types } = RULES[operator]
  for (const { type } of values) {
    if (types === null || types.includes(type)) continue
    throw invalidParameter(
      `ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`,
    )
  }
}

/** An operator's text that has passed its enum's check. */
export function toOperator(text: string): LegacyOperator {
  if (isOperator(text)) return text
  throw validation(`Unsupported operator on given attribute: ${text}`)
}

/** A ComparisonOperator on the wire. */
export const operatorShape = string({ oneOf: OPERATORS })

/** The values of an AttributeValueList on the wire. */
export const valueList = list(attribute)

const comparisons = map(
  structure(
    { AttributeValueList: optional(valueList), ComparisonOperator: required(operatorShape) },
    'Condition',
  ),
  'com.amazonaws.dynamodb.v20120810.Condition',
)

/** QueryFilter, ScanFilter and KeyConditions on the wire. */
export const comparisonsMember = optional(comparisons)

type RawComparisons = typeof comparisons extends Shape<infer T> ? T : never

/** Comparisons by attribute; refuses in AWS's order. */
export function readComparisons(
  raw: RawComparisons | undefined,
): ReadonlyMap<string, Comparison> | null {
  if (raw === undefined) return null
  const read = new Map<string, Comparison>()
  for (const [name, { AttributeValueList: given = [], ComparisonOperator }] of raw) {
    const values = given.map(toAttributeValue)
    const comparison = { operator: toOperator(ComparisonOperator), values }
    refuseCount(comparison.operator, values.length)
    refuseMixture(values)
    refuseTypes(comparison)
    refuseBounds(comparison)
    read.set(name, comparison)
  }
  return read
}

const COMPARATORS = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' } as const
const FUNCTIONS = { CONTAINS: 'contains', BEGINS_WITH: 'begins_with' } as const

/** What a comparison of the attribute `name` means as an expression. */
export function toCondition(name: string, { operator, values }: Comparison): Condition {
  const path: Operand = { kind: 'path', path: [name] }
  const [first, second] = values.map((value): Operand => ({ kind: 'value', value }))
  const call = (
    of: Extract<Condition, { kind: 'function' }>['name'],
    operands: readonly Operand[],
  ): Condition => ({ kind: 'function', name: of, operands })
  const rest = first === undefined ? [] : [first]
  switch (operator) {
    case 'NULL':
      return call('attribute_not_exists', [path])
    case 'NOT_NULL':
      return call('attribute_exists', [path])
    case 'CONTAINS':
    case 'BEGINS_WITH':
      return call(FUNCTIONS[operator], [path, ...rest])
    case 'NOT_CONTAINS':
      return { kind: 'not', condition: call('contains', [path, ...rest]) }
    case 'IN':
      return {
        kind: 'in',
        operand: path,
        options: values.map((value): Operand => ({ kind: 'value', value })),
      }
    case 'BETWEEN':
      return { kind: 'between', operands: [path, first ?? path, second ?? path] }
    case 'EQ':
    case 'NE':
    case 'LE':
    case 'LT':
    case 'GE':
    case 'GT':
      return { kind: 'compare', operator: COMPARATORS[operator], operands: [path, first ?? path] }
  }
}

/** All comparisons as one condition; null where there are none. */
export function toLegacyCondition(
  comparisonsByName: ReadonlyMap<string, Comparison> | null,
  conditionalOperator: string | undefined,
): Condition | null {
  if (comparisonsByName === null || comparisonsByName.size === 0) return null
  const conditions = Array.from(comparisonsByName, ([name, comparison]) =>
    toCondition(name, comparison),
  )
  const [only] = conditions
  if (only !== undefined && conditions.length === 1) return only
  return { kind: conditionalOperator === 'OR' ? 'or' : 'and', conditions }
}

/** A value that is a member of a structure rather than of a list or map: a wrong JSON type is told in other words. */
export const fieldValue: Shape<RawAttribute> = {
  ...attribute,
  decode(value) {
    if (typeof value !== 'object' || value === null)
      throw serializationError('Unexpected field type')
    return attribute.decode(value)
  },
}
