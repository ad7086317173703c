import { integer, requiredText } from '../input.ts'
import { VISIBILITY_SECONDS_MAX } from '../limits.ts'
import { missingParameter, type Wire } from '../refusal.ts'
import { type Action, type ActionHost, readBatch, runBatch } from './action.ts'

const change = (input: Wire, { own, now }: ActionHost): Wire => {
  const handle = requiredText(input, 'ReceiptHandle')
  const bounds = { min: 0, max: VISIBILITY_SECONDS_MAX }
  const seconds = integer(input, 'VisibilityTimeout', bounds)
  if (seconds === undefined) throw missingParameter('VisibilityTimeout')
  own.changeVisibility(handle, seconds, now)
  return {}
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility: Action = {
  name: 'ChangeMessageVisibility',
  run(input, host) {
    change(input, host)
    return null
  },
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch: Action = {
  name: 'ChangeMessageVisibilityBatch',
  run: (input, host) =>
    runBatch(readBatch(input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) =>
      change(entry, host),
    ),
}
