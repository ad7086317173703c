import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTestAccount } from '../testing/account.ts'
import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { evaluateCondition } from './condition.ts'
import { readExpressions } from './expressions.ts'
import { applyUpdate } from './update.ts'

type Wire = Record<string, unknown>

const toValues = (values: Wire): Item => toItem(attributeMap.decode(values))
const raw = (values: Wire) => attributeMap.decode(values)

/** Whether `item` meets `condition`; `:x` placeholders by name. */
function meets(condition: string, item: Wire, values: Wire = {}, names: Wire = {}): boolean {
  const used = Object.keys(values).length > 0
  const { condition: checked } = readExpressions({
    ConditionExpression: condition,
    ...(used ? { ExpressionAttributeValues: raw(values) } : {}),
    ...(Object.keys(names).length > 0
      ? { ExpressionAttributeNames: new Map(Object.entries(names).map(([k, v]) => [k, String(v)])) }
      : {}),
  })
  return checked !== null && evaluateCondition(checked, toValues(item))
}

describe('conditions', () => {
  const item = {
    s: { S: 'hello' },
    n: { N: '10' },
    b: { B: 'AQID' },
    l: { L: [{ N: '1' }, { S: 'x' }, { M: { deep: { BOOL: true } } }] },
    m: { M: { branch: { M: { leaf: { S: 'v' } } } } },
    ss: { SS: ['a', 'b'] },
    nothing: { NULL: true },
  }
  it.each([
    ['s = :v', { S: 'hello' }, true],
    ['n = :v', { N: '10.0' }, true],
    ['n < :v', { N: '9' }, false],
    ['n < :v', { S: '9' }, false],
    ['n <> :v', { S: '10' }, true],
    // "attribute <> :v" of a missing attribute is true, every other comparison is false.
    ['absent <> :v', { S: 'x' }, true],
    ['absent = :v', { S: 'x' }, false],
    ['NOT (absent = :v)', { S: 'x' }, true],
    ['absent BETWEEN :v AND :v', { S: 'x' }, false],
    ['begins_with(s, :v)', { S: 'he' }, true],
    ['begins_with(b, :v)', { B: 'AQ==' }, true],
    ['contains(s, :v)', { S: 'ell' }, true],
    ['contains(ss, :v)', { S: 'a' }, true],
    ['contains(l, :v)', { N: '1.0' }, true],
    ['contains(b, :v)', { B: 'AgM=' }, true],
    ['attribute_type(l, :v)', { S: 'L' }, true],
    ['attribute_type(nothing, :v)', { S: 'NULL' }, true],
    ['size(s) = :v', { N: '5' }, true],
    ['size(ss) = :v', { N: '2' }, true],
    ['size(n) = :v', { N: '2' }, false],
    ['m.branch.leaf = :v', { S: 'v' }, true],
    ['l[2].deep = :v', { BOOL: true }, true],
    ['l[9] = :v', { S: 'x' }, false],
    ['ss = :v', { SS: ['b', 'a'] }, true],
    ['s IN (:v, n)', { S: 'hello' }, true],
    ['(s) = (:v)', { S: 'hello' }, true],
    ['attribute_exists(s) AND attribute_not_exists(t) AND s = :v', { S: 'hello' }, true],
  ])('%s with :v = %j is %s', (condition, v, expected) => {
    expect(meets(condition, item, { ':v': v })).toBe(expected)
  })

  it('binds NOT before AND before OR', () => {
    const values = { ':t': { N: '1' }, ':f': { N: '2' } }
    const one = { a: { N: '1' } }
    expect(meets('a = :t OR a = :f AND a = :f', one, values)).toBe(true)
    expect(meets('(a = :t OR a = :f) AND a = :f', one, values)).toBe(false)
    expect(meets('NOT a = :f AND a = :t', one, values)).toBe(true)
    expect(meets('NOT (a = :f AND a = :t)', one, values)).toBe(true)
  })

  it('treats names such as __proto__ as names', () => {
    const item = JSON.parse('{"__proto__":{"S":"x"}}') as Wire
    const names = { '#p': '__proto__' }
    expect(meets('#p = :v', item, { ':v': { S: 'x' } }, names)).toBe(true)
    expect(meets('attribute_exists(#p)', {}, {}, names)).toBe(false)
    expect(meets('attribute_exists(toString)', {})).toBe(false)
  })
})

