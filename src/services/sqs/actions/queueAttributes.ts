import { EPOCH_MS } from '#kernel/time.ts'
import { texts, wire } from '../input.ts'
import type { OwnQueue } from '../ownQueue.ts'
import { invalidAttributeValue, unknownAttribute } from '../refusal.ts'
import type { Redrive, Settings } from '../settings.ts'
import { toQueueName } from '../settings.ts'
import type { Action } from './action.ts'

/** Every attribute of a queue, in the order of the API's documentation. */
function toAttributes({ settings, queue }: OwnQueue): Readonly<Record<string, string>> {
  const { redrive } = settings
  const created = String(EPOCH_MS / 1_000)
  return {
    ApproximateNumberOfMessages: String(queue.visible),
    ApproximateNumberOfMessagesDelayed: String(queue.delayed),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlight),
    CreatedTimestamp: created,
    DelaySeconds: String(settings.DelaySeconds),
    LastModifiedTimestamp: created,
    MaximumMessageSize: String(settings.MaximumMessageSize),
    MessageRetentionPeriod: String(settings.MessageRetentionPeriod),
    QueueArn: settings.arn,
    ReceiveMessageWaitTimeSeconds: String(settings.ReceiveMessageWaitTimeSeconds),
    SqsManagedSseEnabled: 'true',
    VisibilityTimeout: String(settings.VisibilityTimeout),
    ...(redrive === null ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
    ...(settings.isFifo
      ? {
          FifoQueue: 'true',
          ContentBasedDeduplication: String(settings.ContentBasedDeduplication),
          DeduplicationScope: settings.DeduplicationScope,
          FifoThroughputLimit: settings.FifoThroughputLimit,
        }
      : {}),
  }
}

const KNOWN =
  /^(All|Policy|VisibilityTimeout|MaximumMessageSize|MessageRetentionPeriod|ApproximateNumberOfMessages|ApproximateNumberOfMessagesNotVisible|CreatedTimestamp|LastModifiedTimestamp|QueueArn|ApproximateNumberOfMessagesDelayed|DelaySeconds|ReceiveMessageWaitTimeSeconds|RedrivePolicy|FifoQueue|ContentBasedDeduplication|KmsMasterKeyId|KmsDataKeyReusePeriodSeconds|DeduplicationScope|FifoThroughputLimit|RedriveAllowPolicy|SqsManagedSseEnabled)$/

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes: Action = {
  name: 'GetQueueAttributes',
  run(input, { own, now }) {
    const asked = texts(input, 'AttributeNames')
    const unknown = asked.find((name) => !KNOWN.test(name))
    if (unknown !== undefined) throw unknownAttribute(unknown)
    own.queue.advance(now)
    const found = Object.entries(toAttributes(own)).filter(
      ([name]) => asked.includes('All') || asked.includes(name),
    )
    return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) }
  },
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
}

function readRedrive(value: string): Redrive | null {
  if (value === '') return null
  let policy: unknown
  try {
    policy = JSON.parse(value)
  } catch {
    throw invalidAttributeValue('RedrivePolicy')
  }
  if (typeof policy !== 'object' || policy === null) throw invalidAttributeValue('RedrivePolicy')
  const { deadLetterTargetArn: arn, maxReceiveCount: max } = policy as Partial<
    Record<string, unknown>
  >
  const count = Number(max)
  const isValid = typeof arn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1_000
  if (!isValid) throw invalidAttributeValue('RedrivePolicy')
  return { deadLetterTargetArn: arn, maxReceiveCount: count }
}

function readSetting(name: string, value: unknown, { isFifo }: Settings): Partial<Settings> {
  if (typeof value !== 'string') throw invalidAttributeValue(name)
  const bounds = BOUNDS[name]
  if (bounds !== undefined) {
    const number = Number(value)
    const isWithin = /^\d+$/.test(value) && number >= bounds[0] && number <= bounds[1]
    if (!isWithin) throw invalidAttributeValue(name)
    return { [name]: number }
  }
  if (name === 'RedrivePolicy') return { redrive: readRedrive(value) }
  if (isFifo && name === 'ContentBasedDeduplication') return { [name]: value === 'true' }
  if (isFifo && name === 'DeduplicationScope' && /^(queue|messageGroup)$/.test(value)) {
    return { DeduplicationScope: value === 'queue' ? 'queue' : 'messageGroup' }
  }
  if (isFifo && name === 'FifoThroughputLimit' && /^(perQueue|perMessageGroupId)$/.test(value)) {
    return { FifoThroughputLimit: value === 'perQueue' ? 'perQueue' : 'perMessageGroupId' }
  }
  throw unknownAttribute(name)
}

/** Holds until the next edit of the document. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const setQueueAttributes: Action = {
  name: 'SetQueueAttributes',
  run(input, { own }) {
    let changed = own.settings
    for (const [name, value] of Object.entries(wire(input, 'Attributes'))) {
      changed = { ...changed, ...readSetting(name, value, changed) }
    }
    const target = changed.redrive?.deadLetterTargetArn
    // A FIFO queue's dead letters go to a FIFO queue.
    if (target !== undefined && toQueueName(target).endsWith('.fifo') !== changed.isFifo) {
      throw invalidAttributeValue('RedrivePolicy')
    }
    own.settings = changed
    return null
  },
}
