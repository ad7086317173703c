import * as z from 'zod/mini'
import { define, fields } from '../definition.ts'
import { checkDistribution } from './checkDistribution.ts'
import {
  cachePolicyConfig,
  distributionConfig,
  functionConfig,
  originRequestPolicyConfig,
  publicKeyConfig,
  responseHeadersPolicyConfig,
} from './properties.ts'

const byName = <T extends z.ZodMiniType>(schema: T) => z._default(z.record(z.string(), schema), {})

const properties = z.looseObject({
  DistributionConfig: z
    ._default(distributionConfig, z.parse(distributionConfig, {}))
    .register(fields, { title: 'Distribution' }),
  CachePolicies: byName(cachePolicyConfig).register(fields, {
    title: 'Cache policies',
    help: 'Your own, by name: AWS::CloudFront::CachePolicy.',
  }),
  OriginRequestPolicies: byName(originRequestPolicyConfig).register(fields, {
    title: 'Origin request policies',
  }),
  ResponseHeadersPolicies: byName(responseHeadersPolicyConfig).register(fields, {
    title: 'Response headers policies',
  }),
  PublicKeys: byName(publicKeyConfig).register(fields, {
    title: 'Public keys',
    help: 'PEM by id: what Key-Pair-Id names.',
  }),
  KeyGroups: byName(z.looseObject({ Items: z._default(z.array(z.string()), []) })).register(
    fields,
    { title: 'Key groups' },
  ),
  Functions: byName(functionConfig).register(fields, {
    title: 'CloudFront Functions',
    help: 'By name; the code is a file of this node.',
  }),
})

const model = z.looseObject({
  CacheRules: z._default(z.enum(['CloudFront', 'RFC9111']), 'CloudFront').register(fields, {
    title: 'Rules of the caches',
    group: 'Model',
    help: 'RFC9111: as any shared cache on the internet decides, without CloudFront’s own rules.',
    source: 'yours: for comparison',
  }),
  Bypass: z._default(z.boolean(), false).register(fields, {
    title: 'As without the CDN',
    group: 'Model',
    help: 'Viewers go all the way to where the origin of the default behaviour stands, and nothing is cached.',
    source: 'yours: for comparison',
  }),
  EdgeMs: z._default(z.number().check(z.nonnegative()), 1.5).register(fields, {
    title: 'Time at an edge location',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution: finding the object and beginning the answer.',
    source: 'assumption: 1 to 3 ms',
  }),
  RegionalMs: z._default(z.number().check(z.nonnegative()), 4).register(fields, {
    title: 'Time at a regional cache',
    unit: 'ms',
    group: 'Model',
    source: 'assumption: 3 to 5 ms',
  }),
  EdgeCacheMiB: z
    ._default(z.number().check(z.positive(), z.maximum(65_536)), 256)
    .register(fields, {
      title: 'Cache of an edge location',
      unit: 'MiB',
      group: 'Model',
      help: 'What this distribution may hold there; the least recently used goes first.',
      source: 'assumption: AWS tells neither size nor rule',
    }),
  RegionalCacheMiB: z
    ._default(z.number().check(z.positive(), z.maximum(65_536)), 1_024)
    .register(fields, {
      title: 'Cache of a Region',
      unit: 'MiB',
      group: 'Model',
      source: 'assumption: larger than an edge’s',
    }),
  InvalidationSeconds: z
    ._default(z.number().check(z.nonnegative(), z.maximum(3_600)), 10)
    .register(fields, {
      title: 'An invalidation reaches all edges within',
      unit: 's',
      group: 'Model',
      help: 'The farther an edge is from us-east-1, the later it hears.',
      source: 'measured: usually done in under 60 s, P90 a few seconds',
    }),
})

/** A wire to an origin. */
export const originEdge = z.looseObject({
  OriginId: z.optional(z.string()).register(fields, {
    title: 'Origin',
    help: 'The Id of an origin; empty: the id of the node that the wire leads to.',
  }),
})

/** A wire to a function of Lambda@Edge. */
export const edgeFunctionEdge = z.looseObject({
  EventType: z
    ._default(
      z.enum(['viewer-request', 'viewer-response', 'origin-request', 'origin-response']),
      'origin-request',
    )
    .register(fields, { title: 'Event' }),
  PathPatterns: z._default(z.array(z.string()), []).register(fields, {
    title: 'Behaviours',
    help: 'PathPattern of the behaviours that call it, * for the default one; empty: all.',
  }),
  IncludeBody: z._default(z.boolean(), false).register(fields, { title: 'Include body' }),
  Qualifier: z.optional(z.string()).register(fields, {
    title: 'Version',
    help: 'Of the function. AWS takes numbered versions only; empty: $LATEST.',
  }),
})

export const cloudfrontDefinition = define({
  type: 'AWS::CloudFront::Distribution',
  title: 'CloudFront',
  description: 'A CDN: answers from caches near the viewer, asks origins for the rest',
  category: 'edge',
  properties,
  model,
  serves: ['http'],
  calls: ['http', 'invoke'],
  defaultPort: ['http'],
  ports: [
    {
      id: 'edge-function',
      title: 'Lambda@Edge',
      help: 'A function that sees viewers’ or origins’ requests and responses.',
      contracts: ['invoke'],
      targets: ['AWS::Lambda::Function'],
    },
  ],
  edges: { http: originEdge, invoke: edgeFunctionEdge },
  carries: { code: true, data: false },
  without: { title: 'the CDN', model: { Bypass: true } },
  check: checkDistribution,
})

/** How a request came out at the edge, as the standard logs have it. */
export type ResultType =
  | 'Hit'
  | 'RefreshHit'
  | 'Miss'
  | 'Error'
  | 'Redirect'
  | 'LimitExceeded'
  | 'FunctionGeneratedResponse'
  | 'LambdaGeneratedResponse'
  | 'FunctionExecutionError'
  | 'LambdaExecutionError'

/** What one edge location or regional cache has done, for all paths. */
export interface SiteState {
  /** `FRA50-P1`, or a Region for a regional cache. */
  readonly code: string
  readonly city: string
  readonly kind: 'edge' | 'regional'
  readonly hits: number
  readonly refreshes: number
  readonly misses: number
  readonly objects: number
  readonly bytes: number
  /** How many objects had to go to make room. */
  readonly evictions: number
  /** µs: when the last invalidation reached it; null: none did. */
  readonly clearedAt: number | null
  /** µs: when its last request came; for what flashes. */
  readonly lastAt: number
  readonly lastResult: ResultType
}

/** An invalidation on its way to the edges. */
export interface InvalidationState {
  readonly id: string
  readonly paths: readonly string[]
  readonly status: 'InProgress' | 'Completed'
  /** µs. */
  readonly createdAt: number
  /** µs: when the last edge hears of it. */
  readonly completesAt: number
  readonly objects: number
}

/** What a distribution shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface CloudFrontState {
  readonly distributionId: string
  readonly domainName: string
  readonly requestsPerSecond: number
  readonly requests: number
  readonly hits: number
  readonly refreshes: number
  readonly misses: number
  readonly errors: number
  readonly hitShare: number
  readonly errorShare: number
  /** Bytes to viewers, and from origins. */
  readonly bytesOut: number
  readonly bytesFromOrigins: number
  readonly originRequests: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  /** The busiest edges, and all regional caches. */
  readonly sites: readonly SiteState[]
  readonly siteCount: number
  readonly invalidations: readonly InvalidationState[]
  readonly inFlight: number
}
