import { describe, expect, test } from 'vitest'
import { createModel } from './models.ts'

const PRICE = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['price', 'type'],
  properties: {
    id: { type: 'integer' },
    type: { type: 'string', enum: ['dog', 'cat'] },
    price: { type: 'number', minimum: 25.0, maximum: 500.0 },
  },
  additionalProperties: false,
}

const check = (schema: object, body: unknown): string | null | undefined =>
  createModel(schema)?.(body)

describe('a model says what is wrong as json-schema-validator for Java does', () => {
  test.each([
    [{ price: 30, type: 'dog' }, null],
    [{ type: 'dog' }, '[object has missing required properties (["price"])]'],
    [{}, '[object has missing required properties (["price","type"])]'],
    [
      { price: 'x', type: 'dog' },
      '[instance type (string) does not match any allowed primitive type (allowed: ["number"])]',
    ],
    [
      { price: 1, type: 'dog' },
      '[numeric instance is lower than the required minimum (minimum: 25, found: 1)]',
    ],
    [
      { price: 30, type: 'fish' },
      '[instance value ("fish") not found in enum (possible values: ["dog","cat"])]',
    ],
    [
      { price: 30, type: 'dog', more: 1 },
      '[object instance has properties which are not allowed by the schema: ["more"]]',
    ],
  ])('%j', (body, problem) => expect(check(PRICE, body)).toBe(problem))

  test('draft 4: exclusiveMinimum is a flag', () => {
    const schema = { type: 'number', minimum: 0, exclusiveMinimum: true }
    expect([check(schema, 1), check(schema, 0) === null]).toEqual([null, false])
  })

  test('a pattern is found anywhere, in time that grows with the text only', () => {
    const schema = { type: 'string', pattern: '^(a+)+$' }
    expect(check(schema, 'aaa')).toBe(null)
    expect(check(schema, `${'a'.repeat(5_000)}b`)).toContain('ECMA 262 regex "^(a+)+$"')
  })

  test('uniqueItems compares pairs, and so not the items of an array without measure', () => {
    const schema = { type: 'array', uniqueItems: true }
    expect(check(schema, [1, 2, 1])).not.toBe(null)
    expect(
      check(
        schema,
        Array.from({ length: 100_000 }, () => ({ a: 1 })),
      ),
    ).toBe(null)
  })

  test('a model may name another by its URL', () => {
    const model = createModel(
      {
        type: 'array',
        items: { $ref: 'https://apigateway.amazonaws.com/restapis/a1b2c3d4e5/models/Pet' },
      },
      (name) => (name === 'Pet' ? PRICE : undefined),
    )
    expect(model?.([{ price: 30, type: 'cat' }])).toBe(null)
    expect(model?.([{ price: 30 }])).toContain('missing required properties')
  })

  test.each([
    ['a pattern that is none', { pattern: '(' }],
    ['a property’s pattern with two loops', { patternProperties: { '(a+)+$': {} } }],
  ])('%s makes no model', (_, schema) => expect(createModel(schema)).toBe(null))
})
