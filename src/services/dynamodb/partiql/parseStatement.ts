import { type Refusal, validation } from '../refusal.ts'
import { malformed, type Token } from './lexer.ts'
import { parseExpression } from './parseExpression.ts'
import { createReader, isName, readName, readPath, type Reader } from './reader.ts'
import {
  type Assignment,
  type Change,
  type Expression,
  type Path,
  placeText,
  type Returning,
  type Select,
  type Source,
  type Statement,
} from './statement.ts'

/** A statement, and how many parameters it takes. */
export interface Parsed {
  readonly statement: Statement
  readonly parameters: number
}

const TABLE_NAME = /^(?:arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/)?[a-zA-Z0-9_.-]{3,255}$/

const isWord = (token: Token, word: string): boolean =>
  token.kind === 'word' && token.text.toUpperCase() === word

/** A name right after a table's, or AS: an alias. */
const isAlias = (token: Token): boolean => isName(token) || isWord(token, 'AS')

function readSource(reader: Reader): Source {
  const table = readName(reader)
  const index = reader.accept('.') ? readName(reader) : null
  if (reader.at('.')) {
    throw validation('A path may contain at most 2 components in the FROM clause')
  }
  if (!TABLE_NAME.test(table)) {
    throw validation(
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', " +
        "'-', '_', '.'.",
    )
  }
  return { table, index }
}

const parseWhere = (reader: Reader): Expression | null =>
  reader.accept('WHERE') ? parseExpression(reader) : null

function readColumn(reader: Reader): Path {
  const token = reader.peek()
  const next = reader.peek(1)
  if (token.kind === 'word' && next.kind === 'symbol' && next.text === '(') {
    throw validation(`Unexpected path component at ${placeText(token.place)}`)
  }
  const path = readPath(reader)
  if (isAlias(reader.peek())) throw validation('Aliasing is not supported')
  return path
}

/** The name that a column comes back under: from its last name on. */
export function columnName(path: Path): string {
  const from = path.findLastIndex((step) => typeof step === 'string')
  return path
    .slice(from)
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('')
}

function readColumns(reader: Reader): readonly Path[] | null {
  if (reader.at('VALUE') || reader.at('PIVOT')) {
    throw validation("Select projection doesn't support value or pivot keywords")
  }
  if (reader.at('DISTINCT')) throw validation('Unsupported clause: DISTINCT')
  const starred = (): Refusal =>
    validation("Other attributes should not be present in the projection when '*' is used.")
  if (reader.accept('*')) {
    if (reader.at(',')) throw starred()
    return null
  }
  const columns: Path[] = []
  do {
    if (reader.at('*')) throw starred()
    columns.push(readColumn(reader))
  } while (reader.accept(','))
  const names = columns.map(columnName)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw validation(`Duplicate identifiers in select clause: ${twice}`)
  return columns
}

function readOrder(reader: Reader): Select['orderBy'] {
  if (!reader.accept('ORDER')) return []
  reader.expect('BY')
  const order: { path: Path; descending: boolean }[] = []
  do {
    const path = readPath(reader)
    const descending = reader.accept('DESC')
    if (!descending) reader.accept('ASC')
    order.push({ path, descending })
  } while (reader.accept(','))
  return order
}

function refuseAlias(reader: Reader): void {
  if (isAlias(reader.peek())) throw validation('Aliasing is not supported')
}

function parseSelect(reader: Reader): Select {
  reader.expect('SELECT')
  const columns = readColumns(reader)
  reader.expect('FROM')
  const source = readSource(reader)
  refuseAlias(reader)
  if (reader.at(',') || reader.at('JOIN') || reader.at('CROSS') || reader.at('INNER')) {
    throw validation('Only select from a single table or index is supported.')
  }
  const where = parseWhere(reader)
  const orderBy = readOrder(reader)
  for (const clause of ['GROUP', 'HAVING', 'LIMIT']) {
    if (reader.at(clause)) throw validation(`Unsupported clause: ${clause}`)
  }
  return { kind: 'select', columns, source, where, orderBy }
}

