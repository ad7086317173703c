import { expect, test } from 'vitest'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

const versioned = () => createBucketNode({ VersioningConfiguration: { Status: 'Enabled' } })

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
test('each PUT is a version; a delete puts a marker in front, which can be deleted itself', () => {
  const { ask } = versioned()
  const first = ask('PUT /k', { body: '1' }).header('x-amz-version-id') ?? ''
  const second = ask('PUT /k', { body: '2' }).header('x-amz-version-id') ?? ''
  expect(first).toMatch(/^[A-Za-z0-9._]{32}$/)
  expect(ask('GET /k').text).toBe('2')
  expect(ask(`GET /k?versionId=${first}`).text).toBe('1')
  const deleted = ask('DELETE /k')
  const marker = deleted.header('x-amz-version-id') ?? ''
  expect([deleted.status, deleted.header('x-amz-delete-marker')]).toEqual([204, 'true'])
  const gone = ask('GET /k')
  expect([
    gone.status,
    gone.code,
    gone.header('x-amz-delete-marker'),
    gone.header('x-amz-version-id'),
  ]).toEqual([404, 'NoSuchKey', 'true', marker])
  const asked = ask(`GET /k?versionId=${marker}`)
  expect([asked.status, asked.code, asked.header('allow')]).toEqual([
    405,
    'MethodNotAllowed',
    'DELETE',
  ])
  expect(ask(`GET /k?versionId=${second}`).text).toBe('2')
  expect(ask(`DELETE /k?versionId=${marker}`).header('x-amz-delete-marker')).toBe('true')
  expect(ask('GET /k').text).toBe('2')
  ask(`DELETE /k?versionId=${second}`)
  expect(ask('GET /k').text).toBe('1')
  expect(ask('GET /k?versionId=nope').code).toBe('NoSuchVersion')
})

test('ListObjectVersions: newest first, markers among them, page by page', () => {
  const { ask } = versioned()
  ask('PUT /a', { body: '1' })
  ask('PUT /a', { body: '2' })
  ask('DELETE /a')
  ask('PUT /b', { body: '3' })
  const all = ask('GET /?versions').text
  expect(
    [...all.matchAll(/<(Version|DeleteMarker)><Key>(\w)<\/Key>.*?<IsLatest>(\w+)</g)].map(
      ([, kind, key, latest]) => [kind, key, latest],
    ),
  ).toEqual([
    ['DeleteMarker', 'a', 'true'],
    ['Version', 'a', 'false'],
    ['Version', 'a', 'false'],
    ['Version', 'b', 'true'],
  ])
  const ids = texts(all, 'VersionId')
  const seen: string[] = []
  let marker = ''
  for (let page = 0; page < 10; page++) {
    const { text } = ask(`GET /?versions&max-keys=1${marker}`)
    seen.push(...texts(text, 'VersionId'))
    const [key] = texts(text, 'NextKeyMarker')
    if (key === undefined) break
    marker = `&key-marker=${key}&version-id-marker=${texts(text, 'NextVersionIdMarker')[0] ?? ''}`
  }
  expect(seen).toEqual(ids)
  expect(ask('GET /?versions&version-id-marker=x').code).toBe('InvalidArgument')
  // Lists without versions show what is current.
  expect(texts(ask('GET /?list-type=2').text, 'Key')).toEqual(['b'])
})

test('suspended: writes are the version null, over the one that there was; older versions stay', () => {
  const node = createBucketNode({ VersioningConfiguration: { Status: 'Enabled' } })
  node.ask('PUT /k', { body: '1' })
  node.deploy({
    properties: { BucketName: 'shop', VersioningConfiguration: { Status: 'Suspended' } },
  })
  node.room.changed?.('properties')
  expect(node.ask('PUT /k', { body: '2' }).header('x-amz-version-id')).toBe('null')
  node.ask('PUT /k', { body: '3' })
  expect(
    texts(node.ask('GET /?versions').text, 'VersionId').filter((id) => id === 'null'),
  ).toHaveLength(1)
  const deleted = node.ask('DELETE /k')
  expect([deleted.header('x-amz-delete-marker'), deleted.header('x-amz-version-id')]).toEqual([
    'true',
    'null',
  ])
  expect(node.room.inspect()).toMatchObject({ objects: 0, olderVersions: 2 })
})

test('an older version is put back by copying it over the current one', () => {
  const { ask } = versioned()
  const id = ask('PUT /k', { body: '1' }).header('x-amz-version-id')
  ask('PUT /k', { body: '2' })
  const copied = ask('PUT /k', { headers: { 'x-amz-copy-source': `shop/k?versionId=${id}` } })
  expect(copied.header('x-amz-copy-source-version-id')).toBe(id)
  expect(ask('GET /k').text).toBe('1')
})
