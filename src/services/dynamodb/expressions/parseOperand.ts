import { EXPRESSION_OPERATORS_MAX } from '../limits.ts'
import type { FunctionNode, OperandNode, PathNode, PathStep } from './ast.ts'
import type { Cursor } from './cursor.ts'

/** Words that the grammar keeps for itself: they never begin an operand. */
export type Keywords = ReadonlySet<string>

/** Those of conditions. */
export const CONDITION_KEYWORDS: Keywords = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN'])
/** Those of updates: each begins a clause. */
export const UPDATE_KEYWORDS: Keywords = new Set(['SET', 'REMOVE', 'ADD', 'DELETE'])
/** Those of projections. */
export const NO_KEYWORDS: Keywords = new Set()

function parseName(cursor: Cursor, keywords: Keywords): PathStep {
  const token = cursor.peek()
  const isName = token.kind === 'name' && !keywords.has(token.text.toUpperCase())
  if (!isName && token.kind !== 'placeholder') throw cursor.syntaxError()
  cursor.next()
  return { kind: token.kind === 'placeholder' ? 'placeholder' : 'name', name: token.text }
}

/** The rest of a path that begins with `head`. */
export function parsePathTail(
  cursor: Cursor,
  keywords: Keywords,
  head: readonly PathStep[],
): PathNode {
  const steps = [...head]
  for (;;) {
    if (cursor.accept('.')) {
      steps.push(parseName(cursor, keywords))
    } else if (cursor.accept('[')) {
      if (cursor.peek().kind !== 'number') throw cursor.syntaxError()
      steps.push({ kind: 'index', index: Number(cursor.next().text) })
      cursor.expect(']')
    } else {
      return { kind: 'path', steps }
    }
  }
}

/** `a.b[0]` */
export const parsePath = (cursor: Cursor, keywords: Keywords): PathNode =>
  parsePathTail(cursor, keywords, [parseName(cursor, keywords)])

function parseFunction(cursor: Cursor, keywords: Keywords): FunctionNode {
  const name = cursor.next().text
  cursor.countOperator()
  cursor.expect('(')
  const operands: OperandNode[] = []
  do operands.push(parseOperand(cursor, keywords))
  while (cursor.accept(','))
  cursor.expect(')')
  return { kind: 'function', name, operands }
}

/** A path, `:value` or function, without parentheses around it. */
export function parseBareOperand(cursor: Cursor, keywords: Keywords): OperandNode {
  const token = cursor.peek()
  if (token.kind === 'value') {
    cursor.next()
    return { kind: 'value', name: token.text }
  }
  const isCall = token.kind === 'name' && cursor.peek(1).text === '('
  if (isCall && !keywords.has(token.text.toUpperCase())) return parseFunction(cursor, keywords)
  return parsePath(cursor, keywords)
}

/** An operand, and whether parentheses stood right around it. */
interface Grouped {
  readonly operand: OperandNode
  readonly wrapped: boolean
}

function parseGrouped(cursor: Cursor, keywords: Keywords, depth: number): Grouped {
  if (!cursor.accept('(')) return { operand: parseBareOperand(cursor, keywords), wrapped: false }
  // So many are redundant; and the stack has an end.
  if (depth > EXPRESSION_OPERATORS_MAX) {
    throw cursor.fail('The expression has redundant parentheses;')
  }
  const inner = parseGrouped(cursor, keywords, depth + 1)
  cursor.expect(')')
  if (inner.wrapped) cursor.redundantParentheses = true
  const { operand } = inner
  const goesOn = operand.kind === 'path' && (cursor.at('.') || cursor.at('['))
  return goesOn
    ? { operand: parsePathTail(cursor, keywords, operand.steps), wrapped: false }
    : { operand, wrapped: true }
}

/**
 * An operand that may stand in parentheses. In conditions a path may go on after them, and more than one pair is
 * noted as redundant; in updates both are syntax errors.
 */
export function parseOperand(cursor: Cursor, keywords: Keywords): OperandNode {
  if (keywords !== UPDATE_KEYWORDS) return parseGrouped(cursor, keywords, 0).operand
  if (!cursor.accept('(')) return parseBareOperand(cursor, keywords)
  const operand = parseBareOperand(cursor, keywords)
  cursor.expect(')')
  return operand
}
