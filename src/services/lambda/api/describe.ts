import { bodyLength } from '#contracts/body.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import type { Alias } from '../properties/versions.ts'

/** Bytes of a version's code, unpacked. */
export const codeSizeOf = (code: FunctionConfiguration['code']): number =>
  Object.values(code).reduce((sum, content) => sum + bodyLength(content), 0)

/** A version with its settings. */
export interface Described {
  readonly version: string
  readonly configuration: FunctionConfiguration
}

/**
 * What GetFunctionConfiguration tells, by AWS's names. Without what a scenario has no truth of: a package's hash and the
 * instant of a deploy. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 */
export function describeVersion(
  { version, configuration }: Described,
  functionArn: string,
): object {
  const { functionName, principalArn, properties, code } = configuration
  const description = { ...properties }['Description']
  const role = /assumed-role\/([^/]+)/.exec(principalArn)?.[1] ?? functionName
  const account = /::(\d{12}):/.exec(principalArn)?.[1] ?? ''
  const {
    Environment,
    EphemeralStorage,
    Layers,
    LoggingConfig,
    SnapStart,
    TenancyConfig,
    TracingConfig,
  } = properties
  return {
    FunctionName: functionName,
    FunctionArn: functionArn,
    Runtime: properties.Runtime,
    Role: `arn:aws:iam::${account}:role/${role}`,
    Handler: properties.Handler,
    CodeSize: codeSizeOf(code),
    Description: typeof description === 'string' ? description : '',
    Timeout: properties.Timeout,
    MemorySize: properties.MemorySize,
    Version: version,
    ...(Environment !== undefined && { Environment: { Variables: Environment.Variables ?? {} } }),
    TracingConfig: TracingConfig ?? { Mode: 'PassThrough' },
    ...(Layers !== undefined && { Layers: Layers.map((Arn) => ({ Arn })) }),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: properties.PackageType ?? 'Zip',
    Architectures: properties.Architectures,
    ...(EphemeralStorage !== undefined && { EphemeralStorage }),
    SnapStart: SnapStart ?? { ApplyOn: 'None' },
    ...(LoggingConfig !== undefined && { LoggingConfig }),
    ...(TenancyConfig !== undefined && { TenancyConfig }),
  }
}

/** What GetAlias tells. https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export function describeAlias(alias: Alias, functionArn: string): object {
  const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  return {
    AliasArn: `${functionArn}:${alias.Name}`,
    Name: alias.Name,
    FunctionVersion: alias.FunctionVersion,
    Description: alias.Description ?? '',
    ...(weights.length > 0 && {
      RoutingConfig: {
        AdditionalVersionWeights: Object.fromEntries(
          weights.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, FunctionWeight]),
        ),
      },
    }),
  }
}
