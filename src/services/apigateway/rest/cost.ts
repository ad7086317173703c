import type { PriceList } from '#services/cost.ts'
import { transferOutPrice } from '../cost.ts'

/** REST APIs' prices in us-east-1, USD, as of mid-2026. https://aws.amazon.com/api-gateway/pricing/ */
export const restApiPrices = {
  requests: {
    title: 'REST API requests',
    unit: 'request',
    tiers: [
      { upTo: 333e6, usd: 3.5e-6 },
      { upTo: 1_000e6, usd: 2.8e-6 },
      { upTo: 20_000e6, usd: 2.38e-6 },
      { upTo: Infinity, usd: 1.51e-6 },
    ],
  },
  /** Where the API itself decides. https://aws.amazon.com/xray/pricing/ */
  traces: {
    title: 'X-Ray traces recorded',
    unit: 'trace',
    tiers: [{ upTo: Infinity, usd: 5e-6 }],
    free: { quantity: 100_000, pool: 'xray-traces' },
  },
  transferOut: transferOutPrice,
  cacheHours05: cachePrice('0.5', 0.02),
  cacheHours16: cachePrice('1.6', 0.038),
  cacheHours61: cachePrice('6.1', 0.2),
  cacheHours135: cachePrice('13.5', 0.25),
  cacheHours284: cachePrice('28.4', 0.5),
  cacheHours582: cachePrice('58.2', 1),
  cacheHours118: cachePrice('118', 1.9),
  cacheHours237: cachePrice('237', 3.8),
} as const satisfies PriceList

/** A cache is paid by the hour, whatever it does. */
function cachePrice(size: string, usdPerHour: number): PriceList[string] {
  return {
    title: `API cache of ${size} GB`,
    unit: 'hour',
    tiers: [{ upTo: Infinity, usd: usdPerHour }],
  }
}

/** The meter of a cache's size: `0.5` is `cacheHours05`. */
export const cacheMeterOf = (size: string): string => `cacheHours${size.replace('.', '')}`
