import { define, fields } from '../definition.ts'
import * as z from 'zod/mini'
import { asynchronousProperties } from './properties/asynchronous.ts'
import {
  checkLayers,
  checkMappings,
  checkReserved,
  checkTogether,
  checkVariables,
} from './checkFunction.ts'
import { functionUrlProperties } from './properties/functionUrl.ts'
import { versionProperties } from './properties/versions.ts'
import { checkNames } from './versions/checkNames.ts'
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

const CONDITIONS =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html'

/** What the wire's permissions are of: a table, or a cluster in front of one. Whoever else is called takes the wire as it is. */
const targets = ['AWS::DynamoDB::Table', 'AWS::DAX::Cluster'] as const

/** An edge to what an SDK calls: what the function's role says of it, where that is a table. */
const callEdge = z.looseObject({
  Actions: z.optional(z.array(z.string().check(z.maxLength(128)))).register(fields, {
    title: 'Allowed actions',
    help: 'dynamodb:GetItem, dynamodb:Query, …; empty: all.',
    targets,
  }),
  LeadingKeys: z.optional(z.array(z.string().check(z.maxLength(2_048)))).register(fields, {
    title: 'Allowed partition keys',
    targets,
    help: 'Patterns with * and ?; empty: all. What asks for no key, as a Scan does, is not held by it.',
    source: CONDITIONS,
  }),
  Statement: z.optional(z.array(z.looseObject({}))).register(fields, {
    title: 'Policy statements',
    targets,
    widget: 'json',
    help: 'In place of both: statements of IAM, with dynamodb:LeadingKeys, Attributes, Select, ReturnValues as conditions.',
    source: CONDITIONS,
  }),
})

const RECORDS = 'Where the record of an asynchronous invocation goes: a queue or another function.'

export const lambdaDefinition = define({
  type: 'AWS::Lambda::Function',
  title: 'Lambda function',
  description: 'Runs your handler in execution environments, one request each at a time',
  category: 'compute',
  properties,
  model: modelParameters,
  serves: ['invoke', 'api', 'http'],
  calls: ['api', 'http', 'invoke', 'records'],
  defaultPort: ['api', 'http'],
  ports: [
    {
      id: 'onSuccess',
      title: 'On success',
      help: RECORDS,
      contracts: ['invoke', 'api'],
      targets: ['AWS::Lambda::Function', 'AWS::SQS::Queue'],
    },
    {
      id: 'onFailure',
      title: 'On failure',
      help: RECORDS,
      contracts: ['invoke', 'api'],
      targets: ['AWS::Lambda::Function', 'AWS::SQS::Queue'],
    },
    {
      id: 'deadLetter',
      title: 'Dead-letter queue',
      help: 'Where the event itself goes when Lambda gives it up.',
      contracts: ['api'],
      targets: ['AWS::SQS::Queue'],
    },
  ],
  needs: {
    http: {
      properties: { FunctionUrlConfig: { AuthType: 'NONE' } },
      title: 'a function URL that anyone may call',
    },
  },
  edges: {
    api: callEdge,
    http: z.looseObject({}),
    invoke: destinationEdge,
    // What an event source mapping says stands on the source's edge.
    records: z.looseObject({}),
  },
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
    snapshots: { list: 'Versions', under: 'Properties' },
  },
  carries: { code: true, data: false },
  check(node) {
    const { Environment, Layers, ReservedConcurrentExecutions } = node.properties
    return [
      ...checkVariables(Environment?.Variables ?? {}),
      ...checkReserved(ReservedConcurrentExecutions, node.model.AccountConcurrency, node.siblings),
      ...checkLayers(Layers, node.layers),
      ...checkMappings(node.callers ?? [], ReservedConcurrentExecutions),
      ...checkTogether(node.properties),
      ...checkNames(node, (whole) => properties.safeParse(whole).success),
    ]
  },
})

