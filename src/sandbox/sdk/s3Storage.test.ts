import * as buffer from 'node:buffer'
import * as crypto from 'node:crypto'
import * as events from 'node:events'
import * as stream from 'node:stream'
import * as url from 'node:url'
import * as zlib from 'node:zlib'
import * as realS3 from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { sources } from './testing/askBoth.ts'
import { loadSdk } from './testing/loadSdk.ts'

// What signs URLs and what uploads, held to AWS's own.

const Bucket = 'shop'
const Key = 'a b/ü(1)!.txt'
const builtIns = {
  'node:buffer': buffer,
  'node:crypto': crypto,
  'node:events': events,
  'node:stream': stream,
  'node:url': url,
  'node:zlib': zlib,
}

const credentials = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'to+ken=',
}
const signingDate = new Date(Date.UTC(2026, 0, 1))

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html
test.each([
  ['GetObjectCommand', { Bucket, Key }, {}],
  [
    'GetObjectCommand',
    { Bucket, Key, VersionId: 'v', ResponseContentType: 'text/css' },
    { expiresIn: 60 },
  ],
  ['PutObjectCommand', { Bucket, Key, ContentType: 'text/plain', Metadata: { a: 'b c' } }, {}],
  ['PutObjectCommand', { Bucket, Key, Body: 'hé', IfNoneMatch: '*' }, {}],
  [
    'PutObjectCommand',
    { Bucket: 'my.dotted.bucket', Key },
    { signableHeaders: new Set(['content-type']) },
  ],
  ['DeleteObjectCommand', { Bucket, Key }, {}],
] as const)(
  'getSignedUrl of a %s %j is AWS’s own, letter by letter',
  async (command, input, options) => {
    const require = loadSdk(sources, {} as Parameters<typeof loadSdk>[1], builtIns)
    type Sign = (client: object, command: object, options: object) => Promise<string>
    type Package = Readonly<Record<string, new (input: object) => object>>
    const ask = async (s3: Package, sign: Sign) => {
      const { S3Client: Client, [command]: Command } = s3
      if (Client === undefined || Command === undefined) throw new Error('no such command')
      const client = new Client({ region: 'eu-west-1', credentials })
      return sign(client, new Command(input), { ...options, signingDate })
    }
    const ours = await ask(
      require('@aws-sdk/client-s3') as Package,
      require('@aws-sdk/s3-request-presigner')['getSignedUrl'] as Sign,
    )
    const theirs = await ask(realS3 as unknown as Package, getSignedUrl as unknown as Sign)
    expect(ours.replace('?', '\n').replaceAll('&', '\n')).toBe(
      theirs.replace('?', '\n').replaceAll('&', '\n'),
    )
  },
)

/** A bucket that takes whatever it is sent, and what it was sent. */
const createTaker = () => {
  const sent: string[] = []
  const answer = (method: string, query: string, size: number) => {
    const asked = query.replace('uploads=', 'uploads')
    sent.push(`${method} ${asked} ${method === 'PUT' ? size : ''}`)
    if (asked === 'uploads')
      return { body: '<R><Bucket>shop</Bucket><Key>k</Key><UploadId>u</UploadId></R>', headers: {} }
    if (method === 'POST')
      return {
        body: '<R><Location>https://there</Location><Bucket>shop</Bucket><Key>k</Key><ETag>e-2</ETag></R>',
        headers: {},
      }
    return { body: '', headers: { etag: '"e"' } }
  }
  return { sent, answer }
}

// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-storage/
test.each([
  ['whole', 1_000],
  ['in parts', 11 * 1_048_576],
])('Upload sends an object %s as AWS’s own does', async (_title, size) => {
  const params = { Bucket, Key: 'k', Body: Buffer.alloc(size, 'x') }
  const watch = async (upload: Pick<Upload, 'on' | 'done'>) => {
    const progress: unknown[] = []
    upload.on('httpUploadProgress', ({ loaded, total, part }) =>
      progress.push({ loaded, total, part }),
    )
    const { ETag, Location } = await upload.done()
    return { ETag, Location, progress }
  }
  const real = createTaker()
  const requestHandler = {
    handle: async (request: {
      method: string
      query: Record<string, string>
      body?: Uint8Array
    }) => {
      const query = Object.entries(request.query)
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join('&')
      const { body, headers } = real.answer(request.method, query, request.body?.length ?? 0)
      return { response: { statusCode: 200, headers, body: Buffer.from(body) } }
    },
    destroy: () => {},
  }
  const config = {
    region: 'eu-west-1',
    credentials,
    requestHandler,
  } as unknown as realS3.S3ClientConfig
  const theirs = await watch(
    new Upload({ client: new realS3.S3Client(config), params, queueSize: 1 }),
  )
  const mine = createTaker()
  const require = loadSdk(
    sources,
    {
      call: async ({ method, query, body }) => {
        const replied = mine.answer(method, decodeURIComponent(query), body.length)
        return {
          type: 'response',
          status: 200,
          headers: Object.entries(replied.headers),
          body: replied.body,
        }
      },
      now: () => 1_767_225_600_000,
      sleep: async () => {},
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    builtIns,
  )
  const { S3Client } = require('@aws-sdk/client-s3') as unknown as typeof realS3
  const Ours = require('@aws-sdk/lib-storage')['Upload'] as typeof Upload
  const ours = await watch(
    new Ours({ client: new S3Client({ region: 'eu-west-1', credentials }), params, queueSize: 1 }),
  )
  expect(mine.sent).toEqual(real.sent)
  expect(ours).toEqual(theirs)
})
