import { validation } from '../refusal.ts'
import { malformed } from './lexer.ts'
import { isName, readPath, type Reader, unexpected } from './reader.ts'
import type { CompareOperator, Expression } from './statement.ts'

const COMPARATORS: ReadonlyMap<string, CompareOperator> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
])

/** Keywords that are functions too. */
const CALLED_KEYWORDS: ReadonlySet<string> = new Set(['size', 'exists', 'count', 'max', 'min'])

function parseElements(reader: Reader, close: string): readonly Expression[] {
  const elements: Expression[] = []
  if (reader.accept(close)) return elements
  do elements.push(parseExpression(reader))
  while (reader.accept(','))
  reader.expect(close)
  return elements
}

function parseFields(reader: Reader): readonly (readonly [Expression, Expression])[] {
  const fields: (readonly [Expression, Expression])[] = []
  if (reader.accept('}')) return fields
  do {
    const name = parseExpression(reader)
    reader.expect(':')
    fields.push([name, parseExpression(reader)])
  } while (reader.accept(','))
  reader.expect('}')
  return fields
}

function parseCollection(reader: Reader): Expression | null {
  const { place } = reader.peek()
  if (reader.accept('[')) {
    return { kind: 'list', place, elements: reader.within(() => parseElements(reader, ']')) }
  }
  if (reader.accept('<<')) {
    return { kind: 'bag', place, elements: reader.within(() => parseElements(reader, '>>')) }
  }
  if (reader.accept('{')) {
    return { kind: 'struct', place, fields: reader.within(() => parseFields(reader)) }
  }
  if (!reader.accept('(')) return null
  return reader.within(() => {
    const first = parseExpression(reader)
    if (reader.accept(')')) return first
    const elements = [first]
    while (reader.accept(',')) elements.push(parseExpression(reader))
    reader.expect(')')
    return { kind: 'list', place, elements }
  })
}

function parsePrimary(reader: Reader): Expression {
  const collection = parseCollection(reader)
  if (collection !== null) return collection
  const token = reader.peek()
  const { kind, text, place } = token
  if (kind === 'string' || kind === 'number') {
    reader.next()
    return { kind, text, place }
  }
  if (kind === 'parameter') {
    reader.next()
    return { kind, index: reader.countParameter(), place }
  }
  if (kind === 'literal') throw validation('Ion Literals are not supported: under key root')
  if (kind === 'word') {
    const isCall = reader.peek(1).kind === 'symbol' && reader.peek(1).text === '('
    const name = text.toLowerCase()
    if (isCall && (isName(token) || CALLED_KEYWORDS.has(name))) {
      reader.next()
      reader.next()
      const operands = reader.within(() => parseElements(reader, ')'))
      return { kind: 'call', name, operands, place }
    }
    if (reader.accept('TRUE')) return { kind: 'boolean', value: true, place }
    if (reader.accept('FALSE')) return { kind: 'boolean', value: false, place }
    if (reader.accept('NULL')) return { kind: 'null', place }
    if (reader.accept('MISSING')) return { kind: 'missing', place }
  }
  if (isName(token)) return { kind: 'path', path: readPath(reader), place }
  throw unexpected(token)
}

/** Signs before a number. */
function parseSigned(reader: Reader): Expression {
  const { place } = reader.peek()
  let isSigned = false
  let negative = false
  for (;;) {
    if (reader.accept('-')) negative = !negative
    else if (!reader.accept('+')) break
    isSigned = true
  }
  const operand = parsePrimary(reader)
  if (!isSigned) return operand
  if (operand.kind !== 'number') throw malformed('Unexpected operator')
  return { kind: 'number', text: `${negative ? '-' : ''}${operand.text}`, place }
}

function parseSum(reader: Reader): Expression {
  let left = parseSigned(reader)
  for (;;) {
    const operator = reader.at('+') ? '+' : reader.at('-') ? '-' : null
    if (operator === null) return left
    reader.next()
    left = {
      kind: 'arithmetic',
      operator,
      operands: [left, parseSigned(reader)],
      place: left.place,
    }
  }
}

const negate = (condition: Expression, isNegated: boolean): Expression =>
  isNegated ? { kind: 'not', condition, place: condition.place } : condition

/** What stands on the right of IN: a list in brackets or parentheses, or a bag. */
function parseOptions(reader: Reader): Expression {
  const { place } = reader.peek()
  if (!reader.accept('(')) return parseSum(reader)
  return { kind: 'list', place, elements: reader.within(() => parseElements(reader, ')')) }
}

function parseIs(reader: Reader, operand: Expression): Expression {
  const isNegated = reader.accept('NOT')
  const token = reader.next()
  if (token.kind !== 'word') throw unexpected(token)
  const { place } = operand
  return negate({ kind: 'is', operand, type: token.text.toUpperCase(), place }, isNegated)
}

function parseComparison(reader: Reader): Expression {
  let left = parseSum(reader)
  for (;;) {
    const { place } = left
    const operator = reader.peek().kind === 'symbol' && COMPARATORS.get(reader.peek().text)
    if (operator !== undefined && operator !== false) {
      reader.next()
      left = { kind: 'compare', operator, operands: [left, parseSum(reader)], place }
    } else if (reader.accept('IS')) {
      left = parseIs(reader, left)
    } else {
      const next = reader.peek(1)
      const isNegated =
        reader.at('NOT') && next.kind === 'word' && /^(?:in|between)$/i.test(next.text)
      if (isNegated) reader.next()
      if (reader.accept('IN')) {
        const options = parseOptions(reader)
        left = negate({ kind: 'in', operand: left, options, place }, isNegated)
      } else if (reader.accept('BETWEEN')) {
        const low = parseSum(reader)
        reader.expect('AND')
        const operands = [left, low, parseSum(reader)] as const
        left = negate({ kind: 'between', operands, place }, isNegated)
      } else return left
    }
  }
}

function parseNot(reader: Reader): Expression {
  let negations = 0
  const { place } = reader.peek()
  for (; reader.accept('NOT'); negations++);
  let condition = parseComparison(reader)
  for (; negations > 0; negations--) condition = { kind: 'not', condition, place }
  return condition
}

function parseAnd(reader: Reader): Expression {
  let left = parseNot(reader)
  while (reader.accept('AND')) {
    left = { kind: 'and', conditions: [left, parseNot(reader)], place: left.place }
  }
  return left
}

/** A value or a condition: OR binds least, then AND, NOT, comparisons, sums. */
export function parseExpression(reader: Reader): Expression {
  let left = parseAnd(reader)
  while (reader.accept('OR')) {
    left = { kind: 'or', conditions: [left, parseAnd(reader)], place: left.place }
  }
  return left
}
