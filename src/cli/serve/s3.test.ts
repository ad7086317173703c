import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  PutBucketCorsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scenario } from '#scenario/schema.ts'
import type { Served } from './server.ts'
import { EMPTY_ACCOUNT, sendRaw, serveForTest } from './testing/served.ts'

// AWS's own client calls the buckets of a scenario over real HTTP.

const Bucket = 'files'
const SCENARIO: Scenario = {
  ...EMPTY_ACCOUNT,
  nodes: [
    {
      id: 'Files',
      type: 'AWS::S3::Bucket',
      properties: { BucketName: Bucket, VersioningConfiguration: { Status: 'Enabled' } },
      data: [{ Key: 'a/1.txt', Text: 'one' }],
    },
    {
      id: 'Public',
      type: 'AWS::S3::Bucket',
      properties: {
        PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
        BucketPolicy: {
          PolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::public/*',
            },
          },
        },
      },
      data: [{ Key: 'page.html', Text: '<h1>Hi</h1>' }],
    },
  ],
}

describe.each([false, true])('with the model’s time: %s', (isModelled) => {
  let served: Served
  let client: S3Client
  beforeAll(async () => {
    served = await serveForTest({ scenario: SCENARIO, isModelled })
    client = new S3Client({
      endpoint: `http://127.0.0.1:${served.port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    })
  })
  afterAll(async () => {
    client.destroy()
    await served.close()
  })

  test('puts, gets, lists, copies, deletes', async () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256)
    const put = await client.send(
      new PutObjectCommand({ Bucket, Key: 'b c/ü.bin', Body: bytes, Metadata: { a: '1' } }),
    )
    expect(put.VersionId).toHaveLength(32)
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'b c/ü.bin' }))
    expect(await got.Body?.transformToByteArray()).toEqual(bytes)
    expect(got.Metadata).toEqual({ a: '1' })
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'b c/ü.bin' }))
    expect(head.ContentLength).toBe(1_000)
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/a/1.txt` }),
    )
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['copy'])
    expect(listed.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b c/'])
    const gone = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }] } }),
    )
    expect(gone.Deleted?.[0]).toMatchObject({ Key: 'copy', DeleteMarker: true })
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'copy' }))).rejects.toThrow(
      NoSuchKey,
    )
    const buckets = await client.send(new ListBucketsCommand({}))
    expect(buckets.Buckets?.map(({ Name }) => Name)).toEqual(['files', 'public'])
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'nowhere' }))).rejects.toThrow(
      NoSuchBucket,
    )
  })

  test('takes streams whose length nobody knows, in parts', async () => {
    const body = Readable.from([Buffer.alloc(5 * 1_048_576, 'x'), Buffer.from('end')])
    const done = await new Upload({ client, params: { Bucket, Key: 'big', Body: body } }).done()
    expect(done.ETag).toMatch(/-2"$/)
    const tail = await client.send(new GetObjectCommand({ Bucket, Key: 'big', Range: 'bytes=-4' }))
    expect(await tail.Body?.transformToString()).toBe('xend')
  })

  test('a bucket is configured; what is a matter of the canvas is refused by name', async () => {
    const TagSet = [{ Key: 'team', Value: 'web' }]
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    const { TagSet: read } = await client.send(new GetBucketTaggingCommand({ Bucket }))
    expect(read).toEqual(TagSet)
    await expect(client.send(new CreateBucketCommand({ Bucket: 'new' }))).rejects.toThrow(
      'Buckets are nodes of the scenario',
    )
    const first = await client.send(new ListBucketsCommand({ MaxBuckets: 1 }))
    const rest = await client.send(
      new ListBucketsCommand({ ContinuationToken: first.ContinuationToken }),
    )
    expect([first.Buckets?.length, rest.Buckets?.map(({ Name }) => Name)]).toEqual([1, ['public']])
  })

  test('a page of another origin may ask, by the bucket’s CORS rules; a bucket’s name may stand in the host', async () => {
    const rule = { AllowedMethods: ['PUT'], AllowedOrigins: ['https://shop.example'] }
    const CORSConfiguration = { CORSRules: [rule] }
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }))
    const preflight = (host: string, path: string) =>
      sendRaw(served, {
        method: 'OPTIONS',
        path,
        headers: {
          host,
          origin: 'https://shop.example',
          'access-control-request-method': 'PUT',
        },
      })
    const answers = [
      await preflight(`127.0.0.1:${served.port}`, '/files/up?X-Amz-Signature=0'),
      await preflight(`files.localhost:${served.port}`, '/up'),
      await preflight(`files.s3.us-east-1.localhost:${served.port}`, '/up'),
    ]
    for (const { status, headers } of answers) {
      expect([status, headers['access-control-allow-origin']]).toEqual([
        200,
        'https://shop.example',
      ])
    }
    const signed = await sendRaw(served, {
      method: 'GET',
      path: '/a/1.txt',
      headers: {
        host: `files.localhost:${served.port}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
      },
    })
    expect(signed.body.toString()).toBe('one')
  })

  test('a presigned URL is a plain request; anonymous ones are let in where a policy says so', async () => {
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'a/1.txt' }))
    const response = await fetch(url)
    expect([response.status, await response.text()]).toEqual([200, 'one'])
    // Whose keys they are cannot be known, but its time is over.
    const over = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'a/1.txt' }), {
      expiresIn: 1,
      signingDate: new Date(Date.now() - 10_000),
    })
    expect(await (await fetch(over)).text()).toContain('Request has expired')
    const open = await sendRaw(served, { method: 'GET', path: '/public/page.html' })
    expect([open.status, open.headers['content-type'], open.body.toString()]).toEqual([
      200,
      'text/html',
      '<h1>Hi</h1>',
    ])
    const closed = await sendRaw(served, { method: 'GET', path: '/files/a/1.txt' })
    expect([closed.status, closed.body.toString()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ])
    const head = await sendRaw(served, { method: 'HEAD', path: '/public/page.html' })
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '11', 0])
  })
})
