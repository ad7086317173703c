import { describe, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { after, seconds, START } from '#kernel/time.ts'
import { thumbnails } from '#gallery/thumbnails.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import type { ObjectsPage, S3State } from '#services/s3/definition.ts'
import { createSimulation } from './createSimulation.ts'

// Objects through the whole spine: the SDK in a handler → the bucket → its events → another handler, and plain HTTP.

const run = (scenario: Scenario, time: number) => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  simulation.runUntil(after(simulation.now, seconds(time)))
  return {
    simulation,
    bucket: (id: string) => simulation.inspect(id) as S3State,
    keys: (id: string, prefix = '') => {
      const page = simulation.query(id, { type: 'objects', prefix, after: '', versions: false })
      return (page as ObjectsPage).objects.map(({ key }) => key)
    },
  }
}

/** The gallery's scenario for a quarter of its time. */
const short: Scenario = {
  ...thumbnails,
  nodes: thumbnails.nodes.map((node) =>
    node.type === 'Coldstart::Client'
      ? {
          ...node,
          properties: {
            ...node.properties,
            Load: { Stages: [{ DurationSeconds: 12, TargetPerSecond: 4 }] },
          },
        }
      : node,
  ),
}

test('the same seed, the same run', () => {
  const hashes = [run(short, 2), run(short, 2)].map((each) => each.simulation.traceHash)
  expect(hashes[0]).toBe(hashes[1])
})

test('the gallery’s thumbnails: every upload has its thumbnail, and readers get them', () => {
  const first = run(short, 25)
  const { bucket, keys } = first
  const uploads = keys('Photos', 'uploads/')
  expect(uploads.length).toBeGreaterThan(20)
  expect(keys('Thumbnails', 'thumbs/')).toEqual(
    uploads.map((key) => key.replace('uploads/', 'thumbs/')),
  )
  // Some were uploaded twice: the bucket keeps versions.
  expect(bucket('Photos').olderVersions).toBeGreaterThan(0)
  expect(bucket('Photos')).toMatchObject({ eventsWaiting: 0, errors: 0 })
  expect(bucket('Photos').eventsSent).toBe(
    bucket('Photos').objects + bucket('Photos').olderVersions,
  )
  // 404 for what is not made yet, and the site's page for everybody.
  expect(bucket('Thumbnails').errors).toBeGreaterThan(0)
  first.simulation.dispose()
})

const HANDLER = `
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client, paginateListObjectsV2, waitUntilObjectExists } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Upload } from '@aws-sdk/lib-storage'
import { Readable } from 'node:stream'

const s3 = new S3Client({})
const Bucket = 'files'
const failure = (work) => work.then(() => 'done', (error) => [error.name, error.$metadata?.httpStatusCode])

const sdk = async () => {
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'b c.txt', Body: 'hé', Metadata: { a: '1' }, ContentType: 'text/plain' }))
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'b c.txt', Range: 'bytes=0-0' }))
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key: 'b c.txt' }))
  let streamed = ''
  for await (const part of whole.Body) streamed += part.toString()
  const bytes = await (await s3.send(new GetObjectCommand({ Bucket, Key: 'b c.txt' }))).Body.transformToByteArray()
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy.txt', CopySource: 'files/b%20c.txt' }))
  await waitUntilObjectExists({ client: s3, maxWaitTime: 10 }, { Bucket, Key: 'copy.txt' })
  const keys = []
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, MaxKeys: 2 }))
    keys.push(page.Contents.map(({ Key }) => Key))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'copy.txt' }))
  const missing = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy.txt' })).catch((error) => [error instanceof NoSuchKey, error.name, error.message, error.Key])
  return {
    etag: put.ETag,
    range: [await got.Body.transformToString(), got.ContentRange, got.Metadata],
    streamed,
    bytes: [...bytes],
    keys,
    missing,
    gone: await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'copy.txt' }))),
    denied: await s3.send(new ListObjectsV2Command({ Bucket: 'other' })).catch((error) => error.message),
    nowhere: await failure(s3.send(new ListObjectsV2Command({ Bucket: 'nowhere' }))),
  }
}

const presigned = async () => {
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'a.txt' }), { expiresIn: 2 })
  const get = async (of) => {
    const response = await fetch(of)
    const text = await response.text()
    return [response.status, response.ok ? text : /<Code>(.*?)</.exec(text)?.[1]]
  }
  const putUrl = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'put.txt', ContentType: 'text/css' }))
  const put = await fetch(putUrl, { method: 'PUT', body: 'p{}', headers: { 'content-type': 'text/css' } })
  const now = await get(url)
  const forged = await get(url.replace('a.txt', 'put.txt'))
  const anonymous = await get(url.split('?')[0])
  const elsewhere = await get(url.replace('files.s3', 'other.s3'))
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'put.txt' }))
  return { now, forged, anonymous, elsewhere, expired: await get(url), put: [put.status, ContentType] }
}

const upload = async () => {
  const seen = []
  const params = { Bucket, Key: 'up.txt', Body: Readable.from(['one ', 'two']) }
  const upload = new Upload({ client: s3, params })
  upload.on('httpUploadProgress', ({ loaded }) => seen.push(loaded))
  const { Location } = await upload.done()
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'up.txt' }))
  return { Location, seen, text: await Body.transformToString() }
}

export const handler = async (event) => {
  const work = { '/sdk': sdk, '/presigned': presigned, '/upload': upload }[event.rawPath]
  return { statusCode: 200, body: JSON.stringify(await work()) }
}
`

