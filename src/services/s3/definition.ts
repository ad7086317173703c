import * as z from 'zod/mini'
import { define, fields } from '../definition.ts'
import { checkBucket } from './checkBucket.ts'
import { STORAGE_CLASSES } from './objectVersion.ts'
import { seedsSchema } from './seeds.ts'

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const whole = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max))
const list = <T extends z.ZodMiniType>(item: T, max: number) =>
  z._default(z.array(item).check(z.maxLength(max)), [])
const texts = list(z.string(), 100)
const days = z.optional(whole(0, 36_500))
/** CloudFormation takes these numbers as texts. */
const size = z.optional(z.union([z.string().check(z.regex(/^\d{1,15}$/)), whole(0, 1e15)]))
const [STANDARD, ...CHEAPER] = STORAGE_CLASSES
const storageClass = z.enum(CHEAPER)
const status = z._default(z.enum(['Enabled', 'Disabled']), 'Enabled')
const protocol = z.optional(z.enum(['http', 'https']))

/** ISO 8601. What a rule does by date it does at that midnight UTC. */
export const MIDNIGHT = /^\d{4}-\d\d-\d\d(?:T00:00:00(?:\.0{1,3})?Z)?$/
const date = z.optional(z.string().check(z.regex(MIDNIGHT)))

const lifecycleRule = z.looseObject({
  Id: z.optional(z.string()),
  Status: status,
  Prefix: z.optional(z.string()),
  TagFilters: list(z.looseObject({ Key: z.string(), Value: z.string() }), 10),
  ObjectSizeGreaterThan: size,
  ObjectSizeLessThan: size,
  ExpirationInDays: days,
  ExpirationDate: date,
  ExpiredObjectDeleteMarker: z.optional(z.boolean()),
  Transitions: list(
    z.looseObject({
      StorageClass: storageClass,
      TransitionInDays: z._default(whole(0, 36_500), 0),
      TransitionDate: date,
    }),
    10,
  ),
  NoncurrentVersionExpiration: z.optional(
    z.looseObject({
      NoncurrentDays: z._default(whole(1, 36_500), 1),
      NewerNoncurrentVersions: z.optional(whole(1, 100)),
    }),
  ),
  NoncurrentVersionTransitions: list(
    z.looseObject({
      StorageClass: storageClass,
      TransitionInDays: z._default(whole(0, 36_500), 0),
      NewerNoncurrentVersions: z.optional(whole(1, 100)),
    }),
    10,
  ),
  AbortIncompleteMultipartUpload: z.optional(
    z.looseObject({ DaysAfterInitiation: z._default(whole(1, 36_500), 7) }),
  ),
})

