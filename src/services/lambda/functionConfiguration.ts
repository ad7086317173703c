import type { Files } from '#contracts/files.ts'
import { mergeLayers } from '#contracts/layers.ts'
import type { HandlerBundle, IsolateLimits } from '#sandbox/runtime.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { LOG_BYTES_MAX, MEMORY_MIB_PER_VCPU, TIMERS_MAX } from './limits.ts'
import type { SystemLogSettings } from './logs/systemLog.ts'
import { computePackageBytes, ZIP_RATIO } from './packaging.ts'
import { hasSnapStart } from './properties/function.ts'
import { type Architecture, getProfile, type RuntimeProfile } from './runtimes/runtimes.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** A node as a version of it is: `properties` and `code` may be a published version's. */
export interface ConfigurationSource {
  readonly node: Pick<Context['node'], 'id' | 'properties' | 'model' | 'code' | 'layers'>
  readonly account: Context['account']
}

/** What a version of a function is set to at this instant, with names resolved. */
export interface FunctionConfiguration {
  readonly functionName: string
  /** Without a qualifier. */
  readonly functionArn: string
  readonly principalArn: string
  readonly properties: Context['node']['properties']
  readonly code: Files
  /** The layers laid over one another, as under `/opt`. */
  readonly layers: Files
  readonly model: Context['node']['model']
  readonly profile: RuntimeProfile
  readonly architecture: Architecture
  readonly isImage: boolean
  /** The ZIP that a new environment fetches, in bytes: a third of its unpacked files, and what the model adds. */
  readonly zipBytes: number
  /** vCPUs: proportional to memory. */
  readonly cpuShare: number
  readonly limits: IsolateLimits
  readonly systemLog: SystemLogSettings
  /** What the runtime's own logging is set to. */
  readonly logging: NonNullable<HandlerBundle['logging']>
  readonly logGroup: string
  /** With the code and the layers: changes exactly when a change needs new environments. */
  readonly deploySignature: string
}

const loggingOf = (
  config: Context['node']['properties']['LoggingConfig'],
): FunctionConfiguration['logging'] => {
  const format = config?.LogFormat ?? 'Text'
  const level = config?.ApplicationLogLevel
  return level === undefined || format === 'Text'
    ? { format }
    : { format, applicationLogLevel: level }
}

/** Reads the configuration of a version of the function that `node` stands for. */
export function configurationOf({ node, account }: ConfigurationSource): FunctionConfiguration {
  const { properties, model } = node
  const functionName = properties.FunctionName ?? node.id
  const architecture: Architecture = properties.Architectures[0] ?? 'x86_64'
  const cpuShare = properties.MemorySize / MEMORY_MIB_PER_VCPU
  const isImage = properties.PackageType === 'Image'
  const layers = mergeLayers(properties.Layers ?? [], node.layers)
  return {
    functionName,
    functionArn: `arn:aws:lambda:${account.region}:${account.accountId}:function:${functionName}`,
    principalArn: `arn:aws:sts::${account.accountId}:assumed-role/${functionName}-role/${functionName}`,
    properties,
    code: node.code,
    layers,
    model,
    profile: getProfile({
      runtime: properties.Runtime,
      customRuntime: model.CustomRuntime,
      isImage,
      architecture,
    }),
    architecture,
    isImage,
    zipBytes:
      (computePackageBytes(node.code) + computePackageBytes(layers)) / ZIP_RATIO +
      model.PackageExtraMB * 1_048_576,
    cpuShare,
    limits: {
      memoryMiB: properties.MemorySize,
      cpuShare,
      nanosPerTick: model.CpuNanosPerTick,
      logBytesMax: LOG_BYTES_MAX,
      timersMax: TIMERS_MAX,
    },
    systemLog: {
      format: properties.LoggingConfig?.LogFormat ?? 'Text',
      level: properties.LoggingConfig?.SystemLogLevel ?? 'INFO',
      hasFailureLines: model.FailureLogs === 'separate-line',
    },
    logging: loggingOf(properties.LoggingConfig),
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
    // Reserved concurrency is not in it: PutFunctionConcurrency replaces no environment. Nor are aliases and their settings.
    deploySignature: JSON.stringify([
      functionName,
      properties.Runtime,
      properties.Handler,
      properties.PackageType,
      architecture,
      properties.MemorySize,
      properties.Timeout,
      properties.Environment,
      properties.EphemeralStorage,
      properties.SnapStart,
      properties.VpcConfig,
      properties.LoggingConfig,
      properties.TracingConfig,
      properties.Layers,
      model.CpuNanosPerTick,
      model.CustomRuntime,
    ]),
  }
}

/** Bytes are read anew from base64 when a node is: they are alike if they say the same. */
const isSameContent = (one: Files[string] | undefined, other: Files[string] | undefined): boolean =>
  one === other ||
  (typeof one === 'object' &&
    typeof other === 'object' &&
    one.length === other.length &&
    one.every((byte, at) => byte === other[at]))

/** Whether two folders hold the same files. */
export const isSameFiles = (some: Files, other: Files): boolean => {
  if (some === other) return true
  const names = Object.keys(some)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSameContent(some[name], other[name]))
  )
}

/** Whether going from one configuration to the other is a deploy: the environments are replaced. */
export const isDeploy = (from: FunctionConfiguration, to: FunctionConfiguration): boolean =>
  from.deploySignature !== to.deploySignature ||
  !isSameFiles(from.code, to.code) ||
  !isSameFiles(from.layers, to.layers)

/** Bytes of `/tmp`. */
export const computeDiskBytes = ({ properties }: FunctionConfiguration): number =>
  (properties.EphemeralStorage?.Size ?? 512) * 1_048_576

/**
 * Whether environments of `version` are restored from a snapshot: published versions only, without a large `/tmp` or a
 * container image. https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
 */
export const isSnapStarted = (
  { properties, isImage }: FunctionConfiguration,
  version: string,
): boolean =>
  properties.SnapStart?.ApplyOn === 'PublishedVersions' &&
  version !== '$LATEST' &&
  hasSnapStart(properties.Runtime) &&
  !isImage &&
  (properties.EphemeralStorage?.Size ?? 512) <= 512
