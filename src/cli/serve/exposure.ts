import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

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
}

/** A request, whole. */
export interface WireRequest extends RequestHead {
  readonly body: Buffer
  /** The peer's address. */
  readonly sourceIp: string
}

/** An answer; `Content-Length` and `Date` are the server's to add. */
export interface WireResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array
}

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
  tooLarge(head: RequestHead): WireResponse
  /** Never rejects for what a caller sent. */
  handle(request: WireRequest): WireResponse | Promise<WireResponse>
  /** Takes over a connection that asks for another protocol (WebSocket); absent: it never does. */
  upgrade?(head: RequestHead, message: IncomingMessage, socket: Duplex, first: Buffer): void
}
