'use strict'
/** An operation's output out of its reply: headers, then the body by shape. */
const { parse } = require('coldstart:sdk/internal/s3/xml')

/** Header → member and type (`n`umber, `b`oolean, `d`ate). */
const CHECKSUMS = `
x-amz-checksum-crc32 ChecksumCRC32
x-amz-checksum-crc32c ChecksumCRC32C
x-amz-checksum-crc64nvme ChecksumCRC64NVME
x-amz-checksum-sha1 ChecksumSHA1
x-amz-checksum-sha256 ChecksumSHA256
x-amz-checksum-type ChecksumType`
const WRITTEN = `
etag ETag
x-amz-expiration Expiration
x-amz-server-side-encryption ServerSideEncryption
x-amz-version-id VersionId
x-amz-object-size Size n
x-amz-request-charged RequestCharged${CHECKSUMS}`
const OBJECT = `
accept-ranges AcceptRanges
cache-control CacheControl
content-disposition ContentDisposition
content-encoding ContentEncoding
content-language ContentLanguage
content-length ContentLength n
content-range ContentRange
content-type ContentType
etag ETag
expires ExpiresString
last-modified LastModified d
x-amz-delete-marker DeleteMarker b
x-amz-expiration Expiration
x-amz-missing-meta MissingMeta n
x-amz-mp-parts-count PartsCount n
x-amz-replication-status ReplicationStatus
x-amz-restore Restore
x-amz-server-side-encryption ServerSideEncryption
x-amz-storage-class StorageClass
x-amz-tagging-count TagCount n
x-amz-version-id VersionId
x-amz-website-redirect-location WebsiteRedirectLocation
x-amz-request-charged RequestCharged${CHECKSUMS}`
const DELETED = `
x-amz-delete-marker DeleteMarker b
x-amz-version-id VersionId
x-amz-request-charged RequestCharged`

const HEADERS = {
  CompleteMultipartUpload: `
x-amz-expiration Expiration
x-amz-server-side-encryption ServerSideEncryption
x-amz-version-id VersionId`,
  CopyObject: `
x-amz-copy-source-version-id CopySourceVersionId
x-amz-expiration Expiration
x-amz-server-side-encryption ServerSideEncryption
x-amz-version-id VersionId`,
  CreateMultipartUpload: `
x-amz-checksum-algorithm ChecksumAlgorithm
x-amz-checksum-type ChecksumType
x-amz-server-side-encryption ServerSideEncryption`,
  DeleteObject: DELETED,
  DeleteObjectTagging: 'x-amz-version-id VersionId',
  GetObject: OBJECT,
  GetObjectAttributes: `
last-modified LastModified d
x-amz-delete-marker DeleteMarker b
x-amz-version-id VersionId`,
  GetObjectTagging: 'x-amz-version-id VersionId',
  HeadBucket: `
x-amz-access-point-alias AccessPointAlias b
x-amz-bucket-region BucketRegion`,
  HeadObject: OBJECT,
  PutObject: WRITTEN,
  PutObjectTagging: 'x-amz-version-id VersionId',
  UploadPart: `
etag ETag
x-amz-server-side-encryption ServerSideEncryption${CHECKSUMS.replace(/\n[^\n]*type [^\n]*$/, '')}`,
  UploadPartCopy: `
x-amz-copy-source-version-id CopySourceVersionId
x-amz-server-side-encryption ServerSideEncryption`,
}

