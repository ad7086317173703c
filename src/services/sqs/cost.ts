import type { PriceList } from '../cost.ts'

const FREE = { quantity: 1_000_000, pool: 'sqs-requests' }

/**
 * Amazon SQS's prices in us-east-1, USD, as of mid-2026. Every call counts, empty receives and Lambda's polls too; each
 * 64 KB of a call's messages are one request. https://aws.amazon.com/sqs/pricing/
 */
export const sqsPrices = {
  standard: {
    title: 'Requests, standard',
    unit: 'request',
    tiers: [
      { upTo: 100e9, usd: 0.4e-6 },
      { upTo: 200e9, usd: 0.3e-6 },
      { upTo: Infinity, usd: 0.24e-6 },
    ],
    free: FREE,
  },
  fifo: {
    title: 'Requests, FIFO',
    unit: 'request',
    tiers: [
      { upTo: 100e9, usd: 0.5e-6 },
      { upTo: 200e9, usd: 0.4e-6 },
      { upTo: Infinity, usd: 0.35e-6 },
    ],
    free: FREE,
  },
} satisfies PriceList
