import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { compilePattern, passesFilter } from './filterPattern.ts'

/** Whether a message with this body passes the filter on its body. */
const passes = (pattern: unknown, body: unknown): boolean => {
  const compiled = compilePattern(JSON.stringify({ body: pattern }))
  if (compiled === null) throw new Error('invalid')
  return passesFilter([compiled], JSON.stringify({ messageId: 'm', body: JSON.stringify(body) }))
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
describe('filter rules', () => {
  test.each([
    ['null', { UserID: [null] }, { UserID: null }, { UserID: 'x' }],
    ['empty', { LastName: [''] }, { LastName: '' }, { LastName: 'Smith' }],
    ['equals', { Name: ['Alice'] }, { Name: 'Alice' }, { Name: 'alice' }],
    [
      'equals, ignoring case',
      { Name: [{ 'equals-ignore-case': 'alice' }] },
      { Name: 'ALICE' },
      { Name: 'Bob' },
    ],
    [
      'and',
      { Location: ['New York'], Day: ['Monday'] },
      { Location: 'New York', Day: 'Monday' },
      { Location: 'New York' },
    ],
    ['or', { PaymentType: ['Credit', 'Debit'] }, { PaymentType: 'Debit' }, { PaymentType: 'Cash' }],
    [
      'or, multiple fields',
      { $or: [{ Location: ['New York'] }, { Day: ['Monday'] }] },
      { Day: 'Monday' },
      { Day: 'Tuesday' },
    ],
    [
      'not',
      { Weather: [{ 'anything-but': ['Raining'] }] },
      { Weather: 'Sunny' },
      { Weather: 'Raining' },
    ],
    ['numeric, equals', { Price: [{ numeric: ['=', 100] }] }, { Price: 100 }, { Price: 101 }],
    ['numeric, range', { Price: [{ numeric: ['>', 10, '<=', 20] }] }, { Price: 20 }, { Price: 10 }],
    ['exists', { ProductName: [{ exists: true }] }, { ProductName: 0 }, {}],
    // "It does not work on intermediate nodes."
    [
      'exists on a leaf only',
      { ProductName: [{ exists: true }] },
      { ProductName: null },
      { ProductName: { a: 1 } },
    ],
    ['does not exist', { ProductName: [{ exists: false }] }, {}, { ProductName: 0 }],
    [
      'begins with',
      { Region: [{ prefix: 'us-' }] },
      { Region: 'us-east-1' },
      { Region: 'eu-us-1' },
    ],
    [
      'ends with',
      { FileName: [{ suffix: '.png' }] },
      { FileName: 'a.png' },
      { FileName: 'a.png.gz' },
    ],
    ['nested', { a: { b: [1] } }, { a: { b: 1 } }, { a: 1 }],
    ['a list in the record', { tags: ['new'] }, { tags: ['old', 'new'] }, { tags: ['old'] }],
    ['numbers are not texts', { n: [1] }, { n: 1 }, { n: '1' }],
    ['not a prefix', { s: [{ 'anything-but': { prefix: 'x' } }] }, { s: 'a' }, { s: 'xa' }],
  ])('%s', (_, pattern, yes, no) => {
    expect(passes(pattern, yes)).toBe(true)
    expect(passes(pattern, no)).toBe(false)
  })

  test('a pattern for JSON drops a plain text, one for a text drops JSON', () => {
    const json = compilePattern('{"body":{"a":["x"]}}')
    const text = compilePattern('{"body":["hello"]}')
    if (json === null || text === null) throw new Error('invalid')
    expect(passesFilter([json], '{"body":"hello"}')).toBe(false)
    expect(passesFilter([text], '{"body":"hello"}')).toBe(true)
    expect(passesFilter([text], '{"body":"{\\"a\\":\\"hello\\"}"}')).toBe(false)
    // "If you don't include body, Lambda decides by the other properties alone."
    const other = compilePattern('{"messageAttributes":{"k":{"stringValue":["v"]}}}')
    if (other === null) throw new Error('invalid')
    expect(
      passesFilter([other], '{"body":"{","messageAttributes":{"k":{"stringValue":"v"}}}'),
    ).toBe(true)
  })

  test('any of several filters lets a record pass; without filters all pass', () => {
    const [a, b] = [compilePattern('{"x":["a"]}'), compilePattern('{"x":["b"]}')]
    if (a === null || b === null) throw new Error('invalid')
    expect(passesFilter([a, b], '{"x":"b"}')).toBe(true)
    expect(passesFilter([a, b], '{"x":"c"}')).toBe(false)
    expect(passesFilter([], '{"x":"c"}')).toBe(true)
  })

  test.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['a value that is no list', '{"a":"x"}'],
    ['an empty list', '{"a":[]}'],
    ['an operator that is none', '{"a":[{"near":3}]}'],
    ['a comparison that is none', '{"a":[{"numeric":["~",3]}]}'],
    ['too long', JSON.stringify({ a: ['x'.repeat(5_000)] })],
    ['too deep', `${'{"a":'.repeat(100)}["x"]${'}'.repeat(100)}`],
  ])('is invalid: %s', (_, text) => {
    expect(compilePattern(text)).toBe(null)
  })

  test('no pattern and no record can break the poller', () => {
    fc.assert(
      fc.property(fc.json(), fc.jsonValue(), (pattern, record) => {
        const compiled = compilePattern(pattern)
        if (compiled !== null) passesFilter([compiled], JSON.stringify(record))
      }),
    )
  })
})
