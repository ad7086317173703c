import { outcomeOf } from '#contracts/contracts.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import type { Instant } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import type { VersionReply } from './functionVersion.ts'
import { withRoot } from './identifiers.ts'
import { createTap } from './invokeTap.ts'
import type { Recording } from './recording.ts'
import { advanceLineage, type Lineage } from './recursion/lineage.ts'
import { notFound, recursiveLoop, toReply } from './replies.ts'
import type { Tracer } from './tracing.ts'
import type { QualifierStatistics } from './versions/qualifierStatistics.ts'
import type { Versions } from './versions/versions.ts'

/** What stands before the versions of a function. */
interface InvokerParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly versions: Versions
  readonly recording: Recording
  readonly qualifiers: QualifierStatistics
  readonly tracer: Tracer
}

/** Runs requests: finds the version, minds loops, and makes the version's answer Invoke's. */
export interface Invoker {
  /** As a caller names the function: `arn:…:function:items`, with the qualifier where there is one. */
  readonly arnOf: (qualifier: string | undefined) => string
  /** The chain of requests after this one. */
  lineageOf(request: InvokeRequest): Lineage
  /** Null, or why nothing runs under this name. */
  refuse(request: InvokeRequest): InvokeReply | null
  /** One attempt. */
  invoke(request: InvokeRequest, requestId: string): Process<InvokeReply>
}

/** Creates what stands before the versions of a function. */
export function createInvoker(parts: InvokerParts): Invoker {
  const { ctx, versions, recording, qualifiers, tracer } = parts
  const now = (): Instant => ctx.now
  /** The last span's name is the next one's, as a rule: a text made anew would be hashed anew. */
  let latest = { functionName: '', qualifier: '' as string | undefined, name: '' }
  const spanNameOf = (qualifier: string | undefined): string => {
    const { functionName } = versions.latest.configuration
    if (latest.functionName !== functionName || latest.qualifier !== qualifier) {
      const named = qualifier === undefined ? '' : `:${qualifier}`
      latest = { functionName, qualifier, name: `Lambda ${functionName}${named}` }
    }
    return latest.name
  }
  const arnOf = (qualifier: string | undefined): string => {
    const { functionArn } = versions.latest.configuration
    return qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`
  }

  const lineageOf = ({ traceHeader }: InvokeRequest): Lineage =>
    advanceLineage(traceHeader, versions.latest.configuration.functionArn)

  /** A loop is stopped, and told. */
  const stopLoop = (span: TraceContext): InvokeReply => {
    recording.count('RecursiveInvocationsDropped')
    ctx.record({
      type: 'mark',
      trace: span.trace,
      mark: 'error',
      detail: 'recursive loop: invocation dropped',
    })
    return recursiveLoop()
  }

  function* run(
    request: InvokeRequest,
    as: { readonly requestId: string; readonly span: TraceContext },
  ): Process<InvokeReply> {
    const { qualifier } = request
    const route = versions.route(qualifier)
    if (route === null) return notFound(arnOf(qualifier))
    const lineage = lineageOf(request)
    const { RecursiveLoop } = versions.latest.configuration.properties
    if (lineage.isLoop && RecursiveLoop === 'Terminate') return stopLoop(as.span)
    if (route.alias !== null) {
      ctx.record({ type: 'note', ...as.span, key: 'version', value: route.version })
    }
    const traceHeader = withRoot(lineage.header, ctx.now, as.span.trace)
    const traced = tracer.begin({
      request,
      traceHeader,
      requestId: as.requestId,
      functionArn: arnOf(qualifier),
      span: as.span,
    })
    const tap = createTap(now, request)
    const outcome = yield* route.target.invoke({
      requestId: as.requestId,
      span: as.span,
      payload: request.payload,
      traceHeader,
      segmentParent: traced?.parent ?? null,
      invokedFunctionArn: arnOf(qualifier),
      alias: route.alias,
      isAsynchronous: request.invocationType === 'Event',
      clientContext: request.clientContext,
      tenantId: request.tenantId,
      tap,
    })
    const reply = toInvokeReply(outcome, { route, as, tap, request })
    traced?.end(reply)
    return reply
  }

  const toInvokeReply = (
    outcome: VersionReply,
    of: {
      readonly route: NonNullable<ReturnType<Versions['route']>>
      readonly as: { readonly requestId: string; readonly span: TraceContext }
      readonly tap: ReturnType<typeof createTap>
      readonly request: InvokeRequest
    },
  ): InvokeReply => {
    const { route, as, tap, request } = of
    if (outcome.type === 'refused') return outcome.reply
    if (outcome.type === 'throttled') {
      qualifiers.count(route, 'throttles')
      return recording.throttle(outcome.throttle, as.span)
    }
    qualifiers.count(route, 'invocations')
    if (outcome.result.error !== null) qualifiers.count(route, 'errors')
    const { version: executedVersion } = route
    return toReply(outcome.result, { requestId: as.requestId, executedVersion, tap, request })
  }

  return {
    arnOf,
    lineageOf,
    refuse: ({ qualifier }) =>
      versions.route(qualifier) === null ? notFound(arnOf(qualifier)) : null,
    *invoke(request, requestId) {
      const span = ctx.beginSpan(request.context, spanNameOf(request.qualifier))
      const reply = yield* run(request, { requestId, span })
      ctx.endSpan(span, outcomeOf.invoke(reply))
      return reply
    },
  }
}
