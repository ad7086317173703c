import type { ApiRequest } from '#contracts/api.ts'
import { utf8Length } from '#contracts/body.ts'
import type { Process } from '#kernel/process.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import { createSendMessage, type DeliveryContext, isTaken } from '#contracts/sendMessage.ts'

/** A record of what was given up, and where `DestinationConfig` sends it: an ARN, or a queue node's id. */
export interface FailureDelivery {
  readonly destination: string
  readonly record: string
}

/** The last part of an ARN, or a node's id as it is. */
const lastPart = (destination: string): string =>
  destination.slice(Math.max(destination.lastIndexOf(':'), destination.lastIndexOf('/')) + 1)

/** An asynchronous invoke through Lambda's own API. */
const createEventInvoke = (
  { destination, record }: FailureDelivery,
  { context, traceHeader }: DeliveryContext,
): ApiRequest => ({
  context,
  service: 'lambda',
  method: 'POST',
  path: `/2015-03-31/functions/${encodeURIComponent(destination)}/invocations`,
  query: '',
  headers: [
    ['X-Amz-Invocation-Type', 'Event'],
    ['content-length', String(utf8Length(record))],
    ...(traceHeader === undefined ? [] : [['X-Amzn-Trace-Id', traceHeader] as const]),
  ],
  body: record,
  attempt: 1,
})

/** Whom Lambda's pollers call with, and as whom. */
interface Caller {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly principalArn: () => string
}

/**
 * Sends `delivery` along an edge to its destination; without one as an SDK would, and IAM says no. Answers whether it was taken.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function* deliverFailure(
  { ctx, principalArn }: Caller,
  delivery: FailureDelivery,
  as: DeliveryContext,
): Process<boolean> {
  const { destination, record } = delivery
  if (destination.startsWith('arn:aws:lambda:')) {
    return isTaken(yield* ctx.callApi(createEventInvoke(delivery, as), principalArn()))
  }
  const queue = lastPart(destination)
  const request = createSendMessage(ctx.account, { queue, message: { MessageBody: record } }, as)
  const edge = ctx.edges('api').find(({ target }) => target === queue)
  return isTaken(
    yield* edge === undefined ? ctx.callApi(request, principalArn()) : ctx.call(edge, request),
  )
}
