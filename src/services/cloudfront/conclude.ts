import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { type Duration, type Instant, toEpochMs, toMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { Tier } from './caching/tier.ts'
import type { cloudfrontDefinition } from './definition.ts'
import { bytesOf, toResponse } from './respond.ts'
import { formatLogLine } from './standardLog.ts'
import type { Answered, Statistics } from './statistics.ts'
import type { Outcome, Visit } from './viewerRequest.ts'

interface Parts {
  readonly ctx: ServiceContext<typeof cloudfrontDefinition>
  readonly statistics: Statistics
  readonly via: (tier: Tier) => string
  readonly domainName: string
  readonly isPlainHttp: () => boolean
}

/** Ends a visit: the response as the viewer gets it, counted, logged and told of. */
export type Conclude = (
  request: HttpRequest,
  at: { readonly visit: Visit; readonly outcome: Outcome; readonly begun: Instant },
) => HttpResponse

/** Creates the end of all visits. */
export function createConclusion(parts: Parts): Conclude {
  const { ctx, statistics, via, domainName } = parts
  const timing = ctx.random('server timing')

  /** Notes on the span: what a person looks for first. */
  const tell = (visit: Visit, response: HttpResponse, { served }: Outcome): void => {
    const note = (key: string, value: string): void =>
      ctx.record({ type: 'note', trace: visit.span.trace, span: visit.span.span, key, value })
    note('status', String(response.status))
    note('cache', served.result)
    if (served.why !== '' && served.result !== 'Hit') note('why', served.why)
  }

  const log = (
    request: HttpRequest,
    response: HttpResponse,
    at: { outcome: Outcome; visit: Visit; answered: Answered },
  ): void => {
    const { Logging } = ctx.node.properties.DistributionConfig
    if (Logging === undefined) return
    const { answered, outcome, visit } = at
    const line = formatLogLine(request, response, {
      ...answered,
      epochMs: toEpochMs(ctx.now),
      domainName,
      requestId: visit.requestId,
      detail: outcome.served.detail ?? answered.result,
      hasCookies: Logging.IncludeCookies,
    })
    ctx.record({ type: 'log', trace: request.context.trace, stream: 'standard', line })
  }

  return (request, { visit, outcome, begun }) => {
    const { served, behavior, key } = outcome
    const { tier, location } = visit.site
    const response = toResponse(request, served, {
      behavior,
      via: via(tier),
      pop: tier.name,
      requestId: visit.requestId,
      timing,
      layer: parts.isPlainHttp() ? 'EDGE' : 'REC',
    })
    const answered: Answered = {
      at: ctx.now,
      edge: tier.name,
      country: location.country,
      method: request.method,
      scheme: request.scheme ?? 'https',
      target: request.query === '' ? request.path : `${request.path}?${request.query}`,
      key,
      status: response.status,
      result: served.result,
      from: served.from,
      why: served.why,
      ttl: served.ttl ?? null,
      bytesIn: bytesOf(request),
      bytesOut: bytesOf(response, response.body === served.body ? served.bodyBytes : undefined),
      latencyMs: toMs((ctx.now - begun) as Duration),
    }
    statistics.end(answered)
    log(request, response, { outcome, visit, answered })
    tell(visit, response, outcome)
    return response
  }
}
