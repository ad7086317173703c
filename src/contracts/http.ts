import type { Duration } from '#kernel/time.ts'
import type { CacheUse, TraceContext } from '#kernel/trace.ts'
import type { Place } from '#world/place.ts'
import type { Body, Headers } from './body.ts'
import type { SocketEnd } from './socket.ts'

/**
 * An AWS service that signs a request on behalf of one of its resources, as CloudFront does by origin access control. It
 * stands for a signature of that service's own, which nobody here could forge or verify: only a room may set it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export interface ServiceSigner {
  /** The service principal that policies name: `cloudfront.amazonaws.com`. */
  readonly service: string
  /** For `AWS:SourceArn`: `arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE`. */
  readonly sourceArn: string
  /** For `AWS:SourceAccount`. */
  readonly sourceAccount: string
}

/** What a client's TLS certificate says of it. */
export interface ClientCertificate {
  readonly subjectDN: string
  readonly issuerDN: string
  readonly serialNumber: string
}

/** What a server learns of a caller's connection, beside its address. */
export interface Caller {
  /** Presented in the TLS handshake. */
  readonly certificate?: ClientCertificate
  /** The interface VPC endpoint that it came through: `vpce-0a1b2c3d4e5f`. */
  readonly vpceId?: string
}

/** The custom domain that a request came by, where it did. */
export interface MappedDomain {
  readonly domainName: string
  /** The part of the path that the mapping took: `v1/orders`; empty where it took none. */
  readonly basePath: string
  /** The stage that the mapping leads to. */
  readonly stage: string
  /** The whole path as it was sent to the domain. */
  readonly path: string
}

/** One HTTP request as it travels: what a client sends, or a gateway passes on. */
export interface HttpRequest {
  readonly context: TraceContext
  readonly method: string
  /** Percent-encoded, begins with `/`, without the query. */
  readonly path: string
  /** The raw query string without `?`; empty where there is none. */
  readonly query: string
  readonly headers: Headers
  readonly body: Body
  /** Absent: over TLS. */
  readonly scheme?: 'http'
  /** The caller's address, as the next hop sees it. */
  readonly sourceIp: string
  /** 1 for a first try; a client's retry counts up. */
  readonly attempt: number
  readonly caller?: Caller
  /** Set by a custom domain, for the APIs behind it. */
  readonly mapped?: MappedDomain
  /** Where the caller stands, if not in the Region: a user's city, an edge location. No byte of it is on the wire. */
  readonly from?: Place
  /** It comes from within the VPC: by a VPC link, or from a function or a service that stands there. No byte of it is on the wire. */
  readonly inVpc?: true
  /** It comes from a service of the Region: what is answered never leaves AWS's network. No byte of it is on the wire. */
  readonly inRegion?: true
  /** What the client of a real network sent it to, where that is another host or path: what its signature covers. */
  readonly onWire?: { readonly host: string; readonly path: string }
  /** Whoever reads the body while it comes; only a real network has one. The reply is whole all the same. */
  readonly live?: LiveReader
  /** A WebSocket handshake: where the server's messages go, should it agree. */
  readonly upgrade?: SocketEnd
  /** Signed by an AWS service; absent: by whom its headers or query say, or by nobody. */
  readonly signedBy?: ServiceSigner
}

/** Hears a streamed response piece by piece, ahead of the reply that has it whole. */
export interface LiveReader {
  /** Once, before the first piece. */
  begin(head: Pick<HttpResponse, 'status' | 'headers'>): void
  piece(bytes: Uint8Array): void
}

/** A response, or a connection that failed. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  /** How long the body took from its first byte to its last, where it was streamed; absent where it came whole. */
  readonly bodyTook?: Duration
  /** What the cache that answers made of the request; no byte of it is on the wire. Absent where none was asked. */
  readonly cache?: CacheUse
  /** With status 101: where the client's messages go. */
  readonly upgraded?: SocketEnd
  /** Set, with status 0, when no server answered: Node's error code and message, as a socket would give. */
  readonly networkError?: { readonly code: string; readonly message: string }
}
