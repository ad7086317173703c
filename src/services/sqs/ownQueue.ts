import { after, type Duration, type Instant, seconds, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { createDeduplication } from './deduplication.ts'
import { md5OfAttributes, md5OfText, sha256OfText } from './digest.ts'
import { IN_FLIGHT_MAX, PURGE_SECONDS, VISIBILITY_SECONDS_MAX } from './limits.ts'
import type { Letter, Message } from './message.ts'
import type { SendEntry } from './messageInput.ts'
import { createQueue, type Queue } from './queue.ts'
import { readReceiptHandle, toReceiptHandle } from './receiptHandle.ts'
import {
  invalidReceiptHandle,
  invalidValue,
  messageNotInflight,
  overLimit,
  purgeInProgress,
  Refusal,
} from './refusal.ts'
import type { Settings } from './settings.ts'

/** Chance and identity, as the room's context gives them. */
export interface QueueChance {
  createUuid(): string
  /** From storing a message to its being there for a receive. */
  delivery(): Duration
  /** Whether a copy of a deleted message survives on a server that was not there. */
  survivesDelete(): boolean
  /** Whether this short poll's sample holds the message. */
  createSample(): (message: Message) => boolean
}

/** Who sends. */
export interface Sender {
  readonly senderId: string
  readonly causedBy: TraceContext | null
  readonly traceHeader: string | null
}

/** A message as SendMessage answers for it. */
export interface Sent {
  readonly messageId: string
  readonly sequenceNumber: string | null
  readonly bodyMd5: string
  readonly attributesMd5: string | null
  /** FIFO: one like it was taken within five minutes; this one is not delivered. */
  readonly isDuplicate: boolean
}

/** A message with the handle of this receive. */
export interface Received {
  readonly message: Message
  readonly receiptHandle: string
}

/** What a receive asks for. */
export interface ReceiveInput {
  readonly max: number
  /** null: the queue's own. */
  readonly visibilitySeconds: number | null
  /** A short poll asks some of the servers only, and is refused beyond the limit of messages in flight. */
  readonly isShort: boolean
  /** Receives after which a message is a dead letter; null where there is nowhere to send it. */
  readonly maxReceives: number | null
}

/** One queue with its settings: what the API's actions and Lambda's pollers do to it. Refusals are thrown. */
export interface OwnQueue {
  settings: Settings
  readonly queue: Queue
  send(entry: SendEntry, from: Sender, now: Instant): Sent
  /** Dead letters have left the queue; the caller sees to them. */
  receive(
    input: ReceiveInput,
    now: Instant,
  ): { readonly received: readonly Received[]; readonly dead: readonly Message[] }
  /** Answers whether there was something to delete. */
  delete(receiptHandle: string, now: Instant): boolean
  changeVisibility(receiptHandle: string, timeoutSeconds: number, now: Instant): void
  purge(now: Instant): void
  /** Takes in a message of another queue: a dead letter, or one on its way back. Answers false where it is full. */
  adopt(
    message: Message,
    from: { readonly arn: string; readonly isDeadLetter: boolean },
    now: Instant,
  ): boolean
}

// Twenty digits that grow, as AWS's; the distance between two is unspecified.
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n
const SEQUENCE_STEP = 256n

/** Creates an empty queue. */
export function createOwnQueue(first: Settings, chance: QueueChance): OwnQueue {
  let settings = first
  const toRetention = (): Duration => seconds(settings.MessageRetentionPeriod)
  const queue = createQueue(first.isFifo ? 'fifo' : 'standard', toRetention())
  const deduplication = createDeduplication()
  /** A group's next message is never there before the one before it. */
  const lastVisible = new Map<string, Instant>()
  let sequences = 0n
  let purgedAt: Instant | null = null

  const nextSequenceNumber = (): string =>
    String(FIRST_SEQUENCE_NUMBER + SEQUENCE_STEP * ++sequences)

  const visibleFrom = (groupId: string | null, delay: number, now: Instant): Instant => {
    const at = after(after(now, seconds(delay)), chance.delivery())
    if (!settings.isFifo || groupId === null) return at
    const ordered = Math.max(at, lastVisible.get(groupId) ?? 0) as Instant
    lastVisible.set(groupId, ordered)
    if (lastVisible.size > GROUPS_REMEMBERED) forgetGroups(now)
    return ordered
  }

  const forgetGroups = (now: Instant): void => {
    for (const [group, at] of lastVisible) if (at <= now) lastVisible.delete(group)
  }

  const findMessage = (receiptHandle: string) => {
    const receipt = readReceiptHandle(receiptHandle)
    if (receipt === null || receipt.queue !== settings.name) {
      throw invalidReceiptHandle(receiptHandle)
    }
    return { receipt, message: queue.find(receipt.sequence) }
  }

  const store = (letter: Letter, now: Instant, visibleAt: Instant): void => {
    if (queue.add(letter, { now, visibleAt }) === null) throw full()
  }

  return {
    get settings() {
      return settings
    },
    set settings(changed) {
      settings = changed
      queue.setRetention(toRetention())
    },
    queue,
    send(entry, { senderId, causedBy, traceHeader }, now) {
      const { body, attributes, groupId } = entry
      const bodyMd5 = md5OfText(body)
      const attributesMd5 = attributes.length === 0 ? null : md5OfAttributes(attributes)
      const deduplicationId = settings.isFifo ? (entry.deduplicationId ?? sha256OfText(body)) : null
      const scope = settings.DeduplicationScope === 'messageGroup' ? `${groupId}\n` : ''
      const key = `${scope}${deduplicationId}`
      const known = deduplicationId === null ? undefined : deduplication.find(key, now)
      if (known !== undefined) return { ...known, bodyMd5, attributesMd5, isDuplicate: true }
      const messageId = chance.createUuid()
      const sequenceNumber = settings.isFifo ? nextSequenceNumber() : null
      const letter: Letter = {
        messageId,
        body,
        bodyMd5,
        attributes,
        attributesMd5,
        traceHeader: entry.traceHeader ?? traceHeader,
        senderId,
        sentAt: now,
        bytes: entry.bytes,
        groupId,
        deduplicationId,
        sequenceNumber,
        deadLetterSourceArn: null,
        causedBy,
      }
      const delay = entry.delaySeconds ?? settings.DelaySeconds
      store(letter, now, visibleFrom(groupId, delay, now))
      if (sequenceNumber !== null) deduplication.remember(key, now, { messageId, sequenceNumber })
      return { messageId, sequenceNumber, bodyMd5, attributesMd5, isDuplicate: false }
    },
    receive({ max, visibilitySeconds, isShort, maxReceives }, now) {
      queue.advance(now)
      if (queue.inFlight >= IN_FLIGHT_MAX) {
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html
        if (isShort && !settings.isFifo) throw overLimit()
        return { received: [], dead: [] }
      }
      const { messages, dead } = queue.receive(now, {
        max,
        visibility: seconds(visibilitySeconds ?? settings.VisibilityTimeout),
        maxReceives,
        sees: isShort && !settings.isFifo ? chance.createSample() : () => true,
      })
      const received = messages.map((message) => ({
        message,
        receiptHandle: toReceiptHandle({
          queue: settings.name,
          sequence: message.sequence,
          receive: message.receives,
        }),
      }))
      // A timeout of 0 shows them again at once.
      queue.advance(now)
      return { received, dead }
    },
    delete(receiptHandle, now) {
      queue.advance(now)
      const { receipt, message } = findMessage(receiptHandle)
      if (message === undefined) return false
      if (settings.isFifo && (message.state !== 'hidden' || message.receives !== receipt.receive)) {
        throw invalidValue('ReceiptHandle', receiptHandle, 'The receipt handle has expired.')
      }
      const survives = !settings.isFifo && message.state === 'hidden' && chance.survivesDelete()
      if (!survives) queue.remove(message)
      return true
    },
    changeVisibility(receiptHandle, timeoutSeconds, now) {
      queue.advance(now)
      const { message } = findMessage(receiptHandle)
      if (message === undefined) {
        const reason = 'Message does not exist or is not available for visibility timeout change.'
        throw invalidValue('ReceiptHandle', receiptHandle, reason)
      }
      if (message.state !== 'hidden') throw messageNotInflight()
      const first = message.firstReceivedAt ?? now
      if (after(now, seconds(timeoutSeconds)) > after(first, seconds(VISIBILITY_SECONDS_MAX))) {
        const reason = 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]'
        throw invalidValue('VisibilityTimeout', timeoutSeconds, reason)
      }
      queue.hide(message, now, seconds(timeoutSeconds))
      queue.advance(now)
    },
    purge(now) {
      if (purgedAt !== null && now < after(purgedAt, seconds(PURGE_SECONDS))) {
        throw purgeInProgress(settings.name)
      }
      purgedAt = now
      queue.purge()
    },
    adopt({ letter, enqueuedAt }, { arn, isDeadLetter }, now) {
      const moved: Letter = {
        ...letter,
        deadLetterSourceArn: isDeadLetter ? arn : null,
        sequenceNumber: settings.isFifo ? nextSequenceNumber() : null,
      }
      // A standard queue's dead letter keeps its age, a FIFO queue's begins anew; so does one that is moved back.
      const keepsAge = isDeadLetter && !settings.isFifo
      const at = keepsAge ? enqueuedAt : now
      return queue.add(moved, { now, visibleAt: after(now, ZERO), enqueuedAt: at }) !== null
    },
  }
}

/** Groups whose last message's time is remembered, at most: the others' are due already or soon. */
const GROUPS_REMEMBERED = 10_000

const full = (): Refusal =>
  new Refusal('InternalFailure', 'The simulated queue holds no more messages.', { status: 500 })
