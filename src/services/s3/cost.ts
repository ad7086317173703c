import type { PriceList } from '../cost.ts'
import type { StorageClass } from './objectVersion.ts'

/** $0.005 and so on are for a thousand. */
const per1000 = (usd: number) => [{ upTo: Infinity, usd: usd / 1_000 }]
const flat = (usd: number) => [{ upTo: Infinity, usd }]
const storage = (title: string, usd: number) => ({
  title: `Storage, ${title}`,
  unit: 'GB-month',
  tiers: flat(usd),
  isHeld: true,
})

/**
 * Amazon S3's prices in us-east-1, USD, as of mid-2026. A GB is 2^30 bytes; DELETE is free; a version, a part of an
 * unfinished upload and a replica are stored bytes like any other. https://aws.amazon.com/s3/pricing/
 */
export const s3Prices = {
  STANDARD: {
    title: 'Storage, Standard',
    unit: 'GB-month',
    // 50 TB, then 450 TB.
    tiers: [
      { upTo: 51_200, usd: 0.023 },
      { upTo: 512_000, usd: 0.022 },
      { upTo: Infinity, usd: 0.021 },
    ],
    isHeld: true,
  },
  STANDARD_IA: storage('Standard-IA', 0.0125),
  INTELLIGENT_TIERING: storage('Intelligent-Tiering', 0.023),
  ONEZONE_IA: storage('One Zone-IA', 0.01),
  GLACIER_IR: storage('Glacier Instant Retrieval', 0.004),
  GLACIER: storage('Glacier Flexible Retrieval', 0.0036),
  DEEP_ARCHIVE: storage('Glacier Deep Archive', 0.00099),
  writes: { title: 'PUT, COPY, POST, LIST', unit: 'request', tiers: per1000(0.005) },
  reads: { title: 'GET and all others', unit: 'request', tiers: per1000(0.0004) },
  infrequentWrites: {
    title: 'PUT, Standard-IA and One Zone-IA',
    unit: 'request',
    tiers: per1000(0.01),
  },
  infrequentReads: {
    title: 'GET, Standard-IA and One Zone-IA',
    unit: 'request',
    tiers: per1000(0.001),
  },
  instantWrites: { title: 'PUT, Glacier Instant Retrieval', unit: 'request', tiers: per1000(0.02) },
  instantReads: { title: 'GET, Glacier Instant Retrieval', unit: 'request', tiers: per1000(0.01) },
  glacierWrites: {
    title: 'PUT, Glacier Flexible Retrieval',
    unit: 'request',
    tiers: per1000(0.03),
  },
  deepWrites: { title: 'PUT, Glacier Deep Archive', unit: 'request', tiers: per1000(0.05) },
  infrequentRetrieval: {
    title: 'Retrieval, Standard-IA and One Zone-IA',
    unit: 'GB',
    tiers: flat(0.01),
  },
  instantRetrieval: {
    title: 'Retrieval, Glacier Instant Retrieval',
    unit: 'GB',
    tiers: flat(0.03),
  },
  monitoring: {
    title: 'Monitoring, Intelligent-Tiering',
    unit: 'object-month',
    tiers: per1000(0.0025),
    isHeld: true,
  },
  transferOut: {
    title: 'Data transfer out to the internet',
    unit: 'GB',
    tiers: [
      { upTo: 10_240, usd: 0.09 },
      { upTo: 51_200, usd: 0.085 },
      { upTo: 153_600, usd: 0.07 },
      { upTo: Infinity, usd: 0.05 },
    ],
    free: { quantity: 100, pool: 'transfer-out' },
  },
} satisfies PriceList

/** A meter of the price list. */
export type S3Meter = keyof typeof s3Prices

/** What a PUT, COPY or LIST of that class counts as. */
export const WRITE_METER: Readonly<Record<StorageClass, S3Meter>> = {
  STANDARD: 'writes',
  INTELLIGENT_TIERING: 'writes',
  STANDARD_IA: 'infrequentWrites',
  ONEZONE_IA: 'infrequentWrites',
  GLACIER_IR: 'instantWrites',
  GLACIER: 'glacierWrites',
  DEEP_ARCHIVE: 'deepWrites',
}

/** What a GET of an object of that class counts as. */
export const READ_METER: Readonly<Record<StorageClass, S3Meter>> = {
  STANDARD: 'reads',
  INTELLIGENT_TIERING: 'reads',
  STANDARD_IA: 'infrequentReads',
  ONEZONE_IA: 'infrequentReads',
  GLACIER_IR: 'instantReads',
  GLACIER: 'reads',
  DEEP_ARCHIVE: 'reads',
}

/** By the GB that is read; absent: free. */
export const RETRIEVAL_METER: Readonly<Partial<Record<StorageClass, S3Meter>>> = {
  STANDARD_IA: 'infrequentRetrieval',
  ONEZONE_IA: 'infrequentRetrieval',
  GLACIER_IR: 'instantRetrieval',
}

/** Bytes of a GB of storage. */
export const GB = 1_073_741_824
