import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStatements } from '../testing/statements.ts'

const WORDS =
  `SELECT INSERT UPDATE DELETE FROM INTO VALUE SET REMOVE WHERE AND OR NOT IN BETWEEN IS MISSING NULL EXISTS ORDER BY
  DESC RETURNING ALL MODIFIED OLD NEW * items things "things"."byKind" id "id" at 'x' '' 1 -1 .5e3 1e400 ? ( ) [ ] { } << >>
  , : . = <> != < >= + - size( contains( begins_with( attribute_type( set_add( list_append( true false -- /* */ ; \``.split(
    /\s+/,
  )

const word = fc.constantFrom(...WORDS)
const statement = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
  fc
    .array(word, { maxLength: 12 })
    .map((words) => `SELECT * FROM things WHERE id = 'x' AND ${words.join(' ')}`),
  fc
    .array(word, { maxLength: 12 })
    .map((words) => `UPDATE items SET a = ${words.join(' ')} WHERE id = 'x'`),
)

test('any statement is answered with 200 or 400, in all three actions', () => {
  const { call } = createStatements()
  const parameters = fc.array(
    fc.constantFrom<object>({ S: 'x' }, { N: '1' }, { SS: ['a'] }, {}, { L: [{ M: {} }] }),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(statement, parameters, fc.string(), (Statement, Parameters, NextToken) => {
      const one = { Statement, Parameters }
      for (const [action, body] of [
        ['ExecuteStatement', one],
        ['ExecuteStatement', { ...one, NextToken }],
        ['BatchExecuteStatement', { Statements: [one, one] }],
        ['ExecuteTransaction', { TransactStatements: [one] }],
      ] as const) {
        expect([200, 400]).toContain(call(action, body).status)
      }
    }),
    { numRuns: 500 },
  )
})

test('however deep it nests', () => {
  const statements = createStatements()
  const where = 'SELECT * FROM items WHERE '
  for (const text of [
    `${where}${'('.repeat(4_000)}`,
    `${where}${'NOT '.repeat(1_900)}id = 'x'`,
    `${where}id = 'x'${' OR a = 1'.repeat(880)}`,
    `${where}a = ${'['.repeat(8_000)}`,
    `${where}a = ${'<<'.repeat(4_000)}`,
    `${where}a = ${'- '.repeat(4_000)}1`,
    `${where}${'size('.repeat(1_600)}`,
    `INSERT INTO items VALUE ${"{'a':".repeat(1_600)}`,
    `SELECT a${'.b'.repeat(4_000)} FROM items`,
  ]) {
    expect(['string', 'object']).toContain(typeof statements.message(text))
  }
})
