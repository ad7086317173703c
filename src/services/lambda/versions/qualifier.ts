import type { Alias, PublishedVersion } from '../properties/versions.ts'

/** Where a request goes. */
export interface VersionRoute {
  /** `$LATEST`, `1`, `2`, … */
  readonly version: string
  /** The alias that was named, or null. */
  readonly alias: string | null
}

/** What a function has that a qualifier may name. */
export interface Qualifiable {
  readonly versions: readonly PublishedVersion[]
  readonly aliases: readonly Alias[]
}

const LATEST = '$LATEST'

/** The version of `alias` that this request gets: "Lambda uses a simple probabilistic model to distribute the traffic". */
function drawVersion(alias: Alias, draw: () => number): string {
  const [other] = alias.RoutingConfig?.AdditionalVersionWeights ?? []
  if (other === undefined) return alias.FunctionVersion
  return draw() < other.FunctionWeight ? other.FunctionVersion : alias.FunctionVersion
}

/**
 * The version that `qualifier` (an alias, a version's number, `$LATEST` or nothing) stands for; null where the function
 * has none of the name. `draw` answers a number from 0 to 1; it is asked only where an alias divides its requests.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export function resolveQualifier(
  qualifier: string | undefined,
  { versions, aliases }: Qualifiable,
  draw: () => number,
): VersionRoute | null {
  if (qualifier === undefined || qualifier === LATEST) return { version: LATEST, alias: null }
  const alias = aliases.find(({ Name }) => Name === qualifier)
  const version = alias === undefined ? qualifier : drawVersion(alias, draw)
  const exists = version === LATEST || versions.some(({ Version }) => Version === version)
  return exists ? { version, alias: alias?.Name ?? null } : null
}
