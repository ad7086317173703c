import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { utf8Length } from '#contracts/body.ts'
import type { InvokeRequest } from '#contracts/invoke.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'

/** Under what trace a delivery is seen, and the X-Amzn-Trace-Id that it hands on. */
export type DeliveryContext = Pick<InvokeRequest, 'context' | 'traceHeader'>

/** A message for SQS and the queue it is for: a name, in the function's account and Region. */
export interface OutgoingMessage {
  readonly queue: string
  /** `MessageBody` and whatever else SendMessage takes, but for `QueueUrl`. */
  readonly message: { readonly MessageBody: string; readonly MessageAttributes?: object }
}

/**
 * SendMessage as Lambda's own service makes it, for dead letters and for records of what it gave up.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function createSendMessage(
  { region, accountId }: ServiceContext<typeof lambdaDefinition>['account'],
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
