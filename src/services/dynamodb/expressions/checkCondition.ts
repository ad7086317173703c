import { type AttributeType, type AttributeValue, compareValues } from '../attributeValue.ts'
import { toWire } from '../attributeShape.ts'
import type { ConditionNode, FunctionNode, LeafNode, OperandNode } from './ast.ts'
import { type Condition, type ConditionFunction, isTypeName, type Operand } from './condition.ts'
import type { Cursor } from './cursor.ts'
import { equalPaths, pathText } from './documentPath.ts'
import type { Placeholders } from './placeholders.ts'
import {
  createFaults,
  pathRequired,
  resolvePath,
  undefinedValue,
  wrongCount,
  wrongType,
} from './resolve.ts'

const CONDITIONS: ReadonlyMap<string, ConditionFunction> = new Map(
  (
    [
      'attribute_exists',
      'attribute_not_exists',
      'attribute_type',
      'begins_with',
      'contains',
    ] as const
  ).map((name) => [name, name]),
)

const OPERANDS: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
])

type Category = 'unknown' | 'misused' | 'reserved' | 'leaf'
const ORDER: readonly Category[] = ['unknown', 'misused', 'reserved', 'leaf']
type LeafCategory = 'undefined' | 'count' | 'distinct' | 'type'
const LEAF_ORDER: readonly LeafCategory[] = ['undefined', 'count', 'distinct', 'type']

const NOTHING: AttributeValue = { type: 'NULL', value: true }

/** The operand's type, where it shows before the item is known. */
const typeOf = (operand: Operand): AttributeType | null => {
  if (operand.kind === 'size') return 'N'
  return operand.kind === 'value' ? operand.value.type : null
}

const misuse = (name: string): string =>
  `The function is not allowed to be used this way in an expression; function: ${name}`

/** `AttributeValue: {S:b}` */
const quote = (value: AttributeValue): string => {
  const [[type, content] = ['', '']] = Object.entries(toWire(value) ?? {})
  return `AttributeValue: {${type}:${typeof content === 'string' ? content : JSON.stringify(content)}}`
}

/**
 * Replaces placeholders and refuses, in AWS's order: redundant parentheses, unknown functions, misused functions,
 * reserved words, then for each comparison or function from left to right what is wrong in it.
 */
