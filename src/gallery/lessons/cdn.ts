import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Lesson, Reading } from '../lesson.ts'

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide'

const PICTURES = 20

/** The bucket's objects, with what the origin says of caching them. */
const pictures = (CacheControl: string): ScenarioEdit => ({
  type: 'set-data',
  node: 'Bucket',
  data: [
    {
      Key: 'pictures/{n}.svg',
      Text: '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
      Count: PICTURES,
      CacheControl,
    },
  ],
})

const ask = (Path: string): ScenarioEdit => ({
  type: 'set-properties',
  node: 'Users',
  properties: {
    Location: 'World',
    Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 30 }] },
    Requests: [{ Path }],
  },
})

const PICTURE = `/pictures/{{zipf ${PICTURES - 1} 1.1}}.svg`

const SHIELD = {
  Origins: [{ Id: 'Bucket', OriginShield: { Enabled: true, OriginShieldRegion: 'us-east-1' } }],
}

const distribution = (CachePolicyId: string, more = {}): ScenarioEdit => ({
  type: 'set-properties',
  node: 'Cdn',
  properties: { DistributionConfig: { DefaultCacheBehavior: { CachePolicyId }, ...more } },
})

/** The users' wire, straight to the bucket or to the distribution. */
const lead = (target: 'Bucket' | 'Cdn', from: 'Bucket' | 'Cdn'): readonly ScenarioEdit[] => [
  { type: 'remove-edge', edge: `users-${from}` },
  { type: 'add-edge', edge: { id: `users-${target}`, source: 'Users', target } },
]

