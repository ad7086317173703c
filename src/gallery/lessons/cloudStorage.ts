import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Lesson } from '../lesson.ts'

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

/** A bucket that anybody may read and write: only in a lesson. */
const bucket = (more: Readonly<Record<string, unknown>> = {}): ScenarioEdit => ({
  type: 'set-properties',
  node: 'Bucket',
  properties: { ...OPEN, ...more },
})

const OPEN = {
  BucketName: 'library',
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: false,
    BlockPublicPolicy: false,
    IgnorePublicAcls: false,
    RestrictPublicBuckets: false,
  },
  BucketPolicy: {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: 'arn:aws:s3:::library/*',
        },
      ],
    },
  },
}

interface Ask {
  readonly seconds: number
  readonly perSecond: number
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Requests, evenly spaced. */
const ask = ({
  seconds,
  perSecond,
  method = 'GET',
  path,
  headers = {},
  body = '',
}: Ask): ScenarioEdit => ({
  type: 'set-properties',
  node: 'Readers',
  properties: {
    Load: {
      Arrival: 'uniform',
      Stages: [{ DurationSeconds: seconds, TargetPerSecond: perSecond }],
    },
    Requests: [{ Method: method, Path: path, Headers: headers, Body: body }],
  },
})

const scenario: Scenario = {
  coldstart: 1,
  name: 'What is cloud storage?',
  description: 'A lesson: predict, press Run, read what happened.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Readers', type: 'Coldstart::Client', position: { x: 0, y: 0 } },
    {
      id: 'Bucket',
      type: 'AWS::S3::Bucket',
      name: 'Library',
      position: { x: 400, y: 0 },
      properties: OPEN,
      data: [
        { Key: 'pages/{n}.txt', Text: 'A page of some book.', Count: 100 },
        { Key: 'film.mp4', Generate: { Size: 20_000_000 } },
      ],
    },
  ],
  edges: [{ id: 'e1', source: 'Readers', target: 'Bucket' }],
}