const corsRule = z.looseObject({
  Id: z.optional(z.string()),
  AllowedHeaders: texts,
  AllowedMethods: list(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']), 5),
  AllowedOrigins: texts,
  ExposedHeaders: texts,
  MaxAge: z.optional(whole(0, 1e9)),
})

const routingRule = z.looseObject({
  RoutingRuleCondition: z.optional(
    z.looseObject({
      KeyPrefixEquals: z.optional(z.string()),
      HttpErrorCodeReturnedEquals: z.optional(z.string()),
    }),
  ),
  RedirectRule: z.looseObject({
    HostName: z.optional(z.string()),
    HttpRedirectCode: z.optional(z.string().check(z.regex(/^3\d\d$/))),
    Protocol: protocol,
    ReplaceKeyPrefixWith: z.optional(z.string()),
    ReplaceKeyWith: z.optional(z.string()),
  }),
})

const replicationRule = z.looseObject({
  Id: z.optional(z.string()),
  Status: status,
  Prefix: z.optional(z.string()),
  Filter: z.optional(z.looseObject({ Prefix: z.optional(z.string()) })),
  DeleteMarkerReplication: z.optional(z.looseObject({ Status: status })),
  Destination: z.optional(
    z.looseObject({
      Bucket: z.optional(z.string()),
      StorageClass: z.optional(z.union([z.literal(STANDARD), storageClass])),
    }),
  ),
})

const defaultRetention = z
  .looseObject({
    Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
    Days: z.optional(whole(1, 36_500)),
    Years: z.optional(whole(1, 100)),
  })
  .check(
    z.refine(({ Days, Years }) => (Days === undefined) !== (Years === undefined), {
      error: 'has either Days or Years',
    }),
  )

const blocked = z._default(z.boolean(), true)

const properties = z.looseObject({
  BucketName: z.optional(z.string()).register(fields, {
    title: 'Bucket name',
    help: "Defaults to the node's id in lower case.",
    source: `${GUIDE}/bucketnamingrules.html`,
  }),
  VersioningConfiguration: z
    .optional(z.looseObject({ Status: z._default(z.enum(['Enabled', 'Suspended']), 'Enabled') }))
    .register(fields, {
      title: 'Versioning',
      help: 'Enabled keeps every version; a delete then only puts a marker in front.',
      source: `${GUIDE}/Versioning.html`,
    }),
  ObjectLockEnabled: z.optional(z.boolean()).register(fields, {
    title: 'Object Lock',
    help: 'Versions can be locked; versioning is then always on.',
    source: `${GUIDE}/object-lock.html`,
  }),
  ObjectLockConfiguration: z
    .optional(
      z.looseObject({
        Rule: z.optional(z.looseObject({ DefaultRetention: z.optional(defaultRetention) })),
      }),
    )
    .register(fields, {
      title: 'Object Lock: default retention',
      group: 'Access',
      help: 'How long a version is locked that is put without a retention of its own. Mode GOVERNANCE can be bypassed, COMPLIANCE cannot.',
      source: `${GUIDE}/object-lock-configure.html`,
    }),
  Tags: z
    .optional(z.array(z.looseObject({ Key: z.string(), Value: z.string() })).check(z.maxLength(50)))
    .register(fields, { title: 'Tags', source: `${GUIDE}/CostAllocTagging.html` }),
  PublicAccessBlockConfiguration: z
    .optional(
      z.looseObject({
        BlockPublicAcls: blocked,
        BlockPublicPolicy: blocked,
        IgnorePublicAcls: blocked,
        RestrictPublicBuckets: blocked,
      }),
    )
    .register(fields, {
      title: 'Block public access',
      group: 'Access',
      help: 'All four are on unless they are switched off: then a public policy lets everybody in.',
      source: `${GUIDE}/access-control-block-public-access.html`,
    }),
  BucketPolicy: z
    .optional(z.looseObject({ PolicyDocument: z.optional(z.unknown()) }))
    .register(fields, {
      title: 'Bucket policy',
      group: 'Access',
      widget: 'json',
      help: 'PolicyDocument, as AWS::S3::BucketPolicy has it. A distribution comes in by Service cloudfront.amazonaws.com.',
      source: `${GUIDE}/bucket-policies.html`,
    }),
  CorsConfiguration: z
    .optional(z.looseObject({ CorsRules: list(corsRule, 100) }))
    .register(fields, {
      title: 'CORS',
      group: 'Access',
      source: `${GUIDE}/cors.html`,
    }),
  WebsiteConfiguration: z
    .optional(
      z.looseObject({
        IndexDocument: z.optional(z.string()),
        ErrorDocument: z.optional(z.string()),
        RedirectAllRequestsTo: z.optional(
          z.looseObject({ HostName: z.string(), Protocol: protocol }),
        ),
        RoutingRules: list(routingRule, 50),
      }),
    )
    .register(fields, {
      title: 'Static website',
      group: 'Website',
      help: 'Requests by a wire of HTTP then reach the website endpoint, unless their Host names the REST one.',
      source: `${GUIDE}/WebsiteHosting.html`,
    }),
  LifecycleConfiguration: z
    .optional(z.looseObject({ Rules: list(lifecycleRule, 1_000) }))
    .register(fields, {
      title: 'Lifecycle',
      group: 'Lifecycle',
      help: 'Rules run at midnight UTC of virtual time.',
      source: `${GUIDE}/object-lifecycle-mgmt.html`,
    }),
  ReplicationConfiguration: z
    .optional(z.looseObject({ Rules: list(replicationRule, 1_000) }))
    .register(fields, {
      title: 'Replication',
      group: 'Lifecycle',
      help: 'What goes along the wire from the port Replicas; without rules, everything does. Both buckets need versioning.',
      source: `${GUIDE}/replication.html`,
    }),
})

const milliseconds = z.number().check(z.nonnegative(), z.maximum(3_600_000))
const latency = (title: string, ms: number, source: string) =>
  z._default(milliseconds, ms).register(fields, {
    title,
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution at the server; the network comes on top.',
    source,
  })

const RANGE =
  'assumption, within what AWS says of small objects (100-200 ms at most for the first byte) and common measurements'

const model = z.looseObject({
  ReadMs: latency('First byte of a GET', 28, `${RANGE}: median 25-30 ms, p99 150-200 ms`),
  WriteMs: latency('PUT, small', 50, `${RANGE}: median 40-60 ms`),
  ListMs: latency('LIST', 40, 'assumption: between a GET and a PUT'),
  DeleteMs: latency('DELETE', 25, 'assumption: as a GET'),
  TransferMBps: z._default(z.number().check(z.positive(), z.maximum(10_000)), 88).register(fields, {
    title: 'Throughput of one request',
    unit: 'MB/s',
    group: 'Model',
    source: `${GUIDE}/optimizing-performance-design-patterns.html: 85-90 MB/s`,
  }),
  NotificationMs: latency(
    'Event notification',
    700,
    'assumption: AWS says "typically … in seconds but can sometimes take a minute or longer"',
  ),
  ReplicationSeconds: z
    ._default(z.number().check(z.nonnegative(), z.maximum(86_400)), 10)
    .register(fields, {
      title: 'Replication',
      unit: 's',
      group: 'Model',
      help: 'Median of a log-normal distribution.',
      source:
        'assumption: AWS says that most objects replicate within 15 minutes; small ones in seconds',
    }),
  SplitMinutes: z
    ._default(z.number().check(z.nonnegative(), z.maximum(1_440)), 30)
    .register(fields, {
      title: 'A hot prefix splits after',
      unit: 'min',
      group: 'Model',
      help: 'Until then its requests beyond 3,500 writes and 5,500 reads a second get 503 SlowDown.',
      source: 'assumption: AWS says "gradually"',
    }),
})

const filterRule = z.looseObject({
  Name: z.enum(['prefix', 'suffix', 'Prefix', 'Suffix']),
  Value: z.string(),
})

const notification = z.looseObject({
  Events: z
    ._default(z.array(z.string()).check(z.maxLength(20)), ['s3:ObjectCreated:*'])
    .register(fields, {
      title: 'Events',
      help: 's3:ObjectCreated:*, s3:ObjectRemoved:Delete, s3:ObjectTagging:*, s3:LifecycleExpiration:* and the like.',
      source: `${GUIDE}/notification-how-to-event-types-and-destinations.html`,
    }),
  Filter: z
    .optional(z.looseObject({ S3Key: z.optional(z.looseObject({ Rules: list(filterRule, 2) })) }))
    .register(fields, {
      title: 'Filter',
      help: 'S3Key.Rules: a prefix, a suffix, or one of each.',
      source: `${GUIDE}/notification-how-to-filtering.html`,
    }),
  Id: z.optional(z.string()).register(fields, { title: 'Configuration id' }),
})

/** A bucket's name: an id may have capitals, a bucket's name may not. */
export const toBucketName = (node: { readonly id: string; readonly name: unknown }): string =>
  typeof node.name === 'string' ? node.name : node.id.toLowerCase().replaceAll('_', '-')

export const s3Definition = define({
  type: 'AWS::S3::Bucket',
  title: 'S3 bucket',
  description: 'Objects of any size by key: versions, events, a website, lifecycle and replicas',
  category: 'data',
  properties,
  model,
  serves: ['api', 'http'],
  calls: ['api', 'invoke'],
  defaultPort: ['invoke', 'api'],
  defaultTargets: ['AWS::Lambda::Function', 'AWS::SQS::Queue'],
  ports: [
    {
      id: 'replicas',
      title: 'Replicas',
      help: 'New objects are copied to this bucket.',
      contracts: ['api'],
      targets: ['AWS::S3::Bucket'],
    },
  ],
  edges: { invoke: notification, api: notification },
  nameProperty: 'BucketName',
  carries: { code: false, data: true },
  data: {
    schema: seedsSchema,
    title: 'Objects at the beginning',
    help: 'A list of { Key, Text | Base64 | Generate: { Size, Fill, Seed } }; Count with {n} in the key makes many.',
  },
  check: checkBucket,
})

/** What a bucket node shows inside. Rates are smoothed (EWMA, 2.5 s). */
export interface S3State {
  readonly objects: number
  /** Versions and delete markers beyond the current objects. */
  readonly olderVersions: number
  readonly bytes: number
  readonly uploads: number
  readonly readsPerSecond: number
  readonly writesPerSecond: number
  readonly errors: number
  readonly slowDowns: number
  /** Events that were delivered, and those on their way. */
  readonly eventsSent: number
  readonly eventsWaiting: number
  readonly replicasWaiting: number
  /** The newest objects, latest first: key, bytes, epoch ms. */
  readonly newest: readonly { readonly key: string; readonly size: number; readonly at: number }[]
  /** Partitions that the keys are spread over. */
  readonly partitions: number
}

/** The inspector's `query`: a page of a folder. */
export interface ObjectsQuery {
  readonly type: 'objects'
  readonly prefix: string
  readonly after: string
  /** Delete markers and older versions, too. */
  readonly versions: boolean
}

/** One row of the explorer. */
export interface ObjectRow {
  readonly key: string
  readonly versionId: string
  readonly size: number
  /** Epoch ms. */
  readonly lastModified: number
  readonly storageClass: string
  readonly contentType: string
  readonly isLatest: boolean
  readonly isDeleteMarker: boolean
}

/** A page of a folder: the folders in it, then the objects. */
export interface ObjectsPage {
  readonly folders: readonly string[]
  readonly objects: readonly ObjectRow[]
  /** What to go on after; null: that is all. */
  readonly next: string | null
}

/** The inspector's `query`: one object with its bytes, at most so many of them. */
export interface ObjectQuery {
  readonly type: 'object'
  readonly key: string
  readonly versionId: string | null
  readonly bytesMax: number
}

/** An object, for preview and download. */
export interface ObjectAnswer {
  readonly row: ObjectRow
  readonly etag: string
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Base64 of the first bytes. */
  readonly base64: string
  readonly isWhole: boolean
}
