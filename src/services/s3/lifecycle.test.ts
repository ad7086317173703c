import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import type { Edge } from '#services/service.ts'
import { createBucketNode, texts } from './testing/bucketNode.ts'

const DAY = 86_400
const rules = (...Rules: readonly object[]) => ({ LifecycleConfiguration: { Rules } })
const days = (many: number) => seconds(many * DAY)
const KB = 1_024

const versionsOf = (node: ReturnType<typeof createBucketNode>) =>
  [
    ...node
      .ask('GET /?versions')
      .text.matchAll(/<(Version|DeleteMarker)><Key>([^<]+)<.*?<IsLatest>(\w+)</g),
  ].map(
    ([, kind, key, latest]) =>
      `${key} ${kind === 'Version' ? 'object' : 'marker'}${latest === 'true' ? '' : ' old'}`,
  )

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
test('objects expire at the midnight after their days, by prefix', () => {
  const node = createBucketNode(rules({ Prefix: 'tmp/', ExpirationInDays: 1 }), {
    data: [{ Key: 'keep', Text: '' }],
  })
  node.run(seconds(3_600))
  node.ask('PUT /tmp/a', { body: '' })
  // A day after one o'clock, rounded up to midnight: the end of the second day.
  node.run(days(1))
  expect(node.ask('GET /tmp/a').status).toBe(200)
  node.run(seconds(23 * 3_600))
  expect(node.ask('GET /tmp/a').status).toBe(404)
  expect(node.ask('GET /keep').status).toBe(200)
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-date
test('a rule by date acts from that midnight on, however new an object is; it is put and read by API, too', () => {
  const node = createBucketNode(rules({ Prefix: 'a', ExpirationDate: '2026-01-03' }))
  node.run(days(1))
  node.ask('PUT /a', { body: '' })
  node.run(seconds(3_600))
  expect(node.ask('GET /a').status).toBe(200)
  node.run(days(1))
  expect(node.ask('GET /a').status).toBe(404)
  const rule = (date: string) => ({
    body: `<LifecycleConfiguration><Rule><Filter/><Status>Enabled</Status><Expiration><Date>${date}</Date></Expiration></Rule></LifecycleConfiguration>`,
  })
  expect(node.ask('PUT /?lifecycle', rule('2026-01-05T12:00:00Z')).text).toContain('midnight GMT')
  expect(node.ask('PUT /?lifecycle', rule('2026-01-05T00:00:00Z')).status).toBe(200)
  expect(texts(node.ask('GET /?lifecycle').text, 'Date')).toEqual(['2026-01-05T00:00:00Z'])
  node.ask('PUT /b', { body: '' })
  node.run(days(3))
  expect(node.ask('GET /b').status).toBe(404)
})

test('with versions an expiry puts a marker in front; old versions and lonely markers go by rules of their own', () => {
  const node = createBucketNode({
    VersioningConfiguration: { Status: 'Enabled' },
    ...rules(
      { ExpirationInDays: 1 },
      { NoncurrentVersionExpiration: { NoncurrentDays: 2 } },
      { ExpiredObjectDeleteMarker: true },
    ),
  })
  node.ask('PUT /k', { body: '1' })
  node.run(days(1))
  expect(versionsOf(node)).toEqual(['k marker', 'k object old'])
  node.run(days(2))
  expect(versionsOf(node)).toEqual(['k marker'])
  node.run(days(1))
  expect(versionsOf(node)).toEqual([])
})

test('so many newer noncurrent versions are kept', () => {
  const node = createBucketNode({
    VersioningConfiguration: { Status: 'Enabled' },
    ...rules({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } }),
  })
  for (const body of ['1', '2', '3', '4']) node.ask('PUT /k', { body })
  node.run(days(2))
  expect(versionsOf(node)).toEqual(['k object', 'k object old', 'k object old'])
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
test('transitions go down only, to the cheapest that is due, and leave small objects where they are', () => {
  const node = createBucketNode(
    rules({
      Transitions: [
        { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
        { StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 90 },
      ],
    }),
    {
      data: [
        { Key: 'big', Generate: { Size: 128 * KB }, AgeDays: 10 },
        { Key: 'old', Generate: { Size: 128 * KB }, AgeDays: 200 },
        { Key: 'small', Generate: { Size: 128 * KB - 1 }, AgeDays: 200 },
      ],
    },
  )
  const classOf = (key: string) => node.ask(`HEAD /${key}`).header('x-amz-storage-class')
  node.run(days(1))
  expect([classOf('big'), classOf('old'), classOf('small')]).toEqual([
    undefined,
    'DEEP_ARCHIVE',
    undefined,
  ])
  node.run(days(20))
  expect(classOf('big')).toBe('STANDARD_IA')
  node.run(days(61))
  expect(classOf('big')).toBe('DEEP_ARCHIVE')
})

test('filters: tags and sizes; a disabled rule does nothing', () => {
  const node = createBucketNode(
    rules(
      { TagFilters: [{ Key: 'kind', Value: 'log' }], ExpirationInDays: 1 },
      { ObjectSizeGreaterThan: '100', ObjectSizeLessThan: 200, ExpirationInDays: 1 },
      { Status: 'Disabled', ExpirationInDays: 1 },
    ),
    {
      data: [
        { Key: 'log', Text: '', Tags: { kind: 'log' } },
        { Key: 'mid', Generate: { Size: 150 } },
        { Key: 'edge', Generate: { Size: 200 } },
      ],
    },
  )
  node.run(days(2))
  expect(texts(node.ask('GET /?list-type=2').text, 'Key')).toEqual(['edge'])
})

test('unfinished uploads are aborted', () => {
  const node = createBucketNode(
    rules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } }),
  )
  node.ask('POST /big?uploads')
  node.run(days(2))
  expect(node.room.inspect().uploads).toBe(1)
  node.run(days(2))
  expect(node.room.inspect().uploads).toBe(0)
})

test('whoever asked for it hears of an expiry, in the later version of the event', () => {
  const edge: Edge<'invoke'> = {
    id: 'e',
    contract: 'invoke',
    source: 'Node',
    target: 'Fn',
    port: null,
    properties: { Events: ['s3:LifecycleExpiration:*'] },
  }
  const node = createBucketNode(rules({ ExpirationInDays: 1 }), {
    data: [{ Key: 'k', Text: '' }],
    edges: [edge],
  })
  node.run(days(2))
  const request = node.sent[0]?.request
  const event = JSON.parse(request !== undefined && 'payload' in request ? request.payload : '{}')
  expect(event.Records[0]).toMatchObject({
    eventVersion: '2.3',
    eventName: 'LifecycleExpiration:Delete',
  })
})

test('a bucket without rules, or without objects, keeps no clock', () => {
  expect(createBucketNode({}, { data: [{ Key: 'k', Text: '' }] }).kernel.nextAt).toBe(200_000)
  const idle = createBucketNode(rules({ ExpirationInDays: 1 }))
  idle.run(seconds(1))
  expect(idle.kernel.nextAt).toBeNull()
})
