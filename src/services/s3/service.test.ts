import { expect, test } from 'vitest'
import { ms, seconds } from '#kernel/time.ts'
import type { Edge } from '#services/service.ts'
import { createRegion } from './region.ts'
import { createBucketNode } from './testing/bucketNode.ts'

const toFunction = (properties: object = {}): Edge<'invoke'> => ({
  id: 'e1',
  contract: 'invoke',
  source: 'Node',
  target: 'Thumbnails',
  port: null,
  properties: { Events: ['s3:ObjectCreated:*'], ...properties },
})
const toQueue = (properties: object = {}): Edge<'api'> => ({
  id: 'e2',
  contract: 'api',
  source: 'Node',
  target: 'Jobs',
  port: null,
  properties: { Events: ['s3:ObjectRemoved:*'], ...properties },
})
const replicas = (target: string): Edge<'api'> => ({
  ...toQueue(),
  id: 'e3',
  target,
  port: 'replicas',
})

const payloadOf = (node: ReturnType<typeof createBucketNode>, at: number) => {
  const request = node.sent[at]?.request
  return request !== undefined && 'payload' in request ? JSON.parse(request.payload) : null
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
test('a function hears of a new object, asynchronously, by AWS’s event', () => {
  const node = createBucketNode({}, { edges: [toFunction({ Id: 'thumbs' })] })
  const put = node.ask('PUT /my%20photos/h%C3%A9llo+1.jpg', { body: 'jpeg' })
  node.run(seconds(1))
  expect(node.sent[0]?.request).toMatchObject({ invocationType: 'Event', attempt: 1 })
  expect(payloadOf(node, 0)).toEqual({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-01-01T00:00:00.000Z',
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:Fn-role:Fn' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': put.header('x-amz-request-id'),
          'x-amz-id-2': put.header('x-amz-id-2'),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'thumbs',
          bucket: {
            name: 'shop',
            ownerIdentity: { principalId: expect.stringMatching(/^[0-9a-f]{64}$/) },
            arn: 'arn:aws:s3:::shop',
          },
          object: {
            key: 'my+photos/h%C3%A9llo%2B1.jpg',
            size: 4,
            eTag: put.header('etag')?.replaceAll('"', ''),
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
        },
      },
    ],
  })
})

test('filters: event types, a prefix and a suffix; a queue gets a message', () => {
  const Filter = {
    S3Key: {
      Rules: [
        { Name: 'prefix', Value: 'in/' },
        { Name: 'suffix', Value: '.jpg' },
      ],
    },
  }
  const node = createBucketNode(
    {},
    {
      edges: [toFunction({ Filter }), toQueue()],
      answer: (edge) =>
        edge.contract === 'api'
          ? { type: 'response', status: 200, headers: [], body: '{}' }
          : undefined,
    },
  )
  for (const key of ['in/a.jpg', 'in/a.png', 'out/a.jpg']) node.ask(`PUT /${key}`, { body: '' })
  node.ask('DELETE /in/a.jpg')
  node.run(seconds(1))
  expect(node.sent.map(({ edge }) => edge.target)).toEqual(['Thumbnails', 'Jobs'])
  const message = node.sent[1]?.request
  const body = JSON.parse(String(message !== undefined && 'body' in message ? message.body : ''))
  expect(body.QueueUrl).toBe('https://sqs.us-east-1.amazonaws.com/123456789012/Jobs')
  expect(JSON.parse(body.MessageBody).Records[0]).toMatchObject({
    eventName: 'ObjectRemoved:Delete',
    s3: { object: { key: 'in/a.jpg' } },
  })
  expect(JSON.parse(body.MessageBody).Records[0].s3.object).not.toHaveProperty('size')
})

