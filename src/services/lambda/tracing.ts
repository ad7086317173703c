import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import {
  createSampler,
  flagsOf,
  readSampled,
  readTraceHeader,
  SEGMENT_NOTE,
} from '#contracts/xray.ts'
import type { SegmentDocument, SubsegmentDocument } from '#contracts/xray.ts'
import { drawText } from '#kernel/random.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'

const HEX = '0123456789abcdef'

/** An invocation that X-Ray sees. */
export interface TracedInvocation {
  /** Under which the function's own segment hangs: the service's, or the attempt of an event. */
  readonly parent: string
  /** What the caller gets stands: records the service's segment, but for an event, whose attempts come first. */
  end(reply: InvokeReply): void
}

/** What is asked about: the request, with the trace header that goes on from here, and as whom. */
interface Asked {
  readonly request: InvokeRequest
  readonly traceHeader: string
  readonly requestId: string
  readonly functionArn: string
  readonly span: TraceContext
}

/** X-Ray in front of a function. */
export interface Tracer {
  /** Null where nothing of the invocation is sent to X-Ray. */
  begin(asked: Asked): TracedInvocation | null
  /** An event is done with: its segment tells of how long it lay, and of all attempts. */
  endEvent(requestId: string, acceptedAt: Instant): void
  /** Ids of segments: 64 bits. */
  drawSegmentId(): string
  /** Traces that began here: what X-Ray charges for. */
  readonly recorded: number
}

/** The service's clock in segments has whole milliseconds. */
const secondsOf = (at: Instant): number => toEpochMs(at) / 1_000

/** An event's segment, until it is done with. */
interface TracedEvent {
  readonly asked: Asked
  readonly id: string
  readonly attempts: SubsegmentDocument[]
}

/** Events whose segments are not sent yet, at most; ours. */
const EVENTS_MAX = 10_000

/** The service's own flags: a function that failed is a fault, though the invocation is a 200. */
const flagsFor = (reply: InvokeReply) =>
  reply.type === 'completed' && reply.functionError !== null
    ? ({ fault: true } as const)
    : flagsOf(reply.statusCode)

/**
 * Lambda's tracing: a caller's decision stands; without one, active tracing samples by the default rule.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function createTracer(
  ctx: ServiceContext<typeof lambdaDefinition>,
  functionName: () => string,
): Tracer {
  const ids = ctx.random('segments')
  const sampling = ctx.random('sampling')
  const sample = createSampler(() => sampling.next())
  const events = new Map<string, TracedEvent>()
  let recorded = 0

  const drawSegmentId = (): string => drawText(ids, HEX, 16)

  const isSampled = ({ traceHeader }: Asked): boolean => {
    const given = readSampled(traceHeader)
    if (given !== null) return given
    if (ctx.node.properties.TracingConfig?.Mode !== 'Active') return false
    const own = sample(toEpochMs(ctx.now))
    if (own) recorded++
    return own
  }

  const send = (
    asked: Asked,
    of: Pick<SegmentDocument, 'id' | 'start_time' | 'end_time' | 'subsegments' | 'fault'> & {
      readonly status: number
    },
  ): void => {
    const { parent, root } = readTraceHeader(asked.traceHeader)
    const { id, start_time, end_time, subsegments, status, fault } = of
    const document: SegmentDocument = {
      id,
      name: functionName(),
      start_time,
      trace_id: root ?? '',
      end_time,
      ...(parent !== null && { parent_id: parent }),
      ...(fault === true ? { fault } : flagsOf(status)),
      http: { response: { status } },
      aws: { request_id: asked.requestId },
      origin: 'AWS::Lambda',
      resource_arn: asked.functionArn,
      ...(subsegments !== undefined && { subsegments }),
    }
    const value = JSON.stringify(document)
    ctx.record({ type: 'note', ...asked.span, key: SEGMENT_NOTE, value })
  }

  const beginAttempt = (event: TracedEvent): TracedInvocation => {
    const begun = secondsOf(ctx.now)
    const parent = drawSegmentId()
    return {
      parent,
      end(reply) {
        const status = reply.statusCode
        event.attempts.push({
          id: parent,
          name: `Attempt #${event.attempts.length + 1}`,
          start_time: begun,
          end_time: secondsOf(ctx.now),
          ...flagsFor(reply),
          http: { response: { status } },
        })
      },
    }
  }

  return {
    drawSegmentId,
    begin(asked) {
      const isEvent = asked.request.invocationType === 'Event'
      const known = isEvent ? events.get(asked.requestId) : undefined
      if (known !== undefined) return beginAttempt(known)
      if (isEvent && asked.request.attempt > 1) return null
      if (!isSampled(asked)) return null
      const id = drawSegmentId()
      if (isEvent) {
        if (events.size >= EVENTS_MAX) return null
        const event = { asked, id, attempts: [] }
        events.set(asked.requestId, event)
        return beginAttempt(event)
      }
      const start_time = secondsOf(ctx.now)
      return {
        parent: id,
        end(reply) {
          const { fault } = flagsFor(reply)
          send(asked, {
            id,
            start_time,
            end_time: secondsOf(ctx.now),
            status: reply.statusCode,
            ...(fault === true && { fault }),
          })
        },
      }
    },
    endEvent(requestId, acceptedAt) {
      const event = events.get(requestId)
      const [first] = event?.attempts ?? []
      events.delete(requestId)
      if (event === undefined || first === undefined) return
      const accepted = secondsOf(acceptedAt)
      send(event.asked, {
        id: event.id,
        start_time: accepted,
        // "202" at once; attempts come behind the segment's own end, as public traces show.
        end_time: accepted,
        status: 202,
        ...(event.attempts.at(-1)?.fault === true && { fault: true }),
        subsegments: [
          {
            id: drawSegmentId(),
            name: 'Dwell Time',
            start_time: accepted,
            end_time: first.start_time,
          },
          ...event.attempts,
        ],
      })
    },
    get recorded() {
      return recorded
    },
  }
}