/** Element → type; `Name:member` where the member is called otherwise; `*` a list without an element around it. */
const SHAPES = {
  Owner: 'DisplayName ID',
  Object: 'Key LastModified/d ETag ChecksumAlgorithm* ChecksumType Size/n StorageClass Owner/Owner',
  Prefix: 'Prefix',
  Version:
    'ETag ChecksumAlgorithm* ChecksumType Size/n StorageClass Key VersionId IsLatest/b LastModified/d Owner/Owner',
  DeleteMarker: 'Owner/Owner Key VersionId IsLatest/b LastModified/d',
  Deleted: 'Key VersionId DeleteMarker/b DeleteMarkerVersionId',
  Error: 'Key VersionId Code Message',
  Bucket: 'Name CreationDate/d BucketRegion',
  Buckets: 'Bucket*/Bucket',
  TagSet: 'Tag*/Tag',
  Tag: 'Key Value',
  Part: 'PartNumber/n LastModified/d ETag Size/n ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256',
  Upload:
    'UploadId Key Initiated/d StorageClass Owner/Owner Initiator/Owner ChecksumAlgorithm ChecksumType',
  Copied:
    'ETag LastModified/d ChecksumType ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256',
  Checksum:
    'ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 ChecksumType',
  ObjectParts: 'PartsCount:TotalPartsCount/n',
}
const LIST = 'Name Prefix Delimiter EncodingType IsTruncated/b MaxKeys/n CommonPrefixes*/Prefix'
const OUTPUTS = {
  CompleteMultipartUpload:
    'Location Bucket Key ETag ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 ChecksumType',
  CreateMultipartUpload: 'Bucket Key UploadId',
  DeleteObjects: 'Deleted*/Deleted Error:Errors*/Error',
  GetBucketVersioning: 'Status MfaDelete:MFADelete',
  GetObjectAttributes: 'ETag Checksum/Checksum ObjectParts/ObjectParts StorageClass ObjectSize/n',
  GetObjectTagging: 'TagSet/TagSet',
  ListBuckets: 'Buckets/Buckets Owner/Owner ContinuationToken Prefix',
  ListMultipartUploads:
    'Bucket KeyMarker UploadIdMarker NextKeyMarker Prefix Delimiter NextUploadIdMarker MaxUploads/n IsTruncated/b Upload:Uploads*/Upload CommonPrefixes*/Prefix EncodingType',
  ListObjectVersions: `${LIST} KeyMarker VersionIdMarker NextKeyMarker NextVersionIdMarker Version:Versions*/Version DeleteMarker:DeleteMarkers*/DeleteMarker`,
  ListObjects: `${LIST} Marker NextMarker Contents*/Object`,
  ListObjectsV2: `${LIST} KeyCount/n ContinuationToken NextContinuationToken StartAfter Contents*/Object`,
  ListParts:
    'Bucket Key UploadId PartNumberMarker NextPartNumberMarker MaxParts/n IsTruncated/b Part:Parts*/Part Initiator/Owner Owner/Owner StorageClass ChecksumAlgorithm ChecksumType',
}
/** Elements whose only child is a list: the member is the list. */
const LISTS = new Set(['Buckets', 'TagSet'])

const convert = (type, element) => {
  if (type === undefined) return element.text
  if (type === 'n') return Number(element.text)
  if (type === 'b') return element.text === 'true'
  if (type === 'd') return new Date(element.text)
  return readShape(SHAPES[type], element)
}

const readShape = (text, { children }) => {
  const output = {}
  for (const entry of text.split(' ')) {
    const [named, type] = entry.split('/')
    const isList = named.endsWith('*')
    const [name, member = name] = named.replace('*', '').split(':')
    const found = children.filter((child) => child.name === name)
    if (found.length === 0) continue
    if (isList) output[member] = found.map((each) => convert(type, each))
    else if (LISTS.has(name)) output[member] = Object.values(convert(type, found[0]))[0] ?? []
    else output[member] = convert(type, found[0])
  }
  return output
}

const tables = new Map()
const tableOf = (operation) => {
  const known = tables.get(operation)
  if (known) return known
  const table = (HEADERS[operation] ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
  tables.set(operation, table)
  return table
}

const headerValue = (type, text) => {
  if (type === 'n') return Number(text)
  if (type === 'b') return text === 'true'
  return type === 'd' ? new Date(text) : text
}

const metadataOf = (headers) => {
  const metadata = {}
  for (const name of Object.keys(headers))
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = headers[name]
  return metadata
}

const textOf = (body) =>
  typeof body === 'string'
    ? body
    : body
      ? require('node:buffer').Buffer.from(body).toString('utf8')
      : ''

/** What an operation's reply says. */
exports.read = ({ operation }, { headers, body }) => {
  const output = {}
  for (const [name, member, type] of tableOf(operation))
    if (headers[name] !== undefined) output[member] = headerValue(type, headers[name])
  if (operation === 'GetObject' || operation === 'HeadObject') {
    output.Metadata = metadataOf(headers)
    if (output.ExpiresString !== undefined) {
      const expires = new Date(output.ExpiresString)
      if (!Number.isNaN(expires.getTime())) output.Expires = expires
    }
    if (operation === 'GetObject')
      output.Body = require('coldstart:sdk/internal/s3/body').toStream(body)
    return output
  }
  if (operation === 'CopyObject' || operation === 'UploadPartCopy') {
    const member = operation === 'CopyObject' ? 'CopyObjectResult' : 'CopyPartResult'
    output[member] = readShape(SHAPES.Copied, parse(textOf(body)))
    return output
  }
  if (operation === 'GetBucketLocation') {
    const { text } = parse(textOf(body))
    if (text !== '') output.LocationConstraint = text
    return output
  }
  const shape = OUTPUTS[operation]
  return shape === undefined ? output : Object.assign(output, readShape(shape, parse(textOf(body))))
}

/** An error's members, as its XML tells them; a HEAD's answer has none. */
exports.readError = (_response, text) => {
  if (text === '') return {}
  const data = {}
  for (const { name, text: value } of parse(text).children) data[name] = value
  return data
}
