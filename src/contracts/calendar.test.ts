import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatHttpDate, formatRequestTime, parseHttpDate } from './calendar.ts'

test('requestTime is written as AWS writes it', () => {
  expect(formatRequestTime(Date.UTC(2020, 2, 12, 19, 3, 58))).toBe('12/Mar/2020:19:03:58 +0000')
  expect(formatRequestTime(1_583_348_638_390)).toBe('04/Mar/2020:19:03:58 +0000')
})

test('dates agree with the calendar of Date, for any instant of 400 years', () => {
  fc.assert(
    fc.property(fc.integer({ min: -6_000_000_000_000, max: 7_000_000_000_000 }), (epochMs) => {
      expect(formatHttpDate(epochMs)).toBe(new Date(epochMs).toUTCString())
    }),
    { numRuns: 3_000 },
  )
})

test('an HTTP date is read back, in each of its three forms; anything else is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 7_000_000_000 }), (seconds) => {
      expect(parseHttpDate(formatHttpDate(seconds * 1_000))).toBe(seconds * 1_000)
    }),
  )
  const expected = Date.UTC(1994, 10, 6, 8, 49, 37)
  expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT')).toBe(expected)
  expect(parseHttpDate('Sun Nov  6 08:49:37 1994')).toBe(expected)
  for (const text of [
    '',
    '0',
    '-1',
    'tomorrow',
    'Sun, 06 Nov 1994 08:49:37',
    '06 Foo 1994 08:49:37 GMT',
  ]) {
    expect(parseHttpDate(text)).toBeNull()
  }
})
