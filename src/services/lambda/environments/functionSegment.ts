import { SEGMENT_NOTE, type SegmentDocument, type SubsegmentDocument } from '#contracts/xray.ts'
import { EPOCH_MS, type Instant } from '#kernel/time.ts'
import { type FunctionError, messageOf } from '../errorPayloads.ts'
import type { Ending, Invocation } from './invocation.ts'
import type { Workplace } from './workplace.ts'

/** The environment's clock in segments has microseconds, as public traces show. */
const secondsOf = (at: Instant): number => (EPOCH_MS + at / 1_000) / 1_000

/** X-Ray's `cause` of a failed invocation, by what the runtime told of it. */
const causeOf = (error: FunctionError): object => ({
  working_directory: '/var/task',
  exceptions: [{ message: messageOf(error), type: error.errorType }],
  paths: [],
})

/**
 * The function's own segment, `AWS::Lambda::Function`: `Initialization` or `Restore` where the environment was new, `Invocation`,
 * and `Overhead` until the environment is free again. https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function writeSegment(place: Workplace, invocation: Invocation, ending: Ending): void {
  const { segmentParent, span } = invocation
  const { tracing, failure, startedAt, runtimeDoneAt, readiness } = ending
  if (segmentParent === null || tracing === null) return
  const { host, environment } = place
  const { functionName, functionArn } = environment.configuration
  const begun = secondsOf(startedAt)
  const done = secondsOf(runtimeDoneAt)
  const end = secondsOf(host.now())
  const { initDuration, restore } = readiness
  const failed = failure === null ? {} : ({ fault: true } as const)
  const part = (
    name: string,
    from: number,
    to: number,
    flags: object = {},
  ): SubsegmentDocument => ({
    id: host.drawSegmentId(),
    name,
    start_time: from,
    end_time: to,
    ...flags,
    aws: { function_arn: functionArn },
  })
  const readied =
    restore !== null
      ? [part('Restore', begun - restore.duration / 1e6, begun)]
      : initDuration !== null
        ? [part('Initialization', begun - initDuration / 1e6, begun)]
        : []
  const document: SegmentDocument = {
    id: tracing.segmentId,
    name: functionName,
    start_time: begun,
    trace_id: tracing.traceId,
    end_time: end,
    parent_id: segmentParent,
    ...failed,
    aws: {
      account_id: functionArn.split(':')[4],
      function_arn: functionArn,
      resource_names: [functionName],
    },
    ...(failure !== null && { cause: causeOf(failure.error) }),
    origin: 'AWS::Lambda::Function',
    subsegments: [...readied, part('Invocation', begun, done, failed), part('Overhead', done, end)],
  }
  host.note(span, SEGMENT_NOTE, JSON.stringify(document))
}
