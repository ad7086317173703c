/** What `X-Amzn-Trace-Id` says. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export interface TraceFields {
  /** `1-5759e988-bd862e3fe1be46a994272793`; null where there is none, or no valid one. */
  readonly root: string | null
  /** The segment that the request belongs under. */
  readonly parent: string | null
  /** Null where nobody has decided yet. */
  readonly isSampled: boolean | null
}

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/
const PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})\s*(?:;|$)/
const SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/

/** Whether a trace header says that the trace is sampled; null where it leaves it open. */
export function readSampled(header: string | undefined): boolean | null {
  const sampled = header?.includes('Sampled=') === true ? SAMPLED.exec(header)?.[1] : undefined
  return sampled === undefined ? null : sampled === '1'
}

/** Reads a trace header, whatever stands in it. */
export function readTraceHeader(header: string | undefined): TraceFields {
  const text = header ?? ''
  return {
    root: ROOT.exec(text)?.[1] ?? null,
    parent: PARENT.exec(text)?.[1] ?? null,
    isSampled: readSampled(header),
  }
}

/** How a segment went, in X-Ray's words; absent: well. */
export interface SegmentFlags {
  readonly error?: true
  readonly throttle?: true
  readonly fault?: true
}

/** Flags by an HTTP status: 4xx is an error, 429 a throttle besides, 5xx a fault. */
export function flagsOf(status: number): SegmentFlags {
  if (status >= 500) return { fault: true }
  if (status === 429) return { error: true, throttle: true }
  return status >= 400 ? { error: true } : {}
}

/** A part of a segment's time. Times are seconds since the Unix epoch. */
export interface SubsegmentDocument extends SegmentFlags {
  readonly id: string
  readonly name: string
  readonly start_time: number
  readonly end_time: number
  readonly http?: object
  readonly aws?: object
  readonly namespace?: 'aws' | 'remote'
}

/** What a service sends to X-Ray of one request. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
export interface SegmentDocument extends SegmentFlags {
  readonly id: string
  readonly name: string
  readonly start_time: number
  readonly trace_id: string
  readonly end_time: number
  readonly parent_id?: string
  readonly http?: object
  readonly aws?: object
  readonly annotations?: object
  readonly metadata?: object
  readonly cause?: object
  /** `AWS::ApiGateway::Stage`, `AWS::Lambda::Function` */
  readonly origin: string
  readonly resource_arn?: string
  readonly subsegments?: readonly SubsegmentDocument[]
}

/** The note of a span that holds a segment document, as JSON text. */
export const SEGMENT_NOTE = 'xray'

/** Requests of a second that the default rule samples before its rate. */
const RESERVOIR = 1
/** What it samples of the others. https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html */
const FIXED_RATE = 0.05

/**
 * X-Ray's default rule, `Default`: "the first request each second, and five percent of any additional requests". `draw` answers a
 * number in [0, 1), and is asked past the reservoir only. `rule`: another's.
 */
export function createSampler(
  draw: () => number,
  rule = { reservoir: RESERVOIR, rate: FIXED_RATE },
): (epochMs: number) => boolean {
  let second = -1
  let taken = 0
  return (epochMs) => {
    const now = Math.floor(epochMs / 1_000)
    if (now !== second) {
      second = now
      taken = 0
    }
    return taken++ < rule.reservoir || draw() < rule.rate
  }
}
