import * as buffer from 'node:buffer'
import * as crypto from 'node:crypto'
import * as stream from 'node:stream'
import * as url from 'node:url'
import * as zlib from 'node:zlib'
import * as realS3 from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { askOurs, askReal, type Reply, sources } from './testing/askBoth.ts'
import { loadSdk } from './testing/loadSdk.ts'

// The client of S3, held to AWS's own: the same request, the same outcome.

const Bucket = 'shop'
const Key = 'a b/ü(1)!.txt'
const ids = { 'x-amz-request-id': 'R1', 'x-amz-id-2': 'H1' }
const ok = (headers: Record<string, string> = {}, body = ''): Reply => ({
  status: 200,
  headers: { ...ids, ...headers },
  body,
})
const xml = (body: string, headers: Record<string, string> = {}): Reply =>
  ok(
    { 'content-type': 'application/xml', ...headers },
    `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  )
const error = (status: number, code: string, more = ''): Reply => ({
  ...xml(
    `<Error><Code>${code}</Code><Message>It &amp; it.</Message>${more}<RequestId>R1</RequestId><HostId>H1</HostId></Error>`,
  ),
  status,
})

type Case = readonly [name: string, command: string, input: object, reply: Reply]

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
const cases: readonly Case[] = [
  [
    'puts text with all that goes with it',
    'PutObjectCommand',
    {
      Bucket,
      Key,
      Body: 'hé',
      ContentType: 'text/plain',
      CacheControl: 'max-age=1',
      Metadata: { Owner: 'ann' },
      StorageClass: 'STANDARD_IA',
      Tagging: 'a=1&b=2',
      IfNoneMatch: '*',
      Nonsense: 1,
    },
    ok({
      etag: '"e"',
      'x-amz-version-id': 'v',
      'x-amz-checksum-crc32': 'abcd',
      'x-amz-checksum-type': 'FULL_OBJECT',
    }),
  ],
  [
    'puts bytes',
    'PutObjectCommand',
    { Bucket, Key: '/x//y', Body: Uint8Array.of(1, 255) },
    ok({ etag: '"e"' }),
  ],
  ['puts nothing', 'PutObjectCommand', { Bucket, Key }, ok({ etag: '"e"' })],
  [
    'puts with a hash',
    'PutObjectCommand',
    { Bucket, Key, Body: 'x', ChecksumAlgorithm: 'SHA256' },
    ok({ etag: '"e"' }),
  ],
  [
    'gets',
    'GetObjectCommand',
    {
      Bucket,
      Key,
      Range: 'bytes=0-1',
      VersionId: 'v/1',
      IfModifiedSince: new Date(0),
      ResponseContentType: 'text/css',
    },
    ok(
      {
        etag: '"e"',
        'content-type': 'text/plain',
        'content-length': '3',
        'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
        'accept-ranges': 'bytes',
        'x-amz-meta-owner': 'ann',
        'x-amz-tagging-count': '2',
        'x-amz-version-id': 'v/1',
        'x-amz-server-side-encryption': 'AES256',
      },
      'hé',
    ),
  ],
  [
    'heads',
    'HeadObjectCommand',
    { Bucket, Key },
    ok({
      etag: '"e"',
      'content-length': '3',
      'x-amz-delete-marker': 'false',
      'x-amz-restore': 'ongoing-request="true"',
    }),
  ],
  [
    'heads what is not there',
    'HeadObjectCommand',
    { Bucket, Key },
    { status: 404, headers: ids, body: '' },
  ],
  [
    'gets what is not there',
    'GetObjectCommand',
    { Bucket, Key },
    error(404, 'NoSuchKey', '<Key>a</Key>'),
  ],
  ['is denied', 'GetObjectCommand', { Bucket, Key }, error(403, 'AccessDenied')],
  [
    'must wait for a restore',
    'GetObjectCommand',
    { Bucket, Key },
    error(403, 'InvalidObjectState', '<StorageClass>GLACIER</StorageClass>'),
  ],
  [
    'a condition fails',
    'PutObjectCommand',
    { Bucket, Key, Body: '', IfMatch: '"x"' },
    error(412, 'PreconditionFailed', '<Condition>If-Match</Condition>'),
  ],
  ['is told to slow down', 'PutObjectCommand', { Bucket, Key, Body: '' }, error(503, 'SlowDown')],
  [
    'deletes',
    'DeleteObjectCommand',
    { Bucket, Key, VersionId: 'v' },
    {
      status: 204,
      headers: { ...ids, 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'v' },
      body: '',
    },
  ],
  [
    'deletes many',
    'DeleteObjectsCommand',
    { Bucket, Delete: { Objects: [{ Key: 'a&b' }, { Key: 'c', VersionId: 'v' }], Quiet: false } },
    xml(
      '<DeleteResult><Deleted><Key>a&amp;b</Key><DeleteMarker>true</DeleteMarker></Deleted><Error><Key>c</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>',
    ),
  ],
  [
    'lists',
    'ListObjectsV2Command',
    {
      Bucket,
      Prefix: 'a/',
      Delimiter: '/',
      MaxKeys: 2,
      ContinuationToken: 't=',
      StartAfter: 'x',
      FetchOwner: true,
    },
    xml(
      '<ListBucketResult><Name>shop</Name><Prefix>a/</Prefix><Delimiter>/</Delimiter><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>true</IsTruncated><NextContinuationToken>n</NextContinuationToken><Contents><Key>a/&lt;b&gt;</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>5</Size><Owner><ID>o</ID></Owner><StorageClass>STANDARD</StorageClass></Contents><CommonPrefixes><Prefix>a/c/</Prefix></CommonPrefixes></ListBucketResult>',
    ),
  ],
  [
    'lists nothing',
    'ListObjectsV2Command',
    { Bucket },
    xml(
      '<ListBucketResult><Name>shop</Name><Prefix></Prefix><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>',
    ),
  ],
  [
    'lists versions',
    'ListObjectVersionsCommand',
    { Bucket, KeyMarker: 'k', VersionIdMarker: 'v' },
    xml(
      '<ListVersionsResult><Name>shop</Name><Version><Key>a</Key><VersionId>v</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Version><DeleteMarker><Key>b</Key><VersionId>w</VersionId><IsLatest>false</IsLatest></DeleteMarker><IsTruncated>false</IsTruncated></ListVersionsResult>',
    ),
  ],
  [
    'lists the old way',
    'ListObjectsCommand',
    { Bucket, Marker: 'm' },
    xml(
      '<ListBucketResult><Name>shop</Name><Marker>m</Marker><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>',
    ),
  ],
  [
    'lists buckets',
    'ListBucketsCommand',
    {},
    xml(
      '<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets><Bucket><Name>shop</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
    ),
  ],
  [
    'copies',
    'CopyObjectCommand',
    { Bucket, Key, CopySource: 'shop/a%20b', MetadataDirective: 'REPLACE', Metadata: { a: '1' } },
    xml(
      '<CopyObjectResult><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag></CopyObjectResult>',
      { 'x-amz-version-id': 'v' },
    ),
  ],
  [
    'begins an upload',
    'CreateMultipartUploadCommand',
    { Bucket, Key, ContentType: 'x/y' },
    xml(
      '<InitiateMultipartUploadResult><Bucket>shop</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>',
    ),
  ],
  [
    'uploads a part',
    'UploadPartCommand',
    { Bucket, Key, PartNumber: 2, UploadId: 'u', Body: 'abc' },
    ok({ etag: '"e"', 'x-amz-checksum-crc32': 'abcd' }),
  ],
  [
    'completes an upload',
    'CompleteMultipartUploadCommand',
    { Bucket, Key, UploadId: 'u', MultipartUpload: { Parts: [{ ETag: '"e"', PartNumber: 1 }] } },
    xml(
      '<CompleteMultipartUploadResult><Location>https://x</Location><Bucket>shop</Bucket><Key>k</Key><ETag>&quot;e-1&quot;</ETag></CompleteMultipartUploadResult>',
      { 'x-amz-version-id': 'v' },
    ),
  ],
  [
    'aborts an upload',
    'AbortMultipartUploadCommand',
    { Bucket, Key, UploadId: 'u' },
    { status: 204, headers: ids, body: '' },
  ],
  [
    'no such upload',
    'ListPartsCommand',
    { Bucket, Key, UploadId: 'u' },
    error(404, 'NoSuchUpload', '<UploadId>u</UploadId>'),
  ],
  [
    'lists parts',
    'ListPartsCommand',
    { Bucket, Key, UploadId: 'u', MaxParts: 1 },
    xml(
      '<ListPartsResult><Bucket>shop</Bucket><UploadId>u</UploadId><Part><PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag><Size>5</Size></Part><IsTruncated>false</IsTruncated></ListPartsResult>',
    ),
  ],
  [
    'gets tags',
    'GetObjectTaggingCommand',
    { Bucket, Key },
    xml('<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>'),
  ],
  [
    'puts tags',
    'PutObjectTaggingCommand',
    { Bucket, Key, Tagging: { TagSet: [{ Key: 'a', Value: '<1>' }] } },
    ok(),
  ],
  [
    'heads a bucket',
    'HeadBucketCommand',
    { Bucket },
    ok({ 'x-amz-bucket-region': 'eu-west-1', 'x-amz-access-point-alias': 'false' }),
  ],
  [
    'a bucket that is not there',
    'HeadBucketCommand',
    { Bucket },
    { status: 404, headers: ids, body: '' },
  ],
  [
    'where a bucket is',
    'GetBucketLocationCommand',
    { Bucket },
    xml(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
    ),
  ],
  [
    'whether it has versions',
    'GetBucketVersioningCommand',
    { Bucket },
    xml('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'),
  ],
  [
    'a bucket whose name no host holds',
    'GetObjectCommand',
    { Bucket: 'my.dotted.bucket', Key },
    ok({}, 'x'),
  ],
  ['without a key', 'GetObjectCommand', { Bucket }, ok()],
]

describe('@aws-sdk/client-s3', () => {
  test.each(cases)('%s', async (_title, command, input, reply) => {
    const theirs = await askReal(realS3, 'S3Client', command, input, reply)
    const ours = await askOurs('@aws-sdk/client-s3', 'S3Client', command, input, reply)
    expect(ours).toEqual(theirs)
  })
})

const builtIns = {
  'node:buffer': buffer,
  'node:crypto': crypto,
  'node:stream': stream,
  'node:url': url,
  'node:zlib': zlib,
}

test('the names that the package exports are AWS’s own', () => {
  const require = loadSdk(sources, {} as Parameters<typeof loadSdk>[1], builtIns)
  const ours = Object.keys(require('@aws-sdk/client-s3'))
  expect(ours.filter((name) => !(name in realS3))).toEqual([])
  const { ChecksumAlgorithm, ObjectAttributes, StorageClass } = realS3
  expect(require('@aws-sdk/client-s3')).toMatchObject({
    ChecksumAlgorithm,
    ObjectAttributes,
    StorageClass,
  })
})
