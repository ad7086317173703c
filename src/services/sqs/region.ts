import type { NodeId } from '#kernel/trace.ts'
import type { Message } from './message.ts'
import type { OwnQueue } from './ownQueue.ts'
import { toQueueName } from './settings.ts'

/** A queue of a node, as the others of the account find it. */
export interface NodeQueue {
  readonly node: NodeId
  readonly own: OwnQueue
  /** Takes in a message of the queue `arn`: its dead letter, or one on its way back. Answers false where it is full. */
  adopt(message: Message, from: { readonly arn: string; readonly isDeadLetter: boolean }): boolean
}

/** All queues of the account in its Region: what every node of the kind shares. */
export interface SqsRegion {
  add(queue: NodeQueue): void
  remove(queue: NodeQueue): void
  /** By name, URL or ARN. Of several nodes with one name, the first one added has it. */
  find(name: string): NodeQueue | undefined
  findByNode(node: NodeId): NodeQueue | undefined
  /** Ordered by queue name. */
  all(): readonly NodeQueue[]
}

/** Creates an account's Region without queues. */
export function createRegion(): SqsRegion {
  const queues = new Set<NodeQueue>()
  const all = (): readonly NodeQueue[] =>
    [...queues].toSorted((a, b) => (a.own.settings.name < b.own.settings.name ? -1 : 1))
  return {
    add: (queue) => void queues.add(queue),
    remove: (queue) => void queues.delete(queue),
    find(name) {
      const wanted = toQueueName(name)
      for (const queue of queues) if (queue.own.settings.name === wanted) return queue
      return undefined
    },
    findByNode(node) {
      for (const queue of queues) if (queue.node === node) return queue
      return undefined
    },
    all,
  }
}