describe('a random condition means what a naive reading of it means', () => {
  /** Three-level truth tables over attributes a, b, c that hold 0, 1, 2 or are missing. */
  type Tree =
    | { kind: 'leaf'; name: string; operator: string; value: number }
    | { kind: 'not'; of: Tree }
    | { kind: 'and' | 'or'; left: Tree; right: Tree }

  const leaf = fc.record({
    kind: fc.constant('leaf' as const),
    name: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    value: fc.integer({ min: 0, max: 2 }),
  })
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        left: tie('tree'),
        right: tie('tree'),
      }),
    ),
  }))

  const STRENGTH = { or: 0, and: 1, not: 2, leaf: 3 }
  /** Prints with no more parentheses than precedence needs: what must be read back as the same tree. */
  const print = (node: Tree, least = 0): string => {
    const strength = STRENGTH[node.kind]
    const text =
      node.kind === 'leaf'
        ? `${node.name} ${node.operator} :v${node.value}`
        : node.kind === 'not'
          ? `NOT ${print(node.of, 2)}`
          : `${print(node.left, strength)} ${node.kind.toUpperCase()} ${print(node.right, strength + 1)}`
    return strength < least ? `(${text})` : text
  }
  const naive = (node: Tree, item: Record<string, number | undefined>): boolean => {
    if (node.kind === 'not') return !naive(node.of, item)
    if ('left' in node) {
      const left = naive(node.left, item)
      const right = naive(node.right, item)
      return node.kind === 'and' ? left && right : left || right
    }
    const value = item[node.name]
    if (value === undefined) return node.operator === '<>'
    const table: Record<string, boolean> = {
      '=': value === node.value,
      '<>': value !== node.value,
      '<': value < node.value,
      '<=': value <= node.value,
      '>': value > node.value,
      '>=': value >= node.value,
    }
    return table[node.operator] === true
  }

  it('however it is nested', () => {
    const cell = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined })
    fc.assert(
      fc.property(tree, fc.record({ a: cell, b: cell, c: cell }), (node, item) => {
        const text = print(node)
        fc.pre(text.length <= 4_096)
        const wire: Wire = {}
        for (const [name, value] of Object.entries(item)) {
          if (value !== undefined) wire[name] = { N: String(value) }
        }
        const values: Wire = {}
        for (const v of [0, 1, 2]) if (text.includes(`:v${v}`)) values[`:v${v}`] = { N: `${v}` }
        expect(meets(text, wire, values)).toBe(naive(node, item))
      }),
    )
  })
})

describe('updates', () => {
  const item = {
    a: { N: '1' },
    l: { L: [{ S: '0' }, { S: '1' }, { S: '2' }] },
    ss: { SS: ['x', 'y'] },
    m: { M: { k: { N: '5' } } },
  }
  const update = (expression: string, values: Wire = {}): Wire => {
    const { update: checked } = readExpressions({
      UpdateExpression: expression,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: raw(values) } : {}),
    })
    return { ...toWireItem(applyUpdate(checked ?? [], toValues(item))) }
  }
  it.each([
    ['SET a = a + :v', { N: '0.5' }, { ...item, a: { N: '1.5' } }],
    ['SET a = :v - a', { N: '1' }, { ...item, a: { N: '0' } }],
    [
      'SET c = if_not_exists(c, :v), d = if_not_exists(a, :v)',
      { S: 'n' },
      { ...item, c: { S: 'n' }, d: { N: '1' } },
    ],
    [
      'SET l = list_append(l, :v)',
      { L: [{ S: '3' }] },
      { ...item, l: { L: [...item.l.L, { S: '3' }] } },
    ],
    // "If you add an element beyond the end of the list, it is appended."
    ['SET l[9] = :v', { S: 'end' }, { ...item, l: { L: [...item.l.L, { S: 'end' }] } }],
    ['SET m.k = :v', { S: 'new' }, { ...item, m: { M: { k: { S: 'new' } } } }],
    ['ADD a :v', { N: '-2' }, { ...item, a: { N: '-1' } }],
    ['ADD fresh :v', { N: '7' }, { ...item, fresh: { N: '7' } }],
    ['ADD ss :v', { SS: ['y', 'z'] }, { ...item, ss: { SS: ['x', 'y', 'z'] } }],
    ['DELETE ss :v', { SS: ['x', 'q'] }, { ...item, ss: { SS: ['y'] } }],
    // "SET a = b, b = a": all right-hand sides see the item as it was.
    [
      'SET a = m.k, m.k = a, z = :v',
      { S: '' },
      { ...item, a: { N: '5' }, m: { M: { k: { N: '1' } } }, z: { S: '' } },
    ],
  ])('%s with :v = %j', (expression, v, expected) => {
    expect(update(expression, { ':v': v })).toEqual(expected)
  })

  it('removes list elements by their indices before the update', () => {
    expect(update('REMOVE l[0], l[1]')).toEqual({ ...item, l: { L: [{ S: '2' }] } })
    expect(update('REMOVE l[7], absent')).toEqual(item)
  })

  it('removes a set that loses its last member', () => {
    const { ss: _, ...rest } = item
    expect(update('DELETE ss :v', { ':v': { SS: ['x', 'y'] } })).toEqual(rest)
  })
})

const VALIDATION = 'com.amazon.coral.validate#ValidationException'

