import { expect, test } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatMs,
  formatNumber,
  formatPercent,
  formatShort,
  formatTally,
} from './format.ts'

test('numbers set their thousands off and never show a negative zero', () => {
  expect(formatNumber(18_204)).toBe('18,204')
  expect(formatNumber(1_234_567.891, 2)).toBe('1,234,567.89')
  expect(formatNumber(-0.001, 2)).toBe('0.00')
  expect(formatNumber(Number.NaN)).toBe('–')
})

test('short numbers keep the digits that matter', () => {
  expect([0.004, 0.42, 7.33, 41.96, 412.4, 18_204].map(formatShort)).toEqual([
    '0',
    '0.42',
    '7.3',
    '42.0',
    '412',
    '18,204',
  ])
  expect([812, 18_204, 1_400_000].map(formatCount)).toEqual(['812', '18.2k', '1.4M'])
})

test('durations, shares and sizes carry their units', () => {
  expect([0.42, 38.04, 812, 1_250, 61_000].map(formatMs)).toEqual([
    '0.42 ms',
    '38.0 ms',
    '812 ms',
    '1.25 s',
    '61.0 s',
  ])
  expect([0, 0.0001, 0.004, 0.38].map(formatPercent)).toEqual(['0 %', '<0.1 %', '0.4 %', '38 %'])
  expect([812, 18_637, 4_194_304].map(formatBytes)).toEqual(['812 B', '18.2 KB', '4.0 MB'])
})

test('a tally has its count beside its smoothed share, and says nothing of nothing', () => {
  expect(formatTally(0, 0, 0)).toBe('–')
  expect(formatTally(0, 12, 0)).toBe('0')
  expect(formatTally(3, 12, 0.25)).toBe('3 · 25 %')
  // The share has faded since; what happened has happened.
  expect(formatTally(3, 9_000, 0)).toBe('3')
})
