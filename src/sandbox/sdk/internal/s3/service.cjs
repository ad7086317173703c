'use strict'
/** S3 as the generic client needs to know it: REST and XML. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
const { createExceptions } = require('coldstart:sdk/internal/createClient')

const { Base, exceptions } = createExceptions(
  'S3ServiceException',
  'com.amazonaws.s3',
  `
AccessDenied
BucketAlreadyExists
BucketAlreadyOwnedByYou
EncryptionTypeMismatch
IdempotencyParameterMismatch
InvalidObjectState StorageClass AccessTier
InvalidRequest
InvalidWriteOffset
NoSuchBucket
NoSuchKey
NoSuchUpload
NotFound
ObjectAlreadyInActiveTierError
ObjectNotInActiveTierError
TooManyParts
`,
)

exports.service = {
  id: 'S3',
  apiVersion: '2006-03-01',
  prefix: 's3',
  target: 'AmazonS3',
  clientName: 'S3Client',
  defaults: { maxAttempts: 3, baseDelay: 50 },
  codec: { readMember: (_type, value) => value },
  exceptions,
  BaseException: Base,
  codes: { 404: 'NotFound' },
  prepare: (input) => require('coldstart:sdk/internal/s3/body').prepare(input),
  bind: (...args) => require('coldstart:sdk/internal/s3/rest').bind(...args),
  read: (...args) => require('coldstart:sdk/internal/s3/read').read(...args),
  readError: (...args) => require('coldstart:sdk/internal/s3/read').readError(...args),
}

/**
 * Operation, method, query that names it (`-`: none; `x-id`: its own name), members that go into the query string, the
 * member that is the XML of the body, and its root.
 */
const OPERATIONS = `
AbortMultipartUpload DELETE x-id uploadId=UploadId
CompleteMultipartUpload POST - uploadId=UploadId MultipartUpload:CompleteMultipartUpload
CopyObject PUT x-id
CreateMultipartUpload POST uploads
DeleteObject DELETE x-id versionId=VersionId
DeleteObjectTagging DELETE tagging versionId=VersionId
DeleteObjects POST delete - Delete:Delete
GetBucketLocation GET location
GetBucketVersioning GET versioning
GetObject GET x-id partNumber=PartNumber,response-cache-control=ResponseCacheControl,response-content-disposition=ResponseContentDisposition,response-content-encoding=ResponseContentEncoding,response-content-language=ResponseContentLanguage,response-content-type=ResponseContentType,response-expires=ResponseExpires,versionId=VersionId
GetObjectAttributes GET attributes versionId=VersionId
GetObjectTagging GET tagging versionId=VersionId
HeadBucket HEAD -
HeadObject HEAD - partNumber=PartNumber,response-cache-control=ResponseCacheControl,response-content-type=ResponseContentType,versionId=VersionId
ListBuckets GET x-id bucket-region=BucketRegion,continuation-token=ContinuationToken,max-buckets=MaxBuckets,prefix=Prefix
ListMultipartUploads GET uploads delimiter=Delimiter,encoding-type=EncodingType,key-marker=KeyMarker,max-uploads=MaxUploads,prefix=Prefix,upload-id-marker=UploadIdMarker
ListObjectVersions GET versions delimiter=Delimiter,encoding-type=EncodingType,key-marker=KeyMarker,max-keys=MaxKeys,prefix=Prefix,version-id-marker=VersionIdMarker
ListObjects GET - delimiter=Delimiter,encoding-type=EncodingType,marker=Marker,max-keys=MaxKeys,prefix=Prefix
ListObjectsV2 GET list-type=2 continuation-token=ContinuationToken,delimiter=Delimiter,encoding-type=EncodingType,fetch-owner=FetchOwner,max-keys=MaxKeys,prefix=Prefix,start-after=StartAfter
ListParts GET x-id max-parts=MaxParts,part-number-marker=PartNumberMarker,uploadId=UploadId
PutObject PUT x-id
PutObjectTagging PUT tagging versionId=VersionId Tagging:Tagging
RestoreObject POST restore versionId=VersionId RestoreRequest:RestoreRequest
UploadPart PUT x-id partNumber=PartNumber,uploadId=UploadId
UploadPartCopy PUT x-id partNumber=PartNumber,uploadId=UploadId
`

const readQuery = (text) =>
  text === undefined || text === '-' ? [] : text.split(',').map((pair) => pair.split('='))

exports.operations = OPERATIONS.trim()
  .split('\n')
  .map((line) => {
    const [operation, method, named, query, payload] = line.split(' ')
    const [member, root] = (payload ?? '').split(':')
    return {
      service: exports.service,
      operation,
      method,
      named,
      query: readQuery(query),
      payload: payload === undefined ? null : { member, root },
    }
  })
