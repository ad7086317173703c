import { bodyLength, findHeader } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse, LiveReader } from '#contracts/http.ts'
import { readTraceHeader } from '#contracts/xray.ts'
import { STAGE } from '#contracts/proxyRequest.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toEpochMs, toMs, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '#services/service.ts'
import { type ApiAccount, createApiAccount } from '../accountThrottle.ts'
import { createTransfer } from '../transfer.ts'
import { apiIdOf, domainNameOf, drawRequestId, drawUuid, traceHeaderOf } from '../identity.ts'
import { readBucket } from '../throttle.ts'
import { BROKEN, finishResponse } from './answer.ts'
import { isPlaceQuery } from '../placeQuery.ts'
import { ANYBODY, createAuthorizing } from './authorize.ts'
import type { ApiIdentity, Arrived } from './call.ts'
import { createContext, formatAccessLog } from './contextValues.ts'
import { restApiDefinition, type RestApiState } from './definition.ts'
import {
  createExecutionLog,
  endExecutionLog,
  executionLogStream,
  startExecutionLog,
} from './executionLog.ts'
import { FORBIDDEN } from './gatewayResponses.ts'
import { findMethod } from './resources.ts'
import type { RestResponse } from './restResponse.ts'
import { serve, type Served } from './serve.ts'
import { phasesOf } from '../restSecurity/phases.ts'
import { drawRelease, findStage } from './stages.ts'
import { createStatistics } from './statistics.ts'
import { requestsOf } from './streaming.ts'
import { createTracer } from './tracing.ts'
import { createWorks } from './works.ts'

type Definition = typeof restApiDefinition

/** Spread of the gateway's own time around its median: p99 is 3.2 times as much. assumption */
const OVERHEAD_SIGMA = 0.5
/** How much of the gateway's own time passes before the integration is called. */
const OVERHEAD_BEFORE = 0.5

/** "The X-HTTP-Method-Override header" makes a request one of another method. */
const withMethod = (request: HttpRequest): HttpRequest => {
  const override = findHeader(request.headers, 'x-http-method-override')
  return override === undefined ? request : { ...request, method: override.toUpperCase() }
}

/** The client's own trace header; the front end's where it brings none that is valid. */
const traceHeaderFor = ({ headers }: HttpRequest, trace: number, epochMs: number): string => {
  const given = findHeader(headers, 'x-amzn-trace-id')
  return given !== undefined && readTraceHeader(given).root !== null
    ? given
    : traceHeaderOf(trace, epochMs)
}

/** What an answer says of its trace. */
const toldTrace = ({ tracing, traceHeader }: Arrived): string =>
  tracing?.answerHeader ?? `Root=${readTraceHeader(traceHeader).root ?? ''}`

/** "Each 10 MB of a streamed response, rounded up, is billed as a single request." */
const chargedOf = (served: Served): number => {
  if (!isBilled(served)) return 0
  const { streamed, body } = served.response
  return streamed === undefined ? 1 : requestsOf(bodyLength(body))
}

/** AWS charges for no request that it refuses for want of a permission, a key or a token of a bucket. */
const isBilled = ({ refusal }: Served): boolean =>
  refusal === null ||
  !/^(ACCESS_DENIED|AUTHORIZER_\w+|EXPIRED_TOKEN|INVALID_\w+|MISSING_\w+|QUOTA_EXCEEDED|THROTTLED|UNAUTHORIZED|WAF_FILTERED)$/.test(
    refusal.responseType,
  )

