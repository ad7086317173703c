import { readSendEntry, type SendEntry } from '../messageInput.ts'
import type { Sent } from '../ownQueue.ts'
import type { Wire } from '../refusal.ts'
import type { Action, ActionHost } from './action.ts'

/** What SendMessage, and an entry of SendMessageBatch, is answered with. */
const toReply = ({ messageId, bodyMd5, attributesMd5, sequenceNumber }: Sent): Wire => ({
  MessageId: messageId,
  MD5OfMessageBody: bodyMd5,
  ...(attributesMd5 === null ? {} : { MD5OfMessageAttributes: attributesMd5 }),
  ...(sequenceNumber === null ? {} : { SequenceNumber: sequenceNumber }),
})

/** Stores one message that has been read and checked. */
export function send(entry: SendEntry, { own, sender, now, counted }: ActionHost): Wire {
  const sent = own.send(entry, sender, now)
  counted.sent(entry.bytes)
  return toReply(sent)
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: Action = {
  name: 'SendMessage',
  run: (input, host) => send(readSendEntry(input, host.own.settings), host),
}
