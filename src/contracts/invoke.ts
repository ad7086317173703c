import type { Instant } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'

/** Lambda's Invoke, as every caller of a function uses it. */
export interface InvokeRequest {
  readonly context: TraceContext
  /** The event, as JSON text: its bytes count against the payload limit. */
  readonly payload: string
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun'
  /** An alias or version; absent means `$LATEST`. */
  readonly qualifier?: string
  /** 1 for a first try; the asynchronous queue's retries count up. */
  readonly attempt: number
  /** `X-Amzn-Trace-Id` as the caller has it, `Root=1-…`; absent where Lambda is the first to see the request. */
  readonly traceHeader?: string
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string
  /** `X-Amz-Tenant-Id`: for whom it is, where the function keeps its tenants apart. */
  readonly tenantId?: string
  /** `X-Amz-Log-Type: Tail`: the reply shall bring the end of the log. */
  readonly wantsLogTail?: boolean
  /** InvokeWithResponseStream: a streamed answer may be far longer than a buffered one. */
  readonly wantsStream?: boolean
  /** Hears what is streamed while it is. */
  readonly heard?: (stream: StreamedPayload) => void
}

/** What a function streamed at once, and when it left the environment. */
export interface StreamedChunk {
  readonly at: Instant
  readonly bytes: Uint8Array
}

/** A streamed response, whole: contracts know no half answers, so it travels when it is over. */
export interface StreamedPayload {
  readonly contentType: string
  readonly chunks: readonly StreamedChunk[]
}

/** Invoke's answer. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export type InvokeReply =
  /** The function ran. `payload` is what it returned, or the error object where `functionError` is set. */
  | {
      readonly type: 'completed'
      readonly statusCode: 200
      readonly payload: string
      readonly functionError: 'Unhandled' | null
      readonly executedVersion: string
      /** The invocation's own; of all attempts where it was asynchronous. */
      readonly requestId?: string
      /** The last 4 KB of what the invocation logged, for `X-Amz-Log-Type: Tail`. */
      readonly logTail?: string
      /** Set where the handler streamed: `payload` has the same bytes as text, or the error that came midway. */
      readonly stream?: StreamedPayload
    }
  /** `Event`: queued. `DryRun`: would be allowed. */
  | { readonly type: 'accepted'; readonly statusCode: 202 | 204 }
  /** The service refused: throttled, too large, not ready. `errorType` is AWS's exception name. */
  | {
      readonly type: 'refused'
      readonly statusCode: number
      readonly errorType: string
      readonly payload: string
    }
