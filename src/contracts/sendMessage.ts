import type { ApiReply, ApiRequest } from './api.ts'
import { utf8Length } from './body.ts'
import type { InvokeRequest } from './invoke.ts'

/** Under what trace a delivery is seen, and the X-Amzn-Trace-Id that it hands on. */
export type DeliveryContext = Pick<InvokeRequest, 'context' | 'traceHeader'>

/** A message for SQS and the queue it is for: a name, in the sender's account and Region. */
export interface OutgoingMessage {
  readonly queue: string
  /** `MessageBody` and whatever else SendMessage takes, but for `QueueUrl`. */
  readonly message: { readonly MessageBody: string; readonly MessageAttributes?: object }
}

/**
 * SendMessage as AWS's own services make it: Lambda for dead letters and for records of what it gave up, S3 for events.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function createSendMessage(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  { queue, message }: OutgoingMessage,
  { context, traceHeader }: DeliveryContext,
): ApiRequest {
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`
  const body = JSON.stringify({ QueueUrl, ...message })
  return {
    context,
    service: 'sqs',
    method: 'POST',
    path: '/',
    query: '',
    headers: [
      ['content-type', 'application/x-amz-json-1.0'],
      ['x-amz-target', 'AmazonSQS.SendMessage'],
      ['content-length', String(utf8Length(body))],
      ...(traceHeader === undefined ? [] : [['X-Amzn-Trace-Id', traceHeader] as const]),
    ],
    body,
    attempt: 1,
  }
}

/** Whether a service took what it was sent. */
export const isTaken = (reply: ApiReply): boolean => reply.type === 'response' && reply.status < 300
