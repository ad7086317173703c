import type { IsolateLimits } from '#sandbox/runtime.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { LOG_BYTES_MAX, MEMORY_MIB_PER_VCPU, TIMERS_MAX } from './limits.ts'
import { type Architecture, PROFILES, type RuntimeProfile } from './runtimes/runtimes.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** What a function is set to at this instant, with names resolved. */
export interface FunctionConfiguration {
  readonly functionName: string
  readonly functionArn: string
  readonly principalArn: string
  readonly properties: Context['node']['properties']
  readonly code: Context['node']['code']
  readonly model: Context['node']['model']
  readonly profile: RuntimeProfile
  /** vCPUs: proportional to memory. */
  readonly cpuShare: number
  readonly limits: IsolateLimits
  /** Changes exactly when a change needs new environments. */
  readonly deploySignature: string
}

/** Reads the configuration of the node that `ctx` stands for. */
export function configurationOf({ node, account }: Context): FunctionConfiguration {
  const { properties, model } = node
  const functionName = properties.FunctionName ?? node.id
  const architecture: Architecture = properties.Architectures[0] ?? 'x86_64'
  const cpuShare = properties.MemorySize / MEMORY_MIB_PER_VCPU
  return {
    functionName,
    functionArn: `arn:aws:lambda:${account.region}:${account.accountId}:function:${functionName}`,
    principalArn: `arn:aws:sts::${account.accountId}:assumed-role/${functionName}-role/${functionName}`,
    properties,
    code: node.code,
    model,
    profile: PROFILES[properties.Runtime][architecture],
    cpuShare,
    limits: {
      memoryMiB: properties.MemorySize,
      cpuShare,
      nanosPerTick: model.CpuNanosPerTick,
      logBytesMax: LOG_BYTES_MAX,
      timersMax: TIMERS_MAX,
    },
    // Reserved concurrency is not in it: PutFunctionConcurrency replaces no environment.
    deploySignature: JSON.stringify([
      functionName,
      properties.Runtime,
      properties.Handler,
      architecture,
      properties.MemorySize,
      properties.Timeout,
      properties.Environment ?? null,
      model.CpuNanosPerTick,
      node.code,
    ]),
  }
}
