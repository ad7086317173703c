import type { Process } from '#kernel/process.ts'
import * as z from 'zod/mini'
import type { Edge, ServiceContext } from '#services/service.ts'
import { destinationEdge, type lambdaDefinition } from '../definition.ts'
import type { DestinationState } from '../frontState.ts'
import {
  createSendMessage,
  type DeliveryContext,
  isTaken,
  type OutgoingMessage,
} from '#contracts/sendMessage.ts'
import { createRecord, deadLetterAttributes, type FinishedEvent } from './record.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** How a delivery is carried out and told. */
export interface Destinations {
  /** Sends what is to be sent of an event that Lambda is done with. */
  deliver(event: FinishedEvent, as: DeliveryContext): Process<void>
  inspect(): readonly DestinationState[]
}

const text = (value: string) => ({ DataType: 'String', StringValue: value })

/** The attributes of a dead letter as SendMessage takes them. */
const messageAttributes = (event: FinishedEvent): object => {
  const { requestId, errorCode, errorMessage } = deadLetterAttributes(event)
  return {
    RequestID: text(requestId),
    ErrorCode: { DataType: 'Number', StringValue: String(errorCode) },
    // SQS knows no empty attribute.
    ...(errorMessage !== '' && { ErrorMessage: text(errorMessage) }),
  }
}

/**
 * Sends records along the ports `onSuccess` and `onFailure` and dead letters along `deadLetter`: both where both are wired.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function createDestinations(ctx: Context, count: (metric: string) => void): Destinations {
  const states = new Map<string, { -readonly [K in keyof DestinationState]: DestinationState[K] }>()

  const tell = (port: DestinationState['port'], { target }: Edge, isDelivered: boolean): void => {
    const key = `${port} ${target}`
    const state = states.get(key) ?? { port, target, delivered: 0, failed: 0 }
    states.set(key, state)
    if (isDelivered) state.delivered++
    else {
      state.failed++
      count(port === 'deadLetter' ? 'DeadLetterErrors' : 'DestinationDeliveryFailures')
    }
  }

  /** SQS's SendMessage; whether it was taken. */
  function* sendMessage(
    edge: Edge<'api'>,
    message: OutgoingMessage['message'],
    as: DeliveryContext,
  ): Process<boolean> {
    const to = { queue: edge.target, message }
    return isTaken(yield* ctx.call(edge, createSendMessage(ctx.account, to, as)))
  }

  /** An asynchronous invoke of the function at the other end; whether it was taken. */
  function* invoke(edge: Edge<'invoke'>, payload: string, as: DeliveryContext): Process<boolean> {
    const { Qualifier } = z.parse(destinationEdge, edge.properties)
    const reply = yield* ctx.call(edge, {
      context: as.context,
      payload,
      invocationType: 'Event',
      attempt: 1,
      ...(Qualifier !== undefined && { qualifier: Qualifier }),
      ...(as.traceHeader !== undefined && { traceHeader: as.traceHeader }),
    })
    return reply.type === 'accepted'
  }

  function* sendRecord(
    port: 'onSuccess' | 'onFailure',
    event: FinishedEvent,
    as: DeliveryContext,
  ): Process<void> {
    const record = createRecord(event, ctx.now)
    for (const edge of ctx.edges('invoke')) {
      if (edge.port !== port) continue
      tell(port, edge, yield* invoke(edge, record, as))
    }
    for (const edge of ctx.edges('api')) {
      if (edge.port !== port) continue
      tell(port, edge, yield* sendMessage(edge, { MessageBody: record }, as))
    }
  }

  return {
    *deliver(event, as) {
      if (event.condition === 'Success') {
        yield* sendRecord('onSuccess', event, as)
        return
      }
      for (const edge of ctx.edges('api')) {
        if (edge.port !== 'deadLetter') continue
        const MessageAttributes = messageAttributes(event)
        const letter = { MessageBody: event.payload, MessageAttributes }
        tell('deadLetter', edge, yield* sendMessage(edge, letter, as))
      }
      yield* sendRecord('onFailure', event, as)
    },
    inspect: () => [...states.values()].map((state) => ({ ...state })),
  }
}
