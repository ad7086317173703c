'use strict'
/** `@aws-sdk/client-s3`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/s3/ */
const { createClient, createEnum } = require('coldstart:sdk/internal/createClient')
const { operations, service } = require('coldstart:sdk/internal/s3/service')

module.exports = createClient(service, operations, {
  aggregated: 'S3',
  enums: {
    ChecksumAlgorithm: createEnum(
      'CRC32 CRC32C CRC64NVME MD5 SHA1 SHA256 SHA512 XXHASH128 XXHASH3 XXHASH64',
    ),
    MetadataDirective: createEnum('COPY REPLACE'),
    ObjectAttributes: {
      CHECKSUM: 'Checksum',
      ETAG: 'ETag',
      OBJECT_PARTS: 'ObjectParts',
      OBJECT_SIZE: 'ObjectSize',
      STORAGE_CLASS: 'StorageClass',
    },
    StorageClass: createEnum(
      'AWS_BACKUP_LOW_COST_WARM AWS_BACKUP_WARM DEEP_ARCHIVE EXPRESS_ONEZONE FSX_ONTAP FSX_OPENZFS GLACIER GLACIER_IR INTELLIGENT_TIERING ONEZONE_IA OUTPOSTS REDUCED_REDUNDANCY SNOW STANDARD STANDARD_IA',
    ),
    TaggingDirective: createEnum('COPY REPLACE'),
  },
  paginated: {
    ListBuckets: ['ContinuationToken', 'ContinuationToken', 'MaxBuckets'],
    ListObjectsV2: ['ContinuationToken', 'NextContinuationToken', 'MaxKeys'],
    ListParts: ['PartNumberMarker', 'NextPartNumberMarker', 'MaxParts'],
  },
  waiters: {
    BucketExists: ['HeadBucket', true],
    BucketNotExists: ['HeadBucket', false],
    ObjectExists: ['HeadObject', true],
    ObjectNotExists: ['HeadObject', false],
  },
})
