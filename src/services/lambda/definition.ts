import { define, fields } from '../definition.ts'
import * as z from 'zod/mini'
import { asynchronousProperties } from './properties/asynchronous.ts'
import { checkReserved, checkVariables } from './checkFunction.ts'
import { functionUrlProperties } from './properties/functionUrl.ts'
import { versionProperties } from './properties/versions.ts'
import type { FrontState } from './frontState.ts'
import { functionProperties } from './properties/function.ts'
import { modelParameters } from './properties/model.ts'

const properties = z.looseObject({
  ...functionProperties,
  ...functionUrlProperties,
  ...asynchronousProperties,
  ...versionProperties,
})

/** An edge to a function that takes records: which version of it. */
export const destinationEdge = z.looseObject({
  Qualifier: z
    .optional(z.string().check(z.maxLength(128)))
    .register(fields, { title: 'Alias or version', help: 'Empty means $LATEST.' }),
})

const RECORDS = 'Where the record of an asynchronous invocation goes: a queue or another function.'

export const lambdaDefinition = define({
  type: 'AWS::Lambda::Function',
  title: 'Lambda function',
  description: 'Runs your handler in execution environments, one request each at a time',
  category: 'compute',
  properties,
  model: modelParameters,
  serves: ['invoke'],
  calls: ['api', 'http', 'invoke'],
  ports: [
    { id: 'onSuccess', title: 'On success', help: RECORDS, contracts: ['invoke', 'api'] },
    { id: 'onFailure', title: 'On failure', help: RECORDS, contracts: ['invoke', 'api'] },
    {
      id: 'deadLetter',
      title: 'Dead-letter queue',
      help: 'Where the event itself goes when Lambda gives it up.',
      contracts: ['api'],
    },
  ],
  edges: { api: z.looseObject({}), http: z.looseObject({}), invoke: destinationEdge },
  nameProperty: 'FunctionName',
  tuning: {
    property: 'MemorySize',
    title: 'Memory',
    unit: 'MB',
    // The sizes of the tool that AWS's own guide recommends, and the one with a whole vCPU.
    values: [128, 256, 512, 1_024, 1_769, 3_008],
    min: 128,
    max: 10_240,
    durationMetric: 'Duration',
    meter: 'requests',
  },
  carries: { code: true, data: false },
  check: ({ properties: { Environment, ReservedConcurrentExecutions }, model: limits }) => [
    ...checkVariables(Environment?.Variables ?? {}),
    ...checkReserved(ReservedConcurrentExecutions, limits.AccountConcurrency),
  ],
})

/** `starting`: being placed · `init`: runs the code outside the handler · `busy`: serves · `idle`: frozen, warm. */
export type EnvironmentPhase = 'starting' | 'init' | 'busy' | 'idle'

/** One execution environment, as its cell shows it. */
export interface EnvironmentCell {
  readonly id: number
  readonly phase: EnvironmentPhase
  /** When the phase began; µs of virtual time. */
  readonly since: number
  /** Expected end of `starting`/`init`, or when an idle environment expires; µs. */
  readonly until: number
  readonly invocations: number
}

/** What a Lambda node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface LambdaState extends FrontState {
  /** At most 200, oldest environment first; `environmentCount` tells how many there are. */
  readonly environments: readonly EnvironmentCell[]
  readonly environmentCount: {
    readonly starting: number
    readonly init: number
    readonly busy: number
    readonly idle: number
  }
  readonly concurrency: number
  readonly limit: number
  readonly limitedBy: 'account' | 'reserved'
  readonly invocations: number
  readonly invocationsPerSecond: number
  readonly errors: number
  readonly throttles: number
  readonly coldStarts: number
  readonly coldShare: number
  readonly errorShare: number
  readonly durationMs: { readonly p50: number; readonly p99: number } | null
  /** Recent throttles, for the flash: when the last one was (µs), or null. */
  readonly lastThrottleAt: number | null
}
