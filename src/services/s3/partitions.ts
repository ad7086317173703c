import { createTokenBucket, takeTokens, type TokenBucket } from '#kernel/tokenBucket.ts'
import { between, type Duration, type Instant } from '#kernel/time.ts'
import { PREFIX_READS_PER_SECOND, PREFIX_WRITES_PER_SECOND } from './limits.ts'

/** A stretch of the key space with rates of its own. */
interface Partition {
  readonly prefix: string
  readonly reads: TokenBucket
  readonly writes: TokenBucket
  /** When it began to refuse, and has not gone without refusing for long since. */
  hotSince: Instant | null
  lastRefused: Instant
  /** What its keys go on with, and how often that was asked for: where it would be split. */
  readonly demand: Map<string, number>
}

/** How a bucket's keys are spread. */
export interface Partitions {
  readonly count: number
  /** Takes a request into account; false: more than the partition bears. */
  admit(key: string, kind: 'read' | 'write', now: Instant): boolean
}

/** A partition that has not refused for so long has cooled down. assumption */
const COOL_US = 60_000_000
/** Branches that are counted of one partition, and partitions of a bucket, at most. */
const BRANCHES_MAX = 64
const PARTITIONS_MAX = 512

const createPartition = (prefix: string, now: Instant): Partition => ({
  prefix,
  reads: createTokenBucket(PREFIX_READS_PER_SECOND, PREFIX_READS_PER_SECOND, now),
  writes: createTokenBucket(PREFIX_WRITES_PER_SECOND, PREFIX_WRITES_PER_SECOND, now),
  hotSince: null,
  lastRefused: now,
  demand: new Map(),
})

/** What `key` goes on with after `prefix`: to the next slash, or else one character. */
function branchOf(key: string, prefix: string): string {
  const slash = key.indexOf('/', prefix.length)
  return key.slice(0, slash < 0 ? prefix.length + 1 : slash + 1)
}

/**
 * Creates the one partition that a bucket begins with. One that refuses for `splitAfter` is split by what its keys go on
 * with: "Amazon S3 automatically scales … this scaling happens gradually and is not instantaneous".
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
export function createPartitions(now: Instant, splitAfter: () => Duration): Partitions {
  // The longest prefix first, so that the first one that fits is the partition.
  let partitions: Partition[] = [createPartition('', now)]

  const split = (partition: Partition, at: Instant): void => {
    const known = new Set(partitions.map(({ prefix }) => prefix))
    const fresh = [...partition.demand.keys()]
      .filter((prefix) => !known.has(prefix))
      .slice(0, PARTITIONS_MAX - partitions.length)
    partitions = [...partitions, ...fresh.map((prefix) => createPartition(prefix, at))].sort(
      (a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1),
    )
    partition.hotSince = null
    partition.demand.clear()
  }

  const refuse = (partition: Partition, key: string, at: Instant): void => {
    const { demand } = partition
    const branch = branchOf(key, partition.prefix)
    if (demand.has(branch) || demand.size < BRANCHES_MAX) {
      demand.set(branch, (demand.get(branch) ?? 0) + 1)
    }
    const isCool = between(partition.lastRefused, at) > COOL_US
    if (partition.hotSince === null || isCool) partition.hotSince = at
    partition.lastRefused = at
    if (between(partition.hotSince, at) >= splitAfter()) split(partition, at)
  }

  return {
    get count() {
      return partitions.length
    },
    admit(key, kind, at) {
      const partition = partitions.find(({ prefix }) => key.startsWith(prefix))
      if (partition === undefined) return true
      if (takeTokens(kind === 'read' ? partition.reads : partition.writes, at)) return true
      refuse(partition, key, at)
      return false
    },
  }
}
