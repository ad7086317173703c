import type { PriceList } from '../cost.ts'

/**
 * Fargate's prices in us-east-1 for Linux on x86, USD, as of mid-2026: from the image's download to the task's end. A
 * service is charged for where its `TaskSize` is set. https://aws.amazon.com/fargate/pricing/
 */
export const httpServicePrices = {
  vcpuHours: {
    title: 'Fargate vCPU',
    unit: 'vCPU-hour',
    tiers: [{ upTo: Infinity, usd: 0.04048 }],
  },
  memoryHours: {
    title: 'Fargate memory',
    unit: 'GB-hour',
    tiers: [{ upTo: Infinity, usd: 0.004445 }],
  },
} as const satisfies PriceList
