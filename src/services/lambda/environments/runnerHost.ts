import type { ApiRequest } from '#contracts/api.ts'
import type { Body, Headers } from '#contracts/body.ts'
import type { CallSite } from '#contracts/files.ts'
import type { NodeId, TraceContext } from '#kernel/trace.ts'
import type { HandlerCall } from '#sandbox/runtime.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { Environment } from './environment.ts'
import { createEnvironmentVariables } from './environmentVariables.ts'
import type { RunnerHost } from './workplace.ts'
import type { Timings } from './timings.ts'

/** Where a function's own HTTP calls come from, as their servers see it: an address that no real host has (RFC 5737). */
const EGRESS_ADDRESS = '192.0.2.10'

/** The random words that seed what is random inside an environment. */
export type IsolateSeed = readonly [number, number, number, number]

interface RunnerParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly timings: Timings
  /** A line went to the log. */
  readonly logged: (line: string) => void
  readonly drawSegmentId: () => string
}

/** A class: what V8 makes of literals on the way of every request, `Entry` of the simulation's rosters tells. */
class SdkRequest implements ApiRequest {
  readonly context: TraceContext
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
  readonly attempt: number
  readonly calledAt: CallSite | undefined

  constructor(call: HandlerCall, context: TraceContext, node: NodeId) {
    this.context = context
    this.service = call.service
    this.method = call.method
    this.path = call.path
    this.query = call.query
    this.headers = call.headers
    this.body = call.body
    this.attempt = call.attempt
    const line = call.calledAt
    // No spread: V8 takes a microsecond for each field that is added to one.
    this.calledAt = line && { node, file: line.file, line: line.line }
  }
}

/** What running handler code needs, over the room's context. Environments of one snapshot have one seed. */
export function createRunnerHost(
  { ctx, timings, logged, drawSegmentId }: RunnerParts,
  seedOf: (environment: Environment) => IsolateSeed,
): RunnerHost {
  return {
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    schedule: (delay, run) => ctx.schedule(delay, run),
    start: (process) => ctx.start(process),
    settle: (work) => ctx.settle(work),
    timings,
    createIsolate(environment) {
      const { configuration } = environment
      const { properties, code, layers, limits, logging } = configuration
      const bundle = {
        files: code,
        layers,
        logging,
        handler: properties.Handler,
        runtime: properties.Runtime,
        environment: createEnvironmentVariables(ctx.account, environment),
        seed: seedOf(environment),
      }
      return ctx.handlers.createIsolate(bundle, limits, environment.disk)
    },
    beginSpan: (parent, name) => ctx.beginSpan(parent, name),
    endSpan: (span, outcome) => ctx.endSpan(span, outcome),
    note: (span, key, value) =>
      ctx.record({ type: 'note', trace: span.trace, span: span.span, key, value }),
    drawSegmentId,
    call({ call, span, principalArn, isInVpc }) {
      const { host, method, path, query, headers, body, attempt } = call
      const context = span
      if (host === undefined) {
        return ctx.callApi(new SdkRequest(call, span, ctx.node.id), principalArn)
      }
      const sourceIp = EGRESS_ADDRESS
      const place = isInVpc
        ? ({ sourceIp, inRegion: true, inVpc: true } as const)
        : ({ sourceIp, inRegion: true } as const)
      const request = { context, method, path, query, headers, body, attempt, ...place }
      return ctx.callHost({ host, request }, principalArn)
    },
    log(environment, trace, line) {
      ctx.record({ type: 'log', trace, stream: environment.logStream, line })
      logged(line)
    },
  }
}
