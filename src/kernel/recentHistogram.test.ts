import { expect, test } from 'vitest'
import { createRecentHistogram } from './recentHistogram.ts'
import { after, seconds, START } from './time.ts'

const at = (s: number) => after(START, seconds(s))

test('forgets what is older than two windows', () => {
  const recent = createRecentHistogram(seconds(10))
  expect(recent.read(at(0))).toBeNull()
  recent.add(at(1), 100)
  recent.add(at(12), 5)
  expect(recent.read(at(12))?.max).toBe(100)
  expect(recent.read(at(19))?.count).toBe(2)
  expect(recent.read(at(21))?.max).toBe(5)
  expect(recent.read(at(31))).toBeNull()
  recent.add(at(31), 7)
  expect(recent.read(at(31))?.count).toBe(1)
})

test('reading changes nothing', () => {
  const recent = createRecentHistogram(seconds(10))
  recent.add(at(1), 1)
  recent.read(at(25))
  recent.add(at(26), 2)
  expect(recent.read(at(26))?.count).toBe(1)
})
