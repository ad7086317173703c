import type { CheckedNode, NodeFinding } from '../definition.ts'
import { IA_DAYS_MIN } from './limits.ts'
import { checkSeeds } from './seeds.ts'
import { isPublicPolicy } from './publicPolicy.ts'

interface Properties {
  readonly BucketName?: string | undefined
  readonly VersioningConfiguration?: { readonly Status: string } | undefined
  readonly PublicAccessBlockConfiguration?: { readonly BlockPublicPolicy: boolean } | undefined
  readonly BucketPolicy?: { readonly PolicyDocument?: unknown } | undefined
  readonly LifecycleConfiguration?:
    | {
        readonly Rules: readonly {
          readonly Transitions: readonly {
            readonly StorageClass: string
            readonly TransitionInDays: number
            readonly TransitionDate?: string | undefined
          }[]
        }[]
      }
    | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const NAME = /^(?!xn--|sthree-)(?!.*(?:-s3alias|--ol-s3|\.\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/

function checkName({ BucketName: name }: Properties): readonly NodeFinding[] {
  if (name === undefined || (NAME.test(name) && !ADDRESS.test(name))) return []
  return [
    {
      path: 'properties.BucketName',
      kind: 'error',
      message: 'is 3 to 63 lower-case letters, digits, dots and hyphens, and no IP address',
    },
  ]
}

function checkPolicy(properties: Properties): readonly NodeFinding[] {
  const policy = properties.BucketPolicy?.PolicyDocument
  const isBlocked = properties.PublicAccessBlockConfiguration?.BlockPublicPolicy ?? true
  if (policy === undefined || !isBlocked || !isPublicPolicy(policy)) return []
  return [
    {
      path: 'properties.BucketPolicy',
      message:
        'is public, and Block Public Access does not let it in: switch BlockPublicPolicy and RestrictPublicBuckets off',
    },
  ]
}

/** Objects stay 30 days in STANDARD before they may go to an infrequent-access class. */
function checkLifecycle({ LifecycleConfiguration: lifecycle }: Properties): readonly NodeFinding[] {
  return (lifecycle?.Rules ?? []).flatMap(({ Transitions }, rule) =>
    Transitions.flatMap(({ StorageClass, TransitionInDays, TransitionDate }, at) =>
      StorageClass.endsWith('_IA') && TransitionDate === undefined && TransitionInDays < IA_DAYS_MIN
        ? [
            {
              path: `properties.LifecycleConfiguration.Rules[${rule}].Transitions[${at}]`,
              kind: 'error' as const,
              message: `'Days' in Transition action must be greater than or equal to ${IA_DAYS_MIN} for storageClass '${StorageClass}'`,
            },
          ]
        : [],
    ),
  )
}

function checkReplication({ edges, properties }: CheckedNode<Properties>): readonly NodeFinding[] {
  const wires = edges.filter(({ port }) => port === 'replicas')
  if (wires.length === 0 || properties.VersioningConfiguration?.Status === 'Enabled') return []
  return [
    {
      path: 'properties.VersioningConfiguration',
      kind: 'error',
      message: 'must be Enabled: replication copies versions',
    },
  ]
}

interface Notification {
  readonly id: string
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function readNotification(id: string, properties: unknown): Notification {
  const of = isObject(properties) ? properties : {}
  const events = Array.isArray(of['Events']) ? of['Events'] : []
  const filter = isObject(of['Filter']) ? of['Filter']['S3Key'] : undefined
  const rules = isObject(filter) && Array.isArray(filter['Rules']) ? filter['Rules'] : []
  const find = (name: string): string => {
    for (const rule of rules) {
      if (isObject(rule) && String(rule['Name']).toLowerCase() === name)
        return String(rule['Value'])
    }
    return ''
  }
  return { id, events: events.map(String), prefix: find('prefix'), suffix: find('suffix') }
}

const overlaps = (a: string, b: string): boolean => {
  const [left, right] = [a.replace(/\*$/, ''), b.replace(/\*$/, '')]
  if (a.endsWith('*') && b.startsWith(left)) return true
  return b.endsWith('*') ? a.startsWith(right) : a === b
}

const areOverlapping = (a: Notification, b: Notification): boolean =>
  a.events.some((one) => b.events.some((other) => overlaps(one, other))) &&
  (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
  (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html */
function checkNotifications({ edges }: CheckedNode<Properties>): readonly NodeFinding[] {
  const known = edges
    .filter(({ port }) => port === null)
    .map(({ id, properties }) => readNotification(id, properties))
  const unknown = known.flatMap(({ id, events }) =>
    events
      .filter((event) => !/^s3:[A-Za-z]+(?::(?:[A-Za-z]+|\*))?$/.test(event))
      .map((event) => ({
        path: 'properties.Events',
        kind: 'error' as const,
        edge: id,
        message: `${event} is no event type of S3`,
      })),
  )
  const twice = known.flatMap((one, at) =>
    known
      .slice(0, at)
      .filter((other) => areOverlapping(one, other))
      .map((other) => ({
        path: 'properties.Events',
        kind: 'error' as const,
        edge: one.id,
        message: `Configurations overlap with those of ${other.id}: one event type, prefixes and suffixes in common`,
      })),
  )
  return [...unknown, ...twice]
}

/** What is wrong with a bucket beyond its schema. */
export const checkBucket = (node: CheckedNode<Properties>): readonly NodeFinding[] => [
  ...checkName(node.properties),
  ...checkPolicy(node.properties),
  ...checkLifecycle(node.properties),
  ...checkReplication(node),
  ...checkNotifications(node),
  ...checkSeeds(node.data),
]