describe('refusals of expressions', () => {
  const refuse = (action: string, input: Wire): unknown => {
    const { status, body } = createTestAccount().call(action, { TableName: 'items', ...input })
    expect(status).toBe(400)
    return body
  }
  const P = 'Invalid ConditionExpression: '
  it.each([
    ['', `${P}The expression can not be empty;`],
    ['a b c', `${P}Syntax error; token: "b", near: "a b c"`],
    ['a =', `${P}Syntax error; token: "<EOF>", near: "="`],
    ['a = :v AND', `${P}Syntax error; token: "<EOF>", near: "AND"`],
    ['size(a).b > a', `${P}Syntax error; token: ".", near: ").b"`],
    ['((a = :v))', `${P}The expression has redundant parentheses;`],
    ['name = :v', `${P}Attribute name is a reserved keyword; reserved keyword: name`],
    ['nope(a)', `${P}Invalid function name; function: nope`],
    [
      'size(a)',
      `${P}The function is not allowed to be used this way in an expression; function: size`,
    ],
    [
      'contains(a, begins_with(b, :v))',
      `${P}The function is not allowed to be used this way in an expression; function: begins_with`,
    ],
    [
      '#x = :v',
      `${P}An expression attribute name used in the document path is not defined; attribute name: #x`,
    ],
    [
      'a = :other',
      `${P}An expression attribute value used in expression is not defined; attribute value: :other`,
    ],
    [
      'size(a, b) = :v',
      `${P}Incorrect number of operands for operator or function; operator or function: size, number of operands: 2`,
    ],
    [
      'begins_with(a, :n)',
      `${P}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    ],
    [
      'attribute_exists(:v)',
      `${P}Operator or function requires a document path; operator or function: attribute_exists`,
    ],
    [
      'attribute_type(a, :v)',
      `${P}Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    ],
    [
      'a = a',
      `${P}The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]`,
    ],
    [
      'a BETWEEN :v AND :low',
      `${P}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {S:a}`,
    ],
    [
      'attribute_exists(a)',
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v, :n, :low}',
    ],
  ])('%j is refused: %s', (ConditionExpression, message) => {
    const ExpressionAttributeValues = { ':v': { S: 'x' }, ':n': { N: '1' }, ':low': { S: 'a' } }
    const input = { Item: { id: { S: '1' } }, ConditionExpression, ExpressionAttributeValues }
    expect(refuse('PutItem', input)).toEqual({ __type: VALIDATION, message })
  })

  const U = 'Invalid UpdateExpression: '
  it.each([
    [
      'SET a = :v SET b = :v',
      `${U}The "SET" section can only be used once in an update expression;`,
    ],
    [
      'SET a = :v REMOVE a.b',
      `${U}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]`,
    ],
    [
      'SET a.b = :v, a[0] = :v',
      `${U}Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]`,
    ],
    [
      'ADD a :v',
      `${U}Incorrect operand type for operator or function; operator: ADD, operand type: STRING`,
    ],
    [
      'SET a = b + :v',
      `${U}Incorrect operand type for operator or function; operator or function: +, operand type: S`,
    ],
    ['SET a = (b.c).d + :v', `${U}Syntax error; token: ".", near: ").d"`],
    ['SET a = size(:v)', `${U}Invalid function name; function: size`],
    [
      'SET id = :v',
      'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
    ],
    ['SET x.y = :v', 'The document path provided in the update expression is invalid for update'],
    [
      'SET x = y, z = :v',
      'The provided expression refers to an attribute that does not exist in the item',
    ],
  ])('%j is refused: %s', (UpdateExpression, message) => {
    const input = {
      Key: { id: { S: '1' } },
      UpdateExpression,
      ExpressionAttributeValues: { ':v': { S: 'x' } },
    }
    expect(refuse('UpdateItem', input)).toEqual({ __type: VALIDATION, message })
  })

  it('survives thousands of parentheses, negations and operators', () => {
    for (const text of [
      '('.repeat(4_000),
      `${'NOT '.repeat(900)}a = b`,
      `a = b${' OR a = b'.repeat(400)}`,
      `SET a = ${'('.repeat(3_000)}`,
      'size('.repeat(800),
    ]) {
      const input = { Item: { id: { S: '1' } }, ConditionExpression: text }
      expect(refuse('PutItem', input)).toMatchObject({ __type: VALIDATION })
    }
  })

  it('answers whatever text stands there', () => {
    const word = fc.constantFrom(
      'a',
      '#n',
      ':v',
      '(',
      ')',
      'AND',
      'NOT',
      '=',
      '<',
      ',',
      '.',
      '[',
      '0',
      ']',
      'size',
      'IN',
      'BETWEEN',
      'SET',
      '+',
      '"',
    )
    const { call } = createTestAccount()
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          for (const kind of ['ConditionExpression', 'UpdateExpression']) {
            const { status } = call('UpdateItem', {
              TableName: 'items',
              Key: { id: { S: '1' } },
              [kind]: text,
            })
            expect([200, 400]).toContain(status)
          }
        },
      ),
    )
  })
})
