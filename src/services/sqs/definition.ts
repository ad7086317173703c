import * as z from 'zod/mini'
import { define, fields } from '../definition.ts'
import { checkQueue } from './checkQueue.ts'

const GUIDE = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'
const MAPPING = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html'
const whole = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max))

const properties = z.looseObject({
  QueueName: z.optional(z.string()).register(fields, {
    title: 'Queue name',
    help: "Defaults to the node's id; a FIFO queue's ends in .fifo.",
  }),
  FifoQueue: z._default(z.boolean(), false).register(fields, {
    title: 'FIFO queue',
    help: 'Keeps the order within a message group, and takes a message once in five minutes.',
  }),
  VisibilityTimeout: z._default(whole(0, 43_200), 30).register(fields, {
    title: 'Visibility timeout',
    unit: 's',
    help: 'How long a received message stays hidden. For a function: six times its timeout.',
    source: `${GUIDE}/sqs-visibility-timeout.html`,
  }),
  DelaySeconds: z._default(whole(0, 900), 0).register(fields, {
    title: 'Delivery delay',
    unit: 's',
  }),
  MessageRetentionPeriod: z._default(whole(60, 1_209_600), 345_600).register(fields, {
    title: 'Retention',
    unit: 's',
    source: `${GUIDE}/quotas-messages.html`,
  }),
  ReceiveMessageWaitTimeSeconds: z._default(whole(0, 20), 0).register(fields, {
    title: 'Receive wait time',
    unit: 's',
    help: 'Above 0, receives are long polls.',
  }),
  MaximumMessageSize: z
    ._default(z.int().check(z.minimum(1_024), z.maximum(1_048_576)), 1_048_576)
    .register(fields, { title: 'Maximum message size', unit: 'B' }),
  RedrivePolicy: z
    .optional(
      z.looseObject({
        deadLetterTargetArn: z.optional(z.string()),
        maxReceiveCount: z._default(whole(1, 1_000), 10),
      }),
    )
    .register(fields, {
      title: 'Redrive policy',
      help: 'After maxReceiveCount receives a message goes to the dead-letter queue: by its ARN here, or by a wire from the port.',
      source: `${GUIDE}/sqs-dead-letter-queues.html`,
    }),
  ContentBasedDeduplication: z._default(z.boolean(), false).register(fields, {
    title: 'Content-based deduplication',
    group: 'FIFO',
  }),
  DeduplicationScope: z
    ._default(z.enum(['queue', 'messageGroup']), 'queue')
    .register(fields, { title: 'Deduplication scope', group: 'FIFO' }),
  FifoThroughputLimit: z
    ._default(z.enum(['perQueue', 'perMessageGroupId']), 'perQueue')
    .register(fields, {
      title: 'Throughput limit',
      group: 'FIFO',
      help: 'perMessageGroupId, with deduplication per group, is high throughput.',
      source: `${GUIDE}/high-throughput-fifo.html`,
    }),
})

const milliseconds = z.number().check(z.nonnegative(), z.maximum(60_000))

const model = z.looseObject({
  RequestLatencyMs: z._default(milliseconds, 6).register(fields, {
    title: 'Request latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server; the network comes on top.',
    source: 'assumption: a SendMessage call takes 5-15 ms',
  }),
  DeliveryMs: z._default(milliseconds, 5.3).register(fields, {
    title: 'Delivery, standard',
    unit: 'ms',
    group: 'Model',
    help: 'Median time from storing a message to its being there for a poll that waits.',
    source: 'measured: Bite-Sized Serverless 2022, send to handler, less the parts modelled apart',
  }),
  FifoDeliveryMs: z._default(milliseconds, 17.2).register(fields, {
    title: 'Delivery, FIFO',
    unit: 'ms',
    group: 'Model',
    source: 'measured: Bite-Sized Serverless 2022, send to handler, less the parts modelled apart',
  }),
  ShortPollShare: z
    ._default(z.number().check(z.nonnegative(), z.maximum(1)), 0.75)
    .register(fields, {
      title: 'Short poll sees',
      group: 'Model',
      help: 'Share of the servers that a short poll asks: it may miss messages of a small queue.',
      source: 'assumption: AWS says "a subset of its servers"',
    }),
  DuplicatesPerMillion: z
    ._default(z.number().check(z.nonnegative(), z.maximum(1_000_000)), 100)
    .register(fields, {
      title: 'Duplicates per million',
      group: 'Model',
      help: 'Deletes that a copy on an unavailable server survives; standard queues only.',
      source: 'assumption: AWS says "on rare occasions"',
    }),
})

