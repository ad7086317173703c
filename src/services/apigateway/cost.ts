import type { PriceList } from '../cost.ts'

/** One metered unit of a request or its answer: 512 KB. https://aws.amazon.com/api-gateway/pricing/ */
export const HTTP_API_UNIT_BYTES = 512 * 1_024

/** One metered unit of a WebSocket message: 32 KB. https://aws.amazon.com/api-gateway/pricing/ */
export const MESSAGE_UNIT_BYTES = 32 * 1_024

/** What goes out to the internet: of all services together, the first 100 GB a month free. https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
export const transferOutPrice: PriceList[string] = {
  title: 'Data transfer out to the internet',
  unit: 'GB',
  tiers: [
    { upTo: 10_240, usd: 0.09 },
    { upTo: 51_200, usd: 0.085 },
    { upTo: 153_600, usd: 0.07 },
    { upTo: Infinity, usd: 0.05 },
  ],
  free: { quantity: 100, pool: 'internet-transfer', isOfFirstTier: true },
}

/** HTTP and WebSocket APIs' prices in us-east-1, USD, as of mid-2026. https://aws.amazon.com/api-gateway/pricing/ */
export const httpApiPrices = {
  requests: {
    title: 'HTTP API requests',
    unit: 'request',
    tiers: [
      { upTo: 300e6, usd: 1e-6 },
      { upTo: Infinity, usd: 0.9e-6 },
    ],
  },
  messages: {
    title: 'WebSocket messages',
    unit: 'message',
    tiers: [
      { upTo: 1e9, usd: 1e-6 },
      { upTo: Infinity, usd: 0.8e-6 },
    ],
  },
  connectionMinutes: {
    title: 'WebSocket connection minutes',
    unit: 'minute',
    tiers: [{ upTo: Infinity, usd: 0.25e-6 }],
  },
  transferOut: transferOutPrice,
} as const satisfies PriceList
