import { define, fields } from '../definition.ts'
import { checkReplicas } from './checkReplicas.ts'
import { model } from './model.ts'
import { checkData, checkStream, checkTable } from './setup.ts'
import type { PartitionState, ReplicaState } from './details.ts'
import { streamMapping } from './streamMapping.ts'
import * as z from 'zod/mini'

const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

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
const onDemandThroughput = z.looseObject({
  MaxReadRequestUnits: z._default(z.int().check(z.minimum(-1)), -1).register(fields, {
    title: 'Maximum reads',
    unit: 'units/s',
    help: '-1: none.',
  }),
  MaxWriteRequestUnits: z._default(z.int().check(z.minimum(-1)), -1).register(fields, {
    title: 'Maximum writes',
    unit: 'units/s',
    help: '-1: none.',
  }),
})
const warmThroughput = z.looseObject({
  ReadUnitsPerSecond: z._default(z.int().check(z.minimum(1)), 12_000).register(fields, {
    title: 'Warm reads',
    unit: 'units/s',
  }),
  WriteUnitsPerSecond: z._default(z.int().check(z.minimum(1)), 4_000).register(fields, {
    title: 'Warm writes',
    unit: 'units/s',
  }),
})
const autoScaling = z.looseObject({
  MinCapacity: z.int().check(z.minimum(1)),
  MaxCapacity: z.int().check(z.minimum(1)),
  TargetTrackingScalingPolicyConfiguration: z._default(
    z.looseObject({
      TargetValue: z._default(z.number().check(z.minimum(20), z.maximum(90)), 70).register(fields, {
        title: 'Target utilisation',
        unit: '%',
      }),
      DisableScaleIn: z._default(z.boolean(), false),
    }),
    { TargetValue: 70, DisableScaleIn: false },
  ),
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
  OnDemandThroughput: z.optional(onDemandThroughput),
  WarmThroughput: z.optional(warmThroughput),
  ReadCapacityAutoScalingSettings: z.optional(autoScaling),
  WriteCapacityAutoScalingSettings: z.optional(autoScaling),
})

const AUTO_SCALING = {
  help: 'Application Auto Scaling: out after two minutes above the target, in after fifteen below it.',
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html',
}

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
  ReadCapacityAutoScalingSettings: z
    .optional(autoScaling)
    .register(fields, { title: 'Auto scaling of reads', ...AUTO_SCALING }),
  WriteCapacityAutoScalingSettings: z
    .optional(autoScaling)
    .register(fields, { title: 'Auto scaling of writes', ...AUTO_SCALING }),
  OnDemandThroughput: z.optional(onDemandThroughput).register(fields, {
    title: 'Maximum throughput',
    help: 'What an on-demand table may use at most.',
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html',
  }),
  WarmThroughput: z.optional(warmThroughput).register(fields, {
    title: 'Warm throughput',
    help: 'What the table serves at once, before any traffic.',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html',
  }),
  GlobalSecondaryIndexes: z.optional(z.array(index)).register(fields, {
    title: 'Global indexes',
    widget: 'json',
    help: 'Other keys to query by, with partitions and throughput of their own. Each part of a key may have up to four attributes.',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html',
  }),
  LocalSecondaryIndexes: z.optional(z.array(index)).register(fields, {
    title: 'Local indexes',
    widget: 'json',
    help: 'Another sort key under the same partition key.',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html',
  }),
  TimeToLiveSpecification: z
    .optional(
      z.looseObject({
        AttributeName: z.optional(z.string()).register(fields, { title: 'Attribute' }),
        Enabled: z._default(z.boolean(), true).register(fields, { title: 'Enabled' }),
      }),
    )
    .register(fields, {
      title: 'Time to live',
      help: 'The attribute with the second since 1970 after which the service deletes an item.',
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html',
    }),
  PointInTimeRecoverySpecification: z
    .optional(
      z.looseObject({
        PointInTimeRecoveryEnabled: z
          ._default(z.boolean(), true)
          .register(fields, { title: 'Enabled' }),
        RecoveryPeriodInDays: z
          ._default(z.int().check(z.minimum(1), z.maximum(35)), 35)
          .register(fields, { title: 'Recovery period', unit: 'days' }),
      }),
    )
    .register(fields, {
      title: 'Point-in-time recovery',
      help: 'Keeps every change, so that the items of any instant can be restored.',
      source:
        'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html',
    }),
  StreamSpecification: z
    .optional(z.looseObject({ StreamViewType: z.enum(streamViewTypes) }))
    .register(fields, {
      title: 'Stream',
      help: 'What each change of an item tells: its key, the item as it became, as it was, or both.',
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html',
    }),
  TableClass: z.optional(z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS'])).register(fields, {
    title: 'Table class',
    help: 'Infrequent access: storage for less, requests for more.',
    source: `${GUIDE}/HowItWorks.TableClasses.html`,
  }),
  ResourcePolicy: z
    .optional(z.looseObject({ PolicyDocument: z.looseObject({}) }))
    .register(fields, {
      title: 'Resource policy',
      widget: 'json',
      help: 'Beside the permissions of the wires: what it denies is denied, what it allows to somebody wired is allowed.',
      source: `${GUIDE}/access-control-resource-based.html`,
    }),
  Replicas: z.optional(z.array(z.looseObject({ Region: z.string() }))).register(fields, {
    title: 'Replicas',
    widget: 'json',
    help: "Other Regions that have the table too: AWS::DynamoDB::GlobalTable's. An SDK client with that Region reads and writes there.",
    source: `${GUIDE}/GlobalTables.html`,
  }),
  MultiRegionConsistency: z._default(z.enum(['EVENTUAL', 'STRONG']), 'EVENTUAL').register(fields, {
    title: 'Between Regions',
    help: 'STRONG: three Regions agree on each write, two at least before it is answered.',
    source: `${GUIDE}/multi-region-strong-consistency-gt.html`,
  }),
  GlobalTableWitnesses: z
    .optional(z.array(z.looseObject({ RegionName: z.string() })))
    .register(fields, {
      title: 'Witness',
      widget: 'json',
      help: 'The third Region of two replicas.',
    }),
})

