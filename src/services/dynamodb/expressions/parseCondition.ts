import { EXPRESSION_OPERATORS_MAX, IN_OPERANDS_MAX } from '../limits.ts'
import type { Comparator, ConditionNode, OperandNode } from './ast.ts'
import type { Cursor } from './cursor.ts'
import {
  CONDITION_KEYWORDS,
  parseBareOperand,
  parseOperand,
  parsePathTail,
} from './parseOperand.ts'

type Node = ConditionNode | OperandNode

const COMPARATORS: ReadonlyMap<string, Comparator> = new Map(
  (['=', '<>', '<', '<=', '>', '>='] as const).map((operator) => [operator, operator]),
)

const isOperand = (node: Node): node is OperandNode =>
  node.kind === 'path' || node.kind === 'value' || node.kind === 'function'

/**
 * Parses a condition. Parentheses may hold a condition or a lone operand, so what stands in them is parsed as
 * either, and a lone operand is only let through right before its closing parenthesis.
 */
export function parseCondition(cursor: Cursor): ConditionNode {
  let depth = 0
  /** What the last pair of parentheses held as a whole. */
  let wrapped: Node | null = null

  const operand = (): OperandNode => parseOperand(cursor, CONDITION_KEYWORDS)

  function parseRest(first: OperandNode): ConditionNode | null {
    const comparator = cursor.peek().kind === 'symbol' && COMPARATORS.get(cursor.peek().text)
    if (comparator !== undefined && comparator !== false) {
      cursor.next()
      cursor.countOperator()
      return { kind: 'compare', operator: comparator, operands: [first, operand()] }
    }
    if (cursor.accept('BETWEEN')) {
      cursor.countOperator()
      const low = operand()
      cursor.expect('AND')
      return { kind: 'between', operands: [first, low, operand()] }
    }
    if (!cursor.accept('IN')) return null
    cursor.countOperator()
    cursor.expect('(')
    const operands: OperandNode[] = []
    do operands.push(operand())
    while (cursor.accept(','))
    cursor.expect(')')
    if (operands.length > IN_OPERANDS_MAX) {
      const count = `number of operands: ${operands.length + 1}`
      throw cursor.fail(
        `Incorrect number of operands for operator or function; operator or function: IN, ${count}`,
      )
    }
    return { kind: 'in', operands: [first, ...operands] }
  }

  function parseParentheses(): Node {
    cursor.expect('(')
    // So many without an operator between them are redundant; and the stack has an end.
    if (++depth > EXPRESSION_OPERATORS_MAX) {
      throw cursor.fail('The expression has redundant parentheses;')
    }
    wrapped = null
    const inner = parseOr(true)
    cursor.expect(')')
    depth--
    if (inner === wrapped) cursor.redundantParentheses = true
    wrapped = inner
    return inner
  }

  function parsePrimary(lone: boolean): Node {
    let node: Node = cursor.at('(')
      ? parseParentheses()
      : parseBareOperand(cursor, CONDITION_KEYWORDS)
    if (!isOperand(node)) return node
    if (node.kind === 'path' && (cursor.at('.') || cursor.at('['))) {
      node = parsePathTail(cursor, CONDITION_KEYWORDS, node.steps)
    }
    const rest = parseRest(node)
    if (rest !== null) return rest
    if (node.kind === 'function' || (lone && cursor.at(')'))) return node
    throw cursor.syntaxError()
  }

  const toCondition = (node: Node): ConditionNode => {
    if (node.kind === 'path' || node.kind === 'value') throw cursor.syntaxError()
    return node
  }

  function parseNot(lone: boolean): Node {
    let negations = 0
    for (; cursor.accept('NOT'); negations++) cursor.countOperator()
    let node = parsePrimary(lone && negations === 0)
    for (; negations > 0; negations--) node = { kind: 'not', condition: toCondition(node) }
    return node
  }

  function parseAnd(lone: boolean): Node {
    let node = parseNot(lone)
    while (cursor.accept('AND')) {
      cursor.countOperator()
      node = { kind: 'and', conditions: [toCondition(node), toCondition(parseNot(false))] }
    }
    return node
  }

  function parseOr(lone: boolean): Node {
    let node = parseAnd(lone)
    while (cursor.accept('OR')) {
      cursor.countOperator()
      node = { kind: 'or', conditions: [toCondition(node), toCondition(parseAnd(false))] }
    }
    return node
  }

  const node = toCondition(parseOr(false))
  if (cursor.peek().kind !== 'end') throw cursor.syntaxError()
  return node
}
