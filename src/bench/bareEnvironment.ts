import type { Instant } from '#kernel/time.ts'
import type { InvocationContext, IsolateLimits, Slice } from '#sandbox/runtime.ts'

// What the bare sandbox is given, as Lambda's room would give it to a function of 128 MB.

/** `MemorySize`, in MiB. */
export const MEMORY_MB = 128

/** The share of a vCPU is AWS's: one at 1,769 MB. */
export const LIMITS: IsolateLimits = {
  memoryMiB: MEMORY_MB,
  cpuShare: MEMORY_MB / 1_769,
  logBytesMax: 262_144,
  timersMax: 1_000,
}

/** Every invocation begins at the epoch, and may take 3 s. */
export const SLICE: Slice = { at: 0 as Instant, deadline: 3_000_000 as Instant }

export const CONTEXT: InvocationContext = {
  awsRequestId: '8f507cfc-0000-4697-b07a-ac58fc914c95',
  functionName: 'bench',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench',
  memoryLimitInMB: String(MEMORY_MB),
  logGroupName: '/aws/lambda/bench',
  logStreamName: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
  deadline: SLICE.deadline,
  traceHeader: 'Root=1-00000000-000000000000000000000000;Sampled=0',
}

/** What Lambda's own environment must at least tell for the SDK to make a call, and the handler's table. */
export const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example',
  TABLE_NAME: 'items',
}
