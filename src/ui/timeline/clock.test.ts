import { expect, test } from 'vitest'
import { formatClock, formatDuration, formatNumber, formatSpeed } from './clock.ts'

test('a clock shows hours, minutes, seconds and milliseconds', () => {
  expect([0, 12_345_678, 3_661_001_000].map(formatClock)).toEqual([
    '00:00:00.000',
    '00:00:12.345',
    '01:01:01.001',
  ])
})

test('a duration takes the unit that reads best', () => {
  const durations = [340, 8_449, 9_960, 812_000, 999_600, 1_240_000, 31_000_000, 125_000_000]
  expect(durations.map(formatDuration)).toEqual([
    '340 µs',
    '8.4 ms',
    '10 ms',
    '812 ms',
    '1.00 s',
    '1.24 s',
    '31.0 s',
    '2 min 5 s',
  ])
})

test('numbers are short and grouped', () => {
  expect([0, 0.417, 7.31, 40, 412.4, 4_871, 1_234_567].map(formatNumber)).toEqual([
    '0',
    '0.42',
    '7.3',
    '40',
    '412',
    '4,871',
    '1.2 M',
  ])
  expect([0.001, 1, 1_000, 'max' as const].map(formatSpeed)).toEqual([
    '0.001×',
    '1×',
    '1,000×',
    'max',
  ])
})
