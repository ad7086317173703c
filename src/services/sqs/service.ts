import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader, utf8Length } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { PollRequest, RecordBatch } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import { after, ms, seconds, us } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { actions, RECEIVE } from './actions/actions.ts'
import { readReceive, toWireMessage } from './actions/receiveMessage.ts'
import { createCallRate } from './callRate.ts'
import { readCommand, runQuery } from './console.ts'
import { createDeadLetters } from './deadLetters.ts'
import { sqsDefinition, type SqsState } from './definition.ts'
import { md5OfAttributes } from './digest.ts'
import { actionOf, bodyText, createEndpoint } from './endpoint.ts'
import { createUuid, toSenderId } from './identifiers.ts'
import { readBody } from './input.ts'
import { sampleDelivery, sampleRequest } from './latency.ts'
import { createLongPoll } from './longPoll.ts'
import { createMoveTasks } from './moveTask.ts'
import { createOwnQueue, type QueueChance, type Received, type Sender } from './ownQueue.ts'
import { toPolledRecord } from './polledRecord.ts'
import { createRecording } from './recording.ts'
import { Refusal, type Wire } from './refusal.ts'
import { createRegion, type NodeQueue, type SqsRegion } from './region.ts'
import { toRefusalReply, toReply } from './reply.ts'
import { settingsOf, toQueueArn } from './settings.ts'

type Context = ServiceContext<typeof sqsDefinition>

/** Servers of which a short poll asks some. assumption: AWS gives no number. */
const SERVERS = 20

function createChance(ctx: Context): QueueChance {
  const ids = ctx.random('ids')
  const delivery = ctx.random('delivery')
  const polls = ctx.random('short polls')
  const deletes = ctx.random('deletes')
  return {
    createUuid: () => createUuid(ids),
    delivery() {
      const { FifoDeliveryMs: fifo, DeliveryMs: standard } = ctx.node.model
      return ctx.node.properties.FifoQueue
        ? sampleDelivery('fifo', fifo, delivery)
        : sampleDelivery('standard', standard, delivery)
    },
    survivesDelete: () => deletes.next() * 1_000_000 < ctx.node.model.DuplicatesPerMillion,
    createSample() {
      const asked = Array.from(
        { length: SERVERS },
        () => polls.next() < ctx.node.model.ShortPollShare,
      )
      return ({ sequence }) => asked[sequence % SERVERS] ?? true
    },
  }
}

/** The queue that a wire from the port leads to. */
const deadLetterNode = (ctx: Context): string | null =>
  ctx.edges('api').find(({ port }) => port === 'deadLetter')?.target ?? null

/** How a receive is to be done. */
interface ReceiveHow {
  readonly max: number
  readonly visibilitySeconds: number | null
  readonly waitMs: number
}

