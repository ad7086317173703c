import type { RawProperties } from '#services/view.ts'
import type { Alias } from '../properties/versions.ts'

/** What the form of an alias knows: the rest of an alias stays as it is. */
export interface AliasForm {
  readonly name: string
  readonly version: string
  /** The version that takes a share of the requests, and its share in percent; null where one version takes all. */
  readonly second: { readonly version: string; readonly percent: number } | null
  /** Environments that are initialised ahead; null for none. */
  readonly provisioned: number | null
}

/** Reads an alias for the form. */
export function readAlias(alias: Alias): AliasForm {
  const [second] = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  return {
    name: alias.Name,
    version: alias.FunctionVersion,
    second:
      second === undefined
        ? null
        : {
            version: second.FunctionVersion,
            percent: Math.round(second.FunctionWeight * 10_000) / 100,
          },
    provisioned: alias.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? null,
  }
}

type RawAlias = Readonly<Record<string, RawProperties[string]>>

const isRecord = (value: unknown): value is RawAlias =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const rawAliases = (properties: RawProperties): readonly RawAlias[] => {
  const aliases = properties['Aliases']
  return Array.isArray(aliases) ? aliases.filter(isRecord) : []
}

const withAliases = (properties: RawProperties, aliases: readonly RawAlias[]): RawProperties => {
  if (aliases.length > 0) return { ...properties, Aliases: aliases }
  const { Aliases: _, ...rest } = properties
  return rest
}

/** The properties with the alias set as the form says; one of a new name comes last. */
export function putAlias(properties: RawProperties, form: AliasForm): RawProperties {
  const aliases = rawAliases(properties)
  const known = aliases.find((alias) => alias['Name'] === form.name)
  const {
    RoutingConfig: _,
    ProvisionedConcurrencyConfig: __,
    ...rest
  } = known ?? { Name: form.name }
  const { version, second, provisioned } = form
  const next: RawAlias = {
    ...rest,
    FunctionVersion: version,
    ...(second !== null && {
      RoutingConfig: {
        AdditionalVersionWeights: [
          { FunctionVersion: second.version, FunctionWeight: second.percent / 100 },
        ],
      },
    }),
    ...(provisioned !== null && {
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: provisioned },
    }),
  }
  const isNew = known === undefined
  return withAliases(
    properties,
    isNew ? [...aliases, next] : aliases.map((alias) => (alias === known ? next : alias)),
  )
}

/** The properties without an alias. */
export const removeAlias = (properties: RawProperties, name: string): RawProperties =>
  withAliases(
    properties,
    rawAliases(properties).filter((alias) => alias['Name'] !== name),
  )

/** The properties without a version; its number is not used again. */
export function removeVersion(properties: RawProperties, version: string): RawProperties {
  const versions = properties['Versions']
  const left = Array.isArray(versions)
    ? versions.filter((each) => !isRecord(each) || each['Version'] !== version)
    : []
  if (left.length > 0) return { ...properties, Versions: left }
  const { Versions: _, ...rest } = properties
  return rest
}
