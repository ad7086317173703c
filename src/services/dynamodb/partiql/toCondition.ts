import type { AttributeType } from '../attributeValue.ts'
import { type Condition, isTypeName, type Operand } from '../expressions/condition.ts'
import { pathRequired, wrongCount, wrongType } from '../expressions/resolve.ts'
import { IN_OPERANDS_MAX } from '../limits.ts'
import { type Refusal, validation } from '../refusal.ts'
import { type CompareOperator, type Expression, placeText } from './statement.ts'
import { type Parameters, toOperandValue } from './toValue.ts'

const OPERAND_COUNTS: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
])

/** The words for a function that DynamoDB's PartiQL does not have. */
export const unknownFunction = (call: Extract<Expression, { kind: 'call' }>): Refusal =>
  validation(`Unrecognized function: ${call.name} at ${placeText(call.place)}`)

const typeOf = (operand: Operand): AttributeType | null => {
  if (operand.kind === 'value') return operand.value.type
  if (operand.kind === 'condition') return 'BOOL'
  return operand.kind === 'size' ? 'N' : null
}

/** "An ordering operator" needs operands that have an order. */
function refuseUnordered(operator: string, operands: readonly Operand[]): void {
  for (const operand of operands) {
    const type = typeOf(operand)
    if (type === null || type === 'S' || type === 'N' || type === 'B') continue
    throw validation(wrongType(operator, type))
  }
}

const IS_TYPES: ReadonlyMap<string, AttributeType> = new Map([
  ['NULL', 'NULL'],
  ['BOOLEAN', 'BOOL'],
  ['BOOL', 'BOOL'],
  ['BLOB', 'B'],
  ['STRING', 'S'],
  ['NUMERIC', 'N'],
  ['STRUCT', 'M'],
  ['TUPLE', 'M'],
  ['LIST', 'L'],
])

const NO_BOOLEAN = 'WHERE clause must contain an expression that resolves to a boolean'

/** Turns what a WHERE clause says into the engine's own condition; refuses in AWS's words. */
export function toCondition(expression: Expression, parameters: Parameters): Condition {
  const toOperand = (part: Expression): Operand => {
    switch (part.kind) {
      case 'path':
        return { kind: 'path', path: part.path }
      case 'call':
        if (part.name !== 'size') return { kind: 'condition', condition: toCall(part) }
        return { kind: 'size', of: readOperands(part)[0] ?? { kind: 'path', path: [''] } }
      case 'compare':
      case 'and':
      case 'or':
      case 'not':
      case 'is':
      case 'between':
      case 'in':
        return { kind: 'condition', condition: convert(part, NO_BOOLEAN) }
      case 'arithmetic':
        throw validation(`Unsupported operator in Condition Expression. Operator: ${part.operator}`)
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
      case 'missing':
      case 'parameter':
      case 'list':
      case 'bag':
      case 'struct':
        return { kind: 'value', value: toOperandValue(part, parameters) }
    }
  }

  const readOperands = (call: Extract<Expression, { kind: 'call' }>): readonly Operand[] => {
    const { name, operands } = call
    const count = OPERAND_COUNTS.get(name)
    if (count === undefined) throw unknownFunction(call)
    if (operands.length !== count) throw validation(wrongCount(name, operands.length))
    return operands.map(toOperand)
  }

  const toCall = (call: Extract<Expression, { kind: 'call' }>): Condition => {
    const operands = readOperands(call)
    const [first, second] = operands
    switch (call.name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        if (first?.kind !== 'path') throw validation(pathRequired(call.name))
        return { kind: 'function', name: call.name, operands }
      case 'attribute_type': {
        if (second?.kind !== 'value' || second.value.type !== 'S') {
          const type = second === undefined ? null : typeOf(second)
          const found = type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'
          throw validation(wrongType(call.name, found))
        }
        if (!isTypeName(second.value.value)) {
          const types = 'valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}'
          const found = `Invalid attribute type name found; type: ${second.value.value}`
          throw validation(`${found}, ${types}`)
        }
        return { kind: 'function', name: call.name, operands }
      }
      case 'begins_with':
        for (const operand of operands) {
          const type = typeOf(operand)
          if (type === null || type === 'S' || type === 'B') continue
          throw validation(wrongType(call.name, type))
        }
        return { kind: 'function', name: call.name, operands }
      case 'contains':
        return { kind: 'function', name: call.name, operands }
      default:
        throw validation(NO_BOOLEAN)
    }
  }

  const toCompare = (
    operator: CompareOperator,
    [left, right]: readonly [Expression, Expression],
  ): Condition => {
    const operands = [toOperand(left), toOperand(right)] as const
    if (operator !== '=' && operator !== '<>') refuseUnordered(operator, operands)
    return { kind: 'compare', operator, operands }
  }

  const toIn = (operand: Expression, options: Expression): Condition => {
    const isSequence = options.kind === 'list' || options.kind === 'bag'
    if (!isSequence || options.elements.length === 0) {
      throw validation(
        'IN operator must have a left hand argument of type Variable Reference and right hand ' +
          'argument of type Seq with at least one member',
      )
    }
    const count = options.elements.length
    if (count > IN_OPERANDS_MAX) {
      throw validation(
        `The IN operator is provided with too many operands; number of operands: ${count}`,
      )
    }
    return {
      kind: 'in',
      operand: toOperand(operand),
      options: options.elements.map(toOperand),
    }
  }

  const toIs = (operand: Expression, type: string): Condition => {
    const of = toOperand(operand)
    if (type === 'MISSING') {
      return { kind: 'function', name: 'attribute_not_exists', operands: [of] }
    }
    const wanted = IS_TYPES.get(type)
    if (wanted === undefined) {
      throw validation(
        `Unsupported data type for IS operator: ${type}. Supported data types are ` +
          '[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]',
      )
    }
    const name: Operand = { kind: 'value', value: { type: 'S', value: wanted } }
    return { kind: 'function', name: 'attribute_type', operands: [of, name] }
  }

  const convert = (part: Expression, otherwise: string): Condition => {
    switch (part.kind) {
      case 'and':
      case 'or': {
        const words = 'The arguments to AND/OR must be Expressions'
        return { kind: part.kind, conditions: part.conditions.map((one) => convert(one, words)) }
      }
      case 'not':
        return {
          kind: 'not',
          condition: convert(part.condition, 'The argument to NOT must be a Type or Expression'),
        }
      case 'compare':
        return toCompare(part.operator, part.operands)
      case 'between': {
        const [of, low, high] = part.operands
        const operands = [toOperand(of), toOperand(low), toOperand(high)] as const
        refuseUnordered('BETWEEN', operands)
        return { kind: 'between', operands }
      }
      case 'in':
        return toIn(part.operand, part.options)
      case 'is':
        return toIs(part.operand, part.type)
      case 'call':
        return toCall(part)
      case 'arithmetic':
        throw validation(`Unsupported operator in Condition Expression. Operator: ${part.operator}`)
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
      case 'missing':
      case 'parameter':
      case 'path':
      case 'list':
      case 'bag':
      case 'struct':
        throw validation(otherwise)
    }
  }

  return convert(expression, NO_BOOLEAN)
}
