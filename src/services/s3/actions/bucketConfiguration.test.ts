import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

// Each is AWS's operation of that name: what is put holds at once, and is read as it was put.

test('versioning is switched on, and not off again', () => {
  const { ask } = createBucketNode()
  const put = (status: string) =>
    ask('PUT /?versioning', {
      body: `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`,
    })
  expect(texts(ask('GET /?versioning').text, 'Status')).toEqual([])
  expect(put('Enabled').status).toBe(200)
  expect(ask('PUT /k', { body: 'x' }).header('x-amz-version-id')).toHaveLength(32)
  expect(put('Off').code).toBe('MalformedXML')
  expect(texts(ask('GET /?versioning').text, 'Status')).toEqual(['Enabled'])
})

test('what S3 does not find malformed is read back; what is taken away is gone', () => {
  const { ask } = createBucketNode()
  const tagging = '<Tagging><TagSet><Tag><Key>team</Key><Value>web</Value></Tag></TagSet></Tagging>'
  const cors =
    '<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>'
  const site =
    '<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>'
  const rules =
    '<LifecycleConfiguration><Rule><ID>r</ID><Filter><Prefix>tmp/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>'
  const rows = [
    ['tagging', tagging, 204, 'NoSuchTagSet', 'team'],
    ['cors', cors, 200, 'NoSuchCORSConfiguration', '<AllowedMethod>GET'],
    ['website', site, 200, 'NoSuchWebsiteConfiguration', 'index.html'],
    ['lifecycle', rules, 200, 'NoSuchLifecycleConfiguration', '<Days>1</Days>'],
  ] as const
  for (const [name, body, status, missing, told] of rows) {
    expect(ask(`GET /?${name}`).code).toBe(missing)
    expect(ask(`PUT /?${name}`, { body: '<Nonsense/>' }).code).toBe('MalformedXML')
    expect(ask(`PUT /?${name}`, { body }).status).toBe(status)
    expect(ask(`GET /?${name}`).text).toContain(told)
    expect(ask(`DELETE /?${name}`).status).toBe(204)
    expect(ask(`GET /?${name}`).code).toBe(missing)
  }
})

test('a website’s redirects are read as they were put', () => {
  const { ask } = createBucketNode()
  const rules =
    '<RoutingRules><RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition><Redirect><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith></Redirect></RoutingRule></RoutingRules>'
  const index = '<IndexDocument><Suffix>i.html</Suffix></IndexDocument>'
  const all = '<RedirectAllRequestsTo><HostName>b.example</HostName></RedirectAllRequestsTo>'
  for (const inner of [index + rules, all]) {
    const body = `<WebsiteConfiguration>${inner}</WebsiteConfiguration>`
    expect(ask('PUT /?website', { body }).status).toBe(200)
    expect(ask('GET /?website').text).toContain(`>${inner}</WebsiteConfiguration>`)
  }
})

test('a lifecycle rule that was put deletes at midnight', () => {
  const { ask, ...node } = createBucketNode()
  ask('PUT /tmp/a', { body: 'x' })
  ask('PUT /b', { body: 'x' })
  const body =
    '<LifecycleConfiguration><Rule><Filter><Prefix>tmp/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>'
  expect(ask('PUT /?lifecycle', { body }).status).toBe(200)
  node.run(seconds(3 * 86_400))
  expect(texts(ask('GET /?list-type=2').text, 'Key')).toEqual(['b'])
  const early = body.replace(
    '<Expiration><Days>1</Days></Expiration>',
    '<Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>',
  )
  expect(ask('PUT /?lifecycle', { body: early }).text).toContain(
    "must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
  )
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
test('a public policy is let in once its block is off, and then lets everybody read', () => {
  const { ask, http } = createBucketNode()
  ask('PUT /k', { body: 'x' })
  const policy = (resource: string) => ({
    body: JSON.stringify({
      Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: resource },
    }),
  })
  const mine = policy('arn:aws:s3:::shop/*')
  const refused = ask('PUT /?policy', mine)
  expect([refused.status, refused.code]).toEqual([403, 'AccessDenied'])
  expect(refused.text).toContain('prevented by the BlockPublicPolicy setting')
  expect(ask('DELETE /?publicAccessBlock').status).toBe(204)
  expect(ask('GET /?publicAccessBlock').code).toBe('NoSuchPublicAccessBlockConfiguration')
  expect(ask('PUT /?policy', { body: 'no' }).code).toBe('MalformedPolicy')
  expect(ask('PUT /?policy', policy('arn:aws:s3:::other/*')).text).toContain(
    'Policy has invalid resource',
  )
  expect(http('GET /k').status).toBe(403)
  expect(ask('PUT /?policy', mine).status).toBe(204)
  expect(http('GET /k').text).toBe('x')
  // BlockPublicPolicy leaves the policies alone that there are; RestrictPublicBuckets does not.
  const block = (name: string) =>
    ask('PUT /?publicAccessBlock', {
      body: `<PublicAccessBlockConfiguration><${name}>true</${name}></PublicAccessBlockConfiguration>`,
    })
  block('BlockPublicPolicy')
  expect(http('GET /k').text).toBe('x')
  block('RestrictPublicBuckets')
  expect(http('GET /k').status).toBe(403)
})

test('what is not simulated is refused by name, and no operation is taken for another', () => {
  const { ask } = createBucketNode()
  const refusals = [
    ask('PUT /?accelerate', { body: '<AccelerateConfiguration/>' }),
    ask('PUT /?replication', { body: '<ReplicationConfiguration/>' }),
    ask('DELETE /?ownershipControls'),
    ask('PUT /?requestPayment', {
      body: '<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>',
    }),
  ]
  for (const { status, text } of refusals) {
    expect([status, text]).toEqual([501, expect.stringContaining('is not simulated here')])
  }
})

test('an edit of the document takes back what the API changed of the same property', () => {
  const { ask, ctx, room } = createBucketNode()
  const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
  ask('PUT /?versioning', { body })
  room.changed?.('properties')
  expect(ask('GET /?versioning').text).toContain('Enabled')
  Object.assign(ctx.node.properties, { VersioningConfiguration: { Status: 'Suspended' } })
  room.changed?.('properties')
  expect(ask('GET /?versioning').text).toContain('Suspended')
})