export const dynamodbDefinition = define({
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  description: 'Items by key, in partitions, with the real API',
  category: 'data',
  properties,
  model,
  serves: ['api', 'records'],
  calls: ['api'],
  defaultPort: [],
  ports: [
    {
      id: 'stream',
      title: 'Stream',
      help: 'Every change of an item, in order, for a function to be called with',
      contracts: ['records'],
      needs: {
        properties: { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } },
        title: 'a stream of new and old images',
      },
    },
    {
      id: 'bucket',
      title: 'Bucket',
      help: 'Where exports of the table go, and imports come from',
      contracts: ['api'],
      targets: ['AWS::S3::Bucket'],
    },
  ],
  edges: { records: streamMapping, api: z.looseObject({}) },
  nameProperty: 'TableName',
  carries: { code: false, data: true },
  data: {
    title: 'Items at the beginning',
    help: 'In DynamoDB JSON: what the table holds when a run begins.',
  },
  check: ({ id, properties, data, edges }) => [
    ...checkTable(id, properties),
    ...checkData(properties, data),
    ...checkReplicas(properties),
    ...checkStream(properties.StreamSpecification !== undefined, edges),
  ],
})

/** What a table node shows inside. */
export interface DynamodbState {
  readonly itemCount: number
  readonly sizeBytes: number
  readonly partitions: readonly PartitionState[]
  /** Units a second: provisioned, or what an on-demand table serves at once. */
  readonly capacity: {
    readonly mode: 'provisioned' | 'on-demand'
    readonly read: number
    readonly write: number
  }
  readonly readsPerSecond: number
  readonly writesPerSecond: number
  readonly consumedReadUnits: number
  readonly consumedWriteUnits: number
  readonly throttled: number
  readonly userErrors: number
  readonly conditionalCheckFailed: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
  /** Its home first; empty where it has no replicas. */
  readonly replicas: readonly ReplicaState[]
  /** The partition key that heats the hottest partition; null while none is warm. */
  readonly hottestKey: string | null
  /** Whose Scan does a Query's job, the most expensive one: `index.mjs:14`; null where nobody's does. */
  readonly wasteful: string | null
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
  /** Only items that hold this text in a name or a value; empty: all. */
  readonly filter: string
}
/** A page of a table's items, as the Data tab asks for it. */
export interface ItemsPage {
  readonly total: number
  readonly items: readonly Readonly<Record<string, unknown>>[]
}
