import { bodyLength, findHeader, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import type { Process } from '#kernel/process.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import { between, type Duration, ms, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { httpServiceDefinition, type HttpServiceState } from './definition.ts'
import { createCapacity } from './capacity.ts'
import type { Instance } from './fleet.ts'
import { createPlaces } from './places.ts'
import { findRoute, renderBody } from './routes.ts'
import { createScripts } from './script.ts'

type Definition = typeof httpServiceDefinition
type Answer = Pick<HttpResponse, 'status' | 'headers' | 'body'>

/** A request, and under what it is answered. */
interface Asked {
  readonly request: HttpRequest
  readonly span: TraceContext
}

/** JSON is told by how it begins; anything else is text. */
const guessContentType = (body: string): string =>
  /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8'

const plain = (status: number, words: string): Answer => ({
  status,
  headers: [],
  body: JSON.stringify({ message: words }),
})

/** The answer on the wire: with the headers that any server adds where the route has none. */
function toResponse(answer: Answer, method: string, epochMs: number): HttpResponse {
  const isEmpty = answer.status === 204 || answer.status === 304
  const body = isEmpty ? '' : answer.body
  const added: Headers = isEmpty
    ? []
    : [
        ['content-type', guessContentType(String(body))],
        ['content-length', String(bodyLength(body))],
      ]
  const isMissing = (name: string): boolean => findHeader(answer.headers, name) === undefined
  return {
    status: answer.status,
    headers: [
      ['date', formatHttpDate(epochMs)],
      ...added.filter(([name]) => isMissing(name)),
      ...answer.headers,
      ['connection', 'keep-alive'],
    ],
    body: method === 'HEAD' ? '' : body,
  }
}

const UNREACHED: HttpResponse = {
  status: 0,
  headers: [],
  body: '',
  networkError: { code: 'ETIMEDOUT', message: 'connect ETIMEDOUT' },
}

/** One backend at work. */
export function createHttpService(
  ctx: ServiceContext<Definition>,
): Service<Definition, HttpServiceState> {
  const serviceTimes = ctx.random('service time')
  const mishaps = ctx.random('errors')
  const rate = createSmoothedRate()
  const failing = createSmoothedShare()
  const latencies = createRecentHistogram()
  const counts = { served: 0, errors: 0, rejected: 0 }
  const scripts = createScripts(ctx)
  const capacity = createCapacity(ctx, {
    changed: () => places.changed(),
    gone: (instance) => scripts.forget(instance),
  })
  const { fleet } = capacity
  const placesOf = (): number => fleet.ready * ctx.node.properties.MaxConcurrency
  /** Requests that instances out of service still have: they take no place of those that are in it. */
  const draining = (): number =>
    fleet.all.reduce((sum, { state, taken }) => sum + (state === 'draining' ? taken : 0), 0)
  const places = createPlaces(ctx, () => ({
    places: placesOf() + draining(),
    line: ctx.node.properties.QueueLength,
  }))

  const gauge = (name: string, value: number): void => ctx.record({ type: 'gauge', name, value })
  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })
  const showPlaces = (): void => {
    capacity.note(places.taken)
    gauge('InFlight', places.taken)
    gauge('QueueDepth', places.waiting)
  }

  const drawServiceTime = (): Duration => {
    const { ServiceTimeMs, ServiceTimeSigma: sigma, ServiceTimeShape } = ctx.node.model
    if (ServiceTimeMs === 0) return ms(0)
    return ms(
      ServiceTimeShape === 'exponential'
        ? sample({ type: 'exponential', mean: ServiceTimeMs }, serviceTimes)
        : sample(logNormalOf({ median: ServiceTimeMs, sigma }), serviceTimes),
    )
  }

  function* answer({ request, span }: Asked, instance: Instance): Process<Answer> {
    const { method, path, query } = request
    const { ErrorShare, ErrorStatus } = ctx.node.model
    if (mishaps.next() < ErrorShare) return plain(ErrorStatus, 'Internal Server Error')
    if (ctx.node.properties.Script !== undefined) {
      const scripted = yield* scripts.run(instance, request, span)
      if (scripted === 'failed') return plain(500, 'Internal Server Error')
      if (scripted !== null) return scripted
    }
    const match = findRoute(ctx.node.properties.Routes, { method, path })
    if (match === null) return plain(404, 'Not Found')
    const { Status, Headers: headers } = match.route
    return { status: Status, headers: Object.entries(headers), body: renderBody(match, query) }
  }

  function* serveOne(asked: Asked): Process<Answer> {
    if ((yield* places.take(showPlaces)) === 'full') {
      counts.rejected++
      count('Rejected')
      return plain(503, 'Service Unavailable')
    }
    const instance = fleet.assign()
    showPlaces()
    yield ctx.sleep(drawServiceTime())
    const given = yield* answer(asked, instance)
    if (fleet.release(instance, ctx.now)) scripts.forget(instance)
    places.leave()
    showPlaces()
    return given
  }

  /** Nobody outside of the VPC reaches a private service: a handshake that is not answered. */
  const isOutside = ({ inVpc, caller }: HttpRequest): boolean =>
    ctx.node.properties.Private && inVpc !== true && caller?.vpceId === undefined

  function* serve(request: HttpRequest): Process<HttpResponse> {
    if (isOutside(request)) return UNREACHED
    const begun = ctx.now
    const span = ctx.beginSpan(request.context, `${request.method} ${request.path}`)
    rate.add(begun)
    count('Requests')
    capacity.wake()
    const response = toResponse(
      yield* serveOne({ request, span }),
      request.method,
      toEpochMs(ctx.now),
    )
    const isError = response.status >= 500
    counts.served++
    if (isError) {
      counts.errors++
      count('Errors')
    }
    failing.add(ctx.now, isError)
    const value = toMs(between(begun, ctx.now))
    latencies.add(ctx.now, value)
    ctx.record({ type: 'sample', name: 'Latency', value })
    ctx.record({ type: 'note', ...span, key: 'status', value: String(response.status) })
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }

  return {
    serve: { http: (request) => serve(request) },
    changed(what) {
      if (what !== 'properties') return
      scripts.forget()
      capacity.redeploy()
      places.changed()
    },
    usage() {
      const { TaskSize } = ctx.node.properties
      if (TaskSize === undefined) return {}
      const hours = fleet.paidSeconds(ctx.now) / 3_600
      return { vcpuHours: hours * TaskSize.Cpu, memoryHours: hours * TaskSize.Memory }
    },
    dispose: () => scripts.forget(),
    hostnames: () => [ctx.node.properties.Name ?? ctx.node.id],
    inspect() {
      const recent = latencies.read(ctx.now)
      return {
        requestsPerSecond: rate.read(ctx.now),
        inFlight: places.taken,
        queued: places.waiting,
        places: placesOf(),
        utilization: ctx.node.properties.AutoScaling === undefined ? null : capacity.utilization,
        instances: fleet.all.map(({ number, state, taken, served, startedAt, readyAt }) => ({
          number,
          state,
          taken,
          served,
          ageMs: toMs(between(startedAt, ctx.now)),
          readyInMs: state === 'starting' ? Math.max(0, toMs(between(ctx.now, readyAt))) : 0,
        })),
        ...counts,
        errorShare: failing.read(ctx.now),
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}

/** HTTP services, as the simulation sees them. */
export const httpService: ServiceModule<Definition, HttpServiceState> = {
  definition: httpServiceDefinition,
  create: createHttpService,
}
