import { define, fields } from '../definition.ts'
import * as z from 'zod/mini'
import { checkReserved, checkVariables } from './checkFunction.ts'

const LIMITS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'

const properties = z.looseObject({
  FunctionName: z.optional(z.string()).register(fields, {
    title: 'Function name',
    help: "Defaults to the node's id.",
  }),
  Runtime: z
    ._default(z.enum(['nodejs24.x', 'nodejs22.x', 'nodejs20.x']), 'nodejs22.x')
    .register(fields, {
      title: 'Runtime',
    }),
  Handler: z._default(z.string(), 'index.handler').register(fields, { title: 'Handler' }),
  Architectures: z._default(z.array(z.enum(['x86_64', 'arm64'])), ['x86_64']).register(fields, {
    title: 'Architecture',
  }),
  MemorySize: z._default(z.int().check(z.minimum(128), z.maximum(10_240)), 128).register(fields, {
    title: 'Memory',
    unit: 'MB',
    help: 'CPU grows with it: one vCPU at 1,769 MB.',
    source: LIMITS,
  }),
  Timeout: z._default(z.int().check(z.minimum(1), z.maximum(900)), 3).register(fields, {
    title: 'Timeout',
    unit: 's',
    source: LIMITS,
  }),
  ReservedConcurrentExecutions: z.optional(z.int().check(z.nonnegative())).register(fields, {
    title: 'Reserved concurrency',
    help: 'Both a guarantee and a limit; 0 stops the function.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  }),
  Environment: z
    .optional(z.looseObject({ Variables: z.optional(z.record(z.string(), z.string())) }))
    .register(fields, { title: 'Environment' }),
})

const model = z.looseObject({
  AccountConcurrency: z._default(z.int().check(z.positive()), 1_000).register(fields, {
    title: 'Account concurrency',
    group: 'Model',
    help: 'Shared by all functions of the account; the largest value of any function counts.',
    source: LIMITS,
  }),
  IdleExpirySeconds: z
    ._default(z.number().check(z.positive(), z.maximum(86_400)), 360)
    .register(fields, {
      title: 'Idle expiry',
      unit: 's',
      group: 'Model',
      help: 'Median of a log-normal distribution: how long an unused environment is kept.',
      source: 'measured: gone after 5-7 min idle, M. Shilkov 2021; AWS documents no number',
    }),
  PlacementMs: z._default(z.number().check(z.nonnegative()), 110).register(fields, {
    title: 'Environment creation',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution: placement and code download, before Init Duration.',
    source: 'assumption: total cold start less Init Duration, M. Shilkov 2021',
  }),
  OverheadMs: z._default(z.number().check(z.nonnegative()), 6).register(fields, {
    title: 'Invoke overhead',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution: front end and placement of a warm invoke.',
    source: 'assumption: 5-10 ms warm in Region',
  }),
  CpuNanosPerTick: z._default(z.number().check(z.positive()), 10).register(fields, {
    title: 'CPU cost of one interpreter tick',
    unit: 'ns',
    group: 'Model',
    help: 'On one full vCPU. A tick is a loop iteration or a call.',
    source: 'assumption: V8 code that is not yet optimised',
  }),
})

export const lambdaDefinition = define({
  type: 'AWS::Lambda::Function',
  title: 'Lambda function',
  description: 'Runs your handler in execution environments, one request each at a time',
  category: 'compute',
  properties,
  model,
  serves: ['invoke'],
  calls: ['api'],
  edges: { api: z.looseObject({}) },
  nameProperty: 'FunctionName',
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
export interface LambdaState {
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