/** What an object store is, told by five runs. */
export const cloudStorage: Lesson = {
  id: 'cloud-storage',
  title: 'What is cloud storage?',
  scenario,
  steps: [
    {
      title: 'An object is asked for by its key',
      text: [
        'A bucket holds objects: bytes under a key, such as `pages/7.txt`. There is no disk to attach and no server to size: whoever may read sends an HTTP request, here from the same Region.',
        'Twenty pages of a few bytes each will be read.',
      ],
      edits: [bucket(), ask({ seconds: 2, perSecond: 10, path: '/pages/{{randomInt 0 99}}.txt' })],
      question: 'How long does it take to get one?',
      choices: [
        { label: 'Under 1 ms, as from a disk', from: 0, below: 1 },
        { label: '1 to 10 ms, as from a table', from: 1, below: 10 },
        { label: '10 to 100 ms', from: 10, below: 100 },
        { label: 'More than 100 ms', from: 100, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 3, speed: 1 },
      readings: [
        {
          label: 'Half of the reads take at most',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'median' },
        },
        {
          label: 'The slowest',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'max' },
        },
      ],
      conclusion: [
        'Some tens of milliseconds until the first byte: an object store is made to keep any number of objects on many machines in at least three Availability Zones, not to answer like memory.',
        'That is why what is read again and again is kept nearer: in a cache, or in a CDN.',
      ],
      rule: {
        label: 'Latencies of small objects',
        url: `${GUIDE}/optimizing-performance.html`,
      },
      select: { node: 'Bucket', tab: 'data' },
    },
    {
      title: 'A large object',
      text: ['Now one request for a film of 20 MB.'],
      edits: [bucket(), ask({ seconds: 1, perSecond: 1, path: '/film.mp4' })],
      question: 'How long does the whole film take?',
      choices: [
        { label: 'As long as a page: under 100 ms', from: 0, below: 100 },
        { label: '100 to 500 ms', from: 100, below: 500 },
        { label: 'More than half a second', from: 500, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 3, speed: 1 },
      readings: [
        {
          label: 'The film took',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'max' },
        },
      ],
      conclusion: [
        'One request carries some 85 to 90 MB a second, whatever the bucket could do: 20 MB are a bit more than 200 ms, and the wait for the first byte comes on top.',
      ],
      rule: {
        label: 'Throughput of one request',
        url: `${GUIDE}/optimizing-performance-design-patterns.html`,
      },
    },
    {
      title: 'The same in parts',
      text: [
        'HTTP can ask for a range of bytes: `Range: bytes=0-999999`. Twenty requests, all within 20 ms, ask for a million bytes each.',
      ],
      edits: [
        bucket(),
        ask({
          seconds: 0.02,
          perSecond: 1_000,
          path: '/film.mp4',
          headers: { range: 'bytes={{sequence}}000000-{{sequence}}999999' },
        }),
      ],
      question: 'How long does the slowest part take?',
      choices: [
        {
          label: 'As long as the whole film: they share a line',
          from: 200,
          below: Number.POSITIVE_INFINITY,
        },
        { label: 'Less than half of that', from: 0, below: 120 },
        { label: 'Something between', from: 120, below: 200 },
      ],
      run: { seconds: 2, speed: 0.5 },
      readings: [
        {
          label: 'The slowest part took',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'max' },
        },
        {
          label: 'A part, in the median',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'median' },
        },
        {
          label: 'Parts',
          unit: '',
          measure: { of: 'requests', which: 'all', stat: 'count' },
        },
      ],
      conclusion: [
        'Each request has a line of its own. What is large is read by ranges and written by parts, side by side: the store grows by the number of requests, not by the speed of one.',
      ],
      rule: {
        label: 'Byte-range fetches',
        url: `${GUIDE}/optimizing-performance-guidelines.html`,
      },
    },
    {
      title: 'Too many at once',
      text: [
        'A crowd reads pages: 8,000 requests a second, for four seconds. All keys begin alike.',
      ],
      edits: [
        bucket(),
        ask({ seconds: 4, perSecond: 8_000, path: '/pages/{{randomInt 0 99}}.txt' }),
      ],
      question: 'How many of the 32,000 are refused?',
      choices: [
        { label: 'None: the cloud has no limits', from: 0, below: 1 },
        { label: 'Some hundreds', from: 1, below: 1_000 },
        { label: 'Thousands', from: 1_000, below: 32_000 },
        { label: 'All', from: 32_000, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 6, speed: 2 },
      readings: [
        {
          label: 'Answered with 503 Slow Down',
          unit: '',
          measure: { of: 'state', node: 'Bucket', path: ['slowDowns'] },
        },
        {
          label: 'Partitions that the keys are spread over',
          unit: '',
          measure: { of: 'state', node: 'Bucket', path: ['partitions'] },
        },
      ],
      conclusion: [
        'A partition of keys takes 5,500 reads and 3,500 writes a second; what comes beyond is told to slow down. A prefix that stays hot is split after a while, and the limit holds for each part: so keys with many prefixes go further.',
        'SDKs try such a request again, later each time.',
      ],
      rule: { label: 'Request rates of a prefix', url: `${GUIDE}/optimizing-performance.html` },
      select: { node: 'Bucket', tab: 'metrics' },
    },
    {
      title: 'Overwritten',
      text: [
        'An object is never changed: whoever writes to a key puts a new object in its place. Now the bucket has versioning, and ten uploads go to one key.',
      ],
      edits: [
        bucket({ VersioningConfiguration: { Status: 'Enabled' } }),
        ask({
          seconds: 2,
          perSecond: 5,
          method: 'PUT',
          path: '/draft.txt',
          headers: { 'content-type': 'text/plain' },
          body: 'Draft {{sequence}}',
        }),
      ],
      question: 'How many older versions of the draft are there in the end?',
      choices: [
        { label: 'None: the last one counts', from: 0, below: 1 },
        { label: 'One: the one before', from: 1, below: 2 },
        { label: 'All others', from: 2, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 4, speed: 1 },
      readings: [
        {
          label: 'Older versions',
          unit: '',
          measure: { of: 'state', node: 'Bucket', path: ['olderVersions'] },
        },
        {
          label: 'Objects that a list shows',
          unit: '',
          measure: { of: 'state', node: 'Bucket', path: ['objects'] },
        },
      ],
      conclusion: [
        'Every version is kept, and paid for, until somebody, or a lifecycle rule, removes it; a delete only puts a marker in front. Whoever reads after a write sees it at once: S3 is strongly consistent.',
      ],
      rule: { label: 'How versioning works', url: `${GUIDE}/versioning-workflows.html` },
      select: { node: 'Bucket', tab: 'data' },
    },
  ],
}
