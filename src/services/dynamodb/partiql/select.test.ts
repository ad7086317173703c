import { beforeEach, describe, expect, test } from 'vitest'
import { createStatements, MALFORMED } from '../testing/statements.ts'

describe('SELECT', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  beforeEach(() => {
    for (const at of ['1', '2', '3', '4']) {
      statements.put('events', { id: { S: 'x' }, at: { N: at }, tag: { S: `t${at}` } })
    }
    statements.put('events', {
      id: { S: 'y' },
      at: { N: '1' },
      m: { M: { list: { L: [{ S: 'in' }] } } },
    })
  })

  const at = (where: string, more: object = {}): unknown =>
    (
      statements.items(
        `SELECT id, at FROM events WHERE ${where}`.replaceAll(/\bat\b/g, '"at"'),
        more,
      ) as {
        readonly id: { readonly S: string }
        readonly at: { readonly N: string }
      }[]
    ).map((item) => item.id.S + item.at.N)

  test.each([
    ["id = 'x'", ['x1', 'x2', 'x3', 'x4']],
    ["'x' = id AND 2 < at", ['x3', 'x4']],
    ["id = 'x' AND at BETWEEN 2 AND 3", ['x2', 'x3']],
    ["id = 'x' AND at IN [4, 1]", ['x4', 'x1']],
    ["id = 'x' AND (at = 1 OR at > 3)", ['x1', 'x4']],
    ["id = 'x' AND at >= 2 AND at <> 3", ['x2', 'x4']],
    ["id = 'x' AND NOT at = 1 AND begins_with(tag, 't')", ['x2', 'x3', 'x4']],
    ["id IN ['y', 'x'] AND at = 1", ['y1', 'x1']],
    ["id = 'y' OR (id = 'x' AND at = 4)", ['y1', 'x4']],
    ["id = 'x' AND contains(tag, '2')", ['x2']],
    ["id = 'x' AND size(tag) = 2 AND tag IN ('t1', 't4')", ['x1', 'x4']],
    ["id = 'x' AND tag NOT IN ['t1'] AND at NOT BETWEEN 2 AND 3", ['x4']],
    ['tag IS MISSING', ['y1']],
    ["attribute_type(m, 'M')", ['y1']],
    ['m IS STRUCT AND m.list IS LIST', ['y1']],
    ["m.list[0] = 'in'", ['y1']],
    ["id = 'x' AND attribute_exists(tag) = false", []],
    ["id = 'x' AND (at = 1) = true", ['x1']],
    ["id = 'x' AND at IN [1, 2] AND at = 2", ['x2']],
    ["id > 'a' AND at = 1 -- a scan\n", ['x1', 'y1']],
  ])('finds by %s', (where, found) => {
    expect((at(where) as string[]).toSorted()).toEqual(found.toSorted())
  })

  test('reads in the order of its parts, or of ORDER BY', () => {
    expect(at("id IN ['y', 'x'] AND at = 1")).toEqual(['y1', 'x1'])
    expect(at("id = 'x' AND at > 1 ORDER BY at DESC")).toEqual(['x4', 'x3', 'x2'])
    expect(at("id = 'x' AND at IN [2, 4, 1] ORDER BY at DESC")).toEqual(['x4', 'x2', 'x1'])
    expect(at("id IN ['y', 'x'] ORDER BY id DESC, at DESC")).toEqual(['y1', 'x4', 'x3', 'x2', 'x1'])
  })

  test('shows columns under the last name of their path', () => {
    expect(statements.items("SELECT id, m.list[0], none FROM events WHERE id = 'y'")).toEqual([
      { id: { S: 'y' }, 'list[0]': { S: 'in' } },
    ])
    expect(statements.items(`SELECT "id" FROM "events" WHERE "id" = 'y' AND "at" = 1;`)).toEqual([
      { id: { S: 'y' } },
    ])
  })

  test('costs what GetItem, Query and Scan cost, each read of its own', () => {
    const cost = (where: string, more: object = {}): unknown =>
      (
        statements.run(`SELECT * FROM events${where}`, {
          ReturnConsumedCapacity: 'TOTAL',
          ...more,
        }) as {
          readonly ConsumedCapacity: { readonly CapacityUnits: number }
        }
      ).ConsumedCapacity.CapacityUnits
    expect(cost(` WHERE id = 'x' AND "at" = 1`)).toBe(0.5)
    expect(cost(` WHERE id = 'x' AND "at" = 1`, { ConsistentRead: true })).toBe(1)
    expect(cost(` WHERE id IN ['x', 'y', 'z']`)).toBe(1.5)
    expect(cost('')).toBe(0.5)
  })

  test('pages by Limit and NextToken through all its reads', () => {
    const Statement = `SELECT "at" FROM events WHERE id IN ['y', 'x']`
    const found: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = statements.run(Statement, {
        Limit: 2,
        ...(NextToken === undefined ? {} : { NextToken }),
      })
      const { Items, ...rest } = page as { readonly Items: unknown[]; readonly NextToken?: string }
      expect(Items.length).toBeLessThanOrEqual(2)
      found.push(...Items.map((item) => Object.values(item as object)[0]))
      NextToken = rest.NextToken
    } while (NextToken !== undefined)
    expect(found).toEqual([{ N: '1' }, { N: '1' }, { N: '2' }, { N: '3' }, { N: '4' }])
  })

  test('takes its own NextToken only', () => {
    const page = statements.run("SELECT * FROM events WHERE id = 'x'", { Limit: 1 }) as {
      readonly NextToken: string
    }
    const { NextToken } = page
    expect(statements.message("SELECT * FROM events WHERE id = 'y'", { NextToken })).toBe(
      'NextToken does not match request',
    )
    for (const wrong of ['x', 'AAAA', 'WzEsMiwzXQ==', 'W10=']) {
      expect(
        statements.message("SELECT * FROM events WHERE id = 'x'", { NextToken: wrong }),
      ).toMatch(/NextToken/)
    }
  })

  test.each([
    ["id IN ['x','x']", 'Overlapping conditions with range keys are not supported in where clause'],
    [
      `id = 'x' AND ("at" > 1 OR "at" < 5)`,
      'Overlapping conditions with range keys are not supported in where clause',
    ],
    [
      `id = 'x' AND ("at" = 1 OR tag = 't2')`,
      'Overlapping conditions with range keys are not supported in where clause',
    ],
    ['id = 1', "Key attribute's data type should match its data type in table's schema: Key id"],
    [
      `id = 'x' AND "at" IN [1, '2']`,
      "Key attribute's data type should match its data type in table's schema: Key at",
    ],
    [
      `id IN [${Array.from({ length: 51 }, (_, n) => `'v${n}'`).join(',')}]`,
      'Too many decomposed read operations for a given query.',
    ],
    [
      `tag IN [${Array.from({ length: 101 }, (_, n) => `'v${n}'`).join(',')}]`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
    [
      'tag < true',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'attribute_type(tag, 1)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N',
    ],
    [
      "attribute_exists('tag')",
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'attribute_exists()',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0',
    ],
    ['tag', 'WHERE clause must contain an expression that resolves to a boolean'],
    ['EXISTS(tag)', 'Unrecognized function: exists at 1:28:6'],
    ['m.inner = 1', `${MALFORMED}Invalid path dot component`],
    ["id = 'x' foo", `${MALFORMED}Unexpected token after expression`],
    ["id = 'x')", `${MALFORMED}Unexpected token after expression`],
    ['', `${MALFORMED}Unexpected term`],
    ['id = 1e2147483648', MALFORMED],
    ['id = 1 # note', MALFORMED],
    ['id = 1 /* note', MALFORMED],
    [
      'tag = 1e126',
      'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
    ],
    ['tag ORDER BY tag', 'WHERE clause must contain an expression that resolves to a boolean'],
    ['id = ?', "Number of parameters in request and statement don't match."],
    ['m[-1] = 1', 'List index is not within the allowable range; index: [-1] at 1:31:1'],
  ])('refuses WHERE %s', (where, words) => {
    expect(statements.message(`SELECT * FROM events WHERE ${where}`)).toBe(words)
  })

  test.each([
    ['SELECTT * FROM events', `${MALFORMED}Expected data manipulation`],
    ['SELECT * FROM events e WHERE id = 1', 'Aliasing is not supported'],
    ['DELETE FROM events AS e', 'Aliasing is not supported'],
    ['SELECT id, id FROM events', 'Duplicate identifiers in select clause: id'],
    ['SELECT attribute_exists(id) FROM events', 'Unexpected path component at 1:8:16'],
    ['SELECT * FROM events, items', 'Only select from a single table or index is supported.'],
    [
      `SELECT * FROM events ORDER BY id`,
      'Must have WHERE clause in the statement when using ORDER BY clause.',
    ],
    [
      `SELECT * FROM events WHERE tag = 't1' ORDER BY id`,
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ],
    [
      `SELECT * FROM events WHERE id = 'x' ORDER BY tag`,
      'Variable reference tag in ORDER BY clause must be part of the primary key',
    ],
    [
      `EXISTS(SELECT * FROM events WHERE id = 'x')`,
      'EXISTS can only be used in ExecuteTransaction write requests.',
    ],
    ["INSERT INTO events e VALUE {'id': 'x'}", `${MALFORMED}Unexpected token after expression`],
    [
      "INSERT INTO items VALUE {'id': 'x', 'm': {'k': ?}}",
      "Number of parameters in request and statement don't match.",
    ],
    [
      "INSERT INTO items VALUE {'id': 'x', 'l': [1, 1e126]}",
      'Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]',
    ],
    [
      "INSERT INTO items VALUE {'id': 'x', 's': <<'a','a'>>}",
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ],
    [
      "INSERT INTO items VALUE {'id': 'x', 'n': <<2, 2.0>>}",
      'One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root',
    ],
    [
      "INSERT INTO items VALUE {'id': 'x', 's': set_add(<<'a'>>, <<'b'>>)}",
      'Unsupported data type: set_add under key root at 1:42:7',
    ],
    [
      "INSERT INTO items VALUE {'id': ''}",
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      `INSERT INTO items VALUE {'id': 'x', 'd': ${'['.repeat(32)}1${']'.repeat(32)}}`,
      `Nesting Levels have exceeded supported limits under root${'[0]'.repeat(32)}`,
    ],
  ])('refuses %s', (statement, words) => {
    expect(statements.message(statement)).toBe(words)
  })

  test('refuses a parameter before it reads the statement', () => {
    expect(statements.message('UPDATE', { Parameters: [{ SS: ['a', 'a'] }] })).toBe(
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    )
  })
})

