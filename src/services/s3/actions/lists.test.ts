import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

/** A bucket with those keys. */
const withKeys = (...keys: readonly string[]) => {
  const node = createBucketNode()
  for (const key of keys)
    node.ask(`PUT /${key.split('/').map(encodeURIComponent).join('/')}`, { body: key })
  return node
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
test('ListObjectsV2: keys in order, folders rolled up', () => {
  const { ask } = withKeys(
    'photos/2025/b.jpg',
    'photos/2025/a.jpg',
    'photos/2026/c.jpg',
    'photos/d.jpg',
    'index.html',
  )
  const all = ask('GET /?list-type=2')
  expect(texts(all.text, 'Key')).toEqual([
    'index.html',
    'photos/2025/a.jpg',
    'photos/2025/b.jpg',
    'photos/2026/c.jpg',
    'photos/d.jpg',
  ])
  expect(texts(all.text, 'KeyCount')).toEqual(['5'])
  expect(texts(all.text, 'IsTruncated')).toEqual(['false'])
  const folder = ask('GET /?list-type=2&prefix=photos/&delimiter=/')
  expect(texts(folder.text, 'Key')).toEqual(['photos/d.jpg'])
  expect(texts(folder.text, 'Prefix')).toEqual(['photos/', 'photos/2025/', 'photos/2026/'])
  expect(texts(folder.text, 'KeyCount')).toEqual(['3'])
})

test('pages go on behind keys and behind folders', () => {
  const { ask } = withKeys('a', 'b/1', 'b/2', 'c', 'd/1')
  const seen: string[] = []
  let token = ''
  for (let page = 0; page < 10; page++) {
    const more = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`
    const { text } = ask(`GET /?list-type=2&delimiter=/&max-keys=1${more}`)
    seen.push(...texts(text, 'Key'), ...texts(text, 'Prefix').filter((prefix) => prefix !== ''))
    token = texts(text, 'NextContinuationToken')[0] ?? ''
    if (token === '') break
  }
  expect(seen).toEqual(['a', 'b/', 'c', 'd/'])
  expect(texts(ask('GET /?list-type=2&start-after=b/1').text, 'Key')).toEqual(['b/2', 'c', 'd/1'])
})

test('at most 1,000 keys; max-keys=0 answers none', () => {
  const node = createBucketNode({}, { data: [{ Key: 'k{n}', Text: '', Count: 1_001 }] })
  const page = node.ask('GET /?list-type=2&max-keys=5000')
  expect([
    texts(page.text, 'MaxKeys'),
    texts(page.text, 'KeyCount'),
    texts(page.text, 'IsTruncated'),
  ]).toEqual([['1000'], ['1000'], ['true']])
  const none = node.ask('GET /?list-type=2&max-keys=0')
  expect([texts(none.text, 'KeyCount'), texts(none.text, 'IsTruncated')]).toEqual([
    ['0'],
    ['false'],
  ])
  expect(node.ask('GET /?list-type=2&max-keys=-1').code).toBe('InvalidArgument')
  expect(node.ask('GET /?list-type=2&continuation-token=nonsense').code).toBe('InvalidArgument')
})

test('the first list goes on by Marker, and tells NextMarker only with a delimiter', () => {
  const { ask } = withKeys('a', 'b', 'c')
  const page = ask('GET /?max-keys=2')
  expect([texts(page.text, 'Key'), texts(page.text, 'NextMarker')]).toEqual([['a', 'b'], []])
  expect(texts(ask('GET /?max-keys=2&delimiter=/').text, 'NextMarker')).toEqual(['b'])
  expect(texts(ask('GET /?marker=b').text, 'Key')).toEqual(['c'])
})

test('encoding-type=url encodes keys as a form does', () => {
  const { ask } = withKeys('a b/ü+&.txt')
  const page = ask('GET /?list-type=2&encoding-type=url')
  expect(texts(page.text, 'Key')).toEqual(['a+b/%C3%BC%2B%26.txt'])
  expect(texts(ask('GET /?list-type=2').text, 'Key')).toEqual(['a b/ü+&amp;.txt'])
})

test('keys are in the order of their UTF-8 bytes', () => {
  const keys = ['\u{FF5E}', '\u{1F600}', 'z', 'é', 'Z']
  const { ask } = withKeys(...keys)
  const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect(texts(ask('GET /?list-type=2').text, 'Key')).toEqual(byBytes)
})

test('whatever the keys, the delimiter and the page: a walk over all pages is the list at once', () => {
  const key = fc.stringMatching(/^[ab/é]{1,6}$/)
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('', 'a', 'b/'),
      (keys, max, prefix) => {
        const { ask } = withKeys(...keys)
        const under = keys.filter((each) => each.startsWith(prefix))
        const rolled = under.map((each) => {
          const at = each.indexOf('/', prefix.length)
          return at < 0 ? each : each.slice(0, at + 1)
        })
        const expected = [...new Set(rolled)].toSorted((a, b) =>
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        )
        const seen: string[] = []
        let token = ''
        for (let page = 0; page < 40; page++) {
          const more = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`
          const { text } = ask(
            `GET /?list-type=2&delimiter=/&prefix=${prefix}&max-keys=${max}${more}`,
          )
          const folders = [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(
            ([, folder = '']) => folder,
          )
          const rows = [...texts(text, 'Key'), ...folders]
          seen.push(...rows.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
          token = texts(text, 'NextContinuationToken')[0] ?? ''
          if (token === '') break
        }
        expect(seen).toEqual(expected)
      },
    ),
    { numRuns: 60 },
  )
})

test('a list answers to ListBucket and says whose objects are, if asked', () => {
  const { ask } = withKeys('a')
  expect(texts(ask('GET /?list-type=2&fetch-owner=true').text, 'ID')).toHaveLength(1)
  expect(texts(ask('GET /?list-type=2').text, 'ID')).toEqual([])
})
