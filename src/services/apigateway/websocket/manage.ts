import { bodyLength } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '#services/service.ts'
import type { httpApiDefinition } from '../definition.ts'
import { takeFromAll } from '../throttle.ts'
import { closes } from './connections.ts'
import { MESSAGE_BYTES_MAX } from './limits.ts'
import {
  createManagementReplies,
  isConnectionId,
  isSigned,
  type ManagementCall,
  parseManagementCall,
} from './management.ts'
import type { Sockets } from './sockets.ts'
import type { Stage } from './stage.ts'

/**
 * Serves `@connections`: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 * An edge to the API is the permission, as everywhere here.
 */
export function createManager(
  ctx: ServiceContext<typeof httpApiDefinition>,
  stage: Stage,
  sockets: Sockets,
): (request: HttpRequest) => Process<HttpResponse> {
  const answer = (
    call: ManagementCall | null,
    request: HttpRequest,
    span: TraceContext,
  ): HttpResponse => {
    const replies = createManagementReplies(stage.drawId(), toEpochMs(ctx.now))
    if (!isSigned(request)) return replies.unsigned()
    if (call === null || call.stage !== stage.name) return replies.forbidden('Forbidden')
    if (!takeFromAll(stage.bucketsOf(null), ctx.now)) return replies.limitExceeded()
    const { connectionId } = call
    stage.note(span, 'connectionId', connectionId)
    if (!isConnectionId(connectionId)) return replies.invalid(connectionId)
    const connection = sockets.connections.find(connectionId)
    if (connection === undefined) return replies.gone()
    switch (call.operation) {
      case 'PostToConnection':
        if (bodyLength(request.body) > MESSAGE_BYTES_MAX) return replies.tooLarge(connectionId)
        sockets.push(connection, request.body, span)
        return replies.posted()
      case 'GetConnection':
        return replies.found({
          connectedAtMs: connection.origin.connectedAtMs,
          lastActiveAtMs: toEpochMs(connection.lastActiveAt),
          ...connection.origin.identity,
        })
      case 'DeleteConnection':
        sockets.close(connection, closes.deleted)
        return replies.deleted()
      default:
        return call.operation satisfies never
    }
  }

  return function* manage(request) {
    const call = parseManagementCall(request)
    const span = ctx.beginSpan(
      request.context,
      `API Gateway ${call?.operation ?? `${request.method} @connections`}`,
    )
    yield ctx.sleep(ms(stage.overheadMs()))
    const response = answer(call, request, span)
    stage.note(span, 'status', String(response.status))
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }
}
