import * as z from 'zod/mini'
import { define } from '#services/definition.ts'
import type { Refused } from '../refusals.ts'
import { checkMethods } from './checkMethods.ts'
import { checkSecurity } from './checkSecurity.ts'
import { checkStages } from './checkStages.ts'
import { functionWireSchema, methodsSchema, restApiModel, restApiProperties } from './properties.ts'

const mock = z.object({ Integration: z.object({ Type: z.literal('MOCK') }) })
/** A mock integration answers by itself. */
const isMock = (method: unknown): boolean => z.safeParse(mock, method).success

export const restApiDefinition = define({
  type: 'AWS::ApiGateway::RestApi',
  title: 'REST API',
  description: 'API Gateway REST API: resources, mappings, stages and a cache',
  category: 'edge',
  properties: restApiProperties,
  model: restApiModel,
  serves: ['http'],
  calls: ['invoke', 'http', 'api'],
  ports: [
    {
      id: 'authorizer',
      title: 'Authorizer',
      help: 'The function that decides who may call a method.',
      contracts: ['invoke'],
      targets: ['AWS::Lambda::Function'],
    },
  ],
  edges: { invoke: functionWireSchema, http: methodsSchema, api: methodsSchema },
  carries: { code: false, data: false },
  standsAlone: ({ Methods }) => Object.values(Methods ?? {}).some(isMock),
  check: ({ id, edges, properties, siblings = [] }) => [
    ...checkMethods(
      properties,
      edges.filter(({ port }) => port === null),
    ),
    ...checkStages(properties),
    ...checkSecurity(properties, { id, edges, siblings }),
  ],
})

/** A token bucket: how many tokens it holds and can hold, and how fast it fills. */
interface Bucket {
  readonly level: number
  readonly burst: number
  readonly ratePerSecond: number
}

/** One look into a stage's cache. */
export interface CacheLookup {
  readonly at: number
  readonly isHit: boolean
}

/** A method: `GET /items`, its kind of integration, the node that it leads to and the wire that it goes by. */
export interface MethodState {
  readonly method: string
  readonly type: string
  readonly target: string | null
  readonly wire: string | null
  readonly count: number
}

/** What a REST API node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface RestApiState {
  readonly requestsPerSecond: number
  readonly inFlight: number
  readonly count: number
  readonly status4xx: number
  readonly status5xx: number
  readonly share4xx: number
  readonly share5xx: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  /** The account's token bucket. */
  readonly bucket: Bucket
  /** The buckets of methods that have a throttle and had a request: `prod GET /items`. */
  readonly methodBuckets: readonly (Bucket & { readonly method: string })[]
  /** Null where no stage has a cache. */
  readonly cache: {
    /** Of the last requests that the cache was asked for. */
    readonly hitShare: number
    readonly hits: number
    readonly misses: number
    readonly entries: number
    readonly bytes: number
    /** What the cache was asked last, the latest first; µs. */
    readonly recent: readonly CacheLookup[]
  } | null
  /** Requests by stage, and by the canary beside it: `prod`, `prod canary`. */
  readonly stages: readonly { readonly name: string; readonly count: number }[]
  /** Whom the API turned away, and why: the most frequent first. */
  readonly refusals: readonly Refused[]
  /** What is deployed now, with the requests that each method had. */
  readonly methods: readonly MethodState[]
}
