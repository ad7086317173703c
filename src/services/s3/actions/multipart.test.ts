import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

const MIB = 1_048_576
const part = (letter: string, size: number): Uint8Array =>
  new Uint8Array(size).fill(letter.charCodeAt(0))
const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest()

const begin = (headers: Readonly<Record<string, string>> = {}) => {
  const node = createBucketNode()
  const uploadId = texts(node.ask('POST /big?uploads', { headers }).text, 'UploadId')[0] ?? ''
  const upload = (number: number, body: Uint8Array | string) =>
    node.ask(`PUT /big?partNumber=${number}&uploadId=${uploadId}`, { body })
  const complete = (...parts: readonly (readonly [number, string | undefined])[]) =>
    node.ask(`POST /big?uploadId=${uploadId}`, {
      body: `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`,
    })
  return { ...node, uploadId, upload, complete }
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
test('parts become one object, whose ETag is the MD5 of their MD5s and their number', () => {
  const { ask, upload, complete, uploadId } = begin({ 'Content-Type': 'text/plain' })
  const [a, b] = [part('a', 5 * MIB), part('b', 3)]
  const second = upload(2, b).header('etag')
  const first = upload(1, a).header('etag')
  expect(first).toBe(`"${md5(a).toString('hex')}"`)
  expect(ask('GET /big').status).toBe(404)
  expect(texts(ask(`GET /big?uploadId=${uploadId}`).text, 'Size')).toEqual([String(5 * MIB), '3'])
  expect(texts(ask('GET /?uploads').text, 'UploadId')).toEqual([uploadId])
  const done = complete([1, first], [2, second])
  const etag = `${createHash('md5')
    .update(Buffer.concat([md5(a), md5(b)]))
    .digest('hex')}-2`
  expect(texts(done.text, 'ETag')).toEqual([`&quot;${etag}&quot;`])
  expect(texts(done.text, 'Location')).toEqual(['https://shop.s3.us-east-1.amazonaws.com/big'])
  const got = ask('GET /big', { headers: { Range: `bytes=${5 * MIB - 1}-` } })
  expect([got.status, got.text, got.header('content-type')]).toEqual([206, 'abbb', 'text/plain'])
  const byPart = ask('GET /big?partNumber=2')
  expect([byPart.status, byPart.text, byPart.header('x-amz-mp-parts-count')]).toEqual([
    206,
    'bbb',
    '2',
  ])
  expect(ask('GET /big?partNumber=3').status).toBe(416)
  expect(ask(`GET /big?uploadId=${uploadId}`).code).toBe('NoSuchUpload')
  expect(complete([1, first]).code).toBe('NoSuchUpload')
})

test('every part but the last has 5 MiB; parts are in order, and the ones that were uploaded', () => {
  const { upload, complete } = begin()
  const [one, two] = [upload(1, 'small').header('etag'), upload(2, 'last').header('etag')]
  const small = complete([1, one], [2, two])
  expect([small.status, small.code, ...texts(small.text, 'MinSizeAllowed')]).toEqual([
    400,
    'EntityTooSmall',
    String(5 * MIB),
  ])
  expect(complete([2, two], [1, one]).code).toBe('InvalidPartOrder')
  expect(complete([1, '"nope"']).code).toBe('InvalidPart')
  expect(complete().code).toBe('MalformedXML')
  expect(complete([2, two]).status).toBe(200)
  expect(upload(1, 'late').code).toBe('NoSuchUpload')
})

test('part numbers are 1 to 10,000', () => {
  const { upload } = begin()
  expect(upload(0, 'x').code).toBe('InvalidArgument')
  expect(upload(10_001, 'x').code).toBe('InvalidArgument')
  expect(upload(10_000, 'x').status).toBe(200)
})

test('an aborted upload is gone, with its parts', () => {
  const { ask, upload, uploadId, room } = begin()
  upload(1, 'x')
  expect(room.inspect().uploads).toBe(1)
  expect(ask(`DELETE /big?uploadId=${uploadId}`).status).toBe(204)
  expect(ask(`DELETE /big?uploadId=${uploadId}`).code).toBe('NoSuchUpload')
  expect(texts(ask('GET /?uploads').text, 'UploadId')).toEqual([])
  expect(room.inspect().uploads).toBe(0)
})

test('a part may be copied from an object', () => {
  const { ask, complete, uploadId } = begin()
  ask('PUT /source', { body: '0123456789' })
  const copied = ask(`PUT /big?partNumber=1&uploadId=${uploadId}`, {
    headers: { 'x-amz-copy-source': 'shop/source', 'x-amz-copy-source-range': 'bytes=2-4' },
  })
  const etag = texts(copied.text, 'ETag')[0]
  expect(complete([1, etag]).status).toBe(200)
  expect(ask('GET /big').text).toBe('234')
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
test('a composite checksum is that of the parts’ checksums', () => {
  const { upload, complete, ask } = begin({ 'x-amz-checksum-algorithm': 'SHA256' })
  const etag = upload(1, 'hello').header('etag')
  const done = complete([1, etag])
  const inner = createHash('sha256').update('hello').digest()
  const outer = createHash('sha256').update(inner).digest('base64')
  expect(texts(done.text, 'ChecksumSHA256')).toEqual([`${outer}-1`])
  expect(
    ask('HEAD /big', { headers: { 'x-amz-checksum-mode': 'ENABLED' } }).header(
      'x-amz-checksum-type',
    ),
  ).toBe('COMPOSITE')
})
