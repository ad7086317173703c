import { type Body, bodyLength } from '#contracts/body.ts'
import {
  largestFrame,
  NO_STATUS,
  type SocketClose,
  type SocketEnd,
  type SocketMessage,
} from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Instant, ms, toEpochMs } from '#kernel/time.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import type { Place } from '#world/place.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import type { httpApiDefinition } from '../definition.ts'
import { traceHeaderOf } from '../identity.ts'
import { takeFromAll } from '../throttle.ts'
import { complaintOf } from './complaint.ts'
import { closes, type Connection, type Connections, createConnections } from './connections.ts'
import { createDisconnectEvent, createMessageEvent, type SocketOrigin } from './event.ts'
import { contextOf, integrateSocket, type SocketIntegration } from './integrate.ts'
import { FRAME_BYTES_MAX, IDLE_MAX, LIFETIME_MAX, MESSAGE_BYTES_MAX } from './limits.ts'
import { DEFAULT_EXPRESSION, selectRoute } from './selectRoute.ts'
import type { Stage } from './stage.ts'

/** The API's open connections at work. */
export interface Sockets {
  readonly connections: Connections
  /** Messages and goodbyes under way. */
  readonly inFlight: number
  /** Takes a connection up; answers the end that the client talks to. */
  open(made: {
    readonly origin: SocketOrigin
    readonly edge: Edge
    readonly peer: SocketEnd
    /** Where the client stands. */
    readonly from: Place | undefined
  }): SocketEnd
  /** Sends a message to the client. */
  push(connection: Connection, data: Body, context: TraceContext): void
  /** Closes a connection from this side. */
  close(connection: Connection, close: SocketClose): void
  /** The API is gone: every connection breaks, and nobody runs `$disconnect`. */
  drop(close: SocketClose): void
}

/** What `$disconnect` is told of a close frame without a code. [measured] */
const UNSET = 'Client-side close frame status not set'

/** What is wrong with a message before anybody reads it. */
const isTooLong = (message: SocketMessage): boolean =>
  bodyLength(message.data) > MESSAGE_BYTES_MAX || largestFrame(message) > FRAME_BYTES_MAX

const earlier = (one: Instant, two: Instant): Instant => (one < two ? one : two)

