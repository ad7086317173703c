import {
  type AttributeType,
  type AttributeValue,
  compareValues,
  equalValues,
  type Item,
} from '../attributeValue.ts'
import type { Comparator } from './ast.ts'
import { type DocumentPath, findValue } from './documentPath.ts'

/** Functions that are conditions by themselves. */
export type ConditionFunction =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains'

/** An operand with its placeholders replaced. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly of: Operand }
  /** What PartiQL may compare with a boolean: a condition's outcome. */
  | { readonly kind: 'condition'; readonly condition: Condition }

/** A condition that passed all checks. */
export type Condition =
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly operands: readonly [Operand, Operand]
    }
  | { readonly kind: 'between'; readonly operands: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly operand: Operand; readonly options: readonly Operand[] }
  | {
      readonly kind: 'function'
      readonly name: ConditionFunction
      readonly operands: readonly Operand[]
    }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }

/** What `size()` answers; undefined for types without a size. */
function computeSize(attribute: AttributeValue): number | undefined {
  switch (attribute.type) {
    case 'S':
    case 'B':
    case 'SS':
    case 'NS':
    case 'BS':
    case 'L':
      return attribute.value.length
    case 'M':
      return attribute.value.size
    case 'N':
    case 'BOOL':
    case 'NULL':
      return undefined
  }
}

const toNumber = (n: number): AttributeValue => {
  const digits = String(n).replace(/0+$/, '')
  const exponent = digits === '' ? 0 : String(n).length
  return { type: 'N', value: { negative: false, digits, exponent } }
}

function evaluateOperand(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value
  if (operand.kind === 'path') return findValue(item, operand.path)
  if (operand.kind === 'condition') {
    return { type: 'BOOL', value: evaluateCondition(operand.condition, item) }
  }
  const of = evaluateOperand(operand.of, item)
  const size = of === undefined ? undefined : computeSize(of)
  return size === undefined ? undefined : toNumber(size)
}

/**
 * Values of different types are unequal, and neither is below the other: that is no error. A missing attribute
 * is unequal to everything.
 */
function compare(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return operator === '<>'
  if (operator === '=') return equalValues(left, right)
  if (operator === '<>') return !equalValues(left, right)
  const order = compareValues(left, right)
  if (order === null) return false
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

const startsWith = (bytes: Uint8Array, prefix: Uint8Array, at = 0): boolean =>
  at + prefix.length <= bytes.length && prefix.every((byte, place) => bytes[at + place] === byte)

function contains(attribute: AttributeValue, wanted: AttributeValue): boolean {
  switch (attribute.type) {
    case 'S':
      return wanted.type === 'S' && attribute.value.includes(wanted.value)
    case 'B':
      return (
        wanted.type === 'B' &&
        (wanted.value.length === 0 ||
          attribute.value.some((_, at) => startsWith(attribute.value, wanted.value, at)))
      )
    case 'SS':
      return wanted.type === 'S' && attribute.value.includes(wanted.value)
    case 'NS':
      return attribute.value.some((value) => equalValues({ type: 'N', value }, wanted))
    case 'BS':
      return attribute.value.some((value) => equalValues({ type: 'B', value }, wanted))
    case 'L':
      return attribute.value.some((element) => equalValues(element, wanted))
    case 'M':
    case 'N':
    case 'BOOL':
    case 'NULL':
      return false
  }
}

const beginsWith = (attribute: AttributeValue, prefix: AttributeValue): boolean => {
  if (attribute.type === 'S' && prefix.type === 'S') return attribute.value.startsWith(prefix.value)
  return attribute.type === 'B' && prefix.type === 'B' && startsWith(attribute.value, prefix.value)
}

const TYPE_NAMES: ReadonlySet<string> = new Set<AttributeType>([
  'S',
  'SS',
  'N',
  'NS',
  'B',
  'BS',
  'BOOL',
  'NULL',
  'L',
  'M',
])

/** Whether `name` is a type that attribute_type may ask for. */
export const isTypeName = (name: string): boolean => TYPE_NAMES.has(name)

function evaluateFunction(
  name: ConditionFunction,
  first: AttributeValue | undefined,
  second: AttributeValue | undefined,
): boolean {
  if (name === 'attribute_exists') return first !== undefined
  if (name === 'attribute_not_exists') return first === undefined
  if (first === undefined || second === undefined) return false
  switch (name) {
    case 'attribute_type':
      return second.type === 'S' && first.type === second.value
    case 'begins_with':
      return beginsWith(first, second)
    case 'contains':
      return contains(first, second)
  }
}

/** Whether `item` (empty where there is none) meets `condition`. */
export function evaluateCondition(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((part) => evaluateCondition(part, item))
    case 'or':
      return condition.conditions.some((part) => evaluateCondition(part, item))
    case 'not':
      return !evaluateCondition(condition.condition, item)
    case 'compare': {
      const [left, right] = condition.operands
      return compare(condition.operator, evaluateOperand(left, item), evaluateOperand(right, item))
    }
    case 'between': {
      const [of, low, high] = condition.operands.map((part) => evaluateOperand(part, item))
      if (of === undefined || low === undefined || high === undefined) return false
      return compare('>=', of, low) && compare('<=', of, high)
    }
    case 'in': {
      const value = evaluateOperand(condition.operand, item)
      if (value === undefined) return false
      return condition.options.some((part) => compare('=', value, evaluateOperand(part, item)))
    }
    case 'function': {
      const [first, second] = condition.operands.map((part) => evaluateOperand(part, item))
      return evaluateFunction(condition.name, first, second)
    }
  }
}
