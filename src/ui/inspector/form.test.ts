import { define, fields } from '#services/definition.ts'
import type { JsonValue } from '#services/service.ts'
import { catalog } from '#services/catalog.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { deriveForm, type Field, titleOfKey } from './deriveForm.ts'
import { findAt, isSame, putAt } from './values.ts'

const find = (form: readonly Field[], key: string): Field | undefined =>
  form.find((field) => field.key === key)

describe('deriving a form from a schema', () => {
  const { properties } = define({
    type: 'Coldstart::Test',
    title: 'Test',
    description: '',
    category: 'compute',
    properties: z.looseObject({
      Memory: z
        ._default(z.int().check(z.minimum(128), z.maximum(10_240)), 128)
        .register(fields, { title: 'Memory size', unit: 'MB', source: 'https://docs…' }),
      Rate: z._default(z.number().check(z.positive()), 1),
      Name: z.optional(z.string()),
      On: z._default(z.boolean(), false),
      Mode: z._default(z.enum(['a', 'b']), 'a'),
      Tags: z.optional(z.record(z.string(), z.string())),
      Routes: z._default(z.array(z.string()), ['$default']),
      Kinds: z._default(z.array(z.enum(['x', 'y'])), ['x']),
      Stages: z._default(z.array(z.object({ Seconds: z._default(z.number(), 60) })), []),
      Nested: z._default(z.looseObject({ Depth: z._default(z.int(), 3) }), { Depth: 3 }),
      Free: z.optional(z.looseObject({})).register(fields, { title: 'Free', widget: 'json' }),
    }),
    model: z.looseObject({}),
    serves: [],
    calls: [],
    edges: {},
    carries: { code: false, data: false },
  })
  const form = deriveForm(properties)

  test('gives each field the control that fits its schema', () => {
    expect(form.map(({ key, shape }) => `${key} ${shape.type}`)).toEqual([
      'Memory number',
      'Rate number',
      'Name text',
      'On flag',
      'Mode choice',
      'Tags record',
      'Routes texts',
      'Kinds choices',
      'Stages table',
      'Nested group',
      'Free json',
    ])
  })

  test('takes bounds, defaults and metadata from the schema', () => {
    expect(find(form, 'Memory')).toEqual({
      key: 'Memory',
      path: ['Memory'],
      title: 'Memory size',
      unit: 'MB',
      help: undefined,
      source: 'https://docs…',
      group: undefined,
      optional: false,
      fallback: 128,
      shape: { type: 'number', integer: true, min: 128, max: 10_240 },
    })
    expect(find(form, 'Name')).toMatchObject({ optional: true, fallback: undefined })
    const nested = find(form, 'Nested')?.shape
    expect(nested?.type === 'group' && nested.fields[0]).toMatchObject({
      path: ['Nested', 'Depth'],
      title: 'Depth',
      fallback: 3,
    })
  })

  test('works for every service of the catalogue', () => {
    for (const definition of Object.values(catalog)) {
      const derived = [...deriveForm(definition.properties), ...deriveForm(definition.model)]
      expect(derived.length).toBeGreaterThan(0)
      for (const field of derived) expect(field.title).not.toBe('')
    }
    expect(titleOfKey('TargetPerSecond')).toBe('Target per second')
  })
})

describe('values', () => {
  const json = fc.jsonValue() as fc.Arbitrary<JsonValue>
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })

  test('what is put is found again, and taking it away leaves no empty shells', () => {
    fc.assert(
      fc.property(path, json, (where, value) => {
        const put = putAt({}, where, value)
        if (!isSame(value, {})) expect(isSame(findAt(put, where), value)).toBe(true)
        expect(putAt(put, where, undefined)).toEqual({})
      }),
    )
  })

  test('putting changes nothing else, not even the order', () => {
    const before = { z: 1, m: { y: 2, x: 3 }, a: 4 }
    const after = putAt(before, ['m', 'x'], 5)
    expect(JSON.stringify(after)).toBe('{"z":1,"m":{"y":2,"x":5},"a":4}')
    expect(putAt(after, ['m', 'x'], undefined)).toEqual({ z: 1, m: { y: 2 }, a: 4 })
  })

  test('equality looks at values, not at the order of keys', () => {
    expect(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true)
    expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false)
    expect(isSame([1, 2], [2, 1])).toBe(false)
  })
})
