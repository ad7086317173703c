import { expect, test } from 'vitest'
import { after, minutes, seconds, START } from '#kernel/time.ts'
import { createPartitions } from './partitions.ts'

const admitted = (
  partitions: ReturnType<typeof createPartitions>,
  key: string,
  of: { readonly kind?: 'read' | 'write'; readonly many: number; readonly at: number },
): number => {
  let count = 0
  for (let n = 0; n < of.many; n++) {
    if (partitions.admit(key, of.kind ?? 'read', after(START, seconds(of.at)))) count++
  }
  return count
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
test('a partition bears 5,500 reads and 3,500 writes a second, each by itself', () => {
  const partitions = createPartitions(START, () => minutes(30))
  expect(admitted(partitions, 'a/x', { many: 6_000, at: 0 })).toBe(5_500)
  expect(admitted(partitions, 'b/x', { many: 10, at: 0 })).toBe(0)
  expect(admitted(partitions, 'a/x', { many: 4_000, at: 0, kind: 'write' })).toBe(3_500)
  expect(admitted(partitions, 'b/x', { many: 6_000, at: 1 })).toBe(5_500)
})

test('one that stays too hot is split by what its keys go on with, and no sooner', () => {
  const partitions = createPartitions(START, () => minutes(1))
  for (let at = 0; at < 60; at += 10) {
    admitted(partitions, 'a/x', { many: 5_501, at })
    admitted(partitions, 'b/x', { many: 1, at })
    expect(partitions.count).toBe(1)
  }
  admitted(partitions, 'a/x', { many: 5_501, at: 60 })
  // The rest, `a/` and `b/`.
  expect(partitions.count).toBe(3)
  expect(admitted(partitions, 'a/x', { many: 6_000, at: 62 })).toBe(5_500)
  expect(admitted(partitions, 'b/x', { many: 6_000, at: 62 })).toBe(5_500)
})

test('a burst now and then splits nothing', () => {
  const partitions = createPartitions(START, () => minutes(1))
  for (let at = 0; at < 600; at += 61) admitted(partitions, 'a/x', { many: 5_501, at })
  expect(partitions.count).toBe(1)
})
