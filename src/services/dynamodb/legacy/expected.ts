import { type RawAttribute, toAttributeValue } from '../attributeShape.ts'
import type { AttributeValue } from '../attributeValue.ts'
import type { Condition } from '../expressions/condition.ts'
import { invalidParameter } from '../refusal.ts'
import { boolean, map, optional, structure } from '../shape.ts'
import {
  type Comparison,
  fieldValue,
  type LegacyOperator,
  operatorShape,
  refuseBounds,
  refuseCount,
  refuseMixture,
  toLegacyCondition,
  toOperator,
  valueList,
} from './comparison.ts'

const members = {
  AttributeValueList: optional(valueList),
  ComparisonOperator: optional(operatorShape),
  Exists: optional(boolean),
  Value: optional(fieldValue),
}

/** `Expected` of PutItem, UpdateItem and DeleteItem on the wire. */
export const expectedMember = optional(
  map(
    structure(members, 'ExpectedAttributeValue'),
    'com.amazonaws.dynamodb.v20120810.ExpectedAttributeValue',
  ),
)

/** One attribute's expectation as it came. */
interface RawExpectation {
  readonly AttributeValueList: readonly RawAttribute[] | undefined
  readonly ComparisonOperator: string | undefined
  readonly Exists: boolean | undefined
  readonly Value: RawAttribute | undefined
}

const together = (one: string, name: string): Error =>
  invalidParameter(`${one} cannot be used together for Attribute: ${name}`)

/** With a ComparisonOperator. */
function readCompared(name: string, operator: LegacyOperator, given: RawExpectation): Comparison {
  const { AttributeValueList: listed, Exists, Value } = given
  if (Exists !== undefined) throw together('Exists and ComparisonOperator', name)
  const takesNone = operator === 'NULL' || operator === 'NOT_NULL'
  if (!takesNone && listed === undefined && Value === undefined) {
    throw invalidParameter(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
    )
  }
  const raw = listed ?? (Value === undefined ? [] : [Value])
  refuseCount(operator, raw.length)
  const comparison = { operator, values: raw.map(toAttributeValue) }
  refuseMixture(comparison.values)
  refuseBounds(comparison)
  return comparison
}

/** Without one: `Exists` and `Value`. */
function readExists(name: string, { Exists, Value }: RawExpectation): Comparison {
  if (Exists !== false && Value === undefined) {
    throw invalidParameter(
      `Value must be provided when Exists is ${Exists ?? 'null'} for Attribute: ${name}`,
    )
  }
  if (Exists === false && Value !== undefined) {
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`)
  }
  const values: readonly AttributeValue[] = Value === undefined ? [] : [toAttributeValue(Value)]
  return { operator: Exists === false ? 'NULL' : 'EQ', values }
}

function readExpectation(name: string, given: RawExpectation): Comparison {
  const { AttributeValueList: listed, ComparisonOperator, Value } = given
  if (listed !== undefined && Value !== undefined) {
    throw together('Value and AttributeValueList', name)
  }
  if (ComparisonOperator !== undefined) {
    return readCompared(name, toOperator(ComparisonOperator), given)
  }
  if (listed !== undefined) {
    throw invalidParameter(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    )
  }
  return readExists(name, given)
}

/**
 * `Expected` as a condition; null where it is not given.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Expected.html
 */
export function readExpected(request: {
  readonly Expected?: ReadonlyMap<string, RawExpectation> | undefined
  readonly ConditionalOperator?: string | undefined
}): Condition | null {
  const { Expected: expected, ConditionalOperator: operator } = request
  if (expected === undefined) return null
  const comparisons = new Map<string, Comparison>()
  for (const [name, given] of expected) comparisons.set(name, readExpectation(name, given))
  return toLegacyCondition(comparisons, operator)
}
