import * as z from 'zod/mini'
import { define, fields } from '../definition.ts'
import { nodeTypeNames } from './nodeTypes.ts'

const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

/** Times to live in ms: AWS's default of five minutes. */
const TTL_MS = 300_000

const timeToLive = z.int().check(z.nonnegative(), z.maximum(31_536_000_000))

const properties = z.looseObject({
  ClusterName: z.optional(z.string()).register(fields, {
    title: 'Cluster name',
    help: "Defaults to the node's id. The discovery endpoint begins with it.",
  }),
  NodeType: z._default(z.enum(nodeTypeNames), 'dax.t3.small').register(fields, {
    title: 'Node type',
    help: 'Its memory holds the caches; a larger type serves more writes.',
    source: `${GUIDE}/DAX.concepts.cluster.html`,
  }),
  ReplicationFactor: z._default(z.int().check(z.minimum(1), z.maximum(11)), 3).register(fields, {
    title: 'Nodes',
    help: 'One primary, which takes the writes, and read replicas. AWS recommends three at least.',
    source: `${GUIDE}/DAX.concepts.cluster.html`,
  }),
  IAMRoleARN: z.optional(z.string()).register(fields, {
    title: 'IAM role',
    help: 'By whose permissions it calls DynamoDB: here, its wires.',
  }),
  ParameterNameValues: z
    ._default(
      z.looseObject({
        'record-ttl-millis': z._default(timeToLive, TTL_MS).register(fields, {
          title: 'Items live',
          unit: 'ms',
          help: '0: until they are evicted or written.',
        }),
        'query-ttl-millis': z._default(timeToLive, TTL_MS).register(fields, {
          title: 'Query results live',
          unit: 'ms',
          help: '0: none are kept. Writes do not touch them.',
        }),
      }),
      { 'record-ttl-millis': TTL_MS, 'query-ttl-millis': TTL_MS },
    )
    .register(fields, {
      title: 'Parameter group',
      help: "AWS::DAX::ParameterGroup's.",
      source: `${GUIDE}/DAX.cluster-management.html`,
    }),
})

const milliseconds = z.number().check(z.nonnegative(), z.maximum(60_000))

const model = z.looseObject({
  HitLatencyMs: z._default(milliseconds, 0.4).register(fields, {
    title: 'Hit',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.3) at the node; the network comes on top.',
    source: 'assumption: AWS says microseconds',
  }),
  MissOverheadMs: z._default(milliseconds, 0.5).register(fields, {
    title: 'Miss or write',
    unit: 'ms',
    group: 'Model',
    help: 'Median of what a node takes on the way to DynamoDB and back.',
    source: 'assumption',
  }),
  NodeLagMs: z._default(milliseconds, 20).register(fields, {
    title: 'Replication',
    unit: 'ms',
    group: 'Model',
    help: 'Mean of an exponential distribution: until the other nodes have what one has got.',
    source: `assumption: AWS says "usually takes less than one second" (${GUIDE}/DAX.consistency.html)`,
  }),
  CacheMiB: z._default(z.number().check(z.nonnegative()), 0).register(fields, {
    title: 'Memory of a node',
    unit: 'MiB',
    group: 'Model',
    help: "0: three quarters of the node type's. Half of it is for items, half for query results.",
    source: 'assumption: AWS does not publish how a node divides its memory',
  }),
})

export const daxDefinition = define({
  type: 'AWS::DAX::Cluster',
  title: 'DAX cluster',
  description: 'A write-through cache before DynamoDB, with hits in microseconds',
  category: 'data',
  properties,
  model,
  serves: ['api'],
  calls: ['api'],
  defaultTargets: ['AWS::DynamoDB::Table'],
  edges: { api: z.looseObject({}) },
  nameProperty: 'ClusterName',
  carries: { code: false, data: false },
  check: ({ edges }) =>
    edges.length > 0
      ? []
      : [
          {
            path: 'properties',
            message: 'no wire leads to a table: whatever it is asked is denied',
          },
        ],
})

/** One node of a cluster. */
export interface DaxNodeState {
  readonly isPrimary: boolean
  readonly items: number
  readonly queries: number
  readonly bytes: number
  readonly bytesMax: number
  /** Of what it can serve, smoothed: 0 to 1 and above. */
  readonly load: number
}

/** Hits and misses of one cache since the run began. */
export interface CacheCount {
  readonly hits: number
  readonly misses: number
}

/** What a cluster shows inside. */
export interface DaxState {
  readonly endpoint: string
  readonly requestsPerSecond: number
  /** Of the reads that could be hits, smoothed; null before the first one. */
  readonly hitShare: number | null
  readonly items: CacheCount
  readonly queries: CacheCount
  /** Reads that are never cached: strongly consistent and transactional ones. */
  readonly passedThrough: number
  readonly writes: number
  readonly throttled: number
  readonly errors: number
  /** Bytes that left for want of memory. */
  readonly evictedBytes: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  readonly nodes: readonly DaxNodeState[]
}