test('the sequencers of a key rise; a versioned bucket’s events name the version', () => {
  const node = createBucketNode(
    { VersioningConfiguration: { Status: 'Enabled' } },
    { edges: [toFunction()] },
  )
  const ids = ['1', '2', '3'].map((body) => node.ask('PUT /k', { body }).header('x-amz-version-id'))
  node.run(seconds(1))
  const objects = [0, 1, 2].map((at) => payloadOf(node, at).Records[0].s3.object)
  expect(objects.map(({ versionId }) => versionId)).toEqual(ids)
  const sequencers: readonly string[] = objects.map(({ sequencer }) => sequencer)
  expect(sequencers.toSorted()).toEqual(sequencers)
  expect(new Set(sequencers).size).toBe(3)
})

test('a delivery that is refused is tried again, and seen when it fails for good', () => {
  const node = createBucketNode(
    {},
    {
      edges: [toFunction()],
      answer: () => ({
        type: 'refused',
        statusCode: 404,
        errorType: 'ResourceNotFoundException',
        payload: '',
      }),
    },
  )
  node.ask('PUT /k', { body: '' })
  expect(node.room.pending?.()).toBe(1)
  node.run(seconds(300))
  expect(node.sent).toHaveLength(8)
  expect(node.room.pending?.()).toBe(0)
  expect(node.records).toContainEqual(
    expect.objectContaining({
      type: 'mark',
      mark: 'error',
      detail: 'Thumbnails did not take an event notification',
    }),
  )
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
test('new versions are replicated with their ids; delete markers only where a rule says so', () => {
  const region = createRegion()
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } }
  // Every fake world calls its node `Node`: the copy gets a name of its own for the wire.
  const copy = createBucketNode({ BucketName: 'copy', ...versioned }, { region })
  const [found] = region.all()
  if (found !== undefined) Object.assign(found, { node: 'Copy' })
  const node = createBucketNode(
    {
      ...versioned,
      ReplicationConfiguration: {
        Rules: [{ Prefix: 'a/', Destination: { StorageClass: 'GLACIER_IR' } }],
      },
    },
    { region, edges: [replicas('Copy')], model: { ReplicationSeconds: 10 } },
  )
  const id = node
    .ask('PUT /a/1', { body: 'x', headers: { 'x-amz-meta-m': '1' } })
    .header('x-amz-version-id')
  node.ask('PUT /b/1', { body: 'y' })
  node.ask('DELETE /a/1')
  expect(node.ask(`HEAD /a/1?versionId=${id}`).header('x-amz-replication-status')).toBe('PENDING')
  expect(node.room.pending?.()).toBe(1)
  node.run(seconds(3_600))
  expect(node.ask(`HEAD /a/1?versionId=${id}`).header('x-amz-replication-status')).toBe('COMPLETED')
  const replica = copy.ask('GET /a/1')
  expect([replica.text, replica.header('x-amz-meta-m')]).toEqual(['x', '1'])
  expect(replica.header('x-amz-replication-status')).toBe('REPLICA')
  const rows = copy.room.query?.({ type: 'objects', prefix: 'a/', after: '', versions: true })
  expect(rows).toMatchObject({
    objects: [{ key: 'a/1', versionId: id, storageClass: 'GLACIER_IR', isLatest: true }],
  })
  expect(node.samples('ReplicationLatency')).toHaveLength(1)
})

test('latency: a GET waits for its first byte, then for its bytes', () => {
  const node = createBucketNode(
    {},
    {
      model: { ReadMs: 28, TransferMBps: 100 },
      data: [
        { Key: 'big', Generate: { Size: 10_000_000, Fill: 'zeros' } },
        { Key: 'small', Text: 'x' },
      ],
    },
  )
  const took = (key: string): number => {
    const begun = node.kernel.now
    node.ask(`GET /${key}`)
    return (node.kernel.now - begun) / 1_000
  }
  const small = Array.from({ length: 400 }, () => took('small')).toSorted((a, b) => a - b)
  expect(small[200]).toBeGreaterThan(24)
  expect(small[200]).toBeLessThan(33)
  expect(small[395]).toBeGreaterThan(100)
  // 10 MB at 100 MB/s are 100 ms on top.
  expect(took('big')).toBeGreaterThan(100)
})

