import { expect, test } from 'vitest'
import { computeBill } from '../cost.ts'
import { cloudfrontPrices } from './cost.ts'

const bill = (usage: Readonly<Record<string, number>>, hasFreeTier = true): number =>
  computeBill([{ id: 'Cdn', prices: cloudfrontPrices, usage }], { hasFreeTier, scale: 1 }).usd

test('100 TB to US viewers in a month, 1 TB free of the first tier', () => {
  expect(bill({ 'transfer us': 100 * 1_024 })).toBe(7_132.16)
})

test('1,800 invalidation paths: the first 1,000 are free', () => {
  expect(bill({ invalidations: 1_800 })).toBe(4)
})

test('tiers count for each area, the free terabyte once', () => {
  // 9 TB of Europe and 10 TB of India: 9,216 × 0.085 + 10,240 × 0.109
  expect(bill({ 'transfer eu': 10 * 1_024, 'transfer in': 10 * 1_024 })).toBe(1_899.52)
})

test('HTTPS requests by area, 10 million free', () => {
  expect(bill({ 'requests us': 30_000_000 })).toBe(20)
  expect(bill({ 'requests sa': 1_000_000 }, false)).toBe(2.2)
  expect(bill({ 'http us': 1_000_000, 'http sa': 1_000_000 }, false)).toBe(2.35)
  expect(bill({ functions: 5_000_000 })).toBe(0.3)
})
