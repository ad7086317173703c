import { expect, test } from 'vitest'
import { createBucketNode } from './testing/bucketNode.ts'

const OPEN = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
}
const READ = {
  PolicyDocument: {
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: ['arn:aws:s3:::shop', 'arn:aws:s3:::shop/*'],
      },
    ],
  },
}
const DATA = [
  { Key: 'index.html', Text: '<h1>Home</h1>' },
  { Key: 'docs/index.html', Text: '<h1>Docs</h1>' },
  { Key: 'error.html', Text: '<h1>Oops</h1>' },
  { Key: 'moved', Text: '', WebsiteRedirectLocation: '/docs/' },
]
const site = (website: object = {}) =>
  createBucketNode(
    {
      PublicAccessBlockConfiguration: OPEN,
      BucketPolicy: READ,
      WebsiteConfiguration: { IndexDocument: 'index.html', ...website },
    },
    { data: DATA },
  )

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html
test('the index document stands for the root and for folders', () => {
  const { http } = site()
  const home = http('GET /')
  expect([home.status, home.text, home.header('content-type')]).toEqual([
    200,
    '<h1>Home</h1>',
    'text/html',
  ])
  expect(http('GET /docs/').text).toBe('<h1>Docs</h1>')
  const folder = http('GET /docs')
  expect([folder.status, folder.header('location')]).toEqual([302, '/docs/'])
  expect(http('HEAD /').text).toBe('')
})

test('an error is a page of HTML, or the error document under the error’s own status', () => {
  const plain = site().http('GET /none')
  expect([plain.status, plain.header('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(plain.text).toContain(
    '<li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n<li>Key: none</li>',
  )
  const own = site({ ErrorDocument: 'error.html' }).http('GET /none')
  expect([own.status, own.text, own.header('content-type')]).toEqual([
    404,
    '<h1>Oops</h1>',
    'text/html',
  ])
  expect(own.header('x-amz-error-code')).toBe('NoSuchKey')
})

test('without s3:ListBucket a missing page is 403', () => {
  const policy = {
    PolicyDocument: {
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
  const { http } = createBucketNode({
    PublicAccessBlockConfiguration: OPEN,
    BucketPolicy: policy,
    WebsiteConfiguration: { IndexDocument: 'index.html' },
  })
  expect(http('GET /none').status).toBe(403)
})

test('only GET and HEAD, and no API', () => {
  const { http } = site()
  expect(http('PUT /x', { body: '' }).status).toBe(405)
  expect(http('POST /').text).toContain('MethodNotAllowed')
  // A query means nothing here.
  expect(http('GET /?list-type=2').text).toBe('<h1>Home</h1>')
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
test('redirects: of an object, of a prefix, of an error, of everything', () => {
  const moved = site().http('GET /moved')
  expect([moved.status, moved.header('location')]).toEqual([301, '/docs/'])
  const rules = [
    {
      RoutingRuleCondition: { KeyPrefixEquals: 'old/' },
      RedirectRule: { ReplaceKeyPrefixWith: 'docs/', HttpRedirectCode: '302' },
    },
    {
      RoutingRuleCondition: { HttpErrorCodeReturnedEquals: '404' },
      RedirectRule: { HostName: 'example.org', Protocol: 'https', ReplaceKeyWith: 'lost.html' },
    },
  ]
  const { http } = site({ RoutingRules: rules })
  const renamed = http('GET /old/a%20b.html', { headers: { Host: 'shop.example' } })
  expect([renamed.status, renamed.header('location')]).toEqual([
    302,
    'http://shop.example/docs/a%20b.html',
  ])
  expect(http('GET /none').header('location')).toBe('https://example.org/lost.html')
  expect(http('GET /docs/').status).toBe(200)
  const all = createBucketNode({
    WebsiteConfiguration: { RedirectAllRequestsTo: { HostName: 'www.example.org' } },
  })
  const sent = all.http('GET /a/b')
  expect([sent.status, sent.header('location')]).toEqual([301, 'http://www.example.org/a/b'])
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
test('the host decides: the REST endpoint knows no index document', () => {
  const { http } = site()
  const rest = { Host: 'shop.s3.us-east-1.amazonaws.com' }
  expect(http('GET /', { headers: rest }).text).toContain('<ListBucketResult')
  expect(http('GET /none', { headers: rest }).code).toBe('NoSuchKey')
  expect(http('GET /', { headers: { Host: 'shop.s3-website-us-east-1.amazonaws.com' } }).text).toBe(
    '<h1>Home</h1>',
  )
  const none = createBucketNode().http('GET /', {
    headers: { Host: 'shop.s3-website-us-east-1.amazonaws.com' },
  })
  expect([none.status, none.header('x-amz-error-code')]).toEqual([
    404,
    'NoSuchWebsiteConfiguration',
  ])
  expect(
    http('GET /', { headers: { Host: 'other.s3-website-us-east-1.amazonaws.com' } }).text,
  ).toContain('NoSuchBucket')
})
