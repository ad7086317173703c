import type { Changes, Configurable, Properties } from './configuration.ts'
import { toBucketName } from './definition.ts'
import type { Versioning } from './objectStore.ts'
import { isPublicPolicy } from './publicPolicy.ts'

export type Website = NonNullable<Properties['WebsiteConfiguration']>
export type CorsRule = NonNullable<Properties['CorsConfiguration']>['CorsRules'][number]
export type LifecycleRule = NonNullable<Properties['LifecycleConfiguration']>['Rules'][number]
export type ReplicationRule = NonNullable<Properties['ReplicationConfiguration']>['Rules'][number]
export type RoutingRule = Website['RoutingRules'][number]
/** Object Lock, and the retention of what is put without one of its own. */
export type ObjectLock = NonNullable<Properties['ObjectLockConfiguration']>
export type PublicAccess = NonNullable<Properties['PublicAccessBlockConfiguration']>

/** A bucket's configuration, with what follows from it. */
export interface BucketSettings {
  readonly name: string
  /** `arn:aws:s3:::name` */
  readonly arn: string
  readonly versioning: Versioning
  readonly tags: ReadonlyMap<string, string>
  /** The policy in force; null: none, or one that Block Public Access did not let in. */
  readonly policy: unknown
  readonly restrictsPublic: boolean
  /** null: the API took it away, so that nothing is blocked. */
  readonly publicAccess: PublicAccess | null
  readonly cors: readonly CorsRule[]
  readonly website: Website | null
  readonly lifecycle: readonly LifecycleRule[]
  readonly replication: readonly ReplicationRule[] | null
  /** null: nothing can be locked. */
  readonly lock: ObjectLock | null
}

export const toBucketArn = (name: string): string => `arn:aws:s3:::${name}`

/** "New buckets … don't allow public access": those made since April 2023. */
const ALL_BLOCKED: PublicAccess = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** The document's policy, unless PutBucketPolicy would have refused it when the stack was made. */
function writtenPolicy(properties: Properties): unknown {
  const block = properties.PublicAccessBlockConfiguration ?? ALL_BLOCKED
  const policy = properties.BucketPolicy?.PolicyDocument ?? null
  return block.BlockPublicPolicy && isPublicPolicy(policy) ? null : policy
}

/** A bucket's settings out of its node, and what the API has changed of them. */
export function settingsOf(
  node: { readonly id: string; readonly properties: Properties },
  changes: Changes,
): BucketSettings {
  const { properties } = node
  const name = toBucketName({ id: node.id, name: properties.BucketName })
  const now = <P extends Configurable>(property: P): NonNullable<Properties[P]> | null => {
    const changed = changes.get(property) as Properties[P] | null | undefined
    return (changed === undefined ? properties[property] : changed) ?? null
  }
  const isUnblocked = changes.get('PublicAccessBlockConfiguration') === null
  const publicAccess = isUnblocked ? null : (now('PublicAccessBlockConfiguration') ?? ALL_BLOCKED)
  const isLocked = properties.ObjectLockEnabled === true || now('ObjectLockConfiguration') !== null
  return {
    name,
    arn: toBucketArn(name),
    // "When you enable Object Lock, S3 Versioning is automatically enabled."
    versioning: isLocked ? 'Enabled' : (now('VersioningConfiguration')?.Status ?? 'Unversioned'),
    tags: new Map((now('Tags') ?? []).map(({ Key, Value }) => [Key, Value])),
    policy: changes.has('BucketPolicy')
      ? (now('BucketPolicy')?.PolicyDocument ?? null)
      : writtenPolicy(properties),
    publicAccess,
    restrictsPublic: publicAccess?.RestrictPublicBuckets ?? false,
    cors: now('CorsConfiguration')?.CorsRules ?? [],
    website: now('WebsiteConfiguration'),
    lifecycle: now('LifecycleConfiguration')?.Rules ?? [],
    replication: properties.ReplicationConfiguration?.Rules ?? null,
    lock: isLocked ? (now('ObjectLockConfiguration') ?? {}) : null,
  }
}
