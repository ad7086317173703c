import * as real from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always, createOurs } from './testing/pair.ts'

const { util: ours } = createOurs(always(200, {}))

const key = fc.string({ maxLength: 5 }).filter((name) => name !== '__proto__')
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, Symbol.iterator, () => 1),
    fc.uint8Array({ maxLength: 4 }),
    fc.date(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    fc
      .array(fc.oneof(fc.string(), fc.integer(), fc.uint8Array()), { maxLength: 3 })
      .map((it) => new Set(it)),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((it) => new Map(it)),
  ),
}))
const marshallOptions = fc.record(
  {
    convertEmptyValues: fc.boolean(),
    removeUndefinedValues: fc.boolean(),
    convertClassInstanceToMap: fc.boolean(),
    convertTopLevelContainer: fc.boolean(),
    allowImpreciseNumbers: fc.boolean(),
  },
  { requiredKeys: [] },
)
const attribute = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: fc.string() }),
    fc.record({
      N: fc.oneof(
        fc.bigInt().map(String),
        fc.double().map(String),
        fc.constantFrom('1e400', 'x', ''),
      ),
    }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.boolean() }),
    fc.record({ B: fc.uint8Array({ maxLength: 4 }) }),
    fc.record({ SS: fc.array(fc.string(), { maxLength: 3 }) }),
    fc.record({ NS: fc.array(fc.integer().map(String), { maxLength: 3 }) }),
    fc.record({ BS: fc.array(fc.uint8Array(), { maxLength: 3 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(key, tie('value'), { maxKeys: 4 }) }),
    fc.constantFrom({}, { X: 1 }, { S: undefined, N: '1' }),
  ),
}))
const unmarshallOptions = fc.record(
  { wrapNumbers: fc.boolean(), convertWithoutMapWrapper: fc.boolean() },
  { requiredKeys: [] },
)

/** The result, or the error that came instead. */
const attempt = (act: () => unknown): unknown => {
  try {
    return { value: act() }
  } catch (error) {
    return { error: error instanceof Error ? [error.name, error.message] : error }
  }
}
/** Both packages have a NumberValue of their own. */
const comparable = (result: unknown): unknown => {
  if (result instanceof Set) return new Set([...result].map(comparable))
  if (Array.isArray(result)) return result.map(comparable)
  if (result === null || typeof result !== 'object' || result instanceof Uint8Array) return result
  if (result.constructor.name === 'NumberValue') return { number: result.valueOf() }
  return Object.fromEntries(Object.entries(result).map(([name, it]) => [name, comparable(it)]))
}

describe('util-dynamodb says what the real package says, on random values', () => {
  test('marshall', () => {
    fc.assert(
      fc.property(value.value, marshallOptions, (data, options) => {
        expect(attempt(() => ours.marshall(data as never, options))).toStrictEqual(
          attempt(() => real.marshall(data as never, options)),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test('unmarshall', () => {
    fc.assert(
      fc.property(attribute.value, unmarshallOptions, (data, options) => {
        const input = (options.convertWithoutMapWrapper ? data : { field: data }) as never
        expect(comparable(attempt(() => ours.unmarshall(input, options)))).toStrictEqual(
          comparable(attempt(() => real.unmarshall(input, options))),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test('unmarshall undoes marshall', () => {
    const item = {
      id: 'a',
      list: [1, { deep: null }],
      set: new Set(['x']),
      big: 2n ** 70n,
      bytes: new Uint8Array([7]),
    }
    expect(ours.unmarshall(ours.marshall(item))).toStrictEqual(item)
  })

  test('NumberValue keeps what a double cannot and refuses what it would falsify', () => {
    for (const input of [
      '12345678901234567890.5',
      5,
      5n,
      { N: '7' },
      2 ** 53,
      Number.NaN,
      Infinity,
    ]) {
      const read = (util: typeof real) => () => {
        const number = util.NumberValueImpl.from(input)
        return [String(number), number.toAttributeValue(), number.valueOf(), number.value]
      }
      expect(attempt(read(ours))).toStrictEqual(attempt(read(real)))
    }
    expect(ours.NumberValueImpl.from('12345678901234567890').toBigInt()).toBe(12345678901234567890n)
  })
})
