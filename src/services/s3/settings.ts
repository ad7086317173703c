import type * as z from 'zod/mini'
import type { s3Definition } from './definition.ts'
import type { Versioning } from './objectStore.ts'

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
  readonly cors: readonly CorsRule[]
  readonly website: Website | null
  readonly lifecycle: readonly LifecycleRule[]
  readonly replication: readonly ReplicationRule[] | null
}

/** A bucket's name: an id may have capitals, a bucket's name may not. */
export const toBucketName = (node: {
  readonly id: string
  readonly properties: Pick<Properties, 'BucketName'>
}): string => node.properties.BucketName ?? node.id.toLowerCase().replaceAll('_', '-')

export const toBucketArn = (name: string): string => `arn:aws:s3:::${name}`

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Condition keys that keep a statement from being public when they have a fixed value. */
const FIXED =
  /^(aws:sourcearn|aws:sourceaccount|aws:sourceip|aws:sourcevpc|aws:sourcevpce|aws:principalorgid|aws:principalarn|aws:principalaccount|aws:userid|s3:dataaccesspointarn|s3:dataaccesspointaccount)$/i

const isEverybody = (principal: unknown): boolean => {
  if (principal === '*') return true
  if (!isObject(principal)) return false
  const aws: unknown = principal['AWS']
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'))
}

const isFixed = (condition: unknown): boolean =>
  isObject(condition) &&
  Object.values(condition).some(
    (keys) =>
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, value]) => FIXED.test(key) && !JSON.stringify(value).includes('*'),
      ),
  )

/**
 * Whether a policy is public: it lets everybody in without a condition of a fixed value.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicPolicy(policy: unknown): boolean {
  if (!isObject(policy)) return false
  const { Statement } = policy
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  return statements.some(
    (each) =>
      isObject(each) &&
      each['Effect'] === 'Allow' &&
      (isEverybody(each['Principal']) || each['NotPrincipal'] !== undefined) &&
      !isFixed(each['Condition']),
  )
}

const ALL_BLOCKED = { BlockPublicPolicy: true, RestrictPublicBuckets: true }

/** A bucket's settings out of its node. */
export function settingsOf(node: {
  readonly id: string
  readonly properties: Properties
}): BucketSettings {
  const { properties } = node
  const name = toBucketName(node)
  const block = properties.PublicAccessBlockConfiguration ?? ALL_BLOCKED
  const policy = properties.BucketPolicy?.PolicyDocument ?? null
  return {
    name,
    arn: toBucketArn(name),
    versioning: properties.VersioningConfiguration?.Status ?? 'Unversioned',
    // PutBucketPolicy would have refused it.
    policy: block.BlockPublicPolicy && isPublicPolicy(policy) ? null : policy,
    restrictsPublic: block.RestrictPublicBuckets,
    cors: properties.CorsConfiguration?.CorsRules ?? [],
    website: properties.WebsiteConfiguration ?? null,
    lifecycle: properties.LifecycleConfiguration?.Rules ?? [],
    replication: properties.ReplicationConfiguration?.Rules ?? null,
  }
}
