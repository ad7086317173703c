import type { Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '#services/service.ts'
import type { cloudfrontDefinition } from '../definition.ts'
import type { Behavior, Origin } from '../distribution.ts'
import {
  createEdgeEvent,
  type EdgeConfig,
  type EdgeEventType,
  type EdgeResult,
  readEdgeResult,
} from './edgeEvent.ts'

/** What a function of Lambda@Edge came to; null: none is there for the event. */
export type EdgeRun =
  | Exclude<EdgeResult, string>
  | { readonly type: 'failed'; readonly status: 502 | 503; readonly message: string }
  | null

interface EdgeCall {
  readonly type: EdgeEventType
  readonly request: HttpRequest
  readonly response: { readonly status: number; readonly headers: Headers } | null
  readonly origin: Origin | null
  readonly span: TraceContext
  readonly requestId: string
}

/** Calls functions of Lambda@Edge. */
export type EdgeRunner = (behavior: Behavior, call: EdgeCall) => Process<EdgeRun>

const MESSAGE_LENGTH_MAX = 300

function readReply(reply: InvokeReply, { type, request }: EdgeCall): EdgeRun {
  if (reply.type === 'refused') {
    return { type: 'failed', status: 503, message: `Lambda refused: ${reply.errorType}` }
  }
  if (reply.type === 'accepted')
    return { type: 'failed', status: 502, message: 'Lambda gave no answer' }
  const { functionError, payload } = reply
  if (functionError !== null) {
    return { type: 'failed', status: 502, message: payload.slice(0, MESSAGE_LENGTH_MAX) }
  }
  const result = readEdgeResult(payload, type, request)
  return typeof result === 'string' ? { type: 'failed', status: 502, message: result } : result
}

/** Creates the way to a distribution's functions of Lambda@Edge. */
export const createEdgeRunner = (
  ctx: ServiceContext<typeof cloudfrontDefinition>,
  config: Pick<EdgeConfig, 'distributionDomainName' | 'distributionId'>,
): EdgeRunner =>
  function* run({ edgeFunctions }, call) {
    const found = edgeFunctions.find(({ eventType }) => eventType === call.type)
    if (found === undefined) return null
    const event = createEdgeEvent(
      { ...config, eventType: call.type, requestId: call.requestId },
      { ...call, includeBody: found.includeBody },
    )
    const reply = yield* ctx.call(found.edge, {
      context: call.span,
      payload: JSON.stringify(event),
      invocationType: 'RequestResponse',
      attempt: 1,
      ...(found.qualifier !== undefined && { qualifier: found.qualifier }),
    })
    return readReply(reply, call)
  }