function readReturning(reader: Reader): Returning | null {
  if (!reader.accept('RETURNING')) return null
  const which = reader.accept('ALL') ? 'ALL' : reader.accept('MODIFIED') ? 'MODIFIED' : null
  const when = reader.accept('OLD') ? 'OLD' : reader.accept('NEW') ? 'NEW' : null
  if (which === null || when === null || !reader.accept('*')) {
    throw validation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
  }
  if (reader.at(',')) {
    throw validation('Invalid syntax with multiple returning elements in RETURNING clause')
  }
  return { which, when }
}

function parseInsert(reader: Reader): Change {
  reader.expect('INSERT')
  reader.expect('INTO')
  const source = readSource(reader)
  if (isName(reader.peek())) throw malformed('Unexpected token after expression')
  if (!reader.accept('VALUE')) {
    const many = reader.at('<<') || reader.at('VALUES') || reader.at('SELECT')
    if (!many) throw malformed('Unexpected keyword')
    throw validation(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, ' +
        'use "INSERT INTO tableName VALUE item" instead',
    )
  }
  const item = parseExpression(reader)
  if (reader.at('AT')) throw validation('AT is not supported in insert statements.')
  if (reader.at('RETURNING')) throw validation('RETURNING is not supported in INSERT')
  return { kind: 'insert', source, item }
}

function parseAssignments(reader: Reader): readonly Assignment[] {
  const assignments: Assignment[] = []
  for (;;) {
    if (reader.accept('SET')) {
      do {
        const path = readPath(reader)
        reader.expect('=')
        assignments.push({ kind: 'set', path, value: parseExpression(reader) })
      } while (reader.accept(','))
    } else if (reader.accept('REMOVE')) {
      do assignments.push({ kind: 'remove', path: readPath(reader) })
      while (reader.accept(','))
    } else if (reader.at('INSERT')) {
      throw validation('Only SET and REMOVE are supported in update expressions at this time')
    } else if (assignments.length === 0) throw malformed('Expected data manipulation')
    else return assignments
  }
}

function parseUpdate(reader: Reader): Change {
  reader.expect('UPDATE')
  const source = readSource(reader)
  refuseAlias(reader)
  const assignments = parseAssignments(reader)
  const where = parseWhere(reader)
  return { kind: 'update', source, assignments, where, returning: readReturning(reader) }
}

/** `FROM "T" WHERE … SET …`: an UPDATE the other way round. */
function parseFromFirst(reader: Reader): Change {
  reader.expect('FROM')
  const source = readSource(reader)
  refuseAlias(reader)
  const where = parseWhere(reader)
  const assignments = parseAssignments(reader)
  return { kind: 'update', source, assignments, where, returning: readReturning(reader) }
}

function parseDelete(reader: Reader): Change {
  reader.expect('DELETE')
  reader.expect('FROM')
  const source = readSource(reader)
  refuseAlias(reader)
  const where = parseWhere(reader)
  const returning = readReturning(reader)
  if (returning !== null && (returning.which !== 'ALL' || returning.when !== 'OLD')) {
    const given = `RETURNING ${returning.which} ${returning.when} *`
    throw validation(
      `Invalid returning clause: ${given}. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    )
  }
  return { kind: 'delete', source, where, returning }
}

function parseExists(reader: Reader): Statement {
  reader.expect('EXISTS')
  reader.expect('(')
  const select = parseSelect(reader)
  reader.expect(')')
  return { kind: 'exists', select, source: select.source }
}

function parseOne(reader: Reader): Statement {
  if (reader.at('SELECT')) return parseSelect(reader)
  if (reader.at('INSERT')) return parseInsert(reader)
  if (reader.at('UPDATE')) return parseUpdate(reader)
  if (reader.at('DELETE')) return parseDelete(reader)
  if (reader.at('FROM')) return parseFromFirst(reader)
  if (reader.at('EXISTS')) return parseExists(reader)
  throw malformed('Expected data manipulation')
}

function parse(text: string): Parsed {
  const reader = createReader(text)
  const statement = parseOne(reader)
  reader.accept(';')
  const rest = reader.peek()
  if (rest.kind !== 'end') throw malformed('Unexpected token after expression')
  return { statement, parameters: reader.parameters }
}

/** Programs send few statements over and over, with other parameters. */
const KNOWN_MAX = 256
const known = new Map<string, Parsed>()

/** Reads a PartiQL statement. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html */
export function parseStatement(text: string): Parsed {
  const found = known.get(text)
  if (found !== undefined) return found
  const parsed = parse(text)
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(text, parsed)
  return parsed
}
