import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatHttpDate, formatRequestTime } from './calendar.ts'

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
