import { beforeEach, describe, expect, test } from 'vitest'
import { createStatements, MALFORMED } from '../testing/statements.ts'

describe('INSERT', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  test('stores literals of every type', () => {
    const literal =
      "{'id': 'a', 's': 'it''s', 'n': -1.50e2, 'yes': true, 'none': null, " +
      "'list': [1, ['x']], 'map': {'deep': {'er': .5}}, 'ss': <<'a', 'b'>>, 'ns': <<1, 2>>}"
    expect(statements.run(`INSERT INTO "items" VALUE ${literal}`)).toEqual({ Items: [] })
    expect(statements.stored('a')).toEqual({
      id: { S: 'a' },
      s: { S: "it's" },
      n: { N: '-150' },
      yes: { BOOL: true },
      none: { NULL: true },
      list: { L: [{ N: '1' }, { L: [{ S: 'x' }] }] },
      map: { M: { deep: { M: { er: { N: '0.5' } } } } },
      ss: { SS: ['a', 'b'] },
      ns: { NS: ['1', '2'] },
    })
  })

  test('takes parameters for attributes, and the whole item as one', () => {
    const Parameters = [{ S: 'a' }, { B: 'AQ==' }]
    statements.run("INSERT INTO items VALUE {'id': ?, 'bytes': ?}", { Parameters })
    expect(statements.stored('a')).toEqual({ id: { S: 'a' }, bytes: { B: 'AQ==' } })
    statements.run('INSERT INTO items VALUE ?', { Parameters: [{ M: { id: { S: 'b' } } }] })
    expect(statements.stored('b')).toEqual({ id: { S: 'b' } })
  })

  test('is no upsert', () => {
    statements.run("INSERT INTO items VALUE {'id': 'a', 'v': 1}")
    expect(
      statements.call('ExecuteStatement', { Statement: "INSERT INTO items VALUE {'id': 'a'}" }),
    ).toEqual({
      status: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#DuplicateItemException',
        message: 'Duplicate primary key exists in table',
      },
    })
    expect(statements.stored('a')).toEqual({ id: { S: 'a' }, v: { N: '1' } })
  })
})

describe('UPDATE and DELETE', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  beforeEach(() => {
    statements.put('items', {
      id: { S: 'a' },
      n: { N: '1' },
      tags: { SS: ['x'] },
      list: { L: [{ S: 'p' }, { S: 'q' }, { S: 'r' }] },
      m: { M: { k: { S: 'old' }, other: { S: 'stays' } } },
    })
  })

  const update = (assignments: string, more = ''): unknown =>
    statements.items(`UPDATE items ${assignments} WHERE id = 'a'${more}`)

  test('compute, append, add to sets, remove', () => {
    update(
      "SET n = n - -2 SET list = list_append(list, ['s']), m.k = 'new' " +
        "SET tags = set_add(tags, <<'y'>>), fresh = 'f' REMOVE m.other",
    )
    update('SET tags = set_delete(tags, ?)'.replace('?', "<<'x'>>"))
    expect(statements.stored('a')).toEqual({
      id: { S: 'a' },
      n: { N: '3' },
      tags: { SS: ['y'] },
      list: { L: ['p', 'q', 'r', 's'].map((S) => ({ S })) },
      m: { M: { k: { S: 'new' } } },
      fresh: { S: 'f' },
    })
  })

  test.each([
    ["SET m.k = 'new'", 'RETURNING MODIFIED OLD *', [{ m: { M: { k: { S: 'old' } } } }]],
    ["SET m.k = 'new'", 'RETURNING MODIFIED NEW *', [{ m: { M: { k: { S: 'new' } } } }]],
    ['REMOVE n', 'RETURNING MODIFIED OLD *', [{ n: { N: '1' } }]],
    ['REMOVE n', 'RETURNING MODIFIED NEW *', []],
    [
      "SET list[2] = 'c', list[0] = 'a'",
      'RETURNING MODIFIED NEW *',
      [{ list: { L: [{ S: 'a' }, { S: 'c' }] } }],
    ],
    ["SET list[9] = 'z'", 'RETURNING MODIFIED NEW *', []],
    ['SET n = 2', '', []],
  ])('%s %s', (assignments, returning, returned) => {
    expect(update(assignments, ` ${returning}`)).toEqual(returned)
  })

  test('a FROM-first UPDATE is one', () => {
    expect(
      statements.items("from items where id = 'a' and n = 1 set n = ? returning modified new *", {
        Parameters: [{ N: '9' }],
      }),
    ).toEqual([{ n: { N: '9' } }])
  })

  test('need that there is an item; DELETE does nothing where there is none', () => {
    expect(statements.run("UPDATE items SET n = 1 WHERE id = 'none'")).toMatchObject({
      message: 'The conditional request failed',
    })
    expect(statements.stored('none')).toBeUndefined()
    expect(
      statements.run("DELETE FROM items WHERE id = 'none' AND n = 1 RETURNING ALL OLD *"),
    ).toEqual({
      Items: [],
    })
  })

  test('take what else WHERE says as a condition', () => {
    const refused = {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
    }
    expect(statements.run("UPDATE items SET n = 5 WHERE id = 'a' AND n > 1")).toEqual(refused)
    expect(
      statements.run("DELETE FROM items WHERE id = 'a' AND NOT n = 1", {
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).toMatchObject({ ...refused, Item: { n: { N: '1' } } })
    expect(
      statements.items("DELETE FROM items WHERE id = 'a' AND n = 1 RETURNING ALL OLD *"),
    ).toMatchObject([{ id: { S: 'a' }, n: { N: '1' } }])
    expect(statements.stored('a')).toBeUndefined()
  })

  test.each([
    [
      'DELETE FROM items WHERE n = 1',
      'Where clause does not contain a mandatory equality on all key attributes',
    ],
    [
      'DELETE FROM items',
      'Where clause does not contain a mandatory equality on all key attributes',
    ],
    [
      "DELETE FROM items WHERE id = 'a' AND id = 'b'",
      'Multiple conditions on same key id. Only single item Update/Insert/Delete are supported',
    ],
    [
      "DELETE FROM items WHERE id = 'a' RETURNING MODIFIED OLD *",
      'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
    ],
    [
      "DELETE FROM items WHERE id = 'a' ORDER BY id",
      `${MALFORMED}Unexpected token after expression`,
    ],
    [
      "UPDATE items SET id = 'b' WHERE id = 'a'",
      'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
    ],
    [
      "UPDATE items SET t = set_add(tags, <<'x'>>) WHERE id = 'a'",
      'The first argument to SET_ADD must equal the assignment value at 1:22:7',
    ],
    [
      "UPDATE items SET tags = set_add(tags, 'x') WHERE id = 'a'",
      'The second argument to SET_ADD must be a value with type SET at 1:33:4',
    ],
    [
      "UPDATE items SET tags = set_add(tags) WHERE id = 'a'",
      'SET_ADD must have exactly two arguments at 1:25:7',
    ],
    ["UPDATE items SET tags = set_add(tags, <<>>) WHERE id = 'a'", 'Empty bags are not supported'],
    [
      "UPDATE items SET n = 'a' + 1 WHERE id = 'a'",
      'Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ],
    [
      "UPDATE items SET tags = set_add(tags, <<1>>) WHERE id = 'a'",
      'An operand in the update expression has an incorrect data type',
    ],
  ])('refuse %s', (statement, words) => {
    expect(statements.message(statement)).toBe(words)
  })
})
