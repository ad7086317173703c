import type { NodeId, TraceContext } from '#kernel/trace.ts'
import type { Body, Headers } from './body.ts'

/** A call of an AWS service's own API, as an SDK puts it on the wire. */
export interface ApiRequest {
  readonly context: TraceContext
  /** The SDK's endpoint prefix: `dynamodb`, `lambda`, `s3`, `sqs`. */
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
  /** 1 for a first try; the SDK's retries count up. */
  readonly attempt: number
}

/** What an SDK hears of a call. */
export type ApiReply =
  | {
      readonly type: 'response'
      readonly status: number
      readonly headers: Headers
      readonly body: Body
    }
  /** No server answered: Node's error code and message, as a socket would give. */
  | { readonly type: 'unreachable'; readonly code: string; readonly message: string }

/** Who calls, and what its edges allow: the simulator's IAM. */
export interface ApiCaller {
  readonly node: NodeId
  /** e.g. `arn:aws:sts::123456789012:assumed-role/items-role/items` */
  readonly principalArn: string
  readonly mayCall: (target: NodeId) => boolean
}

/**
 * The public endpoint of one AWS service (all its nodes): finds the nodes that a request concerns.
 * The first of `nodes` serves it. `reply` where none does: access denied, unknown operation.
 */
export interface ApiEndpoint {
  readonly service: string
  /** Its host names beside `<service>.<region>.amazonaws.com`. */
  readonly hosts?: readonly string[]
  /** What a raw HTTP request without a signature is told. The SDK's calls here are never signed, and are not asked. */
  readonly unsigned?: () => ApiReply
  route(
    request: ApiRequest,
    caller: ApiCaller,
  ): { readonly nodes: readonly [NodeId, ...NodeId[]] } | { readonly reply: ApiReply }
}
