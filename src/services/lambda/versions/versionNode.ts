import { type DocumentFiles, type Files, readFiles } from '#contracts/files.ts'
import type * as z from 'zod/mini'
import { lambdaDefinition } from '../definition.ts'
import type { PublishedVersion } from '../properties/versions.ts'

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

type Properties = z.output<typeof lambdaDefinition.properties>

/** What of a function's node a version is made from. */
interface VersionedNode {
  readonly properties: Properties
  readonly code: Files
}

/** The properties of `$LATEST` with a version's own over them; null in the snapshot takes one away. */
export function overlayProperties(latest: object, snapshot: Readonly<Record<string, unknown>>) {
  const merged: Record<string, unknown> = { ...latest }
  for (const name of VERSIONED_PROPERTIES) {
    const value = snapshot[name]
    if (value === undefined) continue
    if (value === null) delete merged[name]
    else merged[name] = value
  }
  return lambdaDefinition.properties.safeParse(merged)
}

/** The node as published `version` has it. A snapshot that is not valid is told as a problem and counts for nothing. */
export function versionNode<N extends VersionedNode>(latest: N, version: PublishedVersion): N {
  const parsed = overlayProperties(latest.properties, version.Properties ?? {})
  const code: DocumentFiles | undefined = version.Code
  return {
    ...latest,
    properties: parsed.success ? parsed.data : latest.properties,
    code: code === undefined ? latest.code : readFiles(code),
  }
}
