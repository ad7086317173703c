import { requiredText } from '../input.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl: Action = {
  name: 'GetQueueUrl',
  run(input, { own }) {
    requiredText(input, 'QueueName')
    return { QueueUrl: own.settings.url }
  },
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue: Action = {
  name: 'PurgeQueue',
  run(_input, { own, now }) {
    own.purge(now)
    return null
  },
}
