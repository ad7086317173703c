import { toEpochMs } from '#kernel/time.ts'
import { integer, text, texts } from '../input.ts'
import { VISIBILITY_SECONDS_MAX, WAIT_SECONDS_MAX } from '../limits.ts'
import type { Letter, Message, MessageAttribute } from '../message.ts'
import type { Received } from '../ownQueue.ts'
import { unknownAttribute, type Wire } from '../refusal.ts'
import type { Settings } from '../settings.ts'

/** What a ReceiveMessage asks for. */
export interface ReceiveRequest {
  readonly max: number
  readonly visibilitySeconds: number | null
  readonly waitSeconds: number
  readonly systemAttributes: readonly string[]
  readonly attributeNames: readonly string[]
}

const SYSTEM_ATTRIBUTES = [
  'ApproximateReceiveCount',
  'SentTimestamp',
  'SenderId',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
]

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function readReceive(input: Wire, settings: Settings): ReceiveRequest {
  const systemAttributes = [
    ...texts(input, 'AttributeNames'),
    ...texts(input, 'MessageSystemAttributeNames'),
  ]
  const unknown = systemAttributes.find(
    (name) => name !== 'All' && !SYSTEM_ATTRIBUTES.includes(name),
  )
  if (unknown !== undefined) throw unknownAttribute(unknown)
  const wait = integer(input, 'WaitTimeSeconds', { min: 0, max: WAIT_SECONDS_MAX })
  const visibility = { min: 0, max: VISIBILITY_SECONDS_MAX }
  text(input, 'ReceiveRequestAttemptId')
  return {
    max: integer(input, 'MaxNumberOfMessages', { min: 1, max: 10 }) ?? 1,
    visibilitySeconds: integer(input, 'VisibilityTimeout', visibility) ?? null,
    waitSeconds: wait ?? settings.ReceiveMessageWaitTimeSeconds,
    systemAttributes,
    attributeNames: texts(input, 'MessageAttributeNames'),
  }
}

const PERHAPS = (name: string, value: string | null): Readonly<Record<string, string>> =>
  value === null ? {} : { [name]: value }

/** All system attributes of a message that was received just now. */
export const toSystemAttributes = ({
  letter,
  receives,
  firstReceivedAt,
}: Message): Readonly<Record<string, string>> => ({
  ApproximateReceiveCount: String(receives),
  SentTimestamp: String(toEpochMs(letter.sentAt)),
  ...PERHAPS('SequenceNumber', letter.sequenceNumber),
  ...PERHAPS('MessageGroupId', letter.groupId),
  SenderId: letter.senderId,
  ...PERHAPS('MessageDeduplicationId', letter.deduplicationId),
  ApproximateFirstReceiveTimestamp: String(toEpochMs(firstReceivedAt ?? letter.sentAt)),
  ...PERHAPS('AWSTraceHeader', letter.traceHeader),
  ...PERHAPS('DeadLetterQueueSourceArn', letter.deadLetterSourceArn),
})

const isAsked = (name: string, asked: readonly string[]): boolean =>
  asked.some(
    (one) =>
      one === 'All' ||
      one === '.*' ||
      one === name ||
      (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
  )

const toWireAttribute = ({ dataType, value }: MessageAttribute): Wire =>
  dataType.startsWith('Binary')
    ? { BinaryValue: value, DataType: dataType }
    : { StringValue: value, DataType: dataType }

const attributesOf = ({ attributes }: Letter, asked: readonly string[]): Wire => {
  const wanted = attributes.filter(({ name }) => isAsked(name, asked))
  if (wanted.length === 0) return {}
  return {
    MessageAttributes: Object.fromEntries(wanted.map((one) => [one.name, toWireAttribute(one)])),
  }
}

/** One message of the reply; the attributes' MD5 is of those that are returned. */
export function toWireMessage(
  { message, receiptHandle }: Received,
  request: ReceiveRequest,
  md5: (attributes: readonly MessageAttribute[]) => string,
): Wire {
  const { letter } = message
  const system = Object.entries(toSystemAttributes(message)).filter(([name]) =>
    isAsked(name, request.systemAttributes),
  )
  const returned = letter.attributes.filter(({ name }) => isAsked(name, request.attributeNames))
  return {
    MessageId: letter.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: letter.bodyMd5,
    Body: letter.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(returned.length === 0 ? {} : { MD5OfMessageAttributes: md5(returned) }),
    ...attributesOf(letter, request.attributeNames),
  }
}