/** One REST API at work: stage, method, checks, cache, integration, answer. */
function createRestApi(
  ctx: ServiceContext<Definition>,
  { requests: account, plans }: ApiAccount,
): Service<Definition, RestApiState> {
  const apiId = apiIdOf(ctx.node.id)
  const domainName = domainNameOf(apiId, ctx.account.region)
  const overheadRandom = ctx.random('overhead')
  const requestIds = ctx.random('requestId')
  const canaryRandom = ctx.random('canary')
  const statistics = createStatistics(ctx)
  const works = createWorks(ctx, plans)
  const authorizing = createAuthorizing(ctx)
  const tracer = createTracer(ctx)
  const transfer = createTransfer()

  const deploy = (): void => {
    const { AccountRatePerSecond, AccountBurst } = ctx.node.model
    const limit = { ratePerSecond: AccountRatePerSecond, burst: AccountBurst }
    account.set(ctx.node.id, limit, ctx.now)
    works.deploy(limit)
  }
  deploy()

  const identify = (request?: HttpRequest): ApiIdentity => ({
    nodeId: ctx.node.id,
    apiId,
    domainName: request?.mapped?.domainName ?? domainName,
    accountId: ctx.account.accountId,
    region: ctx.account.region,
    endpointType: ctx.node.properties.EndpointConfiguration.Types[0] ?? 'REGIONAL',
  })

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })

  /** "Private APIs are accessible only from clients within the VPC or from clients that have network connectivity to it." */
  const isOutside = ({ caller }: HttpRequest): boolean =>
    identify().endpointType === 'PRIVATE' && caller?.vpceId === undefined

  /** The request at its stage and method; null where its path leads to no stage. */
  const arrive = (sent: HttpRequest, ids: Ids): Arrived | null => {
    const { DefaultStage, DisableExecuteApiEndpoint } = ctx.node.properties
    if (DisableExecuteApiEndpoint && sent.mapped === undefined) return null
    // A mapping that names its stage has no other stand in for it.
    const isNamed = sent.mapped !== undefined && sent.mapped.stage !== STAGE
    const found = findStage(works.stages, isNamed ? '' : DefaultStage, sent.path)
    if (found === null || isOutside(sent)) return null
    const request = withMethod(sent)
    const release = drawRelease(found.stage, canaryRandom)
    const epochMs = toEpochMs(ctx.now)
    const traceHeader = traceHeaderFor(request, ids.span.trace, epochMs)
    return {
      ...ids,
      request,
      release,
      path: found.path,
      sentPath: sent.mapped?.path ?? sent.path,
      match: findMethod(release.deployment.tree, request.method, found.path),
      api: identify(sent),
      traceHeader,
      tracing: tracer.begin(found.stage.properties, traceHeader, {
        method: request.method,
        host: sent.mapped?.domainName ?? domainName,
        path: sent.mapped?.path ?? sent.path,
      }),
      epochMs,
      authorized: ANYBODY,
    }
  }

  const begin = (request: HttpRequest): Ids => {
    const span = ctx.beginSpan(request.context, `API Gateway ${request.method} ${request.path}`)
    const requestId = drawUuid(requestIds)
    note(span, 'requestId', requestId)
    return { span, requestId, extendedRequestId: drawRequestId(requestIds) }
  }

  function* respond(arrived: Arrived): Process<Served> {
    const key = arrived.match?.method.key ?? ''
    const stage = arrived.release.stage.StageName
    const setting = works.settingOf(stage, key)
    const log = createExecutionLog(arrived, setting)
    note(arrived.span, 'stage', arrived.release.isCanary ? `${stage} (canary)` : stage)
    if (key !== '') note(arrived.span, 'method', key)
    // As X-Ray names the segment of a REST API.
    note(arrived.span, 'segment', `${ctx.node.properties.Name}/${stage}`)
    const served = yield* serve(arrived, {
      ctx,
      works,
      account: account.bucket,
      plans,
      authorizing,
      startExecution: (seen) => log !== null && startExecutionLog(log, seen, setting),
      log: log === null ? null : (line) => log.write(line),
    })
    if (served.cache !== null) {
      note(arrived.span, 'cache', served.cache)
      statistics.cache(served.cache === 'hit')
    }
    if (log !== null) {
      const stream = executionLogStream(arrived)
      for (const line of endExecutionLog(log, { ...served, setting })) {
        ctx.record({ type: 'log', trace: arrived.span.trace, stream, line })
      }
    }
    return served
  }

  /** What detailed metrics of a request are kept by; null where its method keeps none. */
  const detailOf = (arrived: Arrived | null): string | null => {
    const key = arrived?.match?.method.key
    if (arrived === null || key === undefined) return null
    const stage = arrived.release.stage.StageName
    return works.settingOf(stage, key).MetricsEnabled === true ? `${stage} ${key}` : null
  }

  /** One line of the stage's access log. */
  const logAccess = (served: Served, response: HttpResponse, tookMs: number) => {
    const { seen } = served
    const format = seen.release.stage.AccessLogSetting?.Format
    if (format === undefined) return
    const context = createContext(seen, {
      refusal: served.refusal ?? undefined,
      phases: phasesOf(seen, served.refusal),
      status: response.status,
      responseLength: bodyLength(response.body),
      responseLatency: Math.round(tookMs),
      integration: served.times,
    })
    const stream = `API-Gateway-Access-Logs_${apiId}/${seen.release.stage.StageName}`
    const line = formatAccessLog(format, context)
    ctx.record({ type: 'log', trace: seen.span.trace, stream, line })
  }

  /** Notes on the span, and marks for what a person should see. */
  const tell = (
    span: TraceContext,
    { response, refusal }: Pick<Served, 'response' | 'refusal'>,
    what: string,
  ): void => {
    const { status } = response
    note(span, 'status', String(status))
    if (refusal !== null) note(span, 'gatewayResponse', refusal.responseType)
    const broken = response.streamed?.broken ?? undefined
    const why = [refusal?.by, refusal?.detail, broken]
      .filter((part) => part !== undefined)
      .join(': ')
    if (refusal?.by !== undefined) {
      note(span, 'refusedBy', why)
      statistics.refuse(refusal.by, refusal.detail ?? refusal.responseType)
    } else if (why !== '') note(span, 'error', why)
    const isTurnedAway = refusal?.by !== undefined && status < 500
    const name =
      status === 429
        ? 'throttle'
        : status >= 500 || broken !== undefined
          ? 'error'
          : isTurnedAway
            ? 'refused'
            : null
    if (name === null) return
    const detail = why === '' ? `${status} ${what}` : `${status} ${what}: ${why}`
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })
  }

  const finish = (
    response: RestResponse,
    method: string,
    ids: Ids,
    traceHeader: string | null,
  ): HttpResponse =>
    finishResponse(response, {
      ...ids,
      method,
      epochMs: toEpochMs(ctx.now),
      traceHeader,
      isEdge: identify().endpointType === 'EDGE',
    })

  /** Who reads along hears the head with the gateway's own headers. */
  const withHead = (request: HttpRequest, ids: Ids, find: () => Arrived | null): HttpRequest => {
    const { live } = request
    if (live === undefined) return request
    const begin: LiveReader['begin'] = (head) => {
      const streamed = { bodyTook: ZERO, headAgo: ZERO, broken: null }
      const arrived = find()
      const told = arrived === null ? null : toldTrace(arrived)
      live.begin(finish({ ...head, body: '', streamed }, request.method, ids, told))
    }
    return { ...request, live: { begin, piece: (bytes) => live.piece(bytes) } }
  }

  function* http(request: HttpRequest): Process<HttpResponse> {
    const begun = ctx.now
    const ids = begin(request)
    statistics.begin()
    const arrived: Arrived | null = arrive(
      withHead(request, ids, () => arrived),
      ids,
    )
    const { OverheadMs } = ctx.node.model
    const overheadMs = sample(
      logNormalOf({ median: OverheadMs, sigma: OVERHEAD_SIGMA }),
      overheadRandom,
    )
    yield ctx.sleep(ms(overheadMs * OVERHEAD_BEFORE))
    const served = arrived === null ? null : yield* respond(arrived)
    yield ctx.sleep(ms(overheadMs * (1 - OVERHEAD_BEFORE)))

    const told = served?.asksLambda === true && arrived !== null ? toldTrace(arrived) : null
    const response = finish(served?.response ?? FORBIDDEN, request.method, ids, told)
    const latencyMs = toMs(between(begun, ctx.now))
    const stage = arrived?.release.stage.StageName ?? null
    statistics.end({
      status: response.status,
      latencyMs,
      billed: served === null ? 0 : chargedOf(served),
      stage: arrived?.release.isCanary === true ? `${stage} canary` : stage,
      method: arrived?.match?.method.key ?? null,
      detail: detailOf(arrived),
    })
    if (served !== null) logAccess(served, response, latencyMs)
    arrived?.tracing?.end(arrived, response)
    transfer.answer(request, response)
    tell(
      ids.span,
      served ?? UNREACHED,
      arrived?.match?.method.key ?? `${request.method} ${request.path}`,
    )
    ctx.endSpan(ids.span, outcomeOf.http(response))
    if ((served?.response.streamed?.broken ?? null) !== null) return BROKEN
    const cache = served?.cache ?? null
    return cache === null ? response : { ...response, cache }
  }

  return {
    serve: { http },
    changed(what) {
      if (what !== 'model') authorizing.redeploy()
      if (what === 'edges' || what === 'model' || what === 'properties') deploy()
    },
    usage: () => ({
      requests: statistics.billedRequests,
      transferOut: transfer.gigabytes,
      ...(tracer.recorded > 0 && { traces: tracer.recorded }),
      ...works.cacheHours(),
    }),
    hostnames: () => [domainName],
    inspect: () => ({
      ...statistics.read(),
      bucket: readBucket(account.bucket, ctx.now),
      methodBuckets: [...works.throttles].flatMap(([stage, { all }]) =>
        all.map(({ route, bucket }) => ({
          method: `${stage} ${route}`,
          ...readBucket(bucket, ctx.now),
        })),
      ),
      cache: readCache(),
      methods: works.methods.map(({ key, type, edge }) => ({
        method: key,
        type,
        target: edge?.target ?? null,
        wire: edge?.id ?? null,
        count: statistics.countOf(key),
      })),
    }),
    query: (query) =>
      isPlaceQuery(query)
        ? { ...ctx.account }
        : isUsageQuery(query)
          ? works.plans.read(ctx.now).map((each) => ({ ...each }))
          : null,
    command(command) {
      if (isFlush(command)) works.caches.get(command.stage)?.clear()
    },
    dispose() {
      account.remove(ctx.node.id, ctx.now)
      plans.set(ctx.node.id, null)
    },
  }

  function readCache(): RestApiState['cache'] {
    if (works.caches.size === 0) return null
    const caches = [...works.caches.values()]
    return {
      hitShare: statistics.hitShare,
      hits: statistics.hits,
      misses: statistics.misses,
      entries: caches.reduce((sum, each) => sum + each.entries, 0),
      bytes: caches.reduce((sum, each) => sum + each.bytes, 0),
      recent: statistics.recent,
    }
  }
}

/** What a request is known by. */
interface Ids {
  readonly span: TraceContext
  readonly requestId: string
  readonly extendedRequestId: string
}

/** A path that leads to no stage. */
const UNREACHED: Pick<Served, 'response' | 'refusal'> = { response: FORBIDDEN, refusal: null }

/** `GetUsage` of all keys. */
const isUsageQuery = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && 'type' in query && query.type === 'usage'

/** `FlushStageCache` by hand. */
const isFlush = (command: unknown): command is { readonly stage: string } =>
  typeof command === 'object' &&
  command !== null &&
  'type' in command &&
  command.type === 'flush-cache' &&
  'stage' in command &&
  typeof command.stage === 'string'

/** API Gateway's REST API, as the simulation sees it. */
export const restApi: ServiceModule<Definition, RestApiState, ApiAccount> = {
  definition: restApiDefinition,
  // The very same as HTTP and WebSocket APIs': the account's limits and plans are of all of them.
  createShared: createApiAccount,
  create: createRestApi,
}
