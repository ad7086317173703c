import type { PriceList } from '../cost.ts'

/** 25 units of each kind are always free, all the hours of a month of 730. */
const CAPACITY_HOURS_FREE = 25 * 730

/**
 * Amazon DynamoDB's prices in us-east-1, USD, as of mid-2026. What begins with `ia-` is of tables of the class Standard-Infrequent Access, which the free tier leaves out. Reads by Lambda's own pollers of a
 * stream are free. https://aws.amazon.com/dynamodb/pricing/
 */
export const dynamodbPrices = {
  'write-units': {
    title: 'DynamoDB write request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.625e-6 }],
  },
  'read-units': {
    title: 'DynamoDB read request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.125e-6 }],
  },
  'write-capacity': {
    title: 'DynamoDB provisioned write capacity',
    unit: 'WCU-h',
    tiers: [{ upTo: Infinity, usd: 0.00065 }],
    free: { quantity: CAPACITY_HOURS_FREE, pool: 'dynamodb-write-capacity' },
  },
  'read-capacity': {
    title: 'DynamoDB provisioned read capacity',
    unit: 'RCU-h',
    tiers: [{ upTo: Infinity, usd: 0.00013 }],
    free: { quantity: CAPACITY_HOURS_FREE, pool: 'dynamodb-read-capacity' },
  },
  'ia-write-units': {
    title: 'DynamoDB Standard-IA write request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.78e-6 }],
  },
  'ia-read-units': {
    title: 'DynamoDB Standard-IA read request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.155e-6 }],
  },
  'ia-write-capacity': {
    title: 'DynamoDB Standard-IA provisioned write capacity',
    unit: 'WCU-h',
    tiers: [{ upTo: Infinity, usd: 0.00081 }],
  },
  'ia-read-capacity': {
    title: 'DynamoDB Standard-IA provisioned read capacity',
    unit: 'RCU-h',
    tiers: [{ upTo: Infinity, usd: 0.00016 }],
  },
  'ia-storage': {
    title: 'DynamoDB Standard-IA storage',
    unit: 'GB-month',
    tiers: [{ upTo: Infinity, usd: 0.1 }],
    isHeld: true,
  },
  /** Writes of a global table: one in each of its Regions. */
  'replicated-write-units': {
    title: 'DynamoDB replicated write request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.625e-6 }],
  },
  'replicated-write-capacity': {
    title: 'DynamoDB provisioned replicated write capacity',
    unit: 'rWCU-h',
    tiers: [{ upTo: Infinity, usd: 0.00065 }],
  },
  /** From us-east-1 to other Regions. */
  'replication-transfer': {
    title: 'Data transfer between Regions, by DynamoDB',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.02 }],
  },
  /** GetRecords calls of up to 1 MB by readers other than Lambda. */
  'stream-reads': {
    title: 'DynamoDB Streams read request units',
    unit: 'request',
    tiers: [{ upTo: Infinity, usd: 0.02 / 100_000 }],
    free: { quantity: 2_500_000, pool: 'dynamodb-stream-reads' },
  },
  /** Of the table, while point-in-time recovery is on. */
  recovery: {
    title: 'DynamoDB point-in-time recovery',
    unit: 'GB-month',
    tiers: [{ upTo: Infinity, usd: 0.2 }],
    isHeld: true,
  },
  backups: {
    title: 'DynamoDB on-demand backups',
    unit: 'GB-month',
    tiers: [{ upTo: Infinity, usd: 0.1 }],
    isHeld: true,
  },
  restored: {
    title: 'DynamoDB restores',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.15 }],
  },
  /** To a bucket: the size of the table, or of the changes of an incremental export. */
  exported: {
    title: 'DynamoDB exports',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.1 }],
  },
  /** From a bucket: the size of the objects, unpacked. */
  imported: {
    title: 'DynamoDB imports',
    unit: 'GB',
    tiers: [{ upTo: Infinity, usd: 0.15 }],
  },
  /** Decimal gigabytes. */
  storage: {
    title: 'DynamoDB storage',
    unit: 'GB-month',
    tiers: [{ upTo: Infinity, usd: 0.25 }],
    free: { quantity: 25, pool: 'dynamodb-storage' },
    isHeld: true,
  },
} as const satisfies PriceList

/** The names under which a table counts what it uses. */
export type DynamodbMeter = keyof typeof dynamodbPrices
