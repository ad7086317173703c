import type { Duration, Instant } from '#kernel/time.ts'
import type { NodeId, TraceContext } from '#kernel/trace.ts'
import type { Body, Headers } from './body.ts'
import type { CallSite } from './files.ts'

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
  /** The handler's line that makes the call, where that is known: nothing of it is on a wire. */
  readonly calledAt?: CallSite | undefined
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
  /** What its wire to `target` says of what it may do there: the edge's properties. Absent: nothing. */
  readonly wireTo?: (target: NodeId) => unknown
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
  /**
   * Answers at once, at that moment, to somebody with every permission, and without the model's time and limits: what a front
   * door on a real network asks. Absent: only nodes answer.
   */
  answer?(
    request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
    moment: Moment,
  ): ApiReply
  /** Whether the headers name an action that `answer` knows. */
  knows?(headers: Headers): boolean
  /** What of it outlives the process; absent: nothing. */
  readonly durable?: Durable
}

/** When something is asked from outside of the scenario, and how long what takes AWS a while takes here. */
export interface Moment {
  readonly now: Instant
  /** From a call until the state that it asked for: of a new table until it is ACTIVE. */
  readonly settling: Duration
  /** Whether limits are kept, where no node keeps them. */
  readonly isModelled?: boolean
}

/** What of a service outlives the process: all that there is, and each change of it, as texts that only it reads. */
export interface Durable {
  /** Hears of all that one request changed, in order and together, before its reply is given. */
  listen(heard: (records: readonly string[]) => void): void
  /** Takes over what was heard once, or a snapshot, in the same order. Throws an Error where it cannot. */
  restore(records: readonly string[]): void
  /** All that there is. */
  snapshot(): Iterable<string>
}
