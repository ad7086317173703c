import type { PathNode, SetValueNode, UpdateNode, UpdateNodes, UpdateSection } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parseOperand, parsePath, UPDATE_KEYWORDS } from './parseOperand.ts'

const SECTIONS: readonly UpdateSection[] = ['SET', 'REMOVE', 'ADD', 'DELETE']

function parseSum(cursor: Cursor): SetValueNode {
  const left = parseOperand(cursor, UPDATE_KEYWORDS)
  const operator = cursor.at('+') ? '+' : cursor.at('-') ? '-' : null
  if (operator === null) return left
  cursor.next()
  cursor.countOperator()
  return { kind: 'arithmetic', operator, operands: [left, parseOperand(cursor, UPDATE_KEYWORDS)] }
}

/** A sum may stand in parentheses as a whole: `SET a = (b + :c)`. */
function parseSetValue(cursor: Cursor): SetValueNode {
  if (!cursor.at('(')) return parseSum(cursor)
  let level = 0
  let ahead = 0
  let sumInside = false
  do {
    const { text, kind } = cursor.peek(ahead)
    if (text === '(') level++
    if (text === ')') level--
    if (level === 1 && (text === '+' || text === '-')) sumInside = true
    if (kind === 'end') throw cursor.syntaxError()
    ahead++
  } while (level > 0)
  if (!sumInside) return parseSum(cursor)
  cursor.expect('(')
  const sum = parseSum(cursor)
  cursor.expect(')')
  return sum
}

function parseAction(cursor: Cursor, section: UpdateSection): UpdateNode {
  const path: PathNode = parsePath(cursor, UPDATE_KEYWORDS)
  if (section === 'REMOVE') return { section, path }
  if (section === 'SET') {
    cursor.expect('=')
    return { section, path, value: parseSetValue(cursor) }
  }
  if (cursor.peek().kind !== 'value') throw cursor.syntaxError()
  return { section, path, value: { kind: 'value', name: cursor.next().text } }
}

/** Parses an update expression into its sections, repeated ones too. */
export function parseUpdate(cursor: Cursor): UpdateNodes {
  const nodes: { section: UpdateSection; actions: UpdateNode[] }[] = []
  do {
    const section = SECTIONS.find((word) => cursor.accept(word))
    if (section === undefined) throw cursor.syntaxError()
    const actions: UpdateNode[] = []
    do {
      cursor.countOperator()
      actions.push(parseAction(cursor, section))
    } while (cursor.accept(','))
    nodes.push({ section, actions })
  } while (cursor.peek().kind !== 'end')
  return nodes
}
