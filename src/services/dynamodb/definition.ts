import { define, fields } from '../definition.ts'
import { checkData, checkTable } from './setup.ts'
import * as z from 'zod/mini'

const keyElement = z.looseObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })
const attributeDefinition = z.looseObject({
  AttributeName: z.string(),
  AttributeType: z.enum(['S', 'N', 'B']),
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
  ProvisionedThroughput: z
    .optional(
      z.looseObject({
        ReadCapacityUnits: z.int().check(z.minimum(1)),
        WriteCapacityUnits: z.int().check(z.minimum(1)),
      }),
    )
    .register(fields, { title: 'Provisioned capacity' }),
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
})

export const dynamodbDefinition = define({
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  description: 'Items by key, in partitions, with the real API',
  category: 'data',
  properties,
  model,
  serves: ['api'],
  calls: [],
  edges: {},
  nameProperty: 'TableName',
  carries: { code: false, data: true },
  check: ({ id, properties, data }) => [
    ...checkTable(id, properties),
    ...checkData(properties, data),
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
