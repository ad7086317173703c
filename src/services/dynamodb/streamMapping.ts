import * as z from 'zod/mini'
import { fields } from '../definition.ts'

/**
 * The mapping of a stream to a function, named as `AWS::Lambda::EventSourceMapping` names it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export const streamMapping = z.looseObject({
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
