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
