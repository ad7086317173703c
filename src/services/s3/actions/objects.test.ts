import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, API_GetObject.html
test('what was put is got, with its ETag, its headers and its metadata', () => {
  const { ask } = createBucketNode()
  const put = ask('PUT /a/b%20c.txt', {
    headers: {
      'Content-Type': 'text/plain',
      'Cache-Control': 'max-age=60',
      'x-amz-meta-Owner': 'ann',
    },
    body: 'hello',
  })
  expect(put.status).toBe(200)
  expect(put.header('etag')).toBe(`"${md5('hello')}"`)
  expect(put.header('x-amz-server-side-encryption')).toBe('AES256')
  expect(put.header('x-amz-version-id')).toBeUndefined()
  const got = ask('GET /a/b%20c.txt')
  expect(got.status).toBe(200)
  expect(got.text).toBe('hello')
  expect(got.headers.map(([name]) => name)).toEqual([
    'x-amz-id-2',
    'x-amz-request-id',
    'Date',
    'Last-Modified',
    'ETag',
    'x-amz-server-side-encryption',
    'Accept-Ranges',
    'x-amz-meta-owner',
    'Cache-Control',
    'Content-Type',
    'Content-Length',
    'Server',
  ])
  expect(got.header('x-amz-meta-owner')).toBe('ann')
  expect(got.header('last-modified')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
  expect(got.header('server')).toBe('AmazonS3')
  expect(got.header('x-amz-request-id')).toMatch(/^[A-Z0-9]{16}$/)
  expect(got.header('x-amz-id-2')).toHaveLength(76)
  const head = ask('HEAD /a/b%20c.txt')
  expect([head.status, head.text, head.header('content-length')]).toEqual([200, '', '5'])
})

test('an object without a type is binary/octet-stream', () => {
  const { ask } = createBucketNode()
  ask('PUT /x', { body: 'x' })
  expect(ask('GET /x').header('content-type')).toBe('binary/octet-stream')
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
test('a key that is not there is NoSuchKey, in S3’s XML', () => {
  const { ask } = createBucketNode()
  const missing = ask('GET /no.txt')
  expect(missing.status).toBe(404)
  expect(missing.header('content-type')).toBe('application/xml')
  const id = missing.header('x-amz-request-id')
  const host = missing.header('x-amz-id-2')
  expect(missing.text).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>no.txt</Key><RequestId>${id}</RequestId><HostId>${host}</HostId></Error>`,
  )
  const head = ask('HEAD /no.txt')
  expect([head.status, head.text]).toEqual([404, ''])
})

test.each([
  ['bytes=0-1', 206, 'he', 'bytes 0-1/5'],
  ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-99', 206, 'hello', 'bytes 0-4/5'],
  ['bytes=4-99', 206, 'o', 'bytes 4-4/5'],
  // What is no range, or several, is everything.
  ['bytes=3-1', 200, 'hello', undefined],
  ['bytes=0-1,3-4', 200, 'hello', undefined],
  ['lines=0-1', 200, 'hello', undefined],
])('the range %s', (range, status, text, told) => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'hello' })
  const got = ask('GET /k', { headers: { Range: range } })
  expect([got.status, got.text, got.header('content-range')]).toEqual([status, text, told])
})

test('a range beyond the end is 416 InvalidRange, which tells the size', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'hello' })
  const got = ask('GET /k', { headers: { Range: 'bytes=5-9' } })
  expect([got.status, got.code, got.header('content-range')]).toEqual([
    416,
    'InvalidRange',
    'bytes */5',
  ])
  expect(texts(got.text, 'ActualObjectSize')).toEqual(['5'])
  expect(texts(got.text, 'RangeRequested')).toEqual(['bytes=5-9'])
})

// RFC 9110 §13.2.2, and the combinations that API_GetObject.html tells.
test('conditional reads: 304 and 412', () => {
  const world = createBucketNode()
  const { ask } = world
  ask('PUT /k', { body: 'hello' })
  const etag = `"${md5('hello')}"`
  const past = 'Wed, 31 Dec 2025 00:00:00 GMT'
  const status = (headers: Readonly<Record<string, string>>) => ask('GET /k', { headers }).status
  expect(status({ 'If-None-Match': etag })).toBe(304)
  expect(status({ 'If-None-Match': '"other"' })).toBe(200)
  expect(status({ 'If-Match': '"other"' })).toBe(412)
  expect(status({ 'If-Match': etag, 'If-Unmodified-Since': past })).toBe(200)
  expect(status({ 'If-Unmodified-Since': past })).toBe(412)
  expect(status({ 'If-Modified-Since': 'Thu, 01 Jan 2026 00:00:00 GMT' })).toBe(304)
  expect(status({ 'If-Modified-Since': past })).toBe(200)
  expect(
    status({ 'If-None-Match': '"other"', 'If-Modified-Since': 'Fri, 02 Jan 2026 00:00:00 GMT' }),
  ).toBe(200)
  const same = ask('GET /k', { headers: { 'If-None-Match': etag } })
  expect([same.text, same.header('etag'), same.header('content-length')]).toEqual([
    '',
    etag,
    undefined,
  ])
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
test('conditional writes: only where nothing is, or only over what one knows', () => {
  const { ask } = createBucketNode()
  const first = ask('PUT /lock', { headers: { 'If-None-Match': '*' }, body: '1' })
  expect(first.status).toBe(200)
  const second = ask('PUT /lock', { headers: { 'If-None-Match': '*' }, body: '2' })
  expect([second.status, second.code]).toEqual([412, 'PreconditionFailed'])
  expect(texts(second.text, 'Condition')).toEqual(['If-None-Match'])
  expect(ask('PUT /lock', { headers: { 'If-Match': '"no"' }, body: '3' }).code).toBe(
    'PreconditionFailed',
  )
  expect(
    ask('PUT /lock', { headers: { 'If-Match': first.header('etag') ?? '' }, body: '4' }).status,
  ).toBe(200)
  expect(ask('PUT /none', { headers: { 'If-Match': '"x"' }, body: '' }).code).toBe('NoSuchKey')
  expect(ask('GET /lock').text).toBe('4')
})

test('Content-MD5 and checksums are verified, and told back', () => {
  const { ask } = createBucketNode()
  const put = (headers: Readonly<Record<string, string>>) =>
    ask('PUT /k', { headers, body: 'hello' })
  expect(put({ 'Content-MD5': createHash('md5').update('hello').digest('base64') }).status).toBe(
    200,
  )
  expect(put({ 'Content-MD5': createHash('md5').update('no').digest('base64') }).code).toBe(
    'BadDigest',
  )
  expect(put({ 'Content-MD5': 'nonsense' }).code).toBe('InvalidDigest')
  const sha256 = createHash('sha256').update('hello').digest('base64')
  const good = put({ 'x-amz-checksum-sha256': sha256 })
  expect([good.header('x-amz-checksum-sha256'), good.header('x-amz-checksum-type')]).toEqual([
    sha256,
    'FULL_OBJECT',
  ])
  const bad = put({ 'x-amz-checksum-sha256': createHash('sha256').update('no').digest('base64') })
  expect([bad.status, bad.code]).toEqual([400, 'BadDigest'])
  expect(
    ask('GET /k', { headers: { 'x-amz-checksum-mode': 'ENABLED' } }).header(
      'x-amz-checksum-sha256',
    ),
  ).toBe(sha256)
  expect(ask('GET /k').header('x-amz-checksum-sha256')).toBeUndefined()
  // Known answers of "123456789": https://reveng.sourceforge.io/crc-catalogue/
  const digits = (name: string) =>
    ask('PUT /d', { headers: { 'x-amz-checksum-algorithm': name }, body: '123456789' })
  expect(digits('CRC32').header('x-amz-checksum-crc32')).toBe(
    Buffer.from('cbf43926', 'hex').toString('base64'),
  )
  expect(digits('CRC32C').header('x-amz-checksum-crc32c')).toBe(
    Buffer.from('e3069283', 'hex').toString('base64'),
  )
  expect(digits('CRC64NVME').header('x-amz-checksum-crc64nvme')).toBe(
    Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  )
  // Without one, S3 takes its own.
  expect(ask('PUT /d', { body: '123456789' }).header('x-amz-checksum-crc64nvme')).toBe(
    Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  )
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
test('a body in chunks with a trailer is put together and verified', () => {
  const { ask } = createBucketNode()
  const headers = {
    'content-encoding': 'gzip,aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '9',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  }
  const crc = Buffer.from('cbf43926', 'hex').toString('base64')
  const chunked = (trailer: string) =>
    `4\r\n1234\r\n5;chunk-signature=ab\r\n56789\r\n0\r\nx-amz-checksum-crc32:${trailer}\r\n\r\n`
  expect(ask('PUT /k', { headers, body: chunked(crc) }).status).toBe(200)
  const got = ask('GET /k')
  expect([got.text, got.header('content-encoding')]).toEqual(['123456789', 'gzip'])
  expect(ask('PUT /k', { headers, body: chunked('AAAAAA==') }).code).toBe('BadDigest')
  expect(ask('PUT /k', { headers, body: '4\r\n12' }).code).toBe('IncompleteBody')
})

test('limits: keys of 1,024 bytes, 2 KB of metadata, ten tags', () => {
  const { ask } = createBucketNode()
  expect(ask(`PUT /${'k'.repeat(1_024)}`, { body: '' }).status).toBe(200)
  expect(ask(`PUT /${'k'.repeat(1_025)}`, { body: '' }).code).toBe('KeyTooLongError')
  expect(ask('PUT /m', { headers: { 'x-amz-meta-a': 'x'.repeat(2_048) } }).code).toBe(
    'MetadataTooLarge',
  )
  const tags = Array.from({ length: 11 }, (_, n) => `t${n}=1`).join('&')
  expect(ask('PUT /t', { headers: { 'x-amz-tagging': tags } }).code).toBe('BadRequest')
  expect(ask('PUT /s', { headers: { 'x-amz-storage-class': 'GOLD' } }).code).toBe(
    'InvalidStorageClass',
  )
  expect(ask('PUT /s', { headers: { 'x-amz-acl': 'public-read' } }).code).toBe(
    'AccessControlListNotSupported',
  )
})

test('a delete is 204 whether or not something was there', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'x' })
  expect(ask('DELETE /k').status).toBe(204)
  expect(ask('DELETE /k').status).toBe(204)
  expect(ask('GET /k').status).toBe(404)
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
test('DeleteObjects tells of each, quietly if asked, and wants a checksum', () => {
  const { ask } = createBucketNode()
  ask('PUT /a', { body: '' })
  ask('PUT /b%26c', { body: '' })
  const body =
    '<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object><Object><Key>no</Key></Object></Delete>'
  expect(ask('POST /?delete', { body }).code).toBe('InvalidRequest')
  const sum = (text: string) => ({ 'Content-MD5': createHash('md5').update(text).digest('base64') })
  const done = ask('POST /?delete', { headers: sum(body), body })
  expect(texts(done.text, 'Key')).toEqual(['a', 'b&amp;c', 'no'])
  expect(ask('GET /b%26c').status).toBe(404)
  const quiet = body.replace('<Delete>', '<Delete><Quiet>true</Quiet>')
  expect(texts(ask('POST /?delete', { headers: sum(quiet), body: quiet }).text, 'Key')).toEqual([])
  const broken = '<Delete><Object></Delete>'
  expect(ask('POST /?delete', { headers: sum(broken), body: broken }).code).toBe('MalformedXML')
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
test('a copy keeps metadata, replaces it when told to, and refuses to do nothing', () => {
  const { ask } = createBucketNode()
  ask('PUT /from%20here', {
    headers: { 'Content-Type': 'text/css', 'x-amz-meta-a': '1' },
    body: 'p{}',
  })
  const source = { 'x-amz-copy-source': '/shop/from%20here' }
  const copied = ask('PUT /to', { headers: source })
  expect(texts(copied.text, 'ETag')).toEqual([`&quot;${md5('p{}')}&quot;`])
  expect(ask('GET /to').header('x-amz-meta-a')).toBe('1')
  ask('PUT /to', {
    headers: { ...source, 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-b': '2' },
  })
  const replaced = ask('GET /to')
  expect([replaced.header('x-amz-meta-a'), replaced.header('x-amz-meta-b'), replaced.text]).toEqual(
    [undefined, '2', 'p{}'],
  )
  expect(ask('PUT /from%20here', { headers: source }).code).toBe('InvalidRequest')
  expect(ask('PUT /to', { headers: { 'x-amz-copy-source': 'shop/none' } }).code).toBe('NoSuchKey')
  expect(ask('PUT /to', { headers: { 'x-amz-copy-source': 'nobody/k' } }).code).toBe('NoSuchBucket')
  expect(ask('PUT /to', { headers: { 'x-amz-copy-source': 'nonsense' } }).code).toBe(
    'InvalidArgument',
  )
})

test('tags: with the object, and by themselves', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { headers: { 'x-amz-tagging': 'team=a%20b&env=prod' }, body: '' })
  expect(ask('GET /k').header('x-amz-tagging-count')).toBe('2')
  expect(texts(ask('GET /k?tagging').text, 'Value')).toEqual(['a b', 'prod'])
  const body = '<Tagging><TagSet><Tag><Key>x</Key><Value>1</Value></Tag></TagSet></Tagging>'
  expect(ask('PUT /k?tagging', { body }).status).toBe(200)
  expect(texts(ask('GET /k?tagging').text, 'Key')).toEqual(['x'])
  expect(ask('PUT /k?tagging', { body: '<Tagging/>' }).code).toBe('MalformedXML')
  expect(ask('DELETE /k?tagging').status).toBe(204)
  expect(ask('GET /k').header('x-amz-tagging-count')).toBeUndefined()
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
test('an archived object must be restored before it can be read, which takes hours', () => {
  const { ask, ...node } = createBucketNode()
  ask('PUT /old', { headers: { 'x-amz-storage-class': 'GLACIER' }, body: 'x' })
  const denied = ask('GET /old')
  expect([denied.status, denied.code, ...texts(denied.text, 'StorageClass')]).toEqual([
    403,
    'InvalidObjectState',
    'GLACIER',
  ])
  const body =
    '<RestoreRequest><Days>2</Days><GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters></RestoreRequest>'
  expect(ask('POST /old?restore', { body }).status).toBe(202)
  expect(ask('POST /old?restore', { body }).code).toBe('RestoreAlreadyInProgress')
  expect(ask('HEAD /old').header('x-amz-restore')).toBe('ongoing-request="true"')
  node.run(seconds(5 * 3_600 + 1))
  expect(ask('HEAD /old').header('x-amz-restore')).toBe(
    'ongoing-request="false", expiry-date="Sun, 04 Jan 2026 00:00:00 GMT"',
  )
  expect(ask('GET /old').text).toBe('x')
  node.run(seconds(3 * 86_400))
  expect(ask('GET /old').code).toBe('InvalidObjectState')
  ask('PUT /new', { body: '' })
  expect(ask('POST /new?restore', { body }).code).toBe('InvalidObjectState')
})

test('what the bucket is: its Region, its versioning, its attributes', () => {
  const { ask } = createBucketNode({ VersioningConfiguration: { Status: 'Suspended' } })
  expect(ask('HEAD /').header('x-amz-bucket-region')).toBe('us-east-1')
  expect(ask('GET /?location').text).toMatch(/<LocationConstraint[^>]*><\/LocationConstraint>/)
  expect(texts(ask('GET /?versioning').text, 'Status')).toEqual(['Suspended'])
  expect(ask('GET /?policy').code).toBe('NoSuchBucketPolicy')
  expect(ask('GET /?cors').code).toBe('NoSuchCORSConfiguration')
  // S3 has it, the simulator does not.
  expect(ask('GET /?inventory').code).toBe('NotImplemented')
  expect(ask('PUT /').code).toBe('BucketAlreadyOwnedByYou')
  ask('PUT /k', { body: 'hello' })
  const attributes = ask('GET /k?attributes', {
    headers: { 'x-amz-object-attributes': 'ETag,ObjectSize,StorageClass' },
  })
  expect([texts(attributes.text, 'ETag'), texts(attributes.text, 'ObjectSize')]).toEqual([
    [md5('hello')],
    ['5'],
  ])
})
