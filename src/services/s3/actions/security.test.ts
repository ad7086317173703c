import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createBucketNode } from '../testing/bucketNode.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const KMS = { 'x-amz-server-side-encryption': 'aws:kms' }

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
test('a bucket has no ACLs: reading tells of its owner alone, writing is refused, and so is a grant on a PUT', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'hello' })
  for (const line of ['GET /?acl', 'GET /k?acl']) {
    const acl = ask(line)
    expect(acl.status).toBe(200)
    expect(acl.text).toMatch(/<Owner><ID>\w+<\/ID><\/Owner>/)
    expect(acl.text).toContain('<Permission>FULL_CONTROL</Permission>')
    expect(acl.text).toContain('xsi:type="CanonicalUser"')
  }
  expect(ask('GET /none?acl').code).toBe('NoSuchKey')
  for (const line of ['PUT /?acl', 'PUT /k?acl']) {
    const refused = ask(line, { headers: { 'x-amz-acl': 'public-read' } })
    expect([refused.status, refused.code]).toEqual([400, 'AccessControlListNotSupported'])
  }
  const put = (name: string, value: string) =>
    ask('PUT /k', { headers: { [name]: value }, body: 'x' }).code
  expect(put('x-amz-acl', 'public-read')).toBe('AccessControlListNotSupported')
  expect(put('x-amz-grant-read', 'uri="x"')).toBe('AccessControlListNotSupported')
  expect(ask('GET /k').text).toBe('hello')
  expect(ask('PUT /k', { headers: { 'x-amz-acl': 'bucket-owner-full-control' } }).status).toBe(200)
  expect(ask('GET /?ownershipControls').text).toContain('BucketOwnerEnforced')
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
test('an object under a key of KMS tells of it, and its ETag is no MD5; a copy is encrypted as its own request says', () => {
  const { ask } = createBucketNode()
  const put = ask('PUT /k', {
    headers: { ...KMS, 'x-amz-server-side-encryption-aws-kms-key-id': 'my-key' },
    body: 'hello',
  })
  expect(put.header('x-amz-server-side-encryption')).toBe('aws:kms')
  const key = put.header('x-amz-server-side-encryption-aws-kms-key-id')
  expect(key).toMatch(/^arn:aws:kms:us-east-1:\d{12}:key\/my-key$/)
  expect(put.header('etag')).toMatch(/^"[0-9a-f]{32}"$/)
  expect(put.header('etag')).not.toBe(`"${md5('hello')}"`)
  const head = ask('HEAD /k')
  expect(head.header('x-amz-server-side-encryption-aws-kms-key-id')).toBe(key)
  expect(head.header('etag')).toBe(put.header('etag'))
  expect(ask('GET /k').text).toBe('hello')
  const copy = ask('PUT /copy', { headers: { 'x-amz-copy-source': '/shop/k' } })
  expect(copy.header('x-amz-server-side-encryption')).toBe('AES256')
  expect(ask('HEAD /copy').header('etag')).toBe(`"${md5('hello')}"`)
  // Another key is a change: an object may be copied over itself to get one.
  const again = ask('PUT /copy', { headers: { 'x-amz-copy-source': '/shop/copy', ...KMS } })
  expect(again.header('x-amz-server-side-encryption')).toBe('aws:kms')
})

test('encryption that S3 has not, a key without its algorithm, and keys of the caller are refused', () => {
  const { ask } = createBucketNode()
  const put = (headers: Record<string, string>) => ask('PUT /k', { headers, body: 'x' })
  expect(put({ 'x-amz-server-side-encryption': 'rot13' }).code).toBe(
    'InvalidEncryptionAlgorithmError',
  )
  expect(put({ 'x-amz-server-side-encryption-aws-kms-key-id': 'k' }).code).toBe('InvalidArgument')
  const own = put({ 'x-amz-server-side-encryption-customer-algorithm': 'AES256' })
  expect([own.status, own.code]).toEqual([501, 'NotImplemented'])
  expect(ask('GET /?encryption').text).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>')
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
test('a bucket without Object Lock says so, whoever asks', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'x' })
  expect(ask('GET /?object-lock').code).toBe('ObjectLockConfigurationNotFoundError')
  const lines = ['GET /k?legal-hold', 'PUT /k?legal-hold', 'GET /k?retention', 'PUT /k?retention']
  for (const line of lines) {
    const refused = ask(line)
    expect([refused.status, refused.code]).toEqual([400, 'InvalidRequest'])
    expect(refused.text).toContain('Bucket is missing Object Lock Configuration')
  }
  const locked = ask('PUT /l', { headers: { 'x-amz-object-lock-mode': 'GOVERNANCE' }, body: 'x' })
  expect(locked.code).toBe('InvalidRequest')
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
test('S3 Select is closed to new customers', () => {
  const { ask } = createBucketNode()
  ask('PUT /k', { body: 'x' })
  const refused = ask('POST /k?select&select-type=2', { body: '<x/>' })
  expect([refused.status, refused.code]).toEqual([405, 'MethodNotAllowed'])
})

test('Block Public Access and what a policy lets the public do can be read', () => {
  const open = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  }
  const policy = {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::shop/*',
        },
      ],
    },
  }
  const { ask } = createBucketNode({ BucketPolicy: policy, PublicAccessBlockConfiguration: open })
  expect(ask('GET /?policyStatus').text).toContain('<IsPublic>true</IsPublic>')
  expect(ask('GET /?publicAccessBlock').text).toContain(
    '<IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy>',
  )
  const closed = createBucketNode()
  expect(closed.ask('GET /?policyStatus').code).toBe('NoSuchBucketPolicy')
  expect(closed.ask('GET /?publicAccessBlock').text).not.toContain('false')
})