test('beyond its rate a bucket answers 503 SlowDown, which is no 4xx and costs nothing', () => {
  const node = createBucketNode()
  const waiting = Array.from({ length: 3_501 }, () => node.toApi('PUT /x?tagging'))
  const statuses = new Map<number, number>()
  for (const process of waiting) {
    node.kernel.start(process, (reply) => {
      const status = (reply as { readonly status: number }).status
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    })
  }
  node.run(seconds(1))
  expect(Object.fromEntries(statuses)).toEqual({ 404: 3_500, 503: 1 })
  expect(node.room.inspect()).toMatchObject({ slowDowns: 1, partitions: 1 })
  expect([node.counted('5xxErrors'), node.room.usage?.()['writes']]).toEqual([1, 3_500])
  expect(node.records).toContainEqual(
    expect.objectContaining({ type: 'mark', mark: 'throttle', detail: '503 SlowDown' }),
  )
})

test('metrics have CloudWatch’s names', () => {
  const node = createBucketNode()
  node.ask('PUT /k', { body: 'hello' })
  node.ask('GET /k')
  node.ask('HEAD /k')
  node.ask('GET /none')
  node.ask('GET /?list-type=2')
  node.ask('DELETE /k')
  const names = [
    'AllRequests',
    'PutRequests',
    'GetRequests',
    'HeadRequests',
    'ListRequests',
    'DeleteRequests',
    '4xxErrors',
    'BytesUploaded',
  ]
  expect(Object.fromEntries(names.map((name) => [name, node.counted(name)]))).toEqual({
    AllRequests: 6,
    PutRequests: 1,
    GetRequests: 2,
    HeadRequests: 1,
    ListRequests: 1,
    DeleteRequests: 1,
    '4xxErrors': 1,
    BytesUploaded: 5,
  })
  expect(node.samples('FirstByteLatency')).toHaveLength(6)
  node.run(ms(500))
  expect(node.records).toContainEqual(
    expect.objectContaining({ type: 'gauge', name: 'NumberOfObjects', value: 0 }),
  )
})

test('the explorer: folders, versions, an object’s bytes; the console puts and deletes', () => {
  const node = createBucketNode(
    {},
    {
      data: [
        { Key: 'a/1.txt', Text: 'one' },
        { Key: 'z.txt', Text: 'zed' },
      ],
    },
  )
  const folder = (prefix: string) =>
    node.room.query?.({ type: 'objects', prefix, after: '', versions: false })
  expect(folder('')).toMatchObject({
    folders: ['a/'],
    objects: [{ key: 'z.txt', size: 3, contentType: 'text/plain' }],
    next: null,
  })
  expect(folder('a/')).toMatchObject({ folders: [], objects: [{ key: 'a/1.txt' }] })
  const object = { type: 'object', key: 'z.txt', versionId: null, bytesMax: 2 }
  expect(node.room.query?.(object)).toMatchObject({ base64: 'emU=', isWhole: false })
  node.room.command?.({ type: 'put-object', key: 'new.html', contentType: '', base64: 'PGI+' })
  expect(node.ask('GET /new.html').header('content-type')).toBe('text/html')
  node.room.command?.({ type: 'delete-object', key: 'z.txt', versionId: null })
  expect(node.ask('GET /z.txt').status).toBe(404)
  for (const nonsense of [
    null,
    1,
    [],
    { type: 'put-object' },
    { type: 'put-object', key: 'k', base64: '!' },
  ]) {
    node.room.command?.(nonsense)
    expect(node.room.query?.(nonsense)).toBeNull()
  }
  expect(node.room.inspect().objects).toBe(2)
})

test('an edit of the data puts what is new in it, and leaves what the run wrote', () => {
  const node = createBucketNode({}, { data: [{ Key: 'a', Text: '1' }] })
  node.ask('PUT /run', { body: 'r' })
  Object.assign(node.ctx.node, {
    data: [
      { Key: 'a', Text: '1' },
      { Key: 'b', Base64: 'AP8=' },
    ],
  })
  node.room.changed?.('data')
  expect(node.ask('GET /b').bytes).toEqual(Uint8Array.of(0, 255))
  expect(node.ask('GET /run').text).toBe('r')
})