/**
 * `starting`: being placed · `init`: runs the code outside the handler · `restore`: resumes a snapshot · `busy`: serves ·
 * `idle`: frozen, warm · `shutdown`: extensions and runtime get their time to end.
 */
export type EnvironmentPhase = 'starting' | 'init' | 'restore' | 'busy' | 'idle' | 'shutdown'

/** `AWS_LAMBDA_INITIALIZATION_TYPE`. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start'

/**
 * Why an environment was made: for a `request` that found none free, to fill `provisioned` concurrency, to `recycle` a
 * provisioned one that grew too old, or to take SnapStart's `snapshot`.
 */
export type EnvironmentCause = 'request' | 'provisioned' | 'recycle' | 'snapshot'

/** One execution environment, as its cell shows it. */
export interface EnvironmentCell {
  readonly id: number
  readonly phase: EnvironmentPhase
  /** When the phase began; µs of virtual time. */
  readonly since: number
  /** Expected end of `starting`/`init`, or when an idle environment expires; µs. */
  readonly until: number
  readonly invocations: number
  /** µs of virtual time. */
  readonly bornAt: number
  readonly version: string
  readonly initializationType: InitializationType
  readonly cause: EnvironmentCause
  /** Whose it is, where tenants are kept apart; null elsewhere. */
  readonly tenantId: string | null
  /** Whether its code is loaded; not after a crash or a time-out: the next invoke begins with a suppressed init. */
  readonly isLoaded: boolean
}

/** The limits that may refuse a request, or send it to a cold start. */
export type LimitName =
  | 'account'
  | 'unreserved'
  | 'reserved'
  | 'provisioned'
  | 'scaling-rate'
  | 'request-rate'

/** One limit that applies to a function, what is in use of it, and how often it bit. */
export interface LimitState {
  readonly limit: LimitName
  /** The alias of `provisioned`; null elsewhere. */
  readonly alias: string | null
  /** The version that `provisioned` stands for; null elsewhere. */
  readonly version: string | null
  readonly value: number
  /** Units of concurrency; of a rate, what was used of its bucket. */
  readonly inUse: number
  /** Requests that it refused; of `provisioned`, those that spilled over. */
  readonly hits: number
  readonly lastHitAt: number | null
}

/** An alias's provisioned concurrency. */
export interface ProvisionedState {
  readonly alias: string
  readonly version: string
  readonly requested: number
  readonly available: number
  readonly allocated: number
  readonly busy: number
  readonly status: 'IN_PROGRESS' | 'READY' | 'FAILED'
}

/** What a Lambda node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface LambdaState extends FrontState {
  /** At most 200, oldest environment first; `environmentCount` tells how many there are. */
  readonly environments: readonly EnvironmentCell[]
  readonly environmentCount: { readonly [P in EnvironmentPhase]: number }
  readonly concurrency: number
  /** The least of the limits on on-demand concurrency. */
  readonly limit: number
  readonly limitedBy: 'account' | 'reserved'
  /** Every limit that applies, the account's first. */
  readonly limits: readonly LimitState[]
  readonly provisioned: readonly ProvisionedState[]
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
  /** Which limit refused the last one. */
  readonly lastThrottleBy: LimitName | null
}

/** A stretch of one environment's life; µs. */
export type TimelineBar = {
  /** `forgotten`: only the newest phases of a long life are remembered. */
  readonly phase: EnvironmentPhase | 'forgotten'
  readonly from: number
  readonly to: number
}

/** One environment's row: its bars within the window, oldest first. */
export type TimelineRow = {
  readonly id: number
  readonly version: string
  readonly initializationType: InitializationType
  readonly cause: EnvironmentCause
  readonly bornAt: number
  /** Null while it lives. */
  readonly goneAt: number | null
  readonly invocations: number
  readonly bars: readonly TimelineBar[]
}

/** What `query({ type: 'timeline', from, to })` answers. */
export type Timeline = {
  /** Oldest environment first. */
  readonly rows: readonly TimelineRow[]
  /** How many more lived in the window. */
  readonly omitted: number
}
