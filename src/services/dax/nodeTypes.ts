/** What a node of a type has. */
export interface NodeType {
  /** GiB of memory. */
  readonly memoryGiB: number
  /** Cache hits a second that it serves; a write weighs as much as 25 of them, a miss as much as 10. */
  readonly hitsPerSecond: number
}

const GUIDE = 75_000

// Memory: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html and EC2's types of the same
// names. Hits a second: recalled from AWS's sizing guide, which scales them by vCPUs.
export const nodeTypes = {
  'dax.t2.small': { memoryGiB: 2, hitsPerSecond: 20_000 },
  'dax.t2.medium': { memoryGiB: 4, hitsPerSecond: 20_000 },
  'dax.t3.small': { memoryGiB: 2, hitsPerSecond: 30_000 },
  'dax.t3.medium': { memoryGiB: 4, hitsPerSecond: 30_000 },
  'dax.r4.large': { memoryGiB: 15.25, hitsPerSecond: GUIDE },
  'dax.r4.xlarge': { memoryGiB: 30.5, hitsPerSecond: 2 * GUIDE },
  'dax.r5.large': { memoryGiB: 16, hitsPerSecond: GUIDE },
  'dax.r5.xlarge': { memoryGiB: 32, hitsPerSecond: 2 * GUIDE },
  'dax.r5.2xlarge': { memoryGiB: 64, hitsPerSecond: 4 * GUIDE },
  'dax.r5.4xlarge': { memoryGiB: 128, hitsPerSecond: 8 * GUIDE },
  'dax.r5.8xlarge': { memoryGiB: 256, hitsPerSecond: 1_000_000 },
  'dax.r7i.large': { memoryGiB: 16, hitsPerSecond: GUIDE },
  'dax.r7i.xlarge': { memoryGiB: 32, hitsPerSecond: 2 * GUIDE },
  'dax.r7i.2xlarge': { memoryGiB: 64, hitsPerSecond: 4 * GUIDE },
} as const satisfies Readonly<Record<string, NodeType>>

/** What CloudFormation's `NodeType` says. */
export type NodeTypeName = keyof typeof nodeTypes

/** All of them, the smallest first. */
export const nodeTypeNames = Object.keys(nodeTypes) as readonly NodeTypeName[]
