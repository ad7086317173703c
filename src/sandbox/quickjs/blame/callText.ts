import type { AnyNode } from 'acorn'

const UNNAMED = '(intermediate value)'

/**
 * An expression as V8 names it in a message: `event.Records.map`, `(intermediate value).x`. Empty where it says nothing.
 * https://source.chromium.org/chromium/chromium/src/+/main:v8/src/ast/prettyprinter.cc
 */
function print(node: AnyNode): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest of the language is alike
  switch (node.type) {
    case 'Identifier':
      return node.name
    case 'PrivateIdentifier':
      return `#${node.name}`
    case 'ThisExpression':
      return 'this'
    case 'Literal':
      return printLiteral(node)
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return print(node.expression)
    case 'MemberExpression':
      return printMember(node)
    case 'CallExpression':
      return `${callText(node.callee)}${node.optional ? '?.' : ''}(...)`
    case 'NewExpression':
      return `new ${callText(node.callee)}(...)`
    case 'ArrayExpression':
      return `[${node.elements.map((each) => (each === null ? '' : callText(each))).join(',')}]`
    case 'ObjectExpression':
      return `{${node.properties.map((each) => ('value' in each ? callText(each.value) : UNNAMED)).join('')}}`
    case 'UnaryExpression':
      return `(${node.operator}${/\w/.test(node.operator) ? ' ' : ''}${callText(node.argument)})`
    case 'BinaryExpression':
      return `(${callText(node.left)} ${node.operator} ${callText(node.right)})`
    case 'LogicalExpression':
      return `(${callText(node.left)} ${node.operator} ${callText(node.right)})`
    case 'SpreadElement':
      return `(...${callText(node.argument)})`
    default:
      return ''
  }
}

function printLiteral(node: Extract<AnyNode, { type: 'Literal' }>): string {
  if (typeof node.value === 'string') return `"${node.value}"`
  if (node.regex !== undefined && node.regex !== null)
    return `/${node.regex.pattern}/${node.regex.flags}`
  return typeof node.value === 'number' ? `${node.value}` : (node.raw ?? '')
}

function printMember(node: Extract<AnyNode, { type: 'MemberExpression' }>): string {
  const object = callText(node.object)
  const { property } = node
  if (!node.computed) return `${object}${node.optional ? '?.' : '.'}${print(property)}`
  if (property.type === 'Literal' && typeof property.value === 'string') {
    return `${object}${node.optional ? '?.' : '.'}${property.value}`
  }
  return `${object}${node.optional ? '?.' : ''}[${callText(property)}]`
}

/** The expression as a message names it. */
export function callText(node: AnyNode): string {
  return print(node) || UNNAMED
}
