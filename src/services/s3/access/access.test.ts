import { describe, expect, test } from 'vitest'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import type { Headers } from '#contracts/body.ts'
import { computeSignature, signRequest } from '#contracts/sigv4.ts'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { seconds } from '#kernel/time.ts'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

const hashing = { sha256, hmac: (key: Uint8Array, bytes: Uint8Array) => hmac(sha256, key, bytes) }
const OPEN = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
}
const allow = (more: object) => ({
  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] },
})
const PUBLIC_READ = allow({
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::shop/*',
})
const DATA = [{ Key: 'a.txt', Text: 'hello' }]

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
describe('anonymous requests', () => {
  test('are denied, in exactly S3’s XML, where nothing allows them', () => {
    const { http } = createBucketNode({}, { data: DATA })
    const denied = http('GET /a.txt')
    expect(denied.status).toBe(403)
    expect(denied.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>${denied.header('x-amz-request-id')}</RequestId><HostId>${denied.header('x-amz-id-2')}</HostId></Error>`,
    )
  })

  test('read what a public policy lets them, once Block Public Access is off', () => {
    const { http } = createBucketNode(
      { BucketPolicy: PUBLIC_READ, PublicAccessBlockConfiguration: OPEN },
      { data: DATA },
    )
    expect(http('GET /a.txt').text).toBe('hello')
    expect(http('HEAD /a.txt').header('content-length')).toBe('5')
    expect(http('PUT /a.txt', { body: 'mine' }).status).toBe(403)
    expect(http('DELETE /a.txt').status).toBe(403)
    expect(http('GET /?list-type=2').code).toBe('AccessDenied')
    // Without s3:ListBucket nobody learns what is there and what is not.
    expect(http('GET /none.txt').code).toBe('AccessDenied')
  })

  test('a public policy does not get past Block Public Access, as by default', () => {
    const { http } = createBucketNode({ BucketPolicy: PUBLIC_READ }, { data: DATA })
    expect(http('GET /a.txt').status).toBe(403)
    const restricted = createBucketNode(
      {
        BucketPolicy: PUBLIC_READ,
        PublicAccessBlockConfiguration: { ...OPEN, RestrictPublicBuckets: true },
      },
      { data: DATA },
    )
    expect(restricted.http('GET /a.txt').status).toBe(403)
  })

  test('a policy may deny what comes in the clear', () => {
    const { PolicyDocument } = PUBLIC_READ
    const noPlain = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::shop/*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    const { http } = createBucketNode(
      {
        BucketPolicy: {
          PolicyDocument: {
            ...PolicyDocument,
            Statement: [...PolicyDocument.Statement, noPlain],
          },
        },
        PublicAccessBlockConfiguration: OPEN,
      },
      { data: DATA },
    )
    expect(http('GET /a.txt').status).toBe(200)
    expect(http('GET /a.txt', { scheme: 'http' }).status).toBe(403)
  })

  test('with ListBucket a missing key is NoSuchKey', () => {
    const policy = allow({
      Principal: '*',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::shop', 'arn:aws:s3:::shop/*'],
    })
    const { http } = createBucketNode({
      BucketPolicy: policy,
      PublicAccessBlockConfiguration: OPEN,
    })
    expect(http('GET /none.txt').code).toBe('NoSuchKey')
  })

  test('may not change an answer’s headers', () => {
    const { http } = createBucketNode(
      { BucketPolicy: PUBLIC_READ, PublicAccessBlockConfiguration: OPEN },
      { data: DATA },
    )
    expect(http('GET /a.txt?response-content-type=text/html').code).toBe('InvalidRequest')
  })

  test('policies know the caller’s address', () => {
    const policy = allow({
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::shop/*',
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    })
    // A fixed address is not "public", so Block Public Access lets the policy in.
    const { http } = createBucketNode({ BucketPolicy: policy }, { data: DATA })
    expect(http('GET /a.txt').text).toBe('hello')
  })
})

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
describe('a distribution with origin access control', () => {
  const DISTRIBUTION = 'arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE'
  const policy = allow({
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::shop/*',
    Condition: { StringEquals: { 'AWS:SourceArn': DISTRIBUTION } },
  })
  const signedBy = (sourceArn: string) => ({
    signedBy: { service: 'cloudfront.amazonaws.com', sourceArn, sourceAccount: '123456789012' },
  })

  test('is let in by its ARN, others and unsigned requests are not; a missing key is 403', () => {
    const { http } = createBucketNode({ BucketPolicy: policy }, { data: DATA })
    expect(http('GET /a.txt', signedBy(DISTRIBUTION)).text).toBe('hello')
    expect(http('GET /a.txt', signedBy(`${DISTRIBUTION}2`)).status).toBe(403)
    expect(http('GET /a.txt').status).toBe(403)
    expect(http('GET /none.txt', signedBy(DISTRIBUTION)).status).toBe(403)
  })

  test('reaches the REST endpoint though the bucket is a website', () => {
    const { http } = createBucketNode(
      { BucketPolicy: policy, WebsiteConfiguration: { IndexDocument: 'index.html' } },
      { data: DATA },
    )
    expect(http('GET /none.txt', signedBy(DISTRIBUTION)).code).toBe('AccessDenied')
    expect(http('GET /none.txt').text).toContain('<h1>403 Forbidden</h1>')
  })
})

describe('a function by its wire', () => {
  test('may do what no policy denies it', () => {
    const deny = {
      PolicyDocument: {
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObject',
          Resource: 'arn:aws:s3:::shop/*',
        },
      },
    }
    const { ask } = createBucketNode({ BucketPolicy: deny }, { data: DATA })
    expect(ask('GET /a.txt').text).toBe('hello')
    const denied = ask('DELETE /a.txt')
    expect(texts(denied.text, 'Message')).toEqual([
      'User: arn:aws:sts::123456789012:assumed-role/Fn-role/Fn is not authorized to perform: s3:DeleteObject on resource: &quot;arn:aws:s3:::shop/a.txt&quot; with an explicit deny in a resource-based policy',
    ])
  })
})

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
describe('a presigned URL', () => {
  const HOST = 'shop.s3.us-east-1.amazonaws.com'
  const presign = (
    method: string,
    path: string,
    more: { readonly expires?: string; readonly date?: string; readonly query?: string } = {},
  ): string => {
    const { expires = '60', date = '20260101T000000Z' } = more
    const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      'X-Amz-Content-Sha256=UNSIGNED-PAYLOAD',
      `X-Amz-Credential=${encodeURIComponent(`${SIMULATED_CREDENTIALS.accessKeyId}/${scope}`)}`,
      `X-Amz-Date=${date}`,
      `X-Amz-Expires=${expires}`,
      'X-Amz-SignedHeaders=host',
      ...(more.query === undefined ? [] : [more.query]),
    ].join('&')
    const headers: Headers = [
      ['host', HOST],
      ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD'],
    ]
    const signature = computeSignature(
      { method, path, query, headers, body: '' },
      { scope, signedHeaders: ['host'], amzDate: date },
      { secret: SIMULATED_CREDENTIALS.secretAccessKey, hashing },
    )
    return `${path}?${query}&X-Amz-Signature=${signature}`
  }

  test('lets whoever has it do that one thing', () => {
    const { http } = createBucketNode({}, { data: [{ Key: 'a b(1).txt', Text: 'hello' }] })
    expect(http(`GET ${presign('GET', '/a%20b%281%29.txt')}`).text).toBe('hello')
    expect(http(`PUT ${presign('PUT', '/new.txt')}`, { body: 'mine' }).status).toBe(200)
    expect(http(`GET ${presign('GET', '/new.txt')}`).text).toBe('mine')
    const type = presign('GET', '/new.txt', { query: 'response-content-type=text%2Fcss' })
    expect(http(`GET ${type}`).header('content-type')).toBe('text/css')
  })

  test('is for its method, its key and its parameters only', () => {
    const { http } = createBucketNode({}, { data: DATA })
    const url = presign('GET', '/a.txt')
    expect(http(`PUT ${url}`).code).toBe('SignatureDoesNotMatch')
    expect(http(`GET ${url.replace('a.txt', 'b.txt')}`).code).toBe('SignatureDoesNotMatch')
    expect(http(`GET ${url}&versionId=x`).code).toBe('SignatureDoesNotMatch')
    expect(http(`GET ${url.replace('Expires=60', 'Expires=600')}`).code).toBe(
      'SignatureDoesNotMatch',
    )
    expect(http(`GET ${url.replace('ASIACOLD', 'ASIAHOT1')}`).code).toBe('InvalidAccessKeyId')
  })

  test('is verified by whichever way it comes', () => {
    const node = createBucketNode({}, { data: DATA })
    const url = presign('GET', '/a.txt')
    expect(node.ask(`GET ${url}`).text).toBe('hello')
    expect(node.ask(`GET ${url.replace('a.txt', 'b.txt')}`).code).toBe('SignatureDoesNotMatch')
  })

  test('is over when its time is', () => {
    const { http, ...node } = createBucketNode({}, { data: DATA })
    const url = presign('GET', '/a.txt')
    node.run(seconds(60))
    expect(http(`GET ${url}`).status).toBe(200)
    node.run(seconds(1))
    const over = http(`GET ${url}`)
    expect([over.status, over.code]).toEqual([403, 'AccessDenied'])
    expect(over.text).toContain(
      '<Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires><Expires>2026-01-01T00:01:00Z</Expires><ServerTime>2026-01-01T00:01:01Z</ServerTime>',
    )
  })

  test.each([
    ['604801', 'X-Amz-Expires must be less than a week'],
    ['soon', 'X-Amz-Expires should be a number'],
  ])('cannot be valid for %s', (expires, words) => {
    const { http } = createBucketNode({}, { data: DATA })
    const refused = http(`GET ${presign('GET', '/a.txt', { expires })}`)
    expect([refused.status, refused.code]).toEqual([400, 'AuthorizationQueryParametersError'])
    expect(refused.text).toContain(words)
  })

  test('of another Region, or without all its parts, is refused', () => {
    const { http } = createBucketNode({}, { data: DATA })
    const url = presign('GET', '/a.txt')
    expect(http(`GET ${url.replace('us-east-1', 'eu-west-1')}`).text).toContain(
      "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    )
    expect(http(`GET ${url.replace('X-Amz-Date=20260101T000000Z&', '')}`).code).toBe(
      'AuthorizationQueryParametersError',
    )
  })
})

describe('a request signed by its header', () => {
  const sign = (body: string, epochMs: number): Readonly<Record<string, string>> => {
    const sum = Buffer.from(sha256(Buffer.from(body))).toString('hex')
    const headers: Headers = [
      ['host', 'shop.s3.us-east-1.amazonaws.com'],
      ['x-amz-content-sha256', sum],
    ]
    const { accessKeyId, secretAccessKey } = SIMULATED_CREDENTIALS
    const signer = { accessKeyId, secretAccessKey, region: 'us-east-1', service: 's3', hashing }
    return Object.fromEntries(
      signRequest({ method: 'PUT', path: '/k%20y', query: '', headers, body }, signer, epochMs),
    )
  }
  const START_MS = Date.UTC(2026, 0, 1)

  test('is let in by the account’s key, and its body is the one that was signed', () => {
    const { http } = createBucketNode()
    const headers = sign('hello', START_MS)
    expect(http('PUT /k%20y', { headers, body: 'hello' }).status).toBe(200)
    expect(http('PUT /k%20y', { headers, body: 'other' }).code).toBe('XAmzContentSHA256Mismatch')
    expect(http('PUT /other', { headers, body: 'hello' }).code).toBe('SignatureDoesNotMatch')
  })

  test('is of this time', () => {
    const { http } = createBucketNode()
    expect(http('PUT /k%20y', { headers: sign('', START_MS - 901_000) }).code).toBe(
      'RequestTimeTooSkewed',
    )
    expect(http('PUT /k%20y', { headers: sign('', START_MS - 899_000) }).status).toBe(200)
  })
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
describe('CORS', () => {
  const cors = {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedOrigins: ['https://*.example.com'],
          AllowedMethods: ['GET', 'PUT'],
          AllowedHeaders: ['x-amz-*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 300,
        },
      ],
    },
  }
  const preflight = (origin: string, method: string, names = '') => ({
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      ...(names === '' ? {} : { 'Access-Control-Request-Headers': names }),
    },
  })

  test('answers a preflight by the first rule that takes all of it', () => {
    const { http } = createBucketNode(cors)
    const answer = http('OPTIONS /k', preflight('https://www.example.com', 'PUT', 'X-Amz-Date'))
    expect(answer.status).toBe(200)
    expect(answer.header('access-control-allow-origin')).toBe('https://www.example.com')
    expect(answer.header('access-control-allow-methods')).toBe('GET, PUT')
    expect(answer.header('access-control-allow-headers')).toBe('x-amz-date')
    expect(answer.header('access-control-max-age')).toBe('300')
  })

  test('refuses what no rule takes, and tells a bucket without rules', () => {
    const { http } = createBucketNode(cors)
    const refused = http('OPTIONS /k', preflight('https://evil.example', 'GET'))
    expect([refused.status, refused.code]).toEqual([403, 'AccessForbidden'])
    expect(refused.text).toContain(
      'This CORS request is not allowed. This is usually because the evalution of Origin',
    )
    expect(http('OPTIONS /k', preflight('https://www.example.com', 'DELETE')).status).toBe(403)
    expect(
      http('OPTIONS /k', preflight('https://www.example.com', 'GET', 'authorization')).status,
    ).toBe(403)
    expect(createBucketNode().http('OPTIONS /k', preflight('https://a.b', 'GET')).text).toContain(
      'CORS is not enabled for this bucket.',
    )
  })

  test('an answer to a page’s own request has the headers, an error too', () => {
    const { http } = createBucketNode(cors)
    const denied = http('GET /k', { headers: { Origin: 'https://www.example.com' } })
    expect([
      denied.status,
      denied.header('access-control-allow-origin'),
      denied.header('access-control-expose-headers'),
    ]).toEqual([403, 'https://www.example.com', 'ETag'])
    expect(
      http('GET /k', { headers: { Origin: 'https://evil.example' } }).header(
        'access-control-allow-origin',
      ),
    ).toBeUndefined()
  })
})
