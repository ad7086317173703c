import type * as z from 'zod/mini'
import { type s3Definition, toBucketName } from './definition.ts'
import type { Versioning } from './objectStore.ts'
import { isPublicPolicy } from './publicPolicy.ts'

type Properties = z.output<(typeof s3Definition)['properties']>
export type Website = NonNullable<Properties['WebsiteConfiguration']>
export type CorsRule = NonNullable<Properties['CorsConfiguration']>['CorsRules'][number]
export type LifecycleRule = NonNullable<Properties['LifecycleConfiguration']>['Rules'][number]
export type ReplicationRule = NonNullable<Properties['ReplicationConfiguration']>['Rules'][number]
export type RoutingRule = Website['RoutingRules'][number]

/** A bucket's configuration, with what follows from it. */
export interface BucketSettings {
  readonly name: string
  /** `arn:aws:s3:::name` */
  readonly arn: string
  readonly versioning: Versioning
  /** The policy in force; null: none, or one that Block Public Access did not let in. */
  readonly policy: unknown
  readonly restrictsPublic: boolean
  readonly publicAccess: typeof ALL_BLOCKED
  readonly cors: readonly CorsRule[]
  readonly website: Website | null
  readonly lifecycle: readonly LifecycleRule[]
  readonly replication: readonly ReplicationRule[] | null
}

export const toBucketArn = (name: string): string => `arn:aws:s3:::${name}`

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** A bucket's settings out of its node. */
export function settingsOf(node: {
  readonly id: string
  readonly properties: Properties
}): BucketSettings {
  const { properties } = node
  const name = toBucketName({ id: node.id, name: properties.BucketName })
  const block = properties.PublicAccessBlockConfiguration ?? ALL_BLOCKED
  const policy = properties.BucketPolicy?.PolicyDocument ?? null
  return {
    name,
    arn: toBucketArn(name),
    versioning: properties.VersioningConfiguration?.Status ?? 'Unversioned',
    // PutBucketPolicy would have refused it.
    policy: block.BlockPublicPolicy && isPublicPolicy(policy) ? null : policy,
    publicAccess: block,
    restrictsPublic: block.RestrictPublicBuckets,
    cors: properties.CorsConfiguration?.CorsRules ?? [],
    website: properties.WebsiteConfiguration ?? null,
    lifecycle: properties.LifecycleConfiguration?.Rules ?? [],
    replication: properties.ReplicationConfiguration?.Rules ?? null,
  }
}
