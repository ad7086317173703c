import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import {
  flagsOf,
  readTraceHeader,
  SEGMENT_NOTE,
  type SegmentDocument,
  type SubsegmentDocument,
} from '#contracts/xray.ts'
import { drawText, type Random } from '#kernel/random.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import { apiIdOf } from '../identity.ts'
import type { Arrived } from './call.ts'
import type { restApiDefinition } from './definition.ts'
import type { RestApiProperties, StageProperties } from './properties.ts'
import { createSamplingRules, type SampledFacts, type SamplingRules } from './samplingRules.ts'

const HEX = '0123456789abcdef'

/** Ids of segments: 64 bits. */
const drawSegmentId = (random: Random): string => drawText(random, HEX, 16)

/** API Gateway's clock in segments has whole milliseconds. */
const secondsOf = (at: Instant): number => toEpochMs(at) / 1_000

/** Whom a sampled request calls, as its subsegment tells. */
export interface TracedCall {
  readonly name: string
  readonly url: string
  readonly method: string
  readonly aws?: object
  readonly namespace: 'aws' | 'remote'
}

/** A call under way. `header` is the `X-Amzn-Trace-Id` that goes with it. */
export interface TracedCallEnd {
  readonly header: string
  /** `status` null: nobody answered. */
  end(status: number | null, bytes: number): void
}

/** The tracing of one request: by a stage with `TracingEnabled`, or because a caller upstream decided. */
export interface RequestTracing {
  /** What the client's answer says. */
  readonly answerHeader: string
  call(what: TracedCall): TracedCallEnd
  /** The request is over: records the segment where it is sampled. */
  end(arrived: Arrived, response: HttpResponse): void
}

/** Decides which requests X-Ray sees. */
export interface Tracer {
  /** `traceHeader`: what the request brought, or the front end gave it. Null: nobody traces it. */
  begin(
    stage: StageProperties,
    traceHeader: string,
    request: Pick<SampledFacts, 'method' | 'host' | 'path'>,
  ): RequestTracing | null
  /** Traces that began here: what X-Ray charges for. */
  readonly recorded: number
}

const requestOf = ({ api, sentPath }: Arrived, request: HttpRequest): object => {
  const query = request.query === '' ? '' : `?${request.query}`
  const agent = findHeader(request.headers, 'user-agent')
  return {
    url: `https://${api.domainName}${sentPath}${query}`,
    method: request.method,
    ...(agent !== undefined && { user_agent: agent }),
    client_ip: request.sourceIp,
    x_forwarded_for: true,
  }
}

/**
 * X-Ray over a REST API: "active" where the stage has it, "passive" where a caller upstream has sampled the request; its
 * decision is kept in both. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enabling-xray.html
 */
export function createTracer(ctx: ServiceContext<typeof restApiDefinition>): Tracer {
  const ids = ctx.random('segments')
  const sampling = ctx.random('sampling')
  const draw = (): number => sampling.next()
  let rules = createSamplingRules([], draw)
  let written: RestApiProperties['SamplingRules'] = undefined
  let recorded = 0

  /** The document's rules; a reservoir begins anew where they change. */
  const findRules = (): SamplingRules => {
    const { SamplingRules } = ctx.node.properties
    if (SamplingRules !== written) {
      if (JSON.stringify(SamplingRules) !== JSON.stringify(written)) {
        rules = createSamplingRules(SamplingRules ?? [], draw)
      }
      written = SamplingRules
    }
    return rules
  }

  const apiId = apiIdOf(ctx.node.id)
  const arnOf = (stage: string): string =>
    `arn:aws:apigateway:${ctx.account.region}::/restapis/${apiId}/stages/${stage}`

  const segmentOf = (
    arrived: Arrived,
    response: HttpResponse,
    of: Pick<SegmentDocument, 'id' | 'start_time' | 'trace_id' | 'subsegments'> & {
      readonly parent: string | null
      /** The rule that sampled it; null: a caller upstream did. */
      readonly rule: string | null
    },
  ): SegmentDocument => {
    const { api, request, requestId, extendedRequestId, release } = arrived
    const stage = release.stage.StageName
    return {
      id: of.id,
      name: `${ctx.node.properties.Name}/${stage}`,
      start_time: of.start_time,
      trace_id: of.trace_id,
      end_time: secondsOf(ctx.now),
      ...(of.parent !== null && { parent_id: of.parent }),
      ...flagsOf(response.status),
      http: {
        request: requestOf(arrived, request),
        // The length is 0 whatever the body: AWS's own example, and public traces.
        response: { status: response.status, content_length: 0 },
      },
      aws: {
        ...(of.rule !== null && { xray: { sampling_rule_name: of.rule } }),
        api_gateway: {
          account_id: api.accountId,
          rest_api_id: api.apiId,
          stage,
          request_id: requestId,
        },
      },
      annotations: { 'aws:api_id': api.apiId, 'aws:api_stage': stage },
      metadata: { default: { extended_request_id: extendedRequestId, request_id: requestId } },
      origin: 'AWS::ApiGateway::Stage',
      resource_arn: arnOf(stage),
      ...(of.subsegments !== undefined &&
        of.subsegments.length > 0 && { subsegments: of.subsegments }),
    }
  }

  return {
    begin(stage, traceHeader, request) {
      const given = readTraceHeader(traceHeader)
      const { root } = given
      // Passive: only what a caller upstream has sampled.
      if (root === null || (!stage.TracingEnabled && given.isSampled !== true)) return null
      const begunAt = ctx.now
      const serviceName = `${ctx.node.properties.Name}/${stage.StageName}`
      const facts = { ...request, serviceName, resourceArn: arnOf(stage.StageName) }
      const decided =
        given.isSampled === null ? findRules().decide(facts, toEpochMs(begunAt)) : null
      const isSampled = given.isSampled ?? decided?.isSampled ?? false
      if (decided?.isSampled === true) recorded++
      const sampled = `Sampled=${isSampled ? 1 : 0}`
      const id = isSampled ? drawSegmentId(ids) : ''
      const subsegments: SubsegmentDocument[] = []
      const lineage = traceHeader.split(';').find((part) => part.startsWith('Lineage='))
      const headerUnder = (parent: string | null): string =>
        [
          `Root=${root}`,
          ...(parent === null ? [] : [`Parent=${parent}`]),
          sampled,
          ...(lineage === undefined ? [] : [lineage]),
        ].join(';')
      return {
        answerHeader: `Root=${root};${sampled}`,
        call({ name, url, method, aws, namespace }) {
          if (!isSampled) return { header: headerUnder(given.parent), end: () => undefined }
          const subsegment = drawSegmentId(ids)
          const calledAt = secondsOf(ctx.now)
          return {
            header: headerUnder(subsegment),
            end(status, bytes) {
              const response = status === null ? null : { status, content_length: bytes }
              subsegments.push({
                id: subsegment,
                name,
                start_time: calledAt,
                end_time: secondsOf(ctx.now),
                ...(status === null ? ({ fault: true } as const) : flagsOf(status)),
                http: { request: { url, method }, ...(response !== null && { response }) },
                ...(aws !== undefined && { aws }),
                namespace,
              })
            },
          }
        },
        end(arrived, response) {
          if (!isSampled) return
          const document = segmentOf(arrived, response, {
            id,
            start_time: secondsOf(begunAt),
            trace_id: root,
            subsegments,
            parent: given.parent,
            rule: decided?.rule ?? null,
          })
          const value = JSON.stringify(document)
          ctx.record({ type: 'note', ...arrived.span, key: SEGMENT_NOTE, value })
        },
      }
    },
    get recorded() {
      return recorded
    },
  }
}
