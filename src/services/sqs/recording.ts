import { ms, toSeconds } from '#kernel/time.ts'
import type { Usage } from '../cost.ts'
import type { ServiceContext } from '../service.ts'
import type { sqsDefinition, SqsState } from './definition.ts'
import type { Letter, Message } from './message.ts'
import type { OwnQueue } from './ownQueue.ts'
import { createStatistics } from './statistics.ts'

type Context = ServiceContext<typeof sqsDefinition>

/** What a queue tells of its work, by CloudWatch's names. */
export interface Recording {
  readonly counted: { sent(bytes: number): void; deleted(many: number): void }
  received(letters: readonly Letter[]): void
  deadLettered(message: Message): void
  /** Numbers of messages may have changed: the gauges follow. */
  changed(): void
  /** A call that carried so many bytes, for the bill. */
  used(bytes: number): void
  inspect(): SqsState
  usage(): Usage
}

/** How often gauges are told while they change. CloudWatch has them once a minute. */
const GAUGE_PERIOD = ms(200)
/** How often the age of the oldest message is told while there is one. */
const AGE_PERIOD = ms(1_000)
/** Each 64 KB of a call are one request of the bill. */
const REQUEST_BYTES = 65_536

const GAUGES = {
  ApproximateNumberOfMessagesVisible: ({ queue }: OwnQueue) => queue.visible,
  ApproximateNumberOfMessagesNotVisible: ({ queue }: OwnQueue) => queue.inFlight,
  ApproximateNumberOfMessagesDelayed: ({ queue }: OwnQueue) => queue.delayed,
} as const

/** Creates the recording of `own`. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function createRecording(ctx: Context, own: OwnQueue): Recording {
  const statistics = createStatistics()
  const last = new Map<string, number>()
  let isDue = false
  let requests = 0

  const count = (name: string, value: number): void => {
    if (value > 0) ctx.record({ type: 'counter', name, value })
  }

  const gauge = (name: string, value: number): void => {
    if (last.get(name) === value) return
    last.set(name, value)
    ctx.record({ type: 'gauge', name, value })
  }

  const tell = (): void => {
    isDue = false
    own.queue.advance(ctx.now)
    for (const [name, read] of Object.entries(GAUGES)) gauge(name, read(own))
    const age = toSeconds(own.queue.oldestAge(ctx.now))
    gauge('ApproximateAgeOfOldestMessage', Math.floor(age))
    if (own.queue.size > 0) tellAfter(AGE_PERIOD)
  }

  const tellAfter = (delay: typeof GAUGE_PERIOD): void => {
    if (isDue) return
    isDue = true
    ctx.schedule(delay, tell)
  }

  return {
    counted: {
      sent(bytes) {
        statistics.sent(ctx.now)
        count('NumberOfMessagesSent', 1)
        ctx.record({ type: 'sample', name: 'SentMessageSize', value: bytes })
      },
      deleted(many) {
        statistics.deleted(many, ctx.now)
        count('NumberOfMessagesDeleted', many)
      },
    },
    received(letters) {
      if (letters.length === 0) {
        count('NumberOfEmptyReceives', 1)
        return
      }
      statistics.received(letters.length, ctx.now)
      count('NumberOfMessagesReceived', letters.length)
    },
    deadLettered(message) {
      statistics.deadLettered()
      const { causedBy, messageId } = message.letter
      const detail = `${messageId} was received ${message.receives} times`
      ctx.record({ type: 'mark', trace: causedBy?.trace ?? null, mark: 'dead-letter', detail })
    },
    changed: () => tellAfter(GAUGE_PERIOD),
    used(bytes) {
      requests += Math.max(1, Math.ceil(bytes / REQUEST_BYTES))
    },
    inspect() {
      return statistics.read(own, ctx.now)
    },
    usage: () => ({ [own.settings.isFifo ? 'fifo' : 'standard']: requests }),
  }
}
