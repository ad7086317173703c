import { bodyLength } from '#contracts/body.ts'
import { createHttpEvent } from '#contracts/httpEvent.ts'
import { traceHeaderFor } from '#contracts/proxyRequest.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { httpApiDefinition } from './definition.ts'
import { gatewayErrors, type IntegrationResult, readInvokeReply } from './errors.ts'
import type { LambdaIntegration } from './integrations.ts'
import { PAYLOAD_BYTES_MAX } from './limits.ts'
import { createPayload1, type GatewayRequest } from './payload1.ts'

/** Invokes the function with the event of its format and reads its answer, waiting no longer than the integration may. */
export function* integrate(
  ctx: ServiceContext<typeof httpApiDefinition>,
  from: GatewayRequest,
  to: { readonly integration: LambdaIntegration; readonly span: TraceContext },
): Process<IntegrationResult> {
  const { edge, format, timeoutMs, qualifier } = to.integration
  const begun = ctx.now
  const event = format === '2.0' ? createHttpEvent(from) : createPayload1(from)
  const request = {
    context: to.span,
    payload: JSON.stringify(event),
    invocationType: 'RequestResponse',
    attempt: 1,
    traceHeader: traceHeaderFor(from),
  } as const
  const reply = yield* ctx.timeout(
    ctx.call(edge, qualifier === undefined ? request : { ...request, qualifier }),
    ms(timeoutMs),
  )
  const latencyMs = toMs(between(begun, ctx.now))
  ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
  const { trace, span } = to.span
  const value = `${latencyMs} ms`
  ctx.record({ type: 'note', trace, span, key: 'integrationLatency', value })
  if (reply === 'timed-out') {
    const error = `Integration timed out after ${timeoutMs} ms`
    ctx.record({ type: 'mark', trace, mark: 'timeout', detail: error })
    return { response: gatewayErrors.unavailable, error }
  }
  const result = readInvokeReply(reply, format)
  // Lambda bounds what a function returns; decoded and put together it can still be too large for the gateway.
  return bodyLength(result.response.body) > PAYLOAD_BYTES_MAX
    ? { response: gatewayErrors.internal, error: 'The response is larger than 10 MB' }
    : result
}
