import type { Action } from './action.ts'
import { changeMessageVisibility, changeMessageVisibilityBatch } from './changeMessageVisibility.ts'
import { deleteMessage, deleteMessageBatch } from './deleteMessage.ts'
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  startMessageMoveTask,
} from './messageMoveTasks.ts'
import { getQueueAttributes, setQueueAttributes } from './queueAttributes.ts'
import { getQueueUrl, purgeQueue } from './queueUrls.ts'
import { sendMessage } from './sendMessage.ts'
import { sendMessageBatch } from './sendMessageBatch.ts'

/** The action that may wait: the room does it, between the others. */
export const RECEIVE = 'ReceiveMessage'
/** The action that concerns no single queue: the endpoint answers it. */
export const LIST = 'ListQueues'

const all: readonly Action[] = [
  cancelMessageMoveTask,
  listMessageMoveTasks,
  startMessageMoveTask,
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  getQueueAttributes,
  getQueueUrl,
  purgeQueue,
  sendMessage,
  sendMessageBatch,
  setQueueAttributes,
]

/** Every action that is answered at once, by its name in the API. */
export const actions: ReadonlyMap<string, Action> = new Map(
  all.map((action) => [action.name, action]),
)
