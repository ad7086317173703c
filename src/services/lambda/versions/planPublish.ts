import { canonicalize } from '#contracts/canonicalJson.ts'
import type { DocumentFiles } from '#contracts/files.ts'
import * as z from 'zod/mini'
import type { JsonValue } from '#services/service.ts'
import { lambdaDefinition } from '../definition.ts'
import { VERSIONS_MAX } from '../properties/versions.ts'
import { VERSIONED_PROPERTIES } from './overlay.ts'

type Json = Readonly<Record<string, JsonValue>>

/** A function's node as the document holds it. */
interface FunctionNode {
  readonly properties?: Json
  readonly code?: DocumentFiles
}

/** What publishing would do to the node. */
export type PublishPlan =
  /** "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version." */
  | { readonly type: 'unchanged'; readonly version: string }
  /** `properties` are the node's new ones, whole. */
  | { readonly type: 'publish'; readonly version: string; readonly properties: Json }
  | { readonly type: 'refused'; readonly reason: string }

const toJson = (value: unknown): JsonValue => z.parse(z.json(), JSON.parse(JSON.stringify(value)))

/**
 * Publishes what `node` is at present as its next version. Numbers go up by one and are never used again, whatever was
 * deleted. https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export function planPublish(node: FunctionNode, description?: string): PublishPlan {
  const parsed = lambdaDefinition.properties.safeParse(node.properties ?? {})
  if (!parsed.success) return { type: 'refused', reason: 'the function has errors' }
  const { Versions: versions = [], LastVersion: given = 0 } = parsed.data
  const present: Readonly<Record<string, unknown>> = parsed.data
  const snapshot = Object.fromEntries(
    VERSIONED_PROPERTIES.map((name) => [name, present[name] ?? null]),
  )
  const code = node.code ?? {}
  const last = versions.at(-1)
  if (
    last !== undefined &&
    canonicalize([last.Properties, last.Code]) === canonicalize([snapshot, code])
  ) {
    return { type: 'unchanged', version: last.Version }
  }
  if (versions.length >= VERSIONS_MAX) {
    return { type: 'refused', reason: `a function has ${VERSIONS_MAX} versions at most here` }
  }
  const number = versions.reduce((most, { Version }) => Math.max(most, Number(Version)), given) + 1
  const version = String(number)
  const published = {
    Version: version,
    ...(description !== undefined && description !== '' && { Description: description }),
    Properties: snapshot,
    Code: code,
  }
  return {
    type: 'publish',
    version,
    properties: {
      ...node.properties,
      Versions: toJson([...versions, published]),
      LastVersion: number,
    },
  }
}
