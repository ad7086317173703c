import type * as z from 'zod/mini'
import { s3Definition } from './definition.ts'

export type Properties = z.output<(typeof s3Definition)['properties']>

/** Properties that the API may change while a bucket is in use, by CloudFormation's names. */
export type Configurable =
  | 'VersioningConfiguration'
  | 'Tags'
  | 'LifecycleConfiguration'
  | 'CorsConfiguration'
  | 'WebsiteConfiguration'
  | 'BucketPolicy'
  | 'PublicAccessBlockConfiguration'
  | 'ObjectLockConfiguration'

/** What the API has said beside the document: a value, or null where it took the property away. */
export type Changes = ReadonlyMap<Configurable, Properties[Configurable] | null>

/** What the API has changed of a bucket. The document stays as it is: a change lasts as long as the run. */
export interface Configuration {
  readonly changes: Changes
  /** Sets a property, or takes it away (null); false: the value is none that the property may have. */
  set(property: Configurable, value: unknown): boolean
  /** The document was edited: what it now says otherwise than before is what holds, as when a stack is updated. */
  edited(): void
}

/** Creates the configuration of a node's bucket. */
export function createConfiguration(node: { readonly properties: Properties }): Configuration {
  const changes = new Map<Configurable, Properties[Configurable] | null>()
  /** What the document said when the API said otherwise. */
  const before = new Map<Configurable, string>()
  const written = (property: Configurable): string =>
    JSON.stringify(node.properties[property] ?? null)
  return {
    changes,
    set(property, value) {
      const read = s3Definition.properties.safeParse(value === null ? {} : { [property]: value })
      if (!read.success) return false
      changes.set(property, value === null ? null : read.data[property])
      before.set(property, written(property))
      return true
    },
    edited() {
      for (const [property, text] of before) {
        if (text === written(property)) continue
        changes.delete(property)
        before.delete(property)
      }
    },
  }
}
