import { requiredText } from '../input.ts'
import type { Wire } from '../refusal.ts'
import { type Action, type ActionHost, readBatch, runBatch } from './action.ts'

const remove = (input: Wire, { own, now, counted }: ActionHost): Wire => {
  // A message that is gone already is deleted with success.
  if (own.delete(requiredText(input, 'ReceiptHandle'), now)) counted.deleted(1)
  return {}
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage: Action = {
  name: 'DeleteMessage',
  run(input, host) {
    remove(input, host)
    return null
  },
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch: Action = {
  name: 'DeleteMessageBatch',
  run: (input, host) =>
    runBatch(readBatch(input, 'DeleteMessageBatchRequestEntry'), (entry) => remove(entry, host)),
}
