import { bodyLength, findHeader, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import type { Process } from '#kernel/process.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import { between, ms, toEpochMs, toMs } from '#kernel/time.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { httpServiceDefinition, type HttpServiceState } from './definition.ts'
import { createPlaces } from './places.ts'
import { findRoute, renderBody } from './routes.ts'

type Definition = typeof httpServiceDefinition
type Answer = Pick<HttpResponse, 'status' | 'headers' | 'body'>

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
  const places = createPlaces(ctx, () => ({
    places: ctx.node.properties.MaxConcurrency,
    line: ctx.node.properties.QueueLength,
  }))

  const gauge = (name: string, value: number): void => ctx.record({ type: 'gauge', name, value })
  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })
  const showPlaces = (): void => {
    gauge('InFlight', places.taken)
    gauge('QueueDepth', places.waiting)
  }

  const answer = ({ method, path, query }: HttpRequest): Answer => {
    const { ErrorShare, ErrorStatus } = ctx.node.model
    if (mishaps.next() < ErrorShare) return plain(ErrorStatus, 'Internal Server Error')
    const match = findRoute(ctx.node.properties.Routes, { method, path })
    if (match === null) return plain(404, 'Not Found')
    const { Status, Headers: headers } = match.route
    return { status: Status, headers: Object.entries(headers), body: renderBody(match, query) }
  }

  function* serveOne(request: HttpRequest): Process<Answer> {
    if ((yield* places.take(showPlaces)) === 'full') {
      counts.rejected++
      count('Rejected')
      return plain(503, 'Service Unavailable')
    }
    showPlaces()
    const { ServiceTimeMs: median, ServiceTimeSigma: sigma } = ctx.node.model
    yield ctx.sleep(ms(median === 0 ? 0 : sample(logNormalOf({ median, sigma }), serviceTimes)))
    const given = answer(request)
    places.leave()
    showPlaces()
    return given
  }

  function* serve(request: HttpRequest): Process<HttpResponse> {
    const begun = ctx.now
    const span = ctx.beginSpan(request.context, `${request.method} ${request.path}`)
    rate.add(begun)
    count('Requests')
    const response = toResponse(yield* serveOne(request), request.method, toEpochMs(ctx.now))
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
    changed: () => places.changed(),
    hostnames: () => [ctx.node.properties.Name ?? ctx.node.id],
    inspect() {
      const recent = latencies.read(ctx.now)
      return {
        requestsPerSecond: rate.read(ctx.now),
        inFlight: places.taken,
        queued: places.waiting,
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
