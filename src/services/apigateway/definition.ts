import { checkCors } from '#contracts/cors.ts'
import { type CheckedNode, define, fields, type NodeFinding } from '../definition.ts'
import * as z from 'zod/mini'
import {
  authorizer,
  corsConfiguration,
  deployment,
  routeProperties,
  routeSettings,
  stage,
} from './apiParts.ts'
import { checkLogging } from './checkLogging.ts'
import { iamUserSchema } from './iamUser.ts'
import { integrationSchema } from './integrationSchema.ts'
import type { Refused } from './refusals.ts'
import { securityParts } from './rest/securityProperties.ts'
import { checkApiKeys } from './checkApiKeys.ts'
import { checkRouteKeys } from './routes.ts'
import { checkSubtypes } from './subtypes.ts'
import { checkLinks, checkUnwired } from './checkWires.ts'
import { checkWebSocketKeys, isSelectionExpression } from './websocket/selectRoute.ts'

const GUIDE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide'

const properties = z.looseObject({
  Name: z._default(z.string(), 'api').register(fields, { title: 'Name' }),
  ProtocolType: z
    ._default(z.enum(['HTTP', 'WEBSOCKET']), 'HTTP')
    .register(fields, { title: 'Protocol' }),
  DisableExecuteApiEndpoint: z._default(z.boolean(), false).register(fields, {
    title: 'Custom domains only',
    help: 'Its own host answers 404.',
  }),
  RouteSelectionExpression: z.optional(z.string()).register(fields, {
    title: 'Route selection',
    help: 'WebSocket APIs: what of a message names its route. Default: $request.body.action',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html',
  }),
  /** A convenience of ours: the name of the API's one stage, as AWS::ApiGatewayV2::Stage has it. */
  StageName: z
    .optional(z.string().check(z.regex(/^(\$default|[A-Za-z0-9_-]{1,128})$/)))
    .register(fields, {
      title: 'Stage',
      help: 'Default: $default, which needs no path; production for a WebSocket API.',
    }),
  Stages: z.optional(z.array(stage)).register(fields, {
    title: 'Stages',
    widget: 'json',
    help: 'Of HTTP APIs; absent: one stage, whose settings stand in the API itself and which deploys each edit.',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html',
  }),
  Deployments: z.optional(z.array(deployment)).register(fields, {
    title: 'Deployments',
    widget: 'json',
    help: 'Snapshots that a stage without AutoDeploy names.',
  }),
  /** What AWS::ApiGatewayV2::Route says of each route beyond its integration, by route key. */
  Routes: z.optional(z.record(z.string(), routeProperties)).register(fields, {
    title: 'Routes',
    widget: 'json',
    help: '{"GET /items": {"AuthorizationType": "JWT", "AuthorizerId": "users"}}; of WebSocket APIs, {"join": {"RouteResponseSelectionExpression": "$default"}} answers the sender.',
  }),
  /** AWS::ApiGatewayV2::Model, by name. */
  Models: z
    .optional(z.record(z.string(), z.looseObject({ Schema: z.record(z.string(), z.unknown()) })))
    .register(fields, {
      title: 'Models',
      widget: 'json',
      help: 'Of WebSocket APIs: {"Said": {"Schema": {"type": "object"}}}; a route names them in RequestModels, by its ModelSelectionExpression.',
      source: `${GUIDE}/websocket-api-request-validation.html`,
    }),
  Authorizers: z.optional(z.record(z.string(), authorizer)).register(fields, {
    title: 'Authorizers',
    widget: 'json',
    help: 'By name: {"users": {"AuthorizerType": "JWT", "JwtConfiguration": {"Issuer": "…", "Audience": ["…"]}, "Jwks": {"keys": […]}}}. A REQUEST authorizer is a wire from the authorizer port.',
  }),
  IamUsers: z.optional(z.array(iamUserSchema)).register(fields, {
    title: 'IAM users',
    widget: 'json',
    help: 'Whose signatures AWS_IAM routes take: [{"UserName": "ann", "AccessKeyId": "AKIA…", "SecretAccessKey": "…", "Policy": {…}}]',
  }),
  ApiKeySelectionExpression: z
    .optional(z.enum(['$request.header.x-api-key', '$context.authorizer.usageIdentifierKey']))
    .register(fields, {
      title: 'API key',
      help: 'WebSocket APIs: where $connect finds the key that it requires. Default: the header x-api-key.',
      source: `${GUIDE}/apigateway-websocket-api-selection-expressions.html`,
    }),
  ApiKeys: z
    .optional(z.array(securityParts.apiKey))
    .register(fields, { title: 'API keys', widget: 'json', help: 'Of WebSocket APIs.' }),
  UsagePlans: z.optional(z.array(securityParts.usagePlan)).register(fields, {
    title: 'Usage plans',
    widget: 'json',
    help: 'Of WebSocket APIs, with the names of their Keys.',
  }),
  AccessLogSettings: z
    .optional(z.looseObject({ Format: z._default(z.string(), '$context.requestId') }))
    .register(fields, { title: 'Access logs' }),
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
  ConnectionsPerSecond: z._default(z.number().check(z.positive()), 500).register(fields, {
    title: 'Account connection rate',
    unit: 'connections/s',
    group: 'Model',
    help: 'New WebSocket connections of all APIs.',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
  AccountBurst: z._default(z.int().check(z.positive()), 5_000).register(fields, {
    title: 'Account burst limit',
    unit: 'requests',
    group: 'Model',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
})

/** What is wrong with the API's routes, over all its integrations: a key leads to one of them. */
function checkRoutes(
  edges: CheckedNode['edges'],
  check: typeof checkRouteKeys,
): readonly NodeFinding[] {
  const owners = new Map<string, string>()
  return edges.flatMap(({ id, port, properties }) => {
    if (port !== null) return []
    const parsed = z.safeParse(integrationSchema, properties)
    const keys = parsed.success ? parsed.data.RouteKeys : []
    const findings: NodeFinding[] = check(keys).map(({ path, message }) => ({
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

const inProperties = ({ path, ...finding }: NodeFinding): NodeFinding => ({
  ...finding,
  path: `properties.${path}`,
})

/** What only a WebSocket API can have wrong. */
function checkSocket(expression: string | undefined): readonly NodeFinding[] {
  if (expression === undefined || isSelectionExpression(expression)) return []
  const message = `'${expression}' names nothing of a message, as $request.body.action does`
  return [inProperties({ path: 'RouteSelectionExpression', message })]
}

/** Models that a route names and there are not, and those that nothing selects. */
const checkModels = ({ Models = {}, Routes = {} }: Checked['properties']): readonly NodeFinding[] =>
  Object.entries(Routes).flatMap(([key, { ModelSelectionExpression, RequestModels }]) => {
    if (RequestModels === undefined) return []
    const path = `Routes.${key}.RequestModels`
    const unknown = Object.entries(RequestModels)
      .filter(([, name]) => !Object.hasOwn(Models, name))
      .map(([entry, name]) => ({
        path: `${path}.${entry}`,
        message: `Invalid model identifier specified: ${name}`,
      }))
    const message = 'no ModelSelectionExpression selects them: no message is validated'
    const idle = ModelSelectionExpression === undefined ? [{ path, message }] : []
    return [...unknown, ...idle].map(inProperties)
  })

/** Settings for a route that there is not: AWS refuses them, "Unable to find Route by key … within the provided RouteSettings". */
function checkRouteSettings(
  settings: Readonly<Record<string, unknown>>,
  edges: CheckedNode['edges'],
): readonly NodeFinding[] {
  const known = new Set(
    edges.flatMap(({ port, properties }) => {
      if (port !== null) return []
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

/** Routes that ask for an authorizer that there is not, and REQUEST authorizers without a function. */
function checkAuthorizers({
  edges,
  properties: { Routes = {}, Authorizers = {} },
}: Checked): readonly NodeFinding[] {
  const wired = new Set(
    edges.flatMap(({ port, properties }) => {
      const parsed = z.safeParse(integrationSchema, properties)
      return port === 'authorizer' && parsed.success ? [parsed.data.AuthorizerId] : []
    }),
  )
  const asking = Object.entries(Routes).flatMap(
    ([key, { AuthorizationType, AuthorizerId = '' }]) => {
      if (AuthorizationType !== 'JWT' && AuthorizationType !== 'CUSTOM') return []
      if (Object.hasOwn(Authorizers, AuthorizerId)) return []
      const message =
        AuthorizerId === '' ? 'names no authorizer' : `there is no authorizer ${AuthorizerId}`
      return [inProperties({ path: `Routes.${key}.AuthorizerId`, message })]
    },
  )
  const idle = Object.entries(Authorizers).flatMap(([name, { AuthorizerType }]) =>
    AuthorizerType === 'REQUEST' && !wired.has(name)
      ? [
          inProperties({
            path: `Authorizers.${name}`,
            message: 'no wire leads from the authorizer port to its function',
          }),
        ]
      : [],
  )
  return [...asking, ...idle]
}

/** Routes to a service whose integration does not say which action. */
const checkServiceRoutes = (
  edges: CheckedNode['edges'],
  routes: Checked['properties']['Routes'] = {},
): readonly NodeFinding[] =>
  edges.flatMap(({ id, contract, properties }) => {
    const parsed = z.safeParse(integrationSchema, properties)
    if (contract !== 'api' || !parsed.success) return []
    return parsed.data.RouteKeys.flatMap((key) => {
      const own = Object.hasOwn(routes, key) ? routes[key]?.Integration : undefined
      if (own?.IntegrationType === 'AWS' && own.IntegrationUri !== undefined) return []
      const message = `${key} has no Integration of type AWS with an IntegrationUri: its messages fail`
      return [{ path: 'properties.RouteKeys', message, edge: id }]
    })
  })

/** Stages that clash, and those that serve nothing. */
function checkHttpStages({ Stages = [], Deployments = [] }: Checked['properties']) {
  const names = Stages.map(({ StageName }) => StageName)
  return Stages.flatMap(({ StageName, AutoDeploy, DeploymentId }, index) => {
    const path = `Stages[${index}]`
    if (names.indexOf(StageName) !== index) {
      return [inProperties({ path, message: `there is a stage ${StageName} already` })]
    }
    if (AutoDeploy || Deployments.some((each) => each.DeploymentId === DeploymentId)) return []
    const message =
      DeploymentId === undefined
        ? `${StageName} serves nothing: it has no deployment and does not deploy by itself`
        : `there is no deployment ${DeploymentId}`
    return [inProperties({ path, message })]
  })
}

type Checked = CheckedNode<z.output<typeof properties>>

export const httpApiDefinition = define({
  type: 'AWS::ApiGatewayV2::Api',
  title: 'HTTP or WebSocket API',
  description: 'API Gateway: routes requests, or messages of open connections, to integrations',
  category: 'edge',
  properties,
  model,
  serves: ['http'],
  calls: ['invoke', 'http', 'api'],
  ports: [
    {
      id: 'authorizer',
      title: 'Authorizer',
      help: 'The function that decides who may take a route.',
      contracts: ['invoke'],
      targets: ['AWS::Lambda::Function'],
    },
  ],
  edges: { invoke: integrationSchema, http: integrationSchema, api: integrationSchema },
  carries: { code: false, data: false },
  check: ({ edges, properties, ...rest }) => [
    ...checkAuthorizers({ edges, properties, ...rest }),
    ...(properties.ProtocolType === 'HTTP'
      ? [
          ...checkRoutes(edges, checkRouteKeys),
          ...checkUnwired(properties.Routes ?? {}, edges),
          ...checkSubtypes(edges),
          ...checkLogging(properties).map(inProperties),
        ]
      : [
          ...checkRoutes(edges, checkWebSocketKeys),
          ...checkServiceRoutes(edges, properties.Routes),
          ...checkSocket(properties.RouteSelectionExpression),
          ...checkModels(properties),
        ]),
    ...checkApiKeys(properties).map(inProperties),
    ...checkLinks(edges),
    ...checkCors(properties.CorsConfiguration ?? {}).map(inProperties),
    ...checkRouteSettings(properties.RouteSettings ?? {}, edges),
    ...checkHttpStages(properties),
  ],
})

/** A token bucket: how many tokens it holds and can hold, and how fast it fills. */
export interface BucketState {
  readonly level: number
  readonly burst: number
  readonly ratePerSecond: number
}

/** A route of the document as it is, with what its wire says of the integration. */
export interface WiredRoute {
  readonly route: string
  readonly wire: string
  readonly target: string
  readonly kind: 'lambda' | 'http' | 'service'
  readonly format: '1.0' | '2.0'
  readonly timeoutMs: number
  /** To a service: `SQS-SendMessage`, with its parameters. */
  readonly subtype?: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** What an HTTP API node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface HttpApiState {
  readonly protocol: 'HTTP'
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
  /** Where each route leads now, for deployments; what deploys by itself is not asked. */
  readonly wires: readonly WiredRoute[]
  /** Whom the API turned away, and why: the most frequent first. */
  readonly refusals: readonly Refused[]
  /** Requests by stage. */
  readonly stages: readonly { readonly name: string; readonly count: number }[]
}

/** What a WebSocket API node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface WebSocketApiState {
  readonly protocol: 'WEBSOCKET'
  /** Connections that are open. */
  readonly connections: number
  /** How many are open in each of the node's cells, and which cells have just seen a message. */
  readonly density: { readonly open: readonly number[]; readonly lit: readonly number[] }
  readonly inFlight: number
  readonly connectsPerSecond: number
  /** Whose handshakes the API turned away, and why: the most frequent first. */
  readonly refusals: readonly Refused[]
  /** From clients. */
  readonly receivedPerSecond: number
  /** To clients. */
  readonly sentPerSecond: number
  readonly connectCount: number
  readonly messageCount: number
  readonly clientErrors: number
  readonly integrationErrors: number
  readonly executionErrors: number
  readonly shareFailing: number
  /** The account's bucket of requests and messages. */
  readonly bucket: BucketState
  /** Of the integration. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  readonly routes: readonly string[]
}

/** What a node of either protocol shows. */
export type ApiState = HttpApiState | WebSocketApiState
