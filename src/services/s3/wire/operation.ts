import { findHeader } from '#contracts/body.ts'
import type { S3Request } from './address.ts'
import { isForm } from './form.ts'

/** The operations that are known here, by their names in the API, with the permission that IAM asks for. */
const PERMISSIONS = {
  ListBuckets: 's3:ListAllMyBuckets',
  CreateBucket: 's3:CreateBucket',
  DeleteBucket: 's3:DeleteBucket',
  HeadBucket: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketVersioning: 's3:GetBucketVersioning',
  PutBucketVersioning: 's3:PutBucketVersioning',
  GetBucketTagging: 's3:GetBucketTagging',
  PutBucketTagging: 's3:PutBucketTagging',
  DeleteBucketTagging: 's3:PutBucketTagging',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  DeleteBucketLifecycle: 's3:PutLifecycleConfiguration',
  GetBucketCors: 's3:GetBucketCORS',
  PutBucketCors: 's3:PutBucketCORS',
  DeleteBucketCors: 's3:PutBucketCORS',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  GetBucketWebsite: 's3:GetBucketWebsite',
  PutBucketWebsite: 's3:PutBucketWebsite',
  DeleteBucketWebsite: 's3:DeleteBucketWebsite',
  GetBucketNotificationConfiguration: 's3:GetBucketNotification',
  PutBucketNotificationConfiguration: 's3:PutBucketNotification',
  GetBucketReplication: 's3:GetReplicationConfiguration',
  GetBucketLogging: 's3:GetBucketLogging',
  PutBucketLogging: 's3:PutBucketLogging',
  GetBucketRequestPayment: 's3:GetBucketRequestPayment',
  PutBucketRequestPayment: 's3:PutBucketRequestPayment',
  GetBucketAccelerateConfiguration: 's3:GetAccelerateConfiguration',
  GetBucketAcl: 's3:GetBucketAcl',
  PutBucketAcl: 's3:PutBucketAcl',
  GetBucketOwnershipControls: 's3:GetBucketOwnershipControls',
  PutBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  DeleteBucketEncryption: 's3:PutEncryptionConfiguration',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  GetBucketPolicyStatus: 's3:GetBucketPolicyStatus',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 's3:PutBucketObjectLockConfiguration',
  GetObjectAcl: 's3:GetObjectAcl',
  PutObjectAcl: 's3:PutObjectAcl',
  GetObjectLegalHold: 's3:GetObjectLegalHold',
  PutObjectLegalHold: 's3:PutObjectLegalHold',
  GetObjectRetention: 's3:GetObjectRetention',
  PutObjectRetention: 's3:PutObjectRetention',
  SelectObjectContent: 's3:GetObject',
  DeleteObjects: 's3:DeleteObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  PostObject: 's3:PutObject',
  CopyObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
  GetObjectTagging: 's3:GetObjectTagging',
  PutObjectTagging: 's3:PutObjectTagging',
  DeleteObjectTagging: 's3:DeleteObjectTagging',
  GetObjectAttributes: 's3:GetObjectAttributes',
  RestoreObject: 's3:RestoreObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  UploadPartCopy: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
} as const

export type Operation = keyof typeof PERMISSIONS

/** A question about one version needs a permission of its own. */
const VERSIONED: ReadonlySet<string> = new Set([
  's3:GetObject',
  's3:DeleteObject',
  's3:GetObjectTagging',
  's3:PutObjectTagging',
  's3:DeleteObjectTagging',
  's3:GetObjectAttributes',
  's3:GetObjectAcl',
])

/** What IAM calls an operation: `s3:GetObjectVersion` for a version of an object. */
export function permissionOf(operation: Operation, query: S3Request['query']): string {
  const permission = PERMISSIONS[operation]
  const isVersion = (query.get('versionId') ?? '') !== ''
  if (!isVersion || !VERSIONED.has(permission)) return permission
  return permission.endsWith('Tagging')
    ? permission.replace('Tagging', 'VersionTagging')
    : permission.replace('Object', 'ObjectVersion')
}

