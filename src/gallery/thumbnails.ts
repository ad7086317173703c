import type { Scenario } from '#scenario/schema.ts'

/** Draws a picture, puts it into the bucket, and hands out a URL with which whoever has it may see it for five minutes. */
const takePhoto = `import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const s3 = new S3Client({})
const Bucket = process.env.BUCKET

const draw = (hue) =>
  '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800" viewBox="0 0 12 8">' +
  \`<rect width="12" height="8" fill="hsl(\${hue} 60% 70%)"/>\` +
  \`<circle cx="9" cy="2.5" r="1.2" fill="hsl(\${(hue + 60) % 360} 90% 80%)"/>\` +
  \`<path d="M0 8 4 3l3 4 2-2 3 3z" fill="hsl(\${(hue + 180) % 360} 40% 35%)"/></svg>\`

export const handler = async (event) => {
  const { id, hue } = JSON.parse(event.body)
  const Key = \`uploads/\${id}.svg\`
  await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: draw(hue), ContentType: 'image/svg+xml' }),
  )
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 300 })
  return { statusCode: 201, headers: { location: url }, body: '' }
}
`

/** Called by the bucket for each new picture: makes a small one of it, in another bucket. */
const makeThumbnail = `import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const s3 = new S3Client({})

export const handler = async (event) => {
  for (const { s3: { bucket, object } } of event.Records) {
    // Keys come percent-encoded, with + for a blank.
    const Key = decodeURIComponent(object.key.replaceAll('+', ' '))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }))
    const picture = await Body.transformToString()
    const small = picture.replace('width="1200" height="800"', 'width="96" height="64"')
    await s3.send(
      new PutObjectCommand({
        Bucket: process.env.THUMBNAILS,
        Key: Key.replace('uploads/', 'thumbs/'),
        Body: small,
        ContentType: 'image/svg+xml',
        CacheControl: 'public, max-age=3600',
        Metadata: { source: Key },
      }),
    )
    console.log(\`\${Key}: \${object.size} bytes, sequencer \${object.sequencer}\`)
  }
}
`

const page = `<!doctype html>
<title>Thumbnails</title>
<h1>Thumbnails</h1>
<p>Made by a function, one for each upload.</p>
`

/** Uploads in one bucket call a function that fills another, which the public reads. */
export const thumbnails: Scenario = {
  coldstart: 1,
  name: 'Thumbnails',
  description:
    'Photographers upload pictures through an API into a private bucket. The bucket tells a function of each, which makes a thumbnail of it in a second bucket: that one is a public website, whose readers ask for thumbnails and are told 404 until they are made.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Photographers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 20, TargetPerSecond: 3 },
            { DurationSeconds: 10, TargetPerSecond: 15 },
            { DurationSeconds: 20, TargetPerSecond: 3 },
          ],
        },
        Requests: [
          {
            Method: 'POST',
            Path: '/photos',
            Headers: { 'content-type': 'application/json' },
            Body: '{"id":{{randomInt 1 120}},"hue":{{randomInt 0 359}}}',
          },
        ],
      },
    },
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      name: 'Photos API',
      position: { x: 304, y: 0 },
      properties: { Name: 'photos' },
    },
    {
      id: 'TakePhoto',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: 0 },
      properties: { MemorySize: 1_024, Environment: { Variables: { BUCKET: 'coldstart-photos' } } },
      code: { 'index.mjs': takePhoto },
    },
    {
      id: 'Photos',
      type: 'AWS::S3::Bucket',
      position: { x: 912, y: 0 },
      properties: {
        BucketName: 'coldstart-photos',
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            { Prefix: 'uploads/', NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
            { Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] },
          ],
        },
      },
    },
    {
      id: 'MakeThumbnail',
      type: 'AWS::Lambda::Function',
      position: { x: 912, y: 288 },
      properties: {
        MemorySize: 1_024,
        Environment: { Variables: { THUMBNAILS: 'coldstart-thumbnails' } },
      },
      code: { 'index.mjs': makeThumbnail },
    },
    {
      id: 'Thumbnails',
      type: 'AWS::S3::Bucket',
      position: { x: 608, y: 288 },
      properties: {
        BucketName: 'coldstart-thumbnails',
        PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
        BucketPolicy: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: ['s3:GetObject', 's3:ListBucket'],
                Resource: [
                  'arn:aws:s3:::coldstart-thumbnails',
                  'arn:aws:s3:::coldstart-thumbnails/*',
                ],
              },
            ],
          },
        },
        WebsiteConfiguration: { IndexDocument: 'index.html' },
      },
      data: [{ Key: 'index.html', Text: page }],
    },
    {
      id: 'Readers',
      type: 'Coldstart::Client',
      position: { x: 304, y: 288 },
      properties: {
        Load: { Stages: [{ DurationSeconds: 50, TargetPerSecond: 8 }] },
        Requests: [
          { Method: 'GET', Path: '/' },
          { Weight: 4, Method: 'GET', Path: '/thumbs/{{randomInt 1 120}}.svg' },
        ],
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'Photographers', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'TakePhoto', properties: { RouteKeys: ['POST /photos'] } },
    { id: 'e3', source: 'TakePhoto', target: 'Photos' },
    {
      id: 'e4',
      source: 'Photos',
      target: 'MakeThumbnail',
      properties: { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } } },
    },
    { id: 'e5', source: 'MakeThumbnail', target: 'Photos' },
    { id: 'e6', source: 'MakeThumbnail', target: 'Thumbnails' },
    { id: 'e7', source: 'Readers', target: 'Thumbnails' },
  ],
}
