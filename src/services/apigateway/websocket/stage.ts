import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '#services/service.ts'
import { createLogFormat } from '../accessLog.ts'
import type { ApiAccount } from '../accountThrottle.ts'
import type { httpApiDefinition } from '../definition.ts'
import { apiIdOf, domainNameOf, drawRequestId } from '../identity.ts'
import { createRouteThrottles, type RouteThrottles } from '../routeThrottles.ts'
import { createTemplates, type Templates } from '../rest/templates.ts'
import type { ThrottleBucket } from '../throttle.ts'
import { collectSocketRoutes, type SocketIntegration, type SocketResult } from './integrate.ts'
import { type SocketAccess, socketVariables } from './accessLog.ts'
import { type LoggingLevel, socketExecutionLines } from './executionLog.ts'
import { createRequestModels, type RequestModels } from './requestModels.ts'
import { createStatistics, type Statistics } from './statistics.ts'

/** The name of a WebSocket API's stage where it says none. */
export const DEFAULT_STAGE = 'production'

/** As of HTTP APIs. assumption: p99 about 2.3 times the median */
const OVERHEAD_SIGMA = 0.35
/** Before and after the integration, a half each. */
const OVERHEAD_PART = 0.5

/** What all that a WebSocket API does stands on: its names, routes, limits, chance and statistics. */
export interface Stage {
  readonly name: string
  readonly apiId: string
  readonly domainName: string
  readonly routes: ReadonlyMap<string, SocketIntegration>
  readonly templates: Templates
  readonly models: RequestModels
  readonly throttles: RouteThrottles
  readonly statistics: Statistics
  /** The buckets that a message by `route` draws from. */
  bucketsOf(route: string | null): readonly ThrottleBucket[]
  drawId(): string
  /** The gateway's own time, before the integration or after it; ms. */
  overheadMs(): number
  note(span: TraceContext, key: string, value: string): void
  /** Counts how an integration came out, and says so in the trace. */
  tellIntegration(
    span: TraceContext,
    result: SocketResult & { readonly latencyMs: number },
    what: string,
  ): void
  /** The execution log and a line of the access log, where the stage has them; `context`: the event's, or what is known of it. */
  log(span: TraceContext, context: object, access: SocketAccess): void
  route(): void
  deploy(): void
}

/** Deploys the API as the document has it. */
export function createStage(
  ctx: ServiceContext<typeof httpApiDefinition>,
  account: ApiAccount,
): Stage {
  const apiId = apiIdOf(ctx.node.id)
  const overhead = ctx.random('overhead')
  const ids = ctx.random('requestId')
  const statistics = createStatistics(ctx)
  const throttles = createRouteThrottles()
  const collect = () =>
    collectSocketRoutes(
      [...ctx.edges('invoke'), ...ctx.edges('http'), ...ctx.edges('api')],
      ctx.node.properties.Routes,
    )
  let templates = createTemplates()
  let models = createRequestModels(ctx.node.properties)
  let routes = collect()
  let logged = { format: '', write: createLogFormat('') }

  const levelOf = (context: object): LoggingLevel => {
    const { RouteSettings = {}, DefaultRouteSettings } = ctx.node.properties
    const route = 'routeKey' in context ? String(context.routeKey) : ''
    return RouteSettings[route]?.LoggingLevel ?? DefaultRouteSettings?.LoggingLevel ?? 'OFF'
  }

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })

  const stage: Stage = {
    get name() {
      return ctx.node.properties.StageName ?? DEFAULT_STAGE
    },
    apiId,
    domainName: domainNameOf(apiId, ctx.account.region),
    get routes() {
      return routes
    },
    throttles,
    statistics,
    bucketsOf: (route) => [
      account.requests.bucket,
      ...throttles.bucketsOf(route ?? undefined, ctx.now),
    ],
    drawId: () => drawRequestId(ids),
    overheadMs: () =>
      OVERHEAD_PART *
      sample(logNormalOf({ median: ctx.node.model.OverheadMs, sigma: OVERHEAD_SIGMA }), overhead),
    note,
    tellIntegration(span, { status, error, latencyMs }, what) {
      statistics.integrated(latencyMs)
      note(span, 'integrationLatency', `${latencyMs} ms`)
      if (error !== null) {
        statistics.end('ExecutionError')
        note(span, 'integrationError', error)
        const detail = `${what}: ${error}`
        ctx.record({ type: 'mark', trace: span.trace, mark: 'error', detail })
      } else statistics.end(status >= 400 ? 'IntegrationError' : 'ok')
    },
    log(span, context, access) {
      const { trace } = span
      const stream = `API-Gateway-Execution-Logs_${apiId}/${stage.name}`
      for (const line of socketExecutionLines(context, access, levelOf(context))) {
        ctx.record({ type: 'log', trace, stream, line })
      }
      const format = ctx.node.properties.AccessLogSettings?.Format
      if (format === undefined) return
      if (format !== logged.format) logged = { format, write: createLogFormat(format) }
      const line = logged.write(socketVariables(context, access))
      ctx.record({ type: 'log', trace, stream: 'access', line })
    },
    get templates() {
      return templates
    },
    get models() {
      return models
    },
    route() {
      routes = collect()
      templates = createTemplates()
      models = createRequestModels(ctx.node.properties)
    },
    deploy() {
      const { AccountRatePerSecond, AccountBurst, ConnectionsPerSecond } = ctx.node.model
      const limit = { ratePerSecond: AccountRatePerSecond, burst: AccountBurst }
      const connects = { ratePerSecond: ConnectionsPerSecond, burst: ConnectionsPerSecond }
      account.requests.set(ctx.node.id, limit, ctx.now)
      account.connects.set(ctx.node.id, connects, ctx.now)
      throttles.deploy(ctx.node.properties, limit, ctx.now)
    },
  }
  stage.deploy()
  return stage
}
