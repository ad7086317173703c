import type { PriceList } from '../cost.ts'

const DURATION_FREE = { quantity: 400_000, pool: 'lambda-duration' }

/**
 * AWS Lambda's prices in us-east-1, USD, as of mid-2026, by meter. 1 GB is 1,024 MB; durations are billed milliseconds
 * times memory. Provisioned concurrency on Arm is recalled, not read again. https://aws.amazon.com/lambda/pricing/
 */
export const lambdaPrices = {
  requests: {
    title: 'Lambda requests',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.2e-6 }],
    free: { quantity: 1_000_000, pool: 'lambda-requests' },
  },
  'duration-x86_64': {
    title: 'Lambda duration, x86',
    unit: 'GB-s',
    tiers: [
      { upTo: 6e9, usd: 0.0000166667 },
      { upTo: 15e9, usd: 0.000015 },
      { upTo: Infinity, usd: 0.0000133334 },
    ],
    free: DURATION_FREE,
  },
  'duration-arm64': {
    title: 'Lambda duration, Arm',
    unit: 'GB-s',
    tiers: [
      { upTo: 7.5e9, usd: 0.0000133334 },
      { upTo: 18.75e9, usd: 0.0000120001 },
      { upTo: Infinity, usd: 0.0000106667 },
    ],
    free: DURATION_FREE,
  },
  'provisioned-x86_64': {
    title: 'Provisioned concurrency, x86',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000041667 }],
  },
  'provisioned-arm64': {
    title: 'Provisioned concurrency, Arm',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000033334 }],
  },
  'provisioned-duration-x86_64': {
    title: 'Duration under provisioned concurrency, x86',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000097222 }],
  },
  'provisioned-duration-arm64': {
    title: 'Duration under provisioned concurrency, Arm',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000077778 }],
  },
  /** Above 512 MB, over the billed duration. */
  ephemeral: {
    title: 'Lambda ephemeral storage above 512 MB',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000000309 }],
  },
  /** Python and .NET; Java's is free. At least 3 h a version. */
  'snapstart-cache': {
    title: 'SnapStart cache',
    unit: 'GB-s',
    tiers: [{ upTo: Infinity, usd: 0.0000015046 }],
  },
  'snapstart-restore': {
    title: 'SnapStart restores',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.0001397998 }],
  },
  /** Of each streamed response what is beyond its first 6 MB. */
  streamed: {
    title: 'Lambda response streaming beyond 6 MB',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.008 }],
    free: { quantity: 100, pool: 'lambda-streaming' },
  },
  /** Provisioned pollers of an SQS event source mapping, one event poller unit a poller. */
  'poller-hours': {
    title: 'Provisioned event pollers',
    unit: 'EPU-h',
    tiers: [{ upTo: Infinity, usd: 0.00925 }],
  },
  /** Where the function itself decides; the free tier is X-Ray's. https://aws.amazon.com/xray/pricing/ */
  traces: {
    title: 'X-Ray traces recorded',
    unit: 'trace',
    tiers: [{ upTo: Infinity, usd: 5e-6 }],
    free: { quantity: 100_000, pool: 'xray-traces' },
  },
  /** Of functions that keep their tenants apart: the memory of each environment that is made. */
  'tenant-environments': {
    title: 'Tenant isolation, environments made',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.000167 }],
  },
  /** CloudWatch Logs ingestion, Lambda's own tiers since May 2025. https://aws.amazon.com/cloudwatch/pricing/ */
  logs: {
    title: 'CloudWatch Logs ingestion',
    unit: 'GB',
    tiers: [
      { upTo: 10_000, usd: 0.5 },
      { upTo: 30_000, usd: 0.25 },
      { upTo: 50_000, usd: 0.1 },
      { upTo: Infinity, usd: 0.05 },
    ],
  },
} as const satisfies PriceList

/** The names under which a function counts what it uses. */
export type LambdaMeter = keyof typeof lambdaPrices
