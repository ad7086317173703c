import type { AnyNode } from 'acorn'

/** Where V8 says that an expression stands. */
export function positionOf(text: string, node: AnyNode): number {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest of the language is alike
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? bracketOf(text, node.object.end) : node.property.start
    case 'CallExpression':
      return callPosition(text, node)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operatorOf(text, node.left.end, node.operator)
    case 'ChainExpression':
      return positionOf(text, node.expression)
    case 'ParenthesizedExpression':
      return positionOf(text, node.expression)
    default:
      return node.start
  }
}
const bracketOf = (text: string, from: number): number => Math.max(from, text.indexOf('[', from))
export const operatorOf = (text: string, from: number, operator: string): number =>
  Math.max(from, text.indexOf(operator, from))
const WORD_END = /[\w$\u0080-\uffff]$/
/** A call stands at the name before its parenthesis, else at the parenthesis. */
export function callPosition(
  text: string,
  node: Extract<AnyNode, { type: 'CallExpression' }>,
): number {
  const { callee } = node
  const paren = Math.max(callee.end, text.indexOf('(', callee.end))
  const before = text.slice(callee.start, callee.end)
  if (!WORD_END.test(before)) return paren
  if (callee.type === 'MemberExpression' && !callee.computed) return callee.property.start
  return callee.type === 'Identifier' || callee.type === 'Super' ? callee.start : paren
}

/** Where destructuring fails: at its first name. */
export function patternPosition(node: Extract<AnyNode, { type: 'ObjectPattern' }>): number {
  const [first] = node.properties
  if (first === undefined || first.type === 'RestElement' || first.computed) return node.start
  return first.value.start
}
