import { checkCors } from '#contracts/cors.ts'
import { type CheckedNode, define, fields, type NodeFinding } from '../definition.ts'
import * as z from 'zod/mini'
import { checkRouteKeys } from './routes.ts'

const corsConfiguration = z.looseObject({
  AllowOrigins: z.optional(z.array(z.string())),
  AllowMethods: z.optional(z.array(z.string())),
  AllowHeaders: z.optional(z.array(z.string())),
  ExposeHeaders: z.optional(z.array(z.string())),
  MaxAge: z.optional(z.int().check(z.minimum(-1), z.maximum(86_400))),
  AllowCredentials: z.optional(z.boolean()),
})

const routeSettings = z.looseObject({
  ThrottlingBurstLimit: z.optional(z.int().check(z.nonnegative())),
  ThrottlingRateLimit: z.optional(z.number().check(z.nonnegative())),
})

const properties = z.looseObject({
  Name: z._default(z.string(), 'api').register(fields, { title: 'Name' }),
  ProtocolType: z._default(z.enum(['HTTP']), 'HTTP').register(fields, { title: 'Protocol' }),
  CorsConfiguration: z.optional(corsConfiguration).register(fields, {
    title: 'CORS',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
  }),
  /** A convenience of ours: the settings of the `$default` stage, named as AWS::ApiGatewayV2::Stage names them. */
  DefaultRouteSettings: z.optional(routeSettings).register(fields, {
    title: 'Default route throttle',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html',
  }),
  RouteSettings: z.optional(z.record(z.string(), routeSettings)).register(fields, {
    title: 'Route throttles',
    widget: 'json',
    help: 'By route key: {"GET /items": {"ThrottlingRateLimit": 10, "ThrottlingBurstLimit": 5}}',
  }),
  StageVariables: z.optional(z.record(z.string(), z.string())).register(fields, {
    title: 'Stage variables',
  }),
})

const model = z.looseObject({
  OverheadMs: z._default(z.number().check(z.nonnegative()), 4).register(fields, {
    title: 'Gateway overhead',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.35): what Latency holds beyond IntegrationLatency.',
    source: 'assumption: single-digit milliseconds',
  }),
  AccountRatePerSecond: z._default(z.number().check(z.positive()), 10_000).register(fields, {
    title: 'Account rate limit',
    unit: 'requests/s',
    group: 'Model',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
  AccountBurst: z._default(z.int().check(z.positive()), 5_000).register(fields, {
    title: 'Account burst limit',
    unit: 'requests',
    group: 'Model',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
})

/** An integration: which routes of the API the edge's target serves. */
export const integrationSchema = z.looseObject({
  RouteKeys: z._default(z.array(z.string()), ['$default']).register(fields, {
    title: 'Routes',
    help: '`GET /items/{id}`, `ANY /{proxy+}`, `$default`; one a line.',
  }),
  /** A convenience of ours for the end of `IntegrationUri`: `…:function:items:prod`. */
  Qualifier: z.optional(z.string().check(z.maxLength(128))).register(fields, {
    title: 'Alias or version',
    help: 'Of the function; empty means $LATEST.',
  }),
  PayloadFormatVersion: z
    ._default(z.enum(['2.0', '1.0']), '2.0')
    .register(fields, { title: 'Payload format' }),
  TimeoutInMillis: z
    ._default(z.int().check(z.minimum(50), z.maximum(30_000)), 30_000)
    .register(fields, {
      title: 'Integration timeout',
      unit: 'ms',
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html',
    }),
})

/** What is wrong with the API's routes, over all its integrations: a key leads to one of them. */
function checkRoutes(edges: CheckedNode['edges']): readonly NodeFinding[] {
  const owners = new Map<string, string>()
  return edges.flatMap(({ id, properties }) => {
    const parsed = z.safeParse(integrationSchema, properties)
    const keys = parsed.success ? parsed.data.RouteKeys : []
    const findings: NodeFinding[] = checkRouteKeys(keys).map(({ path, message }) => ({
      path: `properties.${path}`,
      message,
      edge: id,
    }))
    for (const [index, key] of keys.entries()) {
      const owner = owners.get(key)
      if (owner === undefined) owners.set(key, id)
      else if (owner !== id) {
        const message = `${key} is a route of ${owner} already: this one is never taken`
        findings.push({ path: `properties.RouteKeys[${index}]`, message, edge: id })
      }
    }
    return findings
  })
}

const inProperties = ({ path, message }: NodeFinding): NodeFinding => ({
  path: `properties.${path}`,
  message,
})

/** Settings for a route that there is not: AWS refuses them, "Unable to find Route by key … within the provided RouteSettings". */
function checkRouteSettings(
  settings: Readonly<Record<string, unknown>>,
  edges: CheckedNode['edges'],
): readonly NodeFinding[] {
  const known = new Set(
    edges.flatMap(({ properties }) => {
      const parsed = z.safeParse(integrationSchema, properties)
      return parsed.success ? parsed.data.RouteKeys : []
    }),
  )
  return Object.keys(settings)
    .filter((key) => !known.has(key))
    .map((key) =>
      inProperties({ path: `RouteSettings.${key}`, message: `there is no route ${key}` }),
    )
}

export const httpApiDefinition = define({
  type: 'AWS::ApiGatewayV2::Api',
  title: 'HTTP API',
  description: 'API Gateway HTTP API: routes requests to integrations',
  category: 'edge',
  properties,
  model,
  serves: ['http'],
  calls: ['invoke'],
  edges: { invoke: integrationSchema },
  carries: { code: false, data: false },
  check: ({ edges, properties }) => [
    ...checkRoutes(edges),
    ...checkCors(properties.CorsConfiguration ?? {}).map(inProperties),
    ...checkRouteSettings(properties.RouteSettings ?? {}, edges),
  ],
})

/** A token bucket: how many tokens it holds and can hold, and how fast it fills. */
export interface BucketState {
  readonly level: number
  readonly burst: number
  readonly ratePerSecond: number
}

/** What an HTTP API node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface HttpApiState {
  readonly requestsPerSecond: number
  readonly inFlight: number
  readonly count: number
  readonly status4xx: number
  readonly status5xx: number
  readonly share4xx: number
  readonly share5xx: number
  /** The account's token bucket. */
  readonly bucket: BucketState
  /** The token buckets of routes that have a throttle and had a request, by route key. */
  readonly routeBuckets: readonly (BucketState & { readonly route: string })[]
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  readonly routes: readonly string[]
}