const BUCKET = {
  BucketName: 'pictures',
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
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::pictures/*',
        },
      ],
    },
  },
}

const scenario: Scenario = {
  coldstart: 1,
  name: 'How does a CDN work?',
  description: 'A lesson: predict, press Run, read what happened. G shows the world.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: { Location: 'World' },
    },
    { id: 'Cdn', type: 'AWS::CloudFront::Distribution', position: { x: 368, y: -128 } },
    {
      id: 'Bucket',
      type: 'AWS::S3::Bucket',
      position: { x: 736, y: 0 },
      properties: BUCKET,
    },
  ],
  edges: [
    { id: 'cdn-bucket', source: 'Cdn', target: 'Bucket' },
    { id: 'users-Bucket', source: 'Users', target: 'Bucket' },
  ],
}

const WAIT: Reading = {
  label: 'Half of the users wait at most',
  unit: 'ms',
  measure: { of: 'requests', which: 'all', stat: 'median', node: 'Users' },
}
const seen = (label: string, name: string): Reading => ({
  label,
  unit: '',
  measure: { of: 'state', node: 'Cdn', path: [name] },
})

/** Choices of a share of requests, as a percentage would say it. */
const waits = [
  { label: 'Less than 60 ms', from: 0, below: 60 },
  { label: '60 to 200 ms', from: 60, below: 200 },
  { label: '200 to 400 ms', from: 200, below: 400 },
  { label: 'More than 400 ms', from: 400, below: Number.POSITIVE_INFINITY },
]

/** What a content delivery network does, told by five runs of the same users. */
export const cdn: Lesson = {
  id: 'cdn',
  title: 'How does a CDN work?',
  scenario,
  steps: [
    {
      title: 'Far away',
      text: [
        'A bucket in N. Virginia holds twenty pictures of some bytes each. People all over the world look at them: 30 requests a second, from 118 cities. Press G to see them on the map.',
        'The bucket itself answers within some 30 ms.',
      ],
      edits: [pictures('max-age=3600'), ask(PICTURE)],
      question: 'How long does half of the people have to wait, or longer?',
      choices: waits,
      run: { seconds: 60, speed: 10 },
      readings: [
        WAIT,
        {
          label: 'The one who waits longest',
          unit: 'ms',
          measure: { of: 'requests', which: 'all', stat: 'max', node: 'Users' },
        },
      ],
      conclusion: [
        'Light needs 100 ms for 10,000 km of fibre and back, and cables are no straight lines. Who asks for the first time pays the way three times: for TCP, for TLS, and for the request itself.',
        'No faster server helps: the table of the map says, city by city, how much of the time is the way.',
      ],
      rule: { label: 'How CloudFront delivers content', url: `${GUIDE}/HowCloudFrontWorks.html` },
    },
    {
      title: 'A copy next door',
      text: [
        'The same people with the same requests, second for second: the seed is the same. Now they ask a distribution, which meets them at the edge location nearest to each.',
        'Edge locations keep what they have fetched. At the beginning none has anything.',
      ],
      edits: [...lead('Cdn', 'Bucket'), distribution('CachingOptimized')],
      question: 'And how long does half of them wait now?',
      choices: waits,
      run: { seconds: 60, speed: 10 },
      readings: [
        WAIT,
        seen('Answered from a cache', 'hits'),
        seen('Requests', 'requests'),
        seen('Requests that reached the bucket', 'originRequests'),
      ],
      conclusion: [
        'The handshakes end in the same city, and most pictures are there already. What an edge does not have it asks of a regional cache, which serves many edges: nine of ten requests never reach the bucket.',
        'Whoever asks first still pays for the whole way: that is a miss.',
      ],
      rule: {
        label: 'Edge locations and regional caches',
        url: `${GUIDE}/HowCloudFrontWorks.html`,
      },
      select: { node: 'Cdn', tab: 'edges' },
    },
    {
      title: 'One cache before the origin',
      text: [
        'The regional caches are thirteen, and each asks the bucket for each picture once. An Origin Shield is one of them, here in N. Virginia, that all others have to ask.',
      ],
      edits: [distribution('CachingOptimized', SHIELD)],
      question: 'How many requests reach the bucket, for twenty pictures?',
      choices: [
        {
          label: 'As many as before: some two hundred',
          from: 100,
          below: Number.POSITIVE_INFINITY,
        },
        { label: 'About as many as there are pictures', from: 10, below: 40 },
        { label: 'Something between', from: 40, below: 100 },
        { label: 'Fewer than ten', from: 0, below: 10 },
      ],
      run: { seconds: 60, speed: 10 },
      readings: [
        seen('Requests that reached the bucket', 'originRequests'),
        seen('Answered from a cache', 'hits'),
        WAIT,
      ],
      conclusion: [
        'Each picture once, for the whole world: what the caches fetch for each other costs the origin nothing. Nobody waits longer for it who finds a copy.',
      ],
      rule: { label: 'Origin Shield', url: `${GUIDE}/origin-shield.html` },
      select: { node: 'Cdn', tab: 'edges' },
    },
    {
      title: 'What may be kept',
      text: [
        'Whether something is kept is not the CDN’s to guess: the origin says so, with each answer. Now it says `Cache-Control: private`, as a page with somebody’s name on it would, and the distribution heeds it.',
      ],
      edits: [pictures('private'), distribution('UseOriginCacheControlHeaders')],
      question: 'How many of some 1,800 requests are answered from a cache?',
      choices: [
        { label: 'None', from: 0, below: 1 },
        { label: 'About half', from: 1, below: 1_350 },
        { label: 'Most', from: 1_350, below: Number.POSITIVE_INFINITY },
      ],
      run: { seconds: 60, speed: 10 },
      readings: [
        seen('Answered from a cache', 'hits'),
        seen('Requests that reached the bucket', 'originRequests'),
        WAIT,
      ],
      conclusion: [
        'Not one, and people wait as long as without a CDN: only the handshakes end nearby, each request goes the whole way.',
        'The panel of the distribution says for each request why it was not kept.',
      ],
      rule: { label: 'How long content stays', url: `${GUIDE}/Expiration.html` },
      select: { node: 'Cdn', tab: 'requests' },
    },
    {
      title: 'The key',
      text: [
        'The pictures may be kept again. But now everybody’s request has something of its own in its query, as links from a newsletter have: `?visitor=8f3a…`. The cache policy takes the query into the key by which objects are found.',
      ],
      edits: [
        pictures('max-age=3600'),
        ask(`${PICTURE}?visitor={{uuid}}`),
        distribution('UseOriginCacheControlHeaders-QueryStrings'),
      ],
      question: 'How many requests are answered from a cache now?',
      choices: [
        {
          label: 'As many as before: the pictures are the same',
          from: 900,
          below: Number.POSITIVE_INFINITY,
        },
        { label: 'Some', from: 1, below: 900 },
        { label: 'None', from: 0, below: 1 },
      ],
      run: { seconds: 60, speed: 10 },
      readings: [
        seen('Answered from a cache', 'hits'),
        seen('Requests that reached the bucket', 'originRequests'),
        WAIT,
      ],
      conclusion: [
        'A cache finds what was stored under the very same key. As many different queries are as many objects, each asked for once. Leave out of the key what does not change the answer: `CachingOptimized` takes no query at all.',
      ],
      rule: { label: 'The cache key', url: `${GUIDE}/understanding-the-cache-key.html` },
      select: { node: 'Cdn', tab: 'requests' },
    },
  ],
}
