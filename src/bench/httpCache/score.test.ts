import { expect, test } from 'vitest'
import { cloudfrontDeviations } from './deviations.ts'
import { findFaults, REQUIRED_MIN, type Results } from './score.ts'

const tests = [
  ...Array.from({ length: REQUIRED_MIN }, (_, index) => ({ id: `r${index}` })),
  { id: 'vary', kind: 'required' as const },
  { id: 'nice', kind: 'optimal' as const },
  { id: 'told', kind: 'check' as const },
]
const all: Results = Object.fromEntries(tests.map(({ id }) => [id, true]))
const rules = { 'Vary tells nothing apart': ['vary'] }
const outcome = { rfc: all, cloudfront: { ...all, vary: ['Assertion', 'cached'], told: ['x'] } }

test('results are well where the RFC’s pass, and all that differs under CloudFront’s rules has a name', () => {
  expect(findFaults(tests, { outcome, known: [all], rules })).toEqual({
    faults: [],
    figures: [
      'RFC 9111: 126 of 126 required, 1 of 1 optimal',
      'CloudFront: 125 of 126 required, 1 of 1 optimal; 1 differ, by 1 rules',
    ],
  })
})

test('too few that pass, one that everybody else passes, a difference without a name and a name without a difference are faults', () => {
  const bad = {
    rfc: { ...all, r0: false, r1: false },
    cloudfront: { ...all, nice: false },
  }
  expect(
    findFaults(tests, { outcome: bad, known: [all, { ...all, r1: false }], rules }).faults,
  ).toEqual([
    'only 124 required tests pass, not 125',
    'r0: every well-known cache passes it, ours does not',
    'nice: fails under CloudFront’s rules, and no rule of theirs is named',
    'vary: is said to differ under CloudFront’s rules, and does not',
  ])
})

test('no test is named under two rules', () => {
  const ids = Object.values(cloudfrontDeviations).flat()
  expect(new Set(ids).size).toBe(ids.length)
})
