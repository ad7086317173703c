import { type Duration, seconds } from '#kernel/time.ts'
import * as z from 'zod/mini'
import { compilePattern, type FilterPattern } from './filterPattern.ts'

/**
 * What a mapping's edge says, by CloudFormation's names; the source's schema has checked it and filled in what is its own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
const schema = z.looseObject({
  Enabled: z._default(z.boolean(), true),
  BatchSize: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), 10),
  MaximumBatchingWindowInSeconds: z._default(z.int().check(z.minimum(0), z.maximum(300)), 0),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z.optional(
    z.looseObject({
      MaximumConcurrency: z.optional(z.int().check(z.minimum(2), z.maximum(1_000))),
    }),
  ),
  ProvisionedPollerConfig: z.optional(
    z.looseObject({
      MinimumPollers: z._default(z.int().check(z.minimum(1), z.maximum(200)), 2),
      MaximumPollers: z._default(z.int().check(z.minimum(1), z.maximum(2_000)), 200),
    }),
  ),
  FilterCriteria: z.optional(
    z.looseObject({ Filters: z._default(z.array(z.looseObject({ Pattern: z.string() })), []) }),
  ),
  StartingPosition: z._default(z.enum(['TRIM_HORIZON', 'LATEST']), 'TRIM_HORIZON'),
  ParallelizationFactor: z._default(z.int().check(z.minimum(1), z.maximum(10)), 1),
  MaximumRetryAttempts: z._default(z.int().check(z.minimum(-1), z.maximum(10_000)), -1),
  MaximumRecordAgeInSeconds: z._default(z.int().check(z.minimum(-1), z.maximum(604_800)), -1),
  BisectBatchOnFunctionError: z._default(z.boolean(), false),
  TumblingWindowInSeconds: z._default(z.int().check(z.minimum(0), z.maximum(900)), 0),
  DestinationConfig: z.optional(
    z.looseObject({ OnFailure: z.optional(z.looseObject({ Destination: z.string() })) }),
  ),
  Qualifier: z.optional(z.string()),
})

/** What UpdateEventSourceMapping may say of a mapping. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const changeableMapping = z.looseObject({
  Enabled: z.optional(z.boolean()),
  BatchSize: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  MaximumBatchingWindowInSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(300))),
  FunctionResponseTypes: z.optional(z.array(z.enum(['ReportBatchItemFailures']))),
  ScalingConfig: schema.shape.ScalingConfig,
  ProvisionedPollerConfig: schema.shape.ProvisionedPollerConfig,
  FilterCriteria: schema.shape.FilterCriteria,
  ParallelizationFactor: z.optional(z.int().check(z.minimum(1), z.maximum(10))),
  MaximumRetryAttempts: z.optional(z.int().check(z.minimum(-1), z.maximum(10_000))),
  MaximumRecordAgeInSeconds: z.optional(z.int().check(z.minimum(-1), z.maximum(604_800))),
  BisectBatchOnFunctionError: z.optional(z.boolean()),
  TumblingWindowInSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(900))),
})

/** Event pollers of provisioned mode. */
export interface ProvisionedPollers {
  readonly minimum: number
  readonly maximum: number
}

/** An event source mapping as the pollers use it. */
export interface Mapping {
  readonly isEnabled: boolean
  readonly batchSize: number
  readonly window: Duration
  readonly reportsItemFailures: boolean
  /** null: as far as Lambda's own scaling goes. */
  readonly maximumConcurrency: number | null
  /** Provisioned mode: how many event pollers there are at least and at most; null: Lambda's own scaling. */
  readonly provisioned: ProvisionedPollers | null
  /** null: a pattern is none, and AWS would not have taken the mapping. */
  readonly filters: readonly FilterPattern[] | null
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST'
  readonly parallelization: number
  /** null: until the records expire. */
  readonly maximumRetries: number | null
  /** null: as long as the source keeps them. */
  readonly maximumAge: Duration | null
  readonly bisects: boolean
  /** Zero: none. */
  readonly tumbling: Duration
  /** An ARN, or the id of a node. */
  readonly onFailure: string | null
  readonly qualifier: string | null
}

/** Filters of one mapping: "up to five". https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const FILTERS_MAX = 5

function readFilters(patterns: readonly { readonly Pattern: string }[]): Mapping['filters'] {
  if (patterns.length > FILTERS_MAX) return null
  const compiled = patterns.map(({ Pattern }) => compilePattern(Pattern))
  const valid = compiled.filter((one) => one !== null)
  return valid.length === compiled.length ? valid : null
}

const readPollers = (
  config: { readonly MinimumPollers: number; readonly MaximumPollers: number } | undefined,
): ProvisionedPollers | null => {
  if (config === undefined) return null
  const { MinimumPollers: minimum, MaximumPollers: maximum } = config
  return { minimum, maximum: Math.max(minimum, maximum) }
}

/** Reads the properties of a mapping's edge. */
export function readMapping(properties: unknown): Mapping {
  const given = z.parse(schema, properties)
  const { MaximumRetryAttempts: retries, MaximumRecordAgeInSeconds: age } = given
  return {
    isEnabled: given.Enabled,
    batchSize: given.BatchSize,
    window: seconds(given.MaximumBatchingWindowInSeconds),
    reportsItemFailures: given.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    maximumConcurrency: given.ScalingConfig?.MaximumConcurrency ?? null,
    provisioned: readPollers(given.ProvisionedPollerConfig),
    filters: readFilters(given.FilterCriteria?.Filters ?? []),
    startingPosition: given.StartingPosition,
    parallelization: given.ParallelizationFactor,
    maximumRetries: retries < 0 ? null : retries,
    maximumAge: age < 0 ? null : seconds(age),
    bisects: given.BisectBatchOnFunctionError,
    tumbling: seconds(given.TumblingWindowInSeconds),
    onFailure: given.DestinationConfig?.OnFailure?.Destination ?? null,
    qualifier: given.Qualifier ?? null,
  }
}
