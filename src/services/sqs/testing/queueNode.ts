import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { Request, Reply } from '#contracts/contracts.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { sqsDefinition } from '../definition.ts'
import { createRegion, type SqsRegion } from '../region.ts'
import { sqs } from '../service.ts'

// For this room's tests: a queue at work, called as an SDK calls it.

const CONTEXT = { trace: 1, span: 1 }

/** An SDK's request. */
export const toRequest = (action: string, input: unknown): ApiRequest => ({
  context: CONTEXT,
  service: 'sqs',
  method: 'POST',
  path: '/',
  query: '',
  headers: [['X-Amz-Target', `AmazonSQS.${action}`]],
  body: typeof input === 'string' ? input : JSON.stringify(input),
  attempt: 1,
})

const edgeOf = <C extends 'api' | 'records'>(contract: C): Edge<C> => ({
  id: 'e',
  contract,
  source: contract === 'api' ? 'Fn' : 'Node',
  target: contract === 'api' ? 'Node' : 'Fn',
  port: null,
  properties: {},
})

/** What a caller sees of a reply. */
export interface Answer {
  readonly status: number
  readonly error: string | undefined
  // Tests read replies as they come off the wire.
  readonly body: Readonly<Record<string, unknown>>
}

type DistributedOmit<R> = R extends unknown ? Omit<R, 'context'> : never

/** A queue in a world of its own. Without chance unless the model says so. */
export function createQueueNode(
  properties: object = {},
  more: {
    readonly model?: object
    readonly region?: SqsRegion
    readonly edges?: readonly Edge[]
  } = {},
) {
  const world = createFakeWorld(sqsDefinition, {
    properties: { QueueName: 'orders', ...properties },
    model: {
      RequestLatencyMs: 0,
      DeliveryMs: 0,
      FifoDeliveryMs: 0,
      ShortPollShare: 1,
      ...more.model,
    },
    ...(more.edges === undefined ? {} : { edges: more.edges }),
  })
  const region = more.region ?? createRegion()
  const service = sqs.create(world.ctx, region)
  service.start?.()

  const ask = <T>(process: Process<T>): T[] => {
    const replies: T[] = []
    world.kernel.start(
      (function* () {
        replies.push(yield* process)
      })(),
    )
    return replies
  }

  /** Sends a request and answers what will have come of it. */
  const begin = (action: string, input: unknown): ApiReply[] =>
    ask(service.serve.api(toRequest(action, input), edgeOf('api')))

  const toAnswer = (reply: ApiReply | undefined): Answer => {
    if (reply?.type !== 'response') throw new Error('no reply')
    const error = reply.headers.find(([name]) => name === 'x-amzn-query-error')?.[1]
    const text = String(reply.body)
    return { status: reply.status, error, body: text === '' ? {} : JSON.parse(text) }
  }

  return {
    world,
    region,
    service,
    begin,
    toAnswer,
    /** One call, and a millisecond for it. */
    call: (action: string, input: unknown, wait: Duration = seconds(0.001)): Answer => {
      const replies = begin(action, input)
      world.run(wait)
      return toAnswer(replies[0])
    },
    /** What a poller asks; answers what will have come of it. */
    records: (request: DistributedOmit<Request<'records'>>): Reply<'records'>[] =>
      ask(service.serve.records({ context: CONTEXT, ...request }, edgeOf('records'))),
  }
}