describe('an index', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  beforeEach(() => {
    for (const [id, kind] of [
      ['a', 'k'],
      ['b', 'k'],
      ['c', 'other'],
    ] as const) {
      statements.put('things', {
        id: { S: id },
        at: { N: '1' },
        kind: { S: kind },
        size: { N: '7' },
        shown: { S: `s${id}` },
        hidden: { S: `h${id}` },
      })
    }
  })

  test('shows what it projects', () => {
    expect(statements.items(`SELECT * FROM "things"."byKind" WHERE "kind" = 'other'`)).toEqual([
      { id: { S: 'c' }, at: { N: '1' }, kind: { S: 'other' }, shown: { S: 'sc' } },
    ])
  })

  test('of a table reads the table for the rest, at its cost; a global one refuses', () => {
    const detail = { ReturnConsumedCapacity: 'INDEXES' }
    expect(statements.run(`SELECT hidden FROM things.bySize WHERE id = 'a'`, detail)).toEqual({
      Items: [{ hidden: { S: 'ha' } }],
      ConsumedCapacity: {
        TableName: 'things',
        CapacityUnits: 1,
        Table: { CapacityUnits: 0.5 },
        LocalSecondaryIndexes: { bySize: { CapacityUnits: 0.5 } },
      },
    })
    expect(statements.message(`SELECT hidden FROM things.byKind WHERE kind = 'k'`)).toBe(
      'One or more parameter values were invalid: Global secondary index byKind does not project [hidden]',
    )
  })

  test('refuses to filter reads by key by what it lacks; a Scan finds nothing', () => {
    expect(
      statements.message(`SELECT id FROM things.byKind WHERE kind = 'k' AND hidden = 'ha'`),
    ).toBe(
      'One or more parameter values were invalid: Secondary index byKind does not project one or more filter attributes: [hidden]',
    )
    expect(statements.items(`SELECT id FROM things.byKind WHERE hidden = 'ha'`)).toEqual([])
    expect(
      statements.items(
        `SELECT id FROM things.byKind WHERE (kind = 'k' AND hidden = 'ha') OR kind = 'other'`,
      ),
    ).toEqual([{ id: { S: 'c' } }])
  })

  test('cannot be read consistently where it is global, nor written', () => {
    expect(statements.message(`SELECT * FROM things.byKind`, { ConsistentRead: true })).toBe(
      'Strongly consistent read is not supported on Global Secondary Indexes',
    )
    expect(statements.message(`DELETE FROM things.byKind WHERE kind = 'k'`)).toBe(
      'This operation is not supported on an index',
    )
  })
})