/** By method and sub-resource; `''`: none. The first sub-resource of the query that a row names counts. */
const BUCKET: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  GET: {
    versions: 'ListObjectVersions',
    uploads: 'ListMultipartUploads',
    location: 'GetBucketLocation',
    versioning: 'GetBucketVersioning',
    cors: 'GetBucketCors',
    policy: 'GetBucketPolicy',
    website: 'GetBucketWebsite',
    acl: 'GetBucketAcl',
    ownershipControls: 'GetBucketOwnershipControls',
    encryption: 'GetBucketEncryption',
    publicAccessBlock: 'GetPublicAccessBlock',
    policyStatus: 'GetBucketPolicyStatus',
    'object-lock': 'GetObjectLockConfiguration',
    tagging: 'GetBucketTagging',
    lifecycle: 'GetBucketLifecycleConfiguration',
    notification: 'GetBucketNotificationConfiguration',
    replication: 'GetBucketReplication',
    logging: 'GetBucketLogging',
    requestPayment: 'GetBucketRequestPayment',
    accelerate: 'GetBucketAccelerateConfiguration',
    '': 'ListObjects',
  },
  HEAD: { '': 'HeadBucket' },
  PUT: {
    acl: 'PutBucketAcl',
    versioning: 'PutBucketVersioning',
    tagging: 'PutBucketTagging',
    lifecycle: 'PutBucketLifecycleConfiguration',
    cors: 'PutBucketCors',
    policy: 'PutBucketPolicy',
    website: 'PutBucketWebsite',
    notification: 'PutBucketNotificationConfiguration',
    logging: 'PutBucketLogging',
    requestPayment: 'PutBucketRequestPayment',
    ownershipControls: 'PutBucketOwnershipControls',
    encryption: 'PutBucketEncryption',
    publicAccessBlock: 'PutPublicAccessBlock',
    'object-lock': 'PutObjectLockConfiguration',
    '': 'CreateBucket',
  },
  DELETE: {
    tagging: 'DeleteBucketTagging',
    lifecycle: 'DeleteBucketLifecycle',
    cors: 'DeleteBucketCors',
    policy: 'DeleteBucketPolicy',
    website: 'DeleteBucketWebsite',
    encryption: 'DeleteBucketEncryption',
    publicAccessBlock: 'DeletePublicAccessBlock',
    '': 'DeleteBucket',
  },
  POST: { delete: 'DeleteObjects' },
}

const OBJECT: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  GET: {
    tagging: 'GetObjectTagging',
    attributes: 'GetObjectAttributes',
    uploadId: 'ListParts',
    acl: 'GetObjectAcl',
    'legal-hold': 'GetObjectLegalHold',
    retention: 'GetObjectRetention',
    '': 'GetObject',
  },
  HEAD: { '': 'HeadObject' },
  PUT: {
    tagging: 'PutObjectTagging',
    acl: 'PutObjectAcl',
    'legal-hold': 'PutObjectLegalHold',
    retention: 'PutObjectRetention',
    '': 'PutObject',
  },
  POST: {
    uploads: 'CreateMultipartUpload',
    uploadId: 'CompleteMultipartUpload',
    restore: 'RestoreObject',
    select: 'SelectObjectContent',
  },
  DELETE: {
    tagging: 'DeleteObjectTagging',
    uploadId: 'AbortMultipartUpload',
    '': 'DeleteObject',
  },
}

/** Sub-resources that S3 has. A request for one that its method does not have here is refused, not taken for another. */
const SUBRESOURCES = new Set(
  'abac accelerate acl analytics cors encryption intelligent-tiering inventory legal-hold lifecycle logging metadataConfiguration metadataTable metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication requestPayment restore retention select session tagging torrent versioning website'.split(
    ' ',
  ),
)

function pick(row: Readonly<Record<string, Operation>>, query: S3Request['query']) {
  for (const name of Object.keys(row)) if (name !== '' && query.has(name)) return row[name] ?? null
  return findSubresource(query) === null ? (row[''] ?? null) : null
}

/** The sub-resource that a request is about; null: it is about the bucket or object itself. */
export function findSubresource(query: S3Request['query']): string | null {
  for (const name of query.keys()) if (SUBRESOURCES.has(name)) return name
  return null
}

/** What a request asks for; null: nothing that is known here. */
export function findOperation(request: S3Request): Operation | null {
  const { method, bucket, key, query } = request
  if (bucket === null) return method === 'GET' ? 'ListBuckets' : null
  if (isForm(request)) return 'PostObject'
  const table = key === null ? BUCKET : OBJECT
  const row = Object.hasOwn(table, method) ? table[method] : undefined
  const found = row === undefined ? null : pick(row, query)
  if (found === 'ListObjects' && query.get('list-type') === '2') return 'ListObjectsV2'
  if (found !== 'PutObject') return found
  const isCopy = findHeader(request.headers, 'x-amz-copy-source') !== undefined
  if (query.has('uploadId') && query.has('partNumber'))
    return isCopy ? 'UploadPartCopy' : 'UploadPart'
  return isCopy ? 'CopyObject' : 'PutObject'
}

/** How S3 counts an operation: for prefixes' rates, latencies, metrics and the bill. */
export type OperationKind = 'read' | 'write' | 'delete' | 'list' | 'other'

const KINDS: Partial<Record<Operation, OperationKind>> = {
  GetObject: 'read',
  HeadObject: 'read',
  HeadBucket: 'read',
  ListBuckets: 'list',
  ListObjects: 'list',
  ListObjectsV2: 'list',
  ListObjectVersions: 'list',
  ListMultipartUploads: 'list',
  ListParts: 'read',
  PutObject: 'write',
  PostObject: 'write',
  CopyObject: 'write',
  CreateMultipartUpload: 'write',
  UploadPart: 'write',
  UploadPartCopy: 'write',
  CompleteMultipartUpload: 'write',
  RestoreObject: 'write',
  PutObjectTagging: 'write',
  DeleteObject: 'delete',
  DeleteObjects: 'delete',
  DeleteObjectTagging: 'delete',
  AbortMultipartUpload: 'delete',
  CreateBucket: 'write',
  DeleteBucket: 'delete',
}

export const kindOf = (operation: Operation): OperationKind => KINDS[operation] ?? 'other'
