import { type DocumentFiles, type Files, readFiles } from '#contracts/files.ts'
import type * as z from 'zod/mini'
import { lambdaDefinition } from '../definition.ts'
import type { PublishedVersion } from '../properties/versions.ts'
import { overlayProperties } from './overlay.ts'

/** What of a function's node a version is made from. */
interface VersionedNode {
  readonly properties: z.output<typeof lambdaDefinition.properties>
  readonly code: Files
}

/** The node as published `version` has it. A snapshot that is not valid is told as a problem and counts for nothing. */
export function versionNode<N extends VersionedNode>(latest: N, version: PublishedVersion): N {
  const merged = overlayProperties(latest.properties, version.Properties ?? {})
  const parsed = lambdaDefinition.properties.safeParse(merged)
  const code: DocumentFiles | undefined = version.Code
  return {
    ...latest,
    properties: parsed.success ? parsed.data : latest.properties,
    code: code === undefined ? latest.code : readFiles(code),
  }
}
