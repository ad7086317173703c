import { define, fields } from '../definition.ts'
import { checkData, checkStream, checkTable } from './setup.ts'
import * as z from 'zod/mini'

const keyElement = z.looseObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })
const attributeDefinition = z.looseObject({
  AttributeName: z.string(),
  AttributeType: z.enum(['S', 'N', 'B']),
})

const streamViewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

const capacity = z.looseObject({
  ReadCapacityUnits: z.int().check(z.minimum(1)),
  WriteCapacityUnits: z.int().check(z.minimum(1)),
})
const projection = z.looseObject({
  ProjectionType: z._default(z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']), 'ALL'),
  NonKeyAttributes: z.optional(z.array(z.string())),
})
const index = z.looseObject({
  IndexName: z.string(),
  KeySchema: z.array(keyElement),
  Projection: z._default(projection, { ProjectionType: 'ALL' }),
  ProvisionedThroughput: z.optional(capacity),
})

const properties = z.looseObject({
  TableName: z
    .optional(z.string())
    .register(fields, { title: 'Table name', help: "Defaults to the node's id." }),
  BillingMode: z
    ._default(z.enum(['PAY_PER_REQUEST', 'PROVISIONED']), 'PAY_PER_REQUEST')
    .register(fields, {
      title: 'Billing mode',
    }),
  AttributeDefinitions: z
    ._default(z.array(attributeDefinition), [{ AttributeName: 'id', AttributeType: 'S' }])
    .register(fields, { title: 'Key attributes' }),
  KeySchema: z
    ._default(z.array(keyElement), [{ AttributeName: 'id', KeyType: 'HASH' }])
    .register(fields, { title: 'Key schema' }),
  ProvisionedThroughput: z.optional(capacity).register(fields, { title: 'Provisioned capacity' }),
  GlobalSecondaryIndexes: z.optional(z.array(index)).register(fields, {
    title: 'Global indexes',
    widget: 'json',
    help: 'Other keys to query by, with partitions and throughput of their own.',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html',
  }),
  LocalSecondaryIndexes: z.optional(z.array(index)).register(fields, {
    title: 'Local indexes',
    widget: 'json',
    help: 'Another sort key under the same partition key.',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html',
  }),
  StreamSpecification: z
    .optional(z.looseObject({ StreamViewType: z.enum(streamViewTypes) }))
    .register(fields, {
      title: 'Stream',
      help: 'What each change of an item tells: its key, the item as it became, as it was, or both.',
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html',
    }),
})

const model = z.looseObject({
  ReadLatencyMs: z._default(z.number().check(z.nonnegative()), 2.5).register(fields, {
    title: 'Read latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server, per 4 KB read; the network comes on top.',
    source: 'assumption: single-digit milliseconds',
  }),
  WriteLatencyMs: z._default(z.number().check(z.nonnegative()), 4).register(fields, {
    title: 'Write latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server; the network comes on top.',
    source: 'assumption: single-digit milliseconds',
  }),
  IndexCreationSeconds: z._default(z.number().check(z.nonnegative()), 300).register(fields, {
    title: 'Index creation',
    unit: 's',
    group: 'Model',
    help: 'Until a global index that is added in mid-run is filled and can be read.',
    source: 'assumption: AWS says minutes, and more for more data',
  }),
  StreamLatencyMs: z._default(z.number().check(z.nonnegative()), 75).register(fields, {
    title: 'Stream latency',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.7): from a write until the stream tells it.',
    source:
      'derived: write to Lambda 213 ms at p50, 552 at p99 (Bite-Sized Serverless, 2022), less its poll every 250 ms',
  }),
})

