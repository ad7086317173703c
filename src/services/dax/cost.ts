import type { PriceList } from '../cost.ts'
import type { NodeTypeName } from './nodeTypes.ts'

const nodeHour = (type: NodeTypeName, usd: number) => ({
  title: `DAX node ${type}`,
  unit: 'node-h',
  tiers: [{ upTo: Infinity, usd }],
})

/**
 * DynamoDB Accelerator's prices in us-east-1, USD, as of mid-2026: each node, for as long as it is there. Those of t3 and of r5 up
 * to xlarge are listed, larger ones scale; those of t2, r4 and r7i are recalled. https://aws.amazon.com/dynamodb/pricing/
 */
export const daxPrices = {
  'dax.t2.small': nodeHour('dax.t2.small', 0.04),
  'dax.t2.medium': nodeHour('dax.t2.medium', 0.08),
  'dax.t3.small': nodeHour('dax.t3.small', 0.04),
  'dax.t3.medium': nodeHour('dax.t3.medium', 0.08),
  'dax.r4.large': nodeHour('dax.r4.large', 0.269),
  'dax.r4.xlarge': nodeHour('dax.r4.xlarge', 0.538),
  'dax.r5.large': nodeHour('dax.r5.large', 0.255),
  'dax.r5.xlarge': nodeHour('dax.r5.xlarge', 0.509),
  'dax.r5.2xlarge': nodeHour('dax.r5.2xlarge', 1.018),
  'dax.r5.4xlarge': nodeHour('dax.r5.4xlarge', 2.036),
  'dax.r5.8xlarge': nodeHour('dax.r5.8xlarge', 4.072),
  'dax.r7i.large': nodeHour('dax.r7i.large', 0.268),
  'dax.r7i.xlarge': nodeHour('dax.r7i.xlarge', 0.535),
  'dax.r7i.2xlarge': nodeHour('dax.r7i.2xlarge', 1.069),
} satisfies PriceList & { readonly [T in NodeTypeName]: unknown }
