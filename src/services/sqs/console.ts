import type { Instant } from '#kernel/time.ts'
import type { JsonValue } from '../service.ts'
import type { MessageRow } from './definition.ts'
import { isWire } from './input.ts'
import type { Message } from './message.ts'
import { readSendEntry } from './messageInput.ts'
import type { OwnQueue, Sender } from './ownQueue.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'

/** What the inspector's commands may do. */
export interface Desk {
  readonly now: Instant
  readonly own: OwnQueue
  sender(): Sender
  sent(bytes: number): void
  /** Told what SQS refuses. */
  refused(text: string): void
  /** Moves dead letters back to where they came from. */
  redrive(): void
}

/** A command of the inspector: sends a message as the console does, purges, or redrives dead letters. */
export function readCommand(command: JsonValue, desk: Desk): void {
  if (!isWire(command)) return
  const { own, now } = desk
  try {
    if (command['type'] === 'send-message') {
      const entry = readSendEntry(command, own.settings)
      own.send(entry, desk.sender(), now)
      desk.sent(entry.bytes)
    }
    if (command['type'] === 'purge') own.purge(now)
    if (command['type'] === 'redrive') desk.redrive()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    desk.refused(error.message)
  }
}

/** Rows of the inspector's page. */
const PAGE_MAX = 200
/** Characters of a body that a row shows. */
const PREVIEW = 2_000

const STATES = {
  delayed: 'delayed',
  visible: 'visible',
  hidden: 'in flight',
  gone: 'visible',
} as const

const toRow = ({ letter, state, receives, visibleAt }: Message): MessageRow => ({
  messageId: letter.messageId,
  body: letter.body.slice(0, PREVIEW),
  state: STATES[state],
  receives,
  sentAt: letter.sentAt,
  visibleAt,
  group: letter.groupId,
})

const whole = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= 0 ? Math.floor(value) : otherwise

/** A question of the inspector: a page of messages. */
export function runQuery(query: JsonValue, queue: Queue): JsonValue {
  if (!isWire(query) || query['type'] !== 'messages') return null
  const first = whole(query['offset'], 0)
  const many = Math.min(whole(query['limit'], PAGE_MAX), PAGE_MAX)
  const messages: { readonly [key: string]: JsonValue }[] = []
  let at = 0
  for (const message of queue.all()) {
    if (at >= first + many) break
    if (at++ >= first) messages.push({ ...toRow(message) })
  }
  return { total: queue.size, messages }
}
