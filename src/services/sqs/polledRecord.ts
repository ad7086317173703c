import type { PolledRecord } from '#contracts/records.ts'
import { toSystemAttributes } from './actions/receiveMessage.ts'
import type { MessageAttribute } from './message.ts'
import type { Received } from './ownQueue.ts'
import type { Wire } from './refusal.ts'

const toEventAttribute = ({ dataType, value }: MessageAttribute): Wire => ({
  [dataType.startsWith('Binary') ? 'binaryValue' : 'stringValue']: value,
  stringListValues: [],
  binaryListValues: [],
  dataType,
})

/** A received message as Lambda's event has it. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function toPolledRecord(
  { message, receiptHandle }: Received,
  from: { readonly arn: string; readonly region: string },
): PolledRecord {
  const { letter } = message
  const attributes = letter.attributes.map((one) => [one.name, toEventAttribute(one)] as const)
  return {
    json: JSON.stringify({
      messageId: letter.messageId,
      receiptHandle,
      body: letter.body,
      attributes: toSystemAttributes(message),
      messageAttributes: Object.fromEntries(attributes),
      md5OfBody: letter.bodyMd5,
      ...(letter.attributesMd5 === null ? {} : { md5OfMessageAttributes: letter.attributesMd5 }),
      eventSource: 'aws:sqs',
      eventSourceARN: from.arn,
      awsRegion: from.region,
    }),
    itemIdentifier: letter.messageId,
    receipt: receiptHandle,
    orderKey: letter.sequenceNumber === null ? null : letter.groupId,
    arrivedAt: letter.sentAt,
    traceHeader: letter.traceHeader,
    causedBy: letter.causedBy,
  }
}
