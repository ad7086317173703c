import type { Outcome, TraceContext } from '#kernel/trace.ts'
import { bodyLength, type Body } from './body.ts'

/** One WebSocket message on its way, whole: its frames are put together where it arrives. */
export interface SocketMessage {
  /** The trace that it belongs to, and the span that sent it. */
  readonly context: TraceContext
  /** A text message as text, a binary one as bytes. */
  readonly data: Body
  /** Bytes of its largest frame, where it was sent in several; absent: the one frame is the message. */
  readonly frameBytes?: number
  /** Called when the other side is done with it: its trace ends there. */
  readonly taken?: (outcome: Outcome) => void
}

/** How a connection ended, as RFC 6455 has it; 1005: a close frame without a code, 1006: no close frame at all. */
export interface SocketClose {
  readonly code: number
  readonly reason: string
}

/**
 * One end of an open WebSocket connection, as the other side's arrivals reach it: a handshake is an HTTP request that
 * brings the client's end, and a reply of status 101 that brings the server's. What is sent travels by a `Lane`.
 */
export interface SocketEnd {
  message(message: SocketMessage): void
  /** The connection is over. Said once, and nothing comes after it. */
  closed(close: SocketClose): void
  /** A ping frame came: answered with a pong, and a sign of life. */
  ping?(): void
}

/** One way of a connection: what is sent arrives in order. */
export interface Lane {
  /** Puts something on the wire. `hop` shows it as a dot; null for control frames. `arrive` is called when it is there. */
  send(hop: { readonly context: TraceContext } | null, arrive: () => void): void
}

/** Closed without a status: what a browser's `close()` sends. */
export const NO_STATUS = 1005
/** The connection broke: nobody said goodbye. */
export const ABNORMAL: SocketClose = { code: 1006, reason: '' }

/** Bytes of the largest frame of `message`. */
export const largestFrame = (message: SocketMessage): number =>
  message.frameBytes ?? bodyLength(message.data)
