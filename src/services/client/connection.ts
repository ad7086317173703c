import type { Body } from '#contracts/body.ts'
import {
  ABNORMAL,
  type Lane,
  NO_STATUS,
  type SocketClose,
  type SocketEnd,
  type SocketMessage,
} from '#contracts/socket.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Place } from '#world/place.ts'
import type { Edge, ServiceContext } from '../service.ts'
import type { clientDefinition } from './definition.ts'
import type { SocketStatistics } from './socketStatistics.ts'

/** One connection as its client holds it, from the handshake on. */
export interface ClientConnection {
  readonly edge: Edge<'http'>
  /** What the server talks to. */
  readonly end: SocketEnd
  readonly isOpen: boolean
  /** How it ended; null while it has not. */
  readonly close: SocketClose | null
  /** The server agreed. */
  open(server: SocketEnd): void
  send(data: Body, frameBytes?: number): TraceContext
  ping(): void
  /** Says goodbye. */
  leave(close?: SocketClose): void
  /** The wire is gone, or the client: nobody says goodbye. */
  break(): void
}

/** Who hears of a connection. */
interface Listener {
  message(message: SocketMessage): void
  closed(close: SocketClose): void
}

/** A goodbye without a code, as a browser's `close()` says it. */
const GOODBYE: SocketClose = { code: NO_STATUS, reason: '' }

/** A connection whose handshake is under way along `edge`. */
export function createConnection(
  ctx: ServiceContext<typeof clientDefinition>,
  edge: Edge<'http'>,
  heard: Listener & {
    readonly statistics: SocketStatistics
    /** Where the user stands. */
    readonly from: Place | undefined
  },
): ClientConnection {
  const { statistics } = heard
  const lane: Lane = ctx.lane(edge, 'request', heard.from)
  /** Messages that the server is not done with. */
  const underWay = new Map<number, TraceContext>()
  let server: SocketEnd | null = null
  let close: SocketClose | null = null

  const end = (reason: SocketClose): boolean => {
    if (close !== null) return false
    close = reason
    if (server !== null) statistics.closed(reason)
    for (const span of underWay.values()) ctx.endSpan(span, 'fault')
    underWay.clear()
    heard.closed(reason)
    return true
  }

  return {
    edge,
    get isOpen() {
      return server !== null && close === null
    },
    get close() {
      return close
    },
    end: {
      message(message) {
        if (close !== null) return
        statistics.received(message.context.trace)
        heard.message(message)
      },
      closed: (reason) => void end(reason),
    },
    open(accepted) {
      server = accepted
      if (close === null) statistics.opened()
    },
    send(data, frameBytes) {
      const context = ctx.beginSpan(null, 'MESSAGE')
      const to = server
      if (to === null || close !== null) {
        ctx.endSpan(context, 'fault')
        return context
      }
      statistics.sent(context.trace)
      underWay.set(context.span, context)
      const message: SocketMessage = {
        context,
        data,
        ...(frameBytes !== undefined && { frameBytes }),
        taken(outcome) {
          if (underWay.delete(context.span)) ctx.endSpan(context, outcome)
        },
      }
      lane.send({ context }, () => to.message(message))
      return context
    },
    ping() {
      const to = server
      if (to !== null && close === null) lane.send(null, () => to.ping?.())
    },
    leave(reason = GOODBYE) {
      const to = server
      if (!end(reason) || to === null) return
      lane.send(null, () => to.closed(reason))
    },
    break() {
      const to = server
      if (end(ABNORMAL)) to?.closed(ABNORMAL)
    },
  }
}
