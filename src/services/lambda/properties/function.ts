import * as z from 'zod/mini'
import { fields } from '#services/definition.ts'

const LIMITS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'

const RUNTIMES = [
  'nodejs24.x',
  'nodejs22.x',
  'nodejs20.x',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.9',
  'java25',
  'java21',
  'java17',
  'java11',
  'java8.al2',
  'dotnet10',
  'dotnet8',
  'ruby3.4',
  'ruby3.3',
  'ruby3.2',
  'provided.al2023',
  'provided.al2',
] as const

/** Lambda's names of the runtimes that are simulated. */
export type Runtime = (typeof RUNTIMES)[number]

/** Java 11 and later, Python 3.12 and later, .NET 8 and later. https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html */
export const hasSnapStart = (runtime: string): boolean =>
  /^(java(11|17|21|25)|python3\.1[2-9]|dotnet(8|10))$/.test(runtime)

const logLevel = z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])

/** The function itself, by CloudFormation's names; versions, aliases and invocation have files of their own. */
export const functionProperties = {
  FunctionName: z.optional(z.string()).register(fields, {
    title: 'Function name',
    help: "Defaults to the node's id.",
  }),
  Runtime: z._default(z.enum(RUNTIMES), 'nodejs22.x').register(fields, {
    title: 'Runtime',
    help: 'Other than nodejs: a profile. Its measured init is charged; your body runs as JavaScript.',
  }),
  Handler: z._default(z.string(), 'index.handler').register(fields, { title: 'Handler' }),
  PackageType: z
    ._default(z.enum(['Zip', 'Image']), 'Zip')
    .register(fields, { title: 'Package type', help: 'Image: a container image by its size.' }),
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
  EphemeralStorage: z
    .optional(
      z.looseObject({
        Size: z._default(z.int().check(z.minimum(512), z.maximum(10_240)), 512).register(fields, {
          title: 'Size of /tmp',
          unit: 'MB',
        }),
      }),
    )
    .register(fields, { title: 'Ephemeral storage', source: LIMITS }),
  ReservedConcurrentExecutions: z.optional(z.int().check(z.nonnegative())).register(fields, {
    title: 'Reserved concurrency',
    help: 'Both a guarantee and a limit; 0 stops the function.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  }),
  Environment: z
    .optional(z.looseObject({ Variables: z.optional(z.record(z.string(), z.string())) }))
    .register(fields, { title: 'Environment' }),
  Layers: z
    .optional(z.array(z.string()).check(z.maxLength(5)))
    .register(fields, { title: 'Layers', help: 'Later ones win. They lie under /opt.' }),
  SnapStart: z
    .optional(
      z.looseObject({
        ApplyOn: z._default(z.enum(['None', 'PublishedVersions']), 'None'),
      }),
    )
    .register(fields, {
      title: 'SnapStart',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html',
    }),
  VpcConfig: z
    .optional(
      z.looseObject({
        SubnetIds: z._default(z.array(z.string()), []),
        SecurityGroupIds: z._default(z.array(z.string()), []),
      }),
    )
    .register(fields, { title: 'VPC' }),
  LoggingConfig: z
    .optional(
      z.looseObject({
        LogFormat: z._default(z.enum(['Text', 'JSON']), 'Text'),
        ApplicationLogLevel: z.optional(logLevel),
        SystemLogLevel: z.optional(z.enum(['DEBUG', 'INFO', 'WARN'])),
        LogGroup: z.optional(z.string()),
      }),
    )
    .register(fields, {
      title: 'Logging',
      help: 'Levels work with the JSON format only.',
      source:
        'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
    }),
  TenancyConfig: z
    .optional(z.looseObject({ TenantIsolationMode: z.enum(['PER_TENANT']) }))
    .register(fields, {
      title: 'Tenant isolation',
      help: 'An environment serves one tenant only, which each invoke names.',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html',
    }),
  TracingConfig: z
    .optional(z.looseObject({ Mode: z._default(z.enum(['Active', 'PassThrough']), 'PassThrough') }))
    .register(fields, { title: 'X-Ray tracing' }),
} as const