const scenario: Scenario = {
  coldstart: 1,
  name: 'bucket',
  seed: 3,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    {
      id: 'Fn',
      type: 'AWS::Lambda::Function',
      properties: { MemorySize: 1_769, Timeout: 25 },
      code: { 'index.mjs': HANDLER },
    },
    {
      id: 'Files',
      type: 'AWS::S3::Bucket',
      properties: { BucketName: 'files' },
      data: [{ Key: 'a.txt', Text: 'hello' }],
    },
    { id: 'Other', type: 'AWS::S3::Bucket', properties: { BucketName: 'other' } },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Fn' },
    { id: 'e3', source: 'Fn', target: 'Files' },
  ],
}

/** What the handler answers at `path`. */
const ask = (path: string): unknown => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { type: 'send', id: '1', method: 'GET', path, headers: [], body: '' }
  simulation.command('Users', request)
  simulation.runUntil(after(START, seconds(40)))
  const sent = simulation.query('Users', { type: 'sent', id: '1' }) as SentRequest
  simulation.dispose()
  return sent.type === 'answered' && sent.status === 200 ? JSON.parse(sent.body) : sent
}

describe('a handler', () => {
  test('calls buckets by the SDK: bodies in every form, pages, waiters, errors', () => {
    expect(ask('/sdk')).toEqual({
      etag: `"${createHash('md5').update('hé').digest('hex')}"`,
      range: ['h', 'bytes 0-0/3', { a: '1' }],
      streamed: 'hé',
      bytes: [104, 195, 169],
      keys: [['a.txt', 'b c.txt'], ['copy.txt']],
      missing: [true, 'NoSuchKey', 'The specified key does not exist.', 'copy.txt'],
      gone: ['NotFound', 404],
      denied:
        'User: arn:aws:sts::123456789012:assumed-role/Fn-role/Fn is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::other" because no identity-based policy allows the s3:ListBucket action',
      nowhere: ['NoSuchBucket', 404],
    })
  })

  test('signs URLs that fetch may use, and nobody may change or use for long', () => {
    expect(ask('/presigned')).toEqual({
      now: [200, 'hello'],
      forged: [403, 'SignatureDoesNotMatch'],
      anonymous: [403, 'AccessDenied'],
      elsewhere: [403, 'AccessDenied'],
      expired: [403, 'AccessDenied'],
      put: [200, 'text/css'],
    })
  })

  test('uploads a stream', () => {
    expect(ask('/upload')).toEqual({
      Location: 'https://files.s3.us-east-1.amazonaws.com/up.txt',
      seen: [7],
      text: 'one two',
    })
  })
})