/** One queue. */
function createSqs(ctx: Context, region: SqsRegion): Service<typeof sqsDefinition, SqsState> {
  const latency = ctx.random('latency')
  const ids = ctx.random('request ids')

  const toSettings = () => {
    const node = deadLetterNode(ctx)
    const wired = node === null ? undefined : region.findByNode(node)?.own.settings.arn
    // A node that is not built yet: its name is its id, unless it says otherwise.
    const arn = wired ?? (node === null ? null : toQueueArn(ctx.account, node))
    return settingsOf(ctx.node, ctx.account, arn)
  }

  const own = createOwnQueue(toSettings(), createChance(ctx))
  let isPolled = false
  const { queue } = own
  const recording = createRecording(ctx, own)
  const polls = createLongPoll(ctx, queue)
  const moves = createMoveTasks(ctx, region, {
    own,
    createHandle: () => `${createUuid(ids)}:${own.settings.name}`,
    changed: () => recording.changed(),
  })
  const deadLetters = createDeadLetters(ctx, region, { own, recording })
  const checkRate = createCallRate(ctx, own)

  const nodeQueue: NodeQueue = {
    node: ctx.node.id,
    own,
    adopt(message, from) {
      const isTaken = own.adopt(message, from, ctx.now)
      polls.tend()
      recording.changed()
      return isTaken
    },
  }
  region.add(nodeQueue)

  /** Receives at once, or waits as a long poll does. */
  function* receive({ max, visibilitySeconds, waitMs }: ReceiveHow): Process<readonly Received[]> {
    const until = after(ctx.now, ms(waitMs))
    for (;;) {
      const target = deadLetters.find()
      const { received, dead } = own.receive(
        {
          max,
          visibilitySeconds,
          isShort: waitMs === 0,
          maxReceives:
            target === undefined ? null : (own.settings.redrive?.maxReceiveCount ?? null),
        },
        ctx.now,
      )
      for (const message of dead) {
        if (target !== undefined) ctx.start(deadLetters.move(message, target))
      }
      if (received.length > 0 || ctx.now >= until) {
        recording.received(received.map(({ message }) => message.letter))
        recording.changed()
        // Whoever waits behind this one is next, if anything is left.
        if (received.length > 0) polls.tend()
        return received
      }
      yield polls.wait(until)
    }
  }

  function* receiveMessage(input: Wire): Process<Wire> {
    const request = readReceive(input, own.settings)
    const { max, visibilitySeconds, waitSeconds } = request
    const received = yield* receive({ max, visibilitySeconds, waitMs: waitSeconds * 1_000 })
    if (received.length === 0) return {}
    return { Messages: received.map((one) => toWireMessage(one, request, md5OfAttributes)) }
  }

  const senderOf = (request: ApiRequest, source: string): Sender => ({
    senderId: toSenderId(source),
    causedBy: request.context,
    traceHeader: findHeader(request.headers, 'x-amzn-trace-id') ?? null,
  })

  function* act(action: string, request: ApiRequest, source: string): Process<Wire | null> {
    checkRate(action)
    const input = readBody(bodyText(request))
    const found = actions.get(action)
    if (found === undefined) return yield* receiveMessage(input)
    const result = found.run(input, {
      now: ctx.now,
      own,
      sender: senderOf(request, source),
      moves,
      counted: recording.counted,
    })
    polls.tend()
    recording.changed()
    return result
  }

  function* answer(
    action: string,
    request: ApiRequest,
    { source, span }: { readonly source: string; readonly span: TraceContext },
  ): Process<ApiReply> {
    const requestId = createUuid(ids)
    try {
      return toReply(requestId, yield* act(action, request, source))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ctx.record({
        type: 'note',
        ...span,
        key: 'error',
        value: `${error.queryCode}: ${error.message}`,
      })
      return toRefusalReply(requestId, error)
    }
  }

  function* serveApi(request: ApiRequest, along: { readonly source: string }): Process<ApiReply> {
    const action = actionOf(request) ?? 'Unknown'
    const span = ctx.beginSpan(request.context, `SQS ${action}`)
    const work = sampleRequest(ctx.node.model.RequestLatencyMs, latency)
    const half = us(work / 2)
    yield ctx.sleep(half)
    const reply = yield* answer(action, request, { source: along.source, span })
    yield ctx.sleep(half)
    const bytes = utf8Length(bodyText(request)) + (action === RECEIVE ? replyBytes(reply) : 0)
    recording.used(bytes)
    ctx.endSpan(span, outcomeOf.api(reply))
    return reply
  }

  const replyBytes = (reply: ApiReply): number =>
    reply.type === 'response' && typeof reply.body === 'string' ? utf8Length(reply.body) : 0

  const remove = (receipts: readonly string[]): void => {
    let deleted = 0
    for (const receipt of receipts) {
      try {
        if (own.delete(receipt, ctx.now)) deleted++
      } catch (error) {
        // An expired handle of a FIFO queue: the message is somebody else's again, and comes a second time.
        if (!(error instanceof Refusal)) throw error
      }
    }
    recording.counted.deleted(deleted)
    recording.used(0)
    polls.tend()
    recording.changed()
  }

  function* serveRecords(request: PollRequest): Process<RecordBatch> {
    const { settings } = own
    switch (request.type) {
      case 'describe':
        return {
          type: 'source',
          kind: settings.isFifo ? 'fifo' : 'queue',
          eventSourceArn: settings.arn,
          shards: [],
          visibilityTimeout: seconds(settings.VisibilityTimeout),
        }
      case 'delete':
        remove(request.receipts)
        return { type: 'deleted' }
      case 'poll': {
        isPolled = true
        const { max, waitMs } = request
        const received = yield* receive({ max: Math.min(max, 10), visibilitySeconds: null, waitMs })
        const from = { arn: settings.arn, region: ctx.account.region }
        const records = received.map((one) => toPolledRecord(one, from))
        recording.used(received.reduce((sum, { message }) => sum + message.letter.bytes, 0))
        return { type: 'records', records, position: null }
      }
    }
  }

  const replace = (): void => {
    own.settings = toSettings()
    polls.tend()
  }

  return {
    serve: { api: serveApi, records: serveRecords },
    // Others exist by now: a wire's other end has its name.
    start: replace,
    changed: replace,
    command(command) {
      readCommand(command, {
        now: ctx.now,
        own,
        sender: (): Sender => ({
          senderId: toSenderId('console'),
          causedBy: null,
          traceHeader: null,
        }),
        refused: (text) => ctx.record({ type: 'mark', trace: null, mark: 'error', detail: text }),
        sent: (bytes) => recording.counted.sent(bytes),
        redrive: () => void moves.start({ destinationArn: null, perSecond: null }),
      })
      polls.tend()
      recording.changed()
    },
    query: (query) => runQuery(query, queue),
    inspect: () => recording.inspect(),
    usage: () => recording.usage(),
    // What nobody polls for stays, for all that anyone knows.
    pending() {
      const { visible, inFlight, delayed } = own.queue
      return isPolled ? visible + inFlight + delayed : 0
    },
    dispose: () => region.remove(nodeQueue),
  }
}

/** SQS, as the simulation sees it. */
export const sqs: ServiceModule<typeof sqsDefinition, SqsState, SqsRegion> = {
  definition: sqsDefinition,
  createShared: createRegion,
  endpoints: (region, account) => [createEndpoint(region, account)],
  create: createSqs,
}
