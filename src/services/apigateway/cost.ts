import type { PriceList } from '../cost.ts'

/** One metered unit of a request or its answer: 512 KB. https://aws.amazon.com/api-gateway/pricing/ */
export const HTTP_API_UNIT_BYTES = 512 * 1_024

/** One metered unit of a WebSocket message: 32 KB. https://aws.amazon.com/api-gateway/pricing/ */
export const MESSAGE_UNIT_BYTES = 32 * 1_024

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
} as const satisfies PriceList
