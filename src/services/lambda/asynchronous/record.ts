import type { InvokeReply } from '#contracts/invoke.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import { formatIsoTime } from '#contracts/calendar.ts'

/** Why Lambda is done with an event. */
export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded'

/** An asynchronous event that Lambda is done with. */
export interface FinishedEvent {
  readonly requestId: string
  /** With its qualifier: `arn:…:function:items:$LATEST`. */
  readonly functionArn: string
  /** The event, as JSON text. */
  readonly payload: string
  readonly condition: Condition
  /** How often the function ran. */
  readonly invokeCount: number
  /** What Lambda heard last; null where it was never asked. */
  readonly reply: InvokeReply | null
}

/** JSON text as a value; text that is not JSON as a string. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/**
 * The record that a destination gets. Without a response where the function never ran: assumption, AWS shows no sample.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function createRecord(event: FinishedEvent, at: Instant): string {
  const { reply } = event
  const ran = reply?.type === 'completed' ? reply : null
  return JSON.stringify({
    version: '1.0',
    timestamp: `${formatIsoTime(toEpochMs(at))}Z`,
    requestContext: {
      requestId: event.requestId,
      functionArn: event.functionArn,
      condition: event.condition,
      approximateInvokeCount: event.invokeCount,
    },
    requestPayload: jsonOf(event.payload),
    ...(ran !== null && {
      responseContext: {
        statusCode: ran.statusCode,
        executedVersion: ran.executedVersion,
        ...(ran.functionError !== null && { functionError: ran.functionError }),
      },
      responsePayload: jsonOf(ran.payload),
    }),
  })
}

/** Bytes of an error message that a dead letter tells: "the first 1 KB". */
const ERROR_MESSAGE_MAX = 1_024

/** What a dead letter says beside the event: `RequestID`, `ErrorCode`, `ErrorMessage`. */
export interface DeadLetterAttributes {
  readonly requestId: string
  /** The HTTP status. */
  readonly errorCode: number
  readonly errorMessage: string
}

const messageOf = (payload: string): string => {
  const error = jsonOf(payload)
  if (typeof error !== 'object' || error === null) return payload
  const { errorMessage, message, Message } = error as Readonly<Record<string, unknown>>
  const told = errorMessage ?? message ?? Message
  return typeof told === 'string' ? told : payload
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
export function deadLetterAttributes({
  requestId,
  reply,
}: Pick<FinishedEvent, 'requestId' | 'reply'>): DeadLetterAttributes {
  if (reply === null || reply.type === 'accepted') {
    // Reserved concurrency of 0: nobody was asked. The code of what any other caller would hear.
    return { requestId, errorCode: 429, errorMessage: 'Rate Exceeded.' }
  }
  return {
    requestId,
    errorCode: reply.statusCode,
    errorMessage: messageOf(reply.payload).slice(0, ERROR_MESSAGE_MAX),
  }
}