/** Creates the connections of one API. */
export function createSockets(
  ctx: ServiceContext<typeof httpApiDefinition>,
  stage: Stage,
): Sockets {
  const { statistics } = stage
  const connections = createConnections()
  let inFlight = 0

  const push = (connection: Connection, data: Body, context: TraceContext): void => {
    connection.sent++
    connections.touch(connection, ctx.now)
    statistics.message('out', data)
    connection.lane.send({ context }, () => connection.peer.message({ context, data }))
  }

  function* disconnect(
    { origin }: Connection,
    close: SocketClose,
    route: SocketIntegration,
  ): Process<void> {
    const span = ctx.beginSpan(null, 'API Gateway $disconnect')
    stage.note(span, 'connectionId', origin.connectionId)
    stage.note(span, 'disconnectStatusCode', String(close.code))
    inFlight++
    yield ctx.sleep(ms(stage.overheadMs()))
    const epochMs = toEpochMs(ctx.now)
    const requestId = stage.drawId()
    const moment = { routeKey: '$disconnect', requestId, extendedRequestId: requestId, epochMs }
    const event = createDisconnectEvent(origin, moment, close)
    const result = yield* integrateSocket(ctx, route, {
      span,
      event,
      data: '',
      templates: stage.templates,
      stageVariables: origin.stageVariables,
      traceHeader: traceHeaderOf(span.trace, epochMs),
      sourceIp: origin.identity.sourceIp,
    })
    stage.tellIntegration(span, result, '$disconnect')
    stage.log(span, contextOf(event), result)
    inFlight--
    ctx.endSpan(span, result.error === null ? 'ok' : 'fault')
  }

  /** It is over, whoever ended it: `$disconnect` is best effort, once, and afterwards. */
  const forget = (connection: Connection, close: SocketClose): boolean => {
    if (!connections.remove(connection, ctx.now)) return false
    connection.stopWatch?.()
    const route = stage.routes.get('$disconnect')
    if (route !== undefined) ctx.start(disconnect(connection, close, route))
    return true
  }

  const close = (connection: Connection, reason: SocketClose): void => {
    if (!forget(connection, reason)) return
    connection.lane.send(null, () => connection.peer.closed(reason))
  }

  /** Ends what is idle for too long, or too old; looks again only when either could be. */
  const watch = (connection: Connection): void => {
    const oldAt = after(connection.connectedAt, LIFETIME_MAX)
    const due = earlier(oldAt, after(connection.lastActiveAt, IDLE_MAX))
    connection.stopWatch = ctx.schedule(between(ctx.now, due), () => {
      const isIdle = ctx.now >= after(connection.lastActiveAt, IDLE_MAX)
      if (isIdle || ctx.now >= oldAt) close(connection, closes.goingAway)
      else watch(connection)
    })
  }

  /** Answers the sender in the gateway's own words. */
  const complain = (
    connection: Connection,
    message: string,
    { span, requestId }: { readonly span: TraceContext; readonly requestId: string },
  ): void => {
    const { connectionId } = connection.origin
    push(connection, complaintOf(message, { connectionId, requestId }), span)
  }

  function* take(
    connection: Connection,
    message: SocketMessage,
    as: { readonly span: TraceContext; readonly route: string | null },
  ): Process<Outcome> {
    const { span, route } = as
    const requestId = stage.drawId()
    const at = { span, requestId }
    const turnAway = (status: number, message: string): void => {
      complain(connection, message, at)
      const { origin } = connection
      const known = { ...origin, connectedAt: origin.connectedAtMs, requestId, routeKey: route }
      const more = { eventType: 'MESSAGE', messageDirection: 'IN' }
      stage.log(span, { ...known, ...more }, { status, latencyMs: null, error: message })
    }
    const hasToken = takeFromAll(stage.bucketsOf(route), ctx.now)
    yield ctx.sleep(ms(stage.overheadMs()))
    if (!hasToken) {
      statistics.end('ClientError')
      ctx.record({ type: 'mark', trace: span.trace, mark: 'throttle', detail: route ?? 'message' })
      turnAway(429, 'Too Many Requests')
      return 'throttle'
    }
    const integration = route === null ? undefined : stage.routes.get(route)
    if (route === null || integration === undefined) {
      statistics.end('ClientError')
      stage.note(span, 'refusedBy', 'no route')
      turnAway(403, 'Forbidden')
      return 'error'
    }
    const invalid = stage.models.check(route, message.data)
    if (invalid !== null) {
      statistics.end('ClientError')
      stage.note(span, 'refusedBy', `request model: ${invalid}`)
      turnAway(400, 'Invalid request body')
      return 'error'
    }
    const epochMs = toEpochMs(ctx.now)
    const { origin } = connection
    const moment = {
      routeKey: route,
      messageId: stage.drawId(),
      requestId,
      extendedRequestId: requestId,
      epochMs,
    }
    const event = createMessageEvent(origin, moment, message.data)
    const result = yield* integrateSocket(ctx, integration, {
      span,
      event,
      data: message.data,
      templates: stage.templates,
      stageVariables: origin.stageVariables,
      traceHeader: traceHeaderOf(span.trace, epochMs),
      sourceIp: origin.identity.sourceIp,
    })
    stage.tellIntegration(span, result, route)
    stage.log(span, contextOf(event), result)
    if (result.error !== null) {
      complain(connection, 'Internal server error', at)
      return 'fault'
    }
    const { Routes } = ctx.node.properties
    const isTwoWay = Routes?.[route]?.RouteResponseSelectionExpression === '$default'
    if (isTwoWay && result.body.length > 0) push(connection, result.body, span)
    return result.status >= 400 ? 'error' : 'ok'
  }

  function* receive(connection: Connection, message: SocketMessage): Process<void> {
    const expression = ctx.node.properties.RouteSelectionExpression ?? DEFAULT_EXPRESSION
    const route = selectRoute(stage.routes, expression, message.data)
    const span = ctx.beginSpan(message.context, `API Gateway ${route ?? 'message'}`)
    stage.note(span, 'connectionId', connection.origin.connectionId)
    inFlight++
    const outcome = yield* take(connection, message, { span, route })
    inFlight--
    ctx.endSpan(span, outcome)
    message.taken?.(outcome)
  }

  /** Whether the connection is still there. */
  const isOpen = (connection: Connection): boolean =>
    connections.find(connection.origin.connectionId) === connection

  const endOf = (connection: Connection): SocketEnd => ({
    message(message) {
      if (!isOpen(connection)) return
      connection.received++
      connections.touch(connection, ctx.now)
      statistics.message('in', message.data)
      if (isTooLong(message)) {
        statistics.end('ClientError')
        message.taken?.('error')
        close(connection, closes.tooLong)
      } else ctx.start(receive(connection, message))
    },
    closed: (close) =>
      void forget(connection, close.code === NO_STATUS ? { ...close, reason: UNSET } : close),
    ping: () => connections.touch(connection, ctx.now),
  })

  return {
    connections,
    get inFlight() {
      return inFlight
    },
    open({ origin, edge, peer, from }) {
      const lane = ctx.lane(edge, 'reply', from)
      const connection = connections.add({ origin, edge, lane, peer }, ctx.now)
      watch(connection)
      return endOf(connection)
    },
    push,
    close,
    drop(reason) {
      for (const connection of connections.all()) {
        connections.remove(connection, ctx.now)
        connection.stopWatch?.()
        connection.peer.closed(reason)
      }
    },
  }
}
