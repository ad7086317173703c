import { utf8Length } from '#contracts/body.ts'
import { base64Decode } from '#contracts/bytes.ts'
import { integer, isWire, requiredText, text, wire } from './input.ts'
import { ATTRIBUTES_MAX, DELAY_SECONDS_MAX } from './limits.ts'
import type { MessageAttribute } from './message.ts'
import { invalidParameter, invalidValue, missingParameter, Refusal, type Wire } from './refusal.ts'
import type { Settings } from './settings.ts'

/** One message to send: what SendMessage and an entry of SendMessageBatch say. */
export interface SendEntry {
  readonly body: string
  readonly attributes: readonly MessageAttribute[]
  readonly traceHeader: string | null
  readonly delaySeconds: number | null
  readonly groupId: string | null
  readonly deduplicationId: string | null
  /** Body, names, types and values. */
  readonly bytes: number
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const ATTRIBUTE_NAME = /^[A-Za-z0-9_\-.]{1,256}$/
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const ID = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/

function readAttribute(name: string, given: unknown): MessageAttribute {
  const tell = (reason: string): Refusal => invalidParameter(reason)
  const isNamed = ATTRIBUTE_NAME.test(name) && !/^(aws|amazon)\./i.test(name)
  if (!isNamed || /^\.|\.\.|\.$/.test(name)) {
    throw tell(`Message attribute name '${name}' is invalid.`)
  }
  if (!isWire(given)) throw tell(`The message attribute '${name}' must contain a value.`)
  const dataType = text(given, 'DataType') ?? ''
  if (dataType === '') {
    throw tell(`The message attribute '${name}' must contain non-empty message attribute type.`)
  }
  if (!DATA_TYPE.test(dataType) || dataType.length > 256) {
    throw tell(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  const isBinary = dataType.startsWith('Binary')
  const value = text(given, isBinary ? 'BinaryValue' : 'StringValue') ?? ''
  if (value === '') {
    throw tell(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${dataType}'.`,
    )
  }
  if (isBinary ? base64Decode(value) === null : FORBIDDEN.test(value)) {
    throw tell(`The message attribute '${name}' contains an invalid value.`)
  }
  if (dataType.startsWith('Number') && !NUMBER.test(value)) {
    throw tell(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  }
  return { name, dataType, value }
}

function readAttributes(input: Wire): readonly MessageAttribute[] {
  const given = Object.entries(wire(input, 'MessageAttributes'))
  if (given.length > ATTRIBUTES_MAX) {
    throw invalidParameter(
      `Number of message attributes [${given.length}] exceeds the allowed maximum [10].`,
    )
  }
  return given
    .map(([name, value]) => readAttribute(name, value))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const bytesOf = ({ name, dataType, value }: MessageAttribute): number =>
  utf8Length(name) +
  utf8Length(dataType) +
  (dataType.startsWith('Binary') ? (base64Decode(value)?.byteLength ?? 0) : utf8Length(value))

function readTraceHeader(input: Wire): string | null {
  const system = wire(input, 'MessageSystemAttributes')['AWSTraceHeader']
  return isWire(system) ? (text(system, 'StringValue') ?? null) : null
}

function checkFifo(
  entry: SendEntry,
  { isFifo, ContentBasedDeduplication: content }: Settings,
): void {
  const { groupId, deduplicationId, delaySeconds } = entry
  for (const [name, value] of [
    ['MessageGroupId', groupId],
    ['MessageDeduplicationId', deduplicationId],
  ] as const) {
    if (value !== null && !ID.test(value)) {
      const allowed =
        'can only include alphanumeric and punctuation characters. 1 to 128 in length.'
      throw invalidValue(name, value, `${name} ${allowed}`)
    }
  }
  if (!isFifo) {
    if (deduplicationId === null) return
    const reason = 'The request includes a parameter that is not valid for this queue type.'
    throw invalidValue('MessageDeduplicationId', deduplicationId, reason)
  }
  if (groupId === null) throw missingParameter('MessageGroupId')
  if (deduplicationId === null && !content) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
  if (delaySeconds !== null && delaySeconds > 0) {
    const reason = 'The request include parameter that is not valid for this queue type.'
    throw invalidValue('DelaySeconds', delaySeconds, reason)
  }
}

/** Reads and checks what is to be sent. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function readSendEntry(input: Wire, settings: Settings): SendEntry {
  const body = requiredText(input, 'MessageBody')
  const attributes = readAttributes(input)
  const bytes = attributes.reduce((sum, one) => sum + bytesOf(one), utf8Length(body))
  const { MaximumMessageSize: bytesMax } = settings
  if (bytes > bytesMax) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    )
  }
  if (FORBIDDEN.test(body)) {
    throw new Refusal(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    )
  }
  const entry: SendEntry = {
    body,
    attributes,
    traceHeader: readTraceHeader(input),
    delaySeconds: integer(input, 'DelaySeconds', { min: 0, max: DELAY_SECONDS_MAX }) ?? null,
    groupId: text(input, 'MessageGroupId') ?? null,
    deduplicationId: text(input, 'MessageDeduplicationId') ?? null,
    bytes,
  }
  checkFifo(entry, settings)
  return entry
}
