import { createSendMessage, isTaken } from '#contracts/sendMessage.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import { ms, ZERO } from '#kernel/time.ts'
import type { Process } from '#kernel/process.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, ServiceContext } from '../service.ts'
import type { ObjectEvent } from './actions/action.ts'
import type { Bucket } from './bucket.ts'
import type { s3Definition } from './definition.ts'
import type { Cause } from './desk.ts'
import { ownerIdOf } from './identifiers.ts'
import { type EventOrigin, type NotificationRule, takes, toEventJson } from './notification.ts'
import type { Recording } from './recording.ts'

type Context = ServiceContext<typeof s3Definition>

/** Spread of a delivery: p99 about 8 times the median. assumption: "can sometimes take a minute or longer" is rarer still. */
const SIGMA = 0.9
/** Deliveries that a service refused are tried again, each time after twice as long. assumption: AWS gives no number */
const ATTEMPTS = 8
const RETRY_MS = 1_000

/** `user@…` of an event: whoever caused it. */
const principalIdOf = ({ caller }: Cause): string => {
  if (caller.type === 'anonymous') return 'Anonymous'
  if (caller.type === 'service') return `AWS:${caller.signer.service}`
  return `AWS:${caller.arn.split('/').slice(-2).join(':')}`
}

/** Sends what happens to a bucket's objects to whom its wires lead. */
export interface Delivery {
  send(event: ObjectEvent, cause: Cause, parent: TraceContext | null): void
}

/** Creates the delivery of one bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html */
export function createDelivery(ctx: Context, bucket: Bucket, recording: Recording): Delivery {
  const delays = ctx.random('notifications')
  const ownerId = ownerIdOf(ctx.account.accountId)
  let sequence = 0

  const createSequencer = (nowMs: number): string => {
    sequence++
    const time = nowMs.toString(16).toUpperCase().padStart(12, '0')
    return `${time.padStart(14, '0')}${sequence.toString(16).toUpperCase().padStart(4, '0')}`
  }

  function* sendOnce(
    edge: Edge,
    payload: string,
    context: TraceContext,
    attempt: number,
  ): Process<boolean> {
    if (edge.contract === 'invoke') {
      const reply = yield* ctx.call(edge as Edge<'invoke'>, {
        context,
        payload,
        invocationType: 'Event',
        attempt,
      })
      return reply.type === 'accepted'
    }
    // The wire is the address: the queue that it leads to serves whatever is sent along it.
    const to = { queue: edge.target, message: { MessageBody: payload } }
    const request = createSendMessage(ctx.account, to, { context })
    return isTaken(yield* ctx.call(edge as Edge<'api'>, { ...request, attempt }))
  }

  function* deliver(edge: Edge, payload: string, parent: TraceContext | null): Process<void> {
    const median = ctx.node.model.NotificationMs
    const delay = median === 0 ? 0 : sample(logNormalOf({ median, sigma: SIGMA }), delays)
    yield ctx.sleep(ms(delay))
    const span = ctx.beginSpan(parent, 'S3 event notification')
    let isSent = false
    for (let attempt = 1; attempt <= ATTEMPTS && !isSent; attempt++) {
      if (attempt > 1) yield ctx.sleep(ms(RETRY_MS * (1 << (attempt - 2))))
      isSent = yield* sendOnce(edge, payload, span, attempt)
    }
    if (!isSent) {
      const detail = `${edge.target} did not take an event notification`
      ctx.record({ type: 'mark', trace: span.trace, mark: 'error', detail })
    }
    ctx.endSpan(span, isSent ? 'ok' : 'fault')
    recording.eventsWaiting(-1)
  }

  return {
    send(event, cause, parent) {
      const edges: readonly Edge[] = [...ctx.edges('invoke'), ...ctx.edges('api')]
      const takers = edges.filter(
        (edge) => edge.port === null && takes(edge.properties as NotificationRule, event),
      )
      if (takers.length === 0) return
      const { settings } = bucket
      const origin: EventOrigin = {
        bucketName: settings.name,
        bucketArn: settings.arn,
        region: ctx.account.region,
        ownerId,
        principalId: principalIdOf(cause),
        sourceIp: cause.caller.sourceIp ?? '127.0.0.1',
        requestId: cause.requestId,
        extendedId: cause.extendedId,
        nowMs: cause.nowMs,
        isVersioned: settings.versioning !== 'Unversioned',
        sequencer: createSequencer(cause.nowMs),
      }
      for (const edge of takers) {
        const id = (edge.properties as NotificationRule).Id ?? edge.id
        const payload = toEventJson(event, origin, id)
        recording.eventsWaiting(1)
        // In an event of its own: the answer that caused it goes first.
        ctx.schedule(ZERO, () => ctx.start(deliver(edge, payload, parent)))
      }
    },
  }
}
