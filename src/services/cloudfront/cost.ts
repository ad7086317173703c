import type { MeterPrice, PriceList } from '../cost.ts'
import type { PriceArea } from './priceAreas.ts'

const TB = 1_024
const PB = 1_024 * TB

/** Up to how many GB a month each price of an area is for. */
const LIMITS = [10 * TB, 50 * TB, 150 * TB, 500 * TB, 1_024 * TB, 5 * PB, Infinity]

interface Area {
  readonly title: string
  /** USD a GB, by tier. */
  readonly transfer: readonly number[]
  /** USD for 10,000 HTTPS requests. */
  readonly requests: number
  /** The same over plain HTTP. */
  readonly http: number
}

const AREAS: Readonly<Record<PriceArea, Area>> = {
  us: {
    title: 'US, Mexico, Canada',
    transfer: [0.085, 0.08, 0.06, 0.04, 0.03, 0.025, 0.02],
    requests: 0.01,
    http: 0.0075,
  },
  eu: {
    title: 'Europe, Israel',
    transfer: [0.085, 0.08, 0.06, 0.04, 0.03, 0.025, 0.02],
    requests: 0.012,
    http: 0.009,
  },
  me: {
    title: 'Africa, Middle East',
    transfer: [0.11, 0.105, 0.09, 0.08, 0.06, 0.05, 0.04],
    requests: 0.012,
    http: 0.009,
  },
  sa: {
    title: 'South America',
    transfer: [0.11, 0.105, 0.09, 0.08, 0.06, 0.05, 0.04],
    requests: 0.022,
    http: 0.016,
  },
  jp: {
    title: 'Japan',
    transfer: [0.114, 0.089, 0.086, 0.084, 0.08, 0.07, 0.06],
    requests: 0.012,
    http: 0.009,
  },
  au: {
    title: 'Australia, New Zealand',
    transfer: [0.114, 0.098, 0.094, 0.092, 0.09, 0.085, 0.08],
    requests: 0.0125,
    http: 0.009,
  },
  asia: {
    title: 'Asia Pacific',
    transfer: [0.12, 0.1, 0.095, 0.09, 0.08, 0.07, 0.06],
    requests: 0.012,
    http: 0.009,
  },
  in: {
    title: 'India',
    transfer: [0.109, 0.085, 0.082, 0.08, 0.078, 0.075, 0.072],
    requests: 0.012,
    http: 0.009,
  },
}

/** "1 TB of data transfer out, 10,000,000 requests, 2,000,000 function invocations each month": taken off the first tier. */
const FREE_TRANSFER = { quantity: TB, pool: 'cloudfront-transfer', isOfFirstTier: true }
const FREE_REQUESTS = { quantity: 10_000_000, pool: 'cloudfront-requests' }

const flat = (title: string, unit: string, usd: number): MeterPrice => ({
  title,
  unit,
  tiers: [{ upTo: Infinity, usd }],
})

const transferOf = ({ title, transfer }: Area): MeterPrice => ({
  title: `Transfer out, ${title}`,
  unit: 'GB',
  tiers: LIMITS.map((upTo, index) => ({ upTo, usd: transfer[index] ?? 0 })),
  free: FREE_TRANSFER,
})

const entries = Object.entries(AREAS)

/**
 * CloudFront's prices, USD, as of mid-2026. Tiers count for each area. https://aws.amazon.com/cloudfront/pricing/
 */
export const cloudfrontPrices: PriceList = {
  ...Object.fromEntries(entries.map(([area, of]) => [`transfer ${area}`, transferOf(of)])),
  ...Object.fromEntries(
    entries.map(([area, { title, requests }]) => [
      `requests ${area}`,
      { ...flat(`HTTPS requests, ${title}`, 'request', requests / 10_000), free: FREE_REQUESTS },
    ]),
  ),
  ...Object.fromEntries(
    entries.map(([area, { title, http }]) => [
      `http ${area}`,
      { ...flat(`HTTP requests, ${title}`, 'request', http / 10_000), free: FREE_REQUESTS },
    ]),
  ),
  functions: {
    ...flat('CloudFront Functions', 'invocation', 0.1e-6),
    free: { quantity: 2_000_000, pool: 'cloudfront-functions' },
  },
  invalidations: {
    ...flat('Invalidation paths', 'path', 0.005),
    free: { quantity: 1_000, pool: 'cloudfront-invalidations' },
  },
  shield: flat('Origin Shield requests', 'request', 0.75e-6),
}
