import { expect, test } from 'vitest'
import { createRefusals, splitReason } from './refusals.ts'

test('reasons are counted, the most frequent are told first, and few of them', () => {
  const refusals = createRefusals()
  refusals.add('IAM', 'not signed')
  for (let round = 0; round < 3; round++) refusals.add('API key', 'missing')
  expect(refusals.read()).toEqual([
    { by: 'API key', why: 'missing', count: 3 },
    { by: 'IAM', why: 'not signed', count: 1 },
  ])
  for (let reason = 0; reason < 1_000; reason++) refusals.add('IAM', `reason ${reason}`)
  expect(refusals.read()).toHaveLength(8)
})

test('a reason begins with who refused', () => {
  expect(splitReason('IAM: the request: not signed')).toEqual(['IAM', 'the request: not signed'])
  expect(splitReason('connection rate')).toEqual(['connection rate', ''])
})
