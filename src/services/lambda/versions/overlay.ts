/** What publishing freezes. All else belongs to the function as a whole. https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html */
export const VERSIONED_PROPERTIES = [
  'Runtime',
  'Handler',
  'PackageType',
  'Architectures',
  'MemorySize',
  'Timeout',
  'EphemeralStorage',
  'Environment',
  'Layers',
  'SnapStart',
  'VpcConfig',
  'LoggingConfig',
  'TracingConfig',
] as const

/** The properties of `$LATEST` with a version's own over them, not yet checked; null in the snapshot takes one away. */
export function overlayProperties(
  latest: object,
  snapshot: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...latest }
  for (const name of VERSIONED_PROPERTIES) {
    const value = snapshot[name]
    if (value === undefined) continue
    if (value === null) delete merged[name]
    else merged[name] = value
  }
  return merged
}
