import type { Account, ServiceContext } from '../service.ts'
import type { sqsDefinition } from './definition.ts'

type Node = ServiceContext<typeof sqsDefinition>['node']

/** Where dead letters go, and after how many receives. */
export interface Redrive {
  readonly deadLetterTargetArn: string
  readonly maxReceiveCount: number
}

/** A queue's attributes as SetQueueAttributes can change them; seconds and bytes. */
export interface Settings {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly isFifo: boolean
  readonly VisibilityTimeout: number
  readonly DelaySeconds: number
  readonly MessageRetentionPeriod: number
  readonly ReceiveMessageWaitTimeSeconds: number
  readonly MaximumMessageSize: number
  readonly ContentBasedDeduplication: boolean
  readonly DeduplicationScope: 'queue' | 'messageGroup'
  readonly FifoThroughputLimit: 'perQueue' | 'perMessageGroupId'
  readonly redrive: Redrive | null
}

/** `arn:aws:sqs:us-east-1:123456789012:orders` */
export const toQueueArn = ({ region, accountId }: Account, name: string): string =>
  `arn:aws:sqs:${region}:${accountId}:${name}`

/** `https://sqs.us-east-1.amazonaws.com/123456789012/orders` */
export const toQueueUrl = ({ region, accountId }: Account, name: string): string =>
  `https://sqs.${region}.amazonaws.com/${accountId}/${name}`

/** The name in a queue's URL or ARN; a bare name is itself. */
export const toQueueName = (urlOrArn: string): string =>
  urlOrArn.slice(Math.max(urlOrArn.lastIndexOf('/'), urlOrArn.lastIndexOf(':')) + 1)

/** The node's queue name. */
export function nameOf({ id, properties }: Pick<Node, 'id' | 'properties'>): string {
  const { QueueName: name, FifoQueue: fifo } = properties
  return name ?? (fifo ? `${id}.fifo` : id)
}

/** The node's attributes; `deadLetterArn` is the queue that a wire leads to. */
export function settingsOf(node: Node, account: Account, deadLetterArn: string | null): Settings {
  const { properties } = node
  const name = nameOf(node)
  const policy = properties.RedrivePolicy
  const target = policy?.deadLetterTargetArn ?? deadLetterArn
  return {
    name,
    arn: toQueueArn(account, name),
    url: toQueueUrl(account, name),
    isFifo: properties.FifoQueue,
    VisibilityTimeout: properties.VisibilityTimeout,
    DelaySeconds: properties.DelaySeconds,
    MessageRetentionPeriod: properties.MessageRetentionPeriod,
    ReceiveMessageWaitTimeSeconds: properties.ReceiveMessageWaitTimeSeconds,
    MaximumMessageSize: properties.MaximumMessageSize,
    ContentBasedDeduplication: properties.ContentBasedDeduplication,
    DeduplicationScope: properties.DeduplicationScope,
    FifoThroughputLimit: properties.FifoThroughputLimit,
    redrive:
      target === null
        ? null
        : { deadLetterTargetArn: target, maxReceiveCount: policy?.maxReceiveCount ?? 10 },
  }
}
