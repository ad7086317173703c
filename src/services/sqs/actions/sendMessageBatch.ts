import { utf8Length } from '#contracts/body.ts'
import { BATCH_BYTES_MAX } from '../limits.ts'
import { readSendEntry } from '../messageInput.ts'
import { batchRefusals } from '../refusal.ts'
import { type Action, readBatch, runBatch } from './action.ts'
import { send } from './sendMessage.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch: Action = {
  name: 'SendMessageBatch',
  run(input, host) {
    const entries = readBatch(input, 'SendMessageBatchRequestEntry')
    const bytes = [...entries.values()].reduce((sum, { MessageBody: body }) => {
      return sum + (typeof body === 'string' ? utf8Length(body) : 0)
    }, 0)
    if (bytes > BATCH_BYTES_MAX) throw batchRefusals.tooLong(bytes, BATCH_BYTES_MAX)
    return runBatch(entries, (entry) => send(readSendEntry(entry, host.own.settings), host))
  },
}
