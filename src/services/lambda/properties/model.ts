import * as z from 'zod/mini'
import { fields } from '#services/definition.ts'

const LIMITS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'
const EXTENSIONS = 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html'
const group = 'Model'

const CUSTOM_RUNTIMES = [
  'go',
  'rust',
  'llrt',
  'bun',
  'c++ 11',
  'shell',
  'graalvm java21',
  'dotnet8 aot',
  'dotnet10 aot',
  'apple swift 6.2',
] as const

/** What runs on an OS-only runtime (`provided.…`). */
export type CustomRuntime = (typeof CUSTOM_RUNTIMES)[number]

const number = (least: number, most: number) => z.number().check(z.minimum(least), z.maximum(most))
const milliseconds = (fallback: number, most = 60_000) => z._default(number(0, most), fallback)

/** What AWS does not let you set, or does not publish. */
export const modelParameters = z.looseObject({
  AccountConcurrency: z._default(z.int().check(z.positive()), 1_000).register(fields, {
    title: 'Account concurrency',
    group,
    help: 'Shared by all functions of the account; the largest value of any function counts.',
    source: LIMITS,
  }),
  IdleExpirySeconds: z
    ._default(z.number().check(z.positive(), z.maximum(86_400)), 360)
    .register(fields, {
      title: 'Idle expiry',
      unit: 's',
      group,
      help: 'How long an unused environment is kept: median, or mean of an exponential one.',
      source: 'measured: gone after 5-7 min idle, M. Shilkov 2021; AWS documents no number',
    }),
  IdleExpiryModel: z
    ._default(z.enum(['log-normal', 'constant', 'exponential']), 'log-normal')
    .register(fields, { title: 'Idle expiry distribution', group, source: 'assumption' }),
  IdleExpirySigma: z._default(number(0, 2), 0.3).register(fields, {
    title: 'Idle expiry spread',
    group,
    help: 'Of the log-normal distribution; it is kept within 2/3 and 2.5 times the median.',
    source: 'assumption',
  }),
  RecycleMinutesMin: z._default(number(1, 1e6), 90).register(fields, {
    title: 'Recycling, at the earliest',
    unit: 'min',
    group,
    help: 'Environments are replaced at an age between this and the next, however busy they are.',
    source: 'AWS: every few hours; the range is assumed',
  }),
  RecycleMinutesMax: z._default(number(1, 1e6), 180).register(fields, {
    title: 'Recycling, at the latest',
    unit: 'min',
    group,
  }),
  PlacementMs: z._default(z.number().check(z.nonnegative()), 110).register(fields, {
    title: 'Environment creation',
    unit: 'ms',
    group,
    help: 'Median of a log-normal distribution: placement and code download, before Init Duration.',
    source: 'assumption: total cold start less Init Duration, M. Shilkov 2021',
  }),
  OverheadMs: z._default(z.number().check(z.nonnegative()), 6).register(fields, {
    title: 'Invoke overhead',
    unit: 'ms',
    group,
    help: 'Median of a log-normal distribution: front end and placement of a warm invoke.',
    source: 'assumption: 5-10 ms warm in Region',
  }),
  CpuNanosPerTick: z._default(z.number().check(z.positive()), 10).register(fields, {
    title: 'CPU cost of one interpreter tick',
    unit: 'ns',
    group,
    help: 'On one full vCPU. A tick is a loop iteration or a call.',
    source: 'assumption: V8 code that is not yet optimised',
  }),
  CustomRuntime: z._default(z.enum(CUSTOM_RUNTIMES), 'go').register(fields, {
    title: 'Custom runtime',
    group,
    help: 'What runs on provided.al2023 or provided.al2.',
    source: 'measured: maxday/lambda-perf 2026',
  }),
  PackageExtraMB: z._default(number(0, 250), 0).register(fields, {
    title: 'Package beyond its files',
    unit: 'MB',
    group,
    help: 'As if the ZIP held this much more: about 10 ms each beyond 5 MB.',
    source: 'assumption',
  }),
  ImageSizeMB: z._default(number(1, 10_240), 300).register(fields, {
    title: 'Container image size',
    unit: 'MB',
    group,
    help: 'Images load lazily: size counts the first time only, 100 to 250 ms.',
    source: 'Brooker et al., USENIX ATC 2023; figures assumed',
  }),
  UserInitMs: milliseconds(0, 900_000).register(fields, {
    title: 'Init of a framework',
    unit: 'ms',
    group,
    help: 'On top of what your top-level code is counted for: a Spring application takes seconds.',
  }),
  VpcInitMs: milliseconds(0).register(fields, {
    title: 'VPC attachment',
    unit: 'ms',
    group,
    help: 'Added to a cold start where VpcConfig names subnets.',
    source: 'measured: minimal effect since Hyperplane, M. Shilkov 2021',
  }),
  ExtensionCount: z._default(z.int().check(z.minimum(0), z.maximum(10)), 0).register(fields, {
    title: 'External extensions',
    group,
    source: EXTENSIONS,
  }),
  InternalExtensions: z._default(z.boolean(), false).register(fields, {
    title: 'Internal extensions',
    group,
    help: 'Without external ones they get 500 ms to shut down.',
    source: EXTENSIONS,
  }),
  ExtensionInitMs: milliseconds(60).register(fields, {
    title: 'Extension init',
    unit: 'ms',
    group,
    source: 'assumption',
  }),
  ExtensionPostInvokeMs: milliseconds(5, 900_000).register(fields, {
    title: 'Extension work after an invoke',
    unit: 'ms',
    group,
    help: 'PostRuntimeExtensionsDuration: billed, after the response has left.',
    source: 'assumption',
  }),
  ExtensionShutdownMs: milliseconds(100).register(fields, {
    title: 'Extension shutdown',
    unit: 'ms',
    group,
    help: 'Killed after 500 ms with internal extensions only, 2,000 ms with external ones.',
    source: EXTENSIONS,
  }),
  RestoreHookMs: milliseconds(0).register(fields, {
    title: 'SnapStart restore hooks',
    unit: 'ms',
    group,
    help: 'What afterRestore hooks take: part of Restore Duration and its 10 s.',
  }),
  ProvisionedReadyAtStart: z._default(z.boolean(), true).register(fields, {
    title: 'Provisioned concurrency is ready when the run begins',
    group,
    help: 'Otherwise, and for every change, allocation begins after 1 to 2 minutes.',
  }),
  ScalingRule: z
    ._default(z.enum(['per-function', 'regional-burst']), 'per-function')
    .register(fields, {
      title: 'Scaling rule',
      group,
      help: 'Since November 2023 each function adds 1,000 environments per 10 s; before, the Region had a burst and 500 a minute.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
    }),
  RegionalBurst: z._default(z.int().check(z.positive()), 3_000).register(fields, {
    title: 'Regional burst',
    group,
    help: 'Of the old scaling rule: 3,000, 1,000 or 500 by Region.',
    source: LIMITS,
  }),
  InitBilling: z._default(z.enum(['billed', 'free']), 'billed').register(fields, {
    title: 'INIT phase of managed runtimes',
    group,
    help: 'Billed since 1 August 2025.',
    source: 'https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/',
  }),
  FailureLogs: z
    ._default(z.enum(['report-status', 'separate-line']), 'report-status')
    .register(fields, {
      title: 'How logs tell of time-outs and exits',
      group,
      help: 'Before 2026 with a line of its own instead of Status in REPORT.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html',
    }),
  AsyncDispatchMs: milliseconds(15).register(fields, {
    title: 'Asynchronous dispatch',
    unit: 'ms',
    group,
    help: "Median of a log-normal distribution: how long an event waits in Lambda's own queue.",
    source: 'assumption: part of the 73 ms that SNS to Lambda takes, Bite-Sized Serverless 2022',
  }),
  AsyncPayloadLimitKB: z
    ._default(z.int().check(z.minimum(256), z.maximum(1_024)), 1_024)
    .register(fields, {
      title: 'Largest asynchronous event',
      unit: 'KB',
      group,
      help: '1,024 since October 2025, 256 before.',
      source: LIMITS,
    }),
})