const mapping = z.looseObject({
  Enabled: z._default(z.boolean(), true).register(fields, { title: 'Enabled' }),
  BatchSize: z._default(whole(1, 10_000), 10).register(fields, {
    title: 'Batch size',
    unit: 'messages',
    source: MAPPING,
  }),
  MaximumBatchingWindowInSeconds: z
    ._default(whole(0, 300), 0)
    .register(fields, { title: 'Batching window', unit: 's', source: MAPPING }),
  FunctionResponseTypes: z
    ._default(z.array(z.enum(['ReportBatchItemFailures'])), [])
    .register(fields, {
      title: 'Response types',
      help: 'ReportBatchItemFailures: the handler names the messages that failed.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    }),
  ScalingConfig: z
    .optional(z.looseObject({ MaximumConcurrency: z.optional(whole(2, 1_000)) }))
    .register(fields, {
      title: 'Scaling',
      help: 'MaximumConcurrency: 2 to 1,000 invocations at once for this mapping.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    }),
  ProvisionedPollerConfig: z
    .optional(
      z.looseObject({
        MinimumPollers: z.optional(whole(2, 200)),
        MaximumPollers: z.optional(whole(2, 2_000)),
      }),
    )
    .register(fields, {
      title: 'Provisioned mode',
      help: 'Event pollers that are always there: ten batches at once each.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    }),
  FilterCriteria: z
    .optional(
      z.looseObject({ Filters: z._default(z.array(z.looseObject({ Pattern: z.string() })), []) }),
    )
    .register(fields, {
      title: 'Filter criteria',
      help: 'At most five patterns; a message that none matches is deleted.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
    }),
  Qualifier: z.optional(z.string()).register(fields, { title: 'Alias or version' }),
})

export const sqsDefinition = define({
  type: 'AWS::SQS::Queue',
  title: 'SQS queue',
  description: 'Holds messages until somebody deals with them: standard or FIFO, with dead letters',
  category: 'events',
  properties,
  model,
  serves: ['api', 'records'],
  calls: ['api'],
  defaultPort: ['records'],
  ports: [
    {
      id: 'deadLetter',
      title: 'Dead letters',
      help: 'Messages that were received too often go to this queue.',
      contracts: ['api'],
      targets: ['AWS::SQS::Queue'],
    },
  ],
  edges: { api: z.looseObject({}), records: mapping },
  nameProperty: 'QueueName',
  carries: { code: false, data: false },
  check: checkQueue,
})

/** What a queue node shows inside. Rates are smoothed (EWMA, 2.5 s). */
export interface SqsState {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  /** Seconds; 0 where there is none. Messages received more than three times are left out, as AWS does. */
  readonly oldestSeconds: number
  readonly sent: number
  readonly received: number
  readonly deleted: number
  readonly expired: number
  /** Messages that left for the dead-letter queue. */
  readonly deadLettered: number
  readonly sentPerSecond: number
  readonly receivedPerSecond: number
  readonly deletedPerSecond: number
  /** FIFO: message groups with messages, and those of them that wait for a message in flight. */
  readonly groups: number
  readonly lockedGroups: number
  /** The dead-letter queue's name, or null. */
  readonly deadLetterQueue: string | null
}

/** The inspector's `query`: a page of messages, oldest first. */
export interface MessagesQuery {
  readonly type: 'messages'
  readonly offset: number
  readonly limit: number
}

/** One message, as the Messages tab shows it. Instants are µs of virtual time. */
export interface MessageRow {
  readonly messageId: string
  readonly body: string
  readonly state: 'delayed' | 'visible' | 'in flight'
  readonly receives: number
  readonly sentAt: number
  readonly visibleAt: number
  readonly group: string | null
}

/** A page of a queue's messages. */
export interface MessagesPage {
  readonly total: number
  readonly messages: readonly MessageRow[]
}
