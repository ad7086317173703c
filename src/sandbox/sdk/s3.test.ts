import * as buffer from 'node:buffer'
import * as crypto from 'node:crypto'
import * as stream from 'node:stream'
import * as url from 'node:url'
import * as zlib from 'node:zlib'
import * as realS3 from '@aws-sdk/client-s3'
import * as events from 'node:events'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
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
  'node:events': events,
  'node:stream': stream,
  'node:url': url,
  'node:zlib': zlib,
}

test('the names that the package exports are AWS’s own', () => {
  const require = loadSdk(sources, {} as Parameters<typeof loadSdk>[1], builtIns)
  const ours = Object.keys(require('@aws-sdk/client-s3'))
  expect(ours.filter((name) => !(name in realS3))).toEqual([])
  for (const name of ['ChecksumAlgorithm', 'StorageClass', 'ObjectAttributes'] as const) {
    expect(require('@aws-sdk/client-s3')[name]).toEqual(realS3[name])
  }
})

const credentials = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'to+ken=',
}
const signingDate = new Date(Date.UTC(2026, 0, 1))

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html
test.each([
  ['GetObjectCommand', { Bucket, Key }, {}],
  [
    'GetObjectCommand',
    { Bucket, Key, VersionId: 'v', ResponseContentType: 'text/css' },
    { expiresIn: 60 },
  ],
  ['PutObjectCommand', { Bucket, Key, ContentType: 'text/plain', Metadata: { a: 'b c' } }, {}],
  ['PutObjectCommand', { Bucket, Key, Body: 'hé', IfNoneMatch: '*' }, {}],
  [
    'PutObjectCommand',
    { Bucket: 'my.dotted.bucket', Key },
    { signableHeaders: new Set(['content-type']) },
  ],
  ['DeleteObjectCommand', { Bucket, Key }, {}],
] as const)(
  'getSignedUrl of a %s %j is AWS’s own, letter by letter',
  async (command, input, options) => {
    const require = loadSdk(sources, {} as Parameters<typeof loadSdk>[1], builtIns)
    type Sign = (client: object, command: object, options: object) => Promise<string>
    type Package = Readonly<Record<string, new (input: object) => object>>
    const ask = async (s3: Package, sign: Sign) => {
      const { S3Client: Client, [command]: Command } = s3
      if (Client === undefined || Command === undefined) throw new Error('no such command')
      const client = new Client({ region: 'eu-west-1', credentials })
      return sign(client, new Command(input), { ...options, signingDate })
    }
    const ours = await ask(
      require('@aws-sdk/client-s3') as Package,
      require('@aws-sdk/s3-request-presigner')['getSignedUrl'] as Sign,
    )
    const theirs = await ask(realS3 as unknown as Package, getSignedUrl as unknown as Sign)
    expect(ours.replace('?', '\n').replaceAll('&', '\n')).toBe(
      theirs.replace('?', '\n').replaceAll('&', '\n'),
    )
  },
)

/** A bucket that takes whatever it is sent, and what it was sent. */
const createTaker = () => {
  const sent: string[] = []
  const answer = (method: string, query: string, size: number) => {
    const asked = query.replace('uploads=', 'uploads')
    sent.push(`${method} ${asked} ${method === 'PUT' ? size : ''}`)
    if (asked === 'uploads')
      return { body: '<R><Bucket>shop</Bucket><Key>k</Key><UploadId>u</UploadId></R>', headers: {} }
    if (method === 'POST')
      return {
        body: '<R><Location>https://there</Location><Bucket>shop</Bucket><Key>k</Key><ETag>e-2</ETag></R>',
        headers: {},
      }
    return { body: '', headers: { etag: '"e"' } }
  }
  return { sent, answer }
}

// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-storage/
test.each([
  ['whole', 1_000],
  ['in parts', 11 * 1_048_576],
])('Upload sends an object %s as AWS’s own does', async (_title, size) => {
  const params = { Bucket, Key: 'k', Body: Buffer.alloc(size, 'x') }
  const watch = async (upload: Pick<Upload, 'on' | 'done'>) => {
    const progress: unknown[] = []
    upload.on('httpUploadProgress', ({ loaded, total, part }) =>
      progress.push({ loaded, total, part }),
    )
    const { ETag, Location } = await upload.done()
    return { ETag, Location, progress }
  }
  const real = createTaker()
  const requestHandler = {
    handle: async (request: {
      method: string
      query: Record<string, string>
      body?: Uint8Array
    }) => {
      const query = Object.entries(request.query)
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join('&')
      const { body, headers } = real.answer(request.method, query, request.body?.length ?? 0)
      return { response: { statusCode: 200, headers, body: Buffer.from(body) } }
    },
    destroy: () => {},
  }
  const config = {
    region: 'eu-west-1',
    credentials,
    requestHandler,
  } as unknown as realS3.S3ClientConfig
  const theirs = await watch(
    new Upload({ client: new realS3.S3Client(config), params, queueSize: 1 }),
  )
  const mine = createTaker()
  const require = loadSdk(
    sources,
    {
      call: async ({ method, query, body }) => {
        const replied = mine.answer(method, decodeURIComponent(query), body.length)
        return {
          type: 'response',
          status: 200,
          headers: Object.entries(replied.headers),
          body: replied.body,
        }
      },
      now: () => 1_767_225_600_000,
      sleep: async () => {},
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    builtIns,
  )
  const { S3Client } = require('@aws-sdk/client-s3') as unknown as typeof realS3
  const Ours = require('@aws-sdk/lib-storage')['Upload'] as typeof Upload
  const ours = await watch(
    new Ours({ client: new S3Client({ region: 'eu-west-1', credentials }), params, queueSize: 1 }),
  )
  expect(mine.sent).toEqual(real.sent)
  expect(ours).toEqual(theirs)
})
