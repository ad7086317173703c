import { integer, requiredText, text } from '../input.ts'
import { MOVES_PER_SECOND_MAX } from '../limits.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask: Action = {
  name: 'StartMessageMoveTask',
  run(input, { moves }) {
    const bounds = { min: 1, max: MOVES_PER_SECOND_MAX }
    const request = {
      destinationArn: text(input, 'DestinationArn') ?? null,
      perSecond: integer(input, 'MaxNumberOfMessagesPerSecond', bounds) ?? null,
    }
    return { TaskHandle: moves.start(request) }
  },
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask: Action = {
  name: 'CancelMessageMoveTask',
  run: (input, { moves }) => ({
    ApproximateNumberOfMessagesMoved: moves.cancel(requiredText(input, 'TaskHandle')),
  }),
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks: Action = {
  name: 'ListMessageMoveTasks',
  run: (input, { moves }) => ({
    Results: moves.list(integer(input, 'MaxResults', { min: 1, max: 10 }) ?? 1),
  }),
}
