import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Headers } from '#contracts/body.ts'

/** What a request says before its body. */
export interface RequestHead {
  readonly method: string
  /** The `Host` header in lower case, without its port; empty where there is none. */
  readonly host: string
  /** Percent-encoded, begins with `/`, without the query. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
  /** Names in lower case; repeats joined as HTTP joins them. */
  readonly headers: Readonly<Record<string, string>>
  /** The same as they were sent: in their order and case, repeats apart. */
  readonly fields: Headers
}

/** A request, whole. */
export interface WireRequest extends RequestHead {
  readonly body: Buffer
  /** The peer's address. */
  readonly sourceIp: string
  /** Begins an answer whose body comes in pieces. What `handle` answers then only ends it, or breaks it off. */
  readonly begin?: (head: Pick<WireResponse, 'status' | 'headers'>) => (piece: Uint8Array) => void
}

/** An answer; `Content-Length` and `Date` are the server's to add. What no header can hold is left out of it. */
export interface WireResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string | Uint8Array
}

/** In place of an answer: the connection breaks. */
export const BROKEN_OFF = 'broken-off'

/**
 * One front door: something of the simulation, seen from a real network. The server asks its exposures in their order
 * whether a request is theirs, reads the body up to the exposure's limit, and sends what it answers.
 */
export interface Exposure {
  /** As the command line tells it: `DynamoDB`. */
  readonly name: string
  takes(head: RequestHead): boolean
  /** Bytes of a body; a longer one is answered with `tooLarge`. */
  readonly bodyBytesMax: number
  tooLarge(request: Omit<WireRequest, 'body'>): Answer | Promise<Answer>
  /** Never rejects for what a caller sent. */
  handle(request: WireRequest): Answer | Promise<Answer>
  /** Takes over a connection that asks for a WebSocket; absent: it never does, and the request is one like any other. */
  upgrade?(asked: UpgradeRequest): void
  /** The server goes: ends what `upgrade` took over. */
  close?(): void
}

/** What comes of a request. */
export type Answer = WireResponse | typeof BROKEN_OFF

/** A request for another protocol, with the connection that it came on. */
export interface UpgradeRequest {
  readonly request: WireRequest
  readonly message: IncomingMessage
  readonly socket: Duplex
  /** What came after the request's head. */
  readonly first: Buffer
}