/**
 * The mapping of a stream to a function, named as `AWS::Lambda::EventSourceMapping` names it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
const streamMapping = z.looseObject({
  Enabled: z._default(z.boolean(), true).register(fields, { title: 'Enabled' }),
  StartingPosition: z
    ._default(z.enum(['TRIM_HORIZON', 'LATEST']), 'TRIM_HORIZON')
    .register(fields, { title: 'Starting position' }),
  BatchSize: z
    ._default(z.int().check(z.minimum(1), z.maximum(10_000)), 100)
    .register(fields, { title: 'Batch size', unit: 'records' }),
  MaximumBatchingWindowInSeconds: z
    ._default(z.int().check(z.minimum(0), z.maximum(300)), 0)
    .register(fields, { title: 'Batching window', unit: 's' }),
  ParallelizationFactor: z
    ._default(z.int().check(z.minimum(1), z.maximum(10)), 1)
    .register(fields, { title: 'Concurrent batches per shard' }),
  MaximumRetryAttempts: z
    ._default(z.int().check(z.minimum(-1), z.maximum(10_000)), -1)
    .register(fields, { title: 'Retries', help: '-1: until the records expire.' }),
  MaximumRecordAgeInSeconds: z
    ._default(z.int().check(z.minimum(-1), z.maximum(604_800)), -1)
    .register(fields, { title: 'Maximum age of a record', unit: 's', help: '-1: none.' }),
  BisectBatchOnFunctionError: z._default(z.boolean(), false).register(fields, {
    title: 'Split a batch that fails',
  }),
  FunctionResponseTypes: z
    ._default(z.array(z.enum(['ReportBatchItemFailures'])), [])
    .register(fields, {
      title: 'Response types',
      help: 'ReportBatchItemFailures: the handler names the record that failed first.',
    }),
  TumblingWindowInSeconds: z
    ._default(z.int().check(z.minimum(0), z.maximum(900)), 0)
    .register(fields, { title: 'Tumbling window', unit: 's' }),
  FilterCriteria: z
    .optional(z.looseObject({ Filters: z.array(z.looseObject({ Pattern: z.string() })) }))
    .register(fields, { title: 'Filters', widget: 'json' }),
  DestinationConfig: z
    .optional(z.looseObject({ OnFailure: z.optional(z.looseObject({ Destination: z.string() })) }))
    .register(fields, { title: 'On-failure destination', widget: 'json' }),
  Qualifier: z
    .optional(z.string())
    .register(fields, { title: 'Alias or version', help: 'Empty means $LATEST.' }),
})

export const dynamodbDefinition = define({
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  description: 'Items by key, in partitions, with the real API',
  category: 'data',
  properties,
  model,
  serves: ['api', 'records'],
  calls: [],
  ports: [
    {
      id: 'stream',
      title: 'Stream',
      help: 'Every change of an item, in order, for a function to be called with',
      contracts: ['records'],
    },
  ],
  edges: { records: streamMapping },
  nameProperty: 'TableName',
  carries: { code: false, data: true },
  check: ({ id, properties, data, edges }) => [
    ...checkTable(id, properties),
    ...checkData(properties, data),
    ...checkStream(properties.StreamSpecification !== undefined, edges),
  ],
})

/** One partition's share of the table and its load; capacity units per second, smoothed. */
export interface PartitionState {
  readonly items: number
  readonly bytes: number
  readonly readUnitsPerSecond: number
  readonly writeUnitsPerSecond: number
  readonly readUnitsMax: number
  readonly writeUnitsMax: number
}

/** What a table node shows inside. */
export interface DynamodbState {
  readonly itemCount: number
  readonly sizeBytes: number
  readonly partitions: readonly PartitionState[]
  readonly readsPerSecond: number
  readonly writesPerSecond: number
  readonly consumedReadUnits: number
  readonly consumedWriteUnits: number
  readonly throttled: number
  readonly userErrors: number
  readonly conditionalCheckFailed: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  /** Null where the table has no stream. */
  readonly stream: {
    readonly shards: number
    readonly records: number
  } | null
}

/** The inspector's `query`: a page of items in storage order, in DynamoDB JSON. */
export interface ItemsQuery {
  readonly type: 'items'
  readonly offset: number
  readonly limit: number
}
/** A page of a table's items, as the Data tab asks for it. */
export interface ItemsPage {
  readonly total: number
  readonly items: readonly Readonly<Record<string, unknown>>[]
}