export function checkCondition(
  parsed: ConditionNode,
  placeholders: Placeholders,
  cursor: Cursor,
): Condition {
  const faults = createFaults<Category>()
  let leaf = createFaults<LeafCategory>()

  const resolveOperand = (node: OperandNode): Operand => {
    if (node.kind === 'value') {
      const value = placeholders.findValue(node.name)
      if (value === undefined) leaf.add('undefined', undefinedValue(node.name))
      return { kind: 'value', value: value ?? NOTHING }
    }
    if (node.kind === 'path') {
      const path = resolvePath(
        node,
        placeholders,
        (detail) => faults.add('reserved', detail),
        (detail) => leaf.add('undefined', detail),
      )
      return { kind: 'path', path }
    }
    const [first] = resolveCall(node)
    return { kind: 'size', of: first ?? { kind: 'value', value: NOTHING } }
  }

  /** Operands that are functions must be `size`. */
  const resolveOperands = (nodes: readonly OperandNode[]): readonly Operand[] => {
    for (const node of nodes) {
      if (node.kind === 'function' && node.name !== 'size') {
        if (!OPERANDS.has(node.name))
          faults.add('unknown', `Invalid function name; function: ${node.name}`)
        faults.add('misused', misuse(node.name))
      }
    }
    return nodes.map(resolveOperand)
  }

  const checkDistinct = (name: string, [first, second]: readonly Operand[]): void => {
    if (first?.kind !== 'path' || second?.kind !== 'path') return
    if (!equalPaths(first.path, second.path)) return
    const rule =
      'The first operand must be distinct from the remaining operands for this operator or function'
    leaf.add('distinct', `${rule}; operator: ${name}, first operand: ${pathText(first.path)}`)
  }

  const checkTypes = (name: string, operands: readonly Operand[]): void => {
    const [first, second] = operands
    if (first === undefined) return
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      if (first.kind !== 'path') leaf.add('type', pathRequired(name))
    } else if (name === 'begins_with') {
      for (const operand of operands) {
        const type = typeOf(operand)
        if (type !== null && type !== 'S' && type !== 'B') leaf.add('type', wrongType(name, type))
      }
    } else if (name === 'size') {
      const type = typeOf(first)
      if (type === 'N' || type === 'BOOL' || type === 'NULL')
        leaf.add('type', wrongType(name, type))
    } else if (name === 'attribute_type' && second !== undefined) {
      if (second.kind !== 'value' || second.value.type !== 'S') {
        const type = typeOf(second) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'
        leaf.add('type', wrongType(name, type))
      } else if (!isTypeName(second.value.value)) {
        const types = 'valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}'
        leaf.add('type', `Invalid attribute type name found; type: ${second.value.value}, ${types}`)
      }
    }
  }

  function resolveCall({ name, operands: nodes }: FunctionNode): readonly Operand[] {
    const operands = resolveOperands(nodes)
    const count = OPERANDS.get(name)
    if (count === undefined) {
      faults.add('unknown', `Invalid function name; function: ${name}`)
    } else if (count !== operands.length) {
      leaf.add('count', wrongCount(name, operands.length))
    } else {
      checkDistinct(name, operands)
      checkTypes(name, operands)
    }
    return operands
  }

  const checkBounds = (low: Operand, high: Operand): void => {
    if (low.kind !== 'value' || high.kind !== 'value') return
    const bounds = `lower bound operand: ${quote(low.value)}, upper bound operand: ${quote(high.value)}`
    if (low.value.type !== high.value.type) {
      const rule = 'The BETWEEN operator requires same data type for lower and upper bounds'
      leaf.add('type', `${rule}; ${bounds}`)
    } else if ((compareValues(low.value, high.value) ?? 0) > 0) {
      const rule =
        'The BETWEEN operator requires upper bound to be greater than or equal to lower bound'
      leaf.add('type', `${rule}; ${bounds}`)
    }
  }

  const resolveLeaf = (node: LeafNode): Condition => {
    if (node.kind === 'function') {
      const name = CONDITIONS.get(node.name)
      const operands = resolveCall(node)
      if (name === undefined) faults.add('misused', misuse(node.name))
      return { kind: 'function', name: name ?? 'attribute_exists', operands }
    }
    const operands = resolveOperands(node.operands)
    const [first, second, third] = operands
    const none: Operand = { kind: 'value', value: NOTHING }
    if (node.kind === 'in')
      return { kind: 'in', operand: first ?? none, options: operands.slice(1) }
    if (node.kind === 'between') {
      checkBounds(second ?? none, third ?? none)
      return { kind: 'between', operands: [first ?? none, second ?? none, third ?? none] }
    }
    checkDistinct(node.operator, operands)
    return { kind: 'compare', operator: node.operator, operands: [first ?? none, second ?? none] }
  }

  const resolve = (node: ConditionNode): Condition => {
    if (node.kind === 'not') return { kind: 'not', condition: resolve(node.condition) }
    if ('conditions' in node) {
      const [left, right] = node.conditions
      return { kind: node.kind, conditions: [resolve(left), resolve(right)] }
    }
    leaf = createFaults()
    const condition = resolveLeaf(node)
    const detail = leaf.first(LEAF_ORDER)
    if (detail !== null) faults.add('leaf', detail)
    return condition
  }

  if (cursor.redundantParentheses) throw cursor.fail('The expression has redundant parentheses;')
  const condition = resolve(parsed)
  const detail = faults.first(ORDER)
  if (detail !== null) throw cursor.fail(detail)
  return condition
}
