import { describe, expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html

const BYPASS = { 'x-amz-bypass-governance-retention': 'true' }
const until = (mode: string, date: string) => ({
  'x-amz-object-lock-mode': mode,
  'x-amz-object-lock-retain-until-date': date,
})

function createLocked(properties: object = {}) {
  const node = createBucketNode({ ObjectLockEnabled: true, ...properties })
  /** Puts an object and tells its version. */
  const put = (headers: Readonly<Record<string, string>> = {}): string =>
    node.ask('PUT /k', { headers, body: 'x' }).header('x-amz-version-id') ?? ''
  const remove = (version: string, headers = {}) =>
    node.ask(`DELETE /k?versionId=${version}`, { headers })
  return { ...node, put, remove }
}

describe('a version under retention', () => {
  test('in governance mode goes only for who bypasses it; a delete without a version puts a marker', () => {
    const { ask, put, remove } = createLocked()
    const version = put(until('GOVERNANCE', '2026-02-01T00:00:00Z'))
    expect(version).toHaveLength(32)
    expect(remove(version).code).toBe('AccessDenied')
    expect(remove(version).text).toContain('object protected by object lock')
    expect(ask('DELETE /k').header('x-amz-delete-marker')).toBe('true')
    expect(remove(version, BYPASS).status).toBe(204)
  })

  test('in compliance mode goes for nobody until its time is over', () => {
    const { put, remove, ...node } = createLocked()
    const version = put(until('COMPLIANCE', '2026-01-01T00:01:00Z'))
    expect(remove(version, BYPASS).code).toBe('AccessDenied')
    node.run(seconds(60))
    expect(remove(version).status).toBe(204)
  })

  test('may be extended; shortened or lifted only in governance mode, by who bypasses it', () => {
    const { ask, put } = createLocked()
    put(until('GOVERNANCE', '2026-02-01T00:00:00Z'))
    const retain = (mode: string, date: string, headers = {}) =>
      ask('PUT /k?retention', {
        headers,
        body: `<Retention><Mode>${mode}</Mode><RetainUntilDate>${date}</RetainUntilDate></Retention>`,
      })
    expect(retain('GOVERNANCE', '2026-03-01T00:00:00Z').status).toBe(200)
    expect(retain('GOVERNANCE', '2026-01-02T00:00:00Z').code).toBe('AccessDenied')
    expect(retain('GOVERNANCE', '2026-01-02T00:00:00Z', BYPASS).status).toBe(200)
    expect(retain('COMPLIANCE', '2026-04-01T00:00:00Z').status).toBe(200)
    expect(retain('COMPLIANCE', '2026-03-01T00:00:00Z', BYPASS).code).toBe('AccessDenied')
    expect(retain('GOVERNANCE', '2026-05-01T00:00:00Z', BYPASS).code).toBe('AccessDenied')
    const { text } = ask('GET /k?retention')
    expect([texts(text, 'Mode'), texts(text, 'RetainUntilDate')]).toEqual([
      ['COMPLIANCE'],
      ['2026-04-01T00:00:00.000Z'],
    ])
    expect(ask('HEAD /k').header('x-amz-object-lock-mode')).toBe('COMPLIANCE')
  })

  test('is named whole, and ends in the future', () => {
    const { ask } = createLocked()
    const half = ask('PUT /k', { headers: { 'x-amz-object-lock-mode': 'GOVERNANCE' }, body: 'x' })
    expect([half.code, half.text]).toEqual([
      'InvalidArgument',
      expect.stringContaining('both be supplied'),
    ])
    const past = ask('PUT /k', { headers: until('GOVERNANCE', '2025-12-31T00:00:00Z'), body: 'x' })
    expect(past.text).toContain('The retain until date must be in the future!')
  })

  test('has the bucket’s default where it says nothing itself', () => {
    const rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2 } }
    const { ask, put, remove } = createLocked({ ObjectLockConfiguration: { Rule: rule } })
    const version = put()
    expect(texts(ask('GET /k?retention').text, 'RetainUntilDate')).toEqual([
      '2026-01-03T00:00:00.000Z',
    ])
    expect(remove(version, BYPASS).code).toBe('AccessDenied')
    expect(texts(ask('GET /?object-lock').text, 'Days')).toEqual(['2'])
  })
})

test('a legal hold holds for everybody, without an end, until it is taken off', () => {
  const { ask, put, remove } = createLocked()
  const version = put()
  expect(ask('GET /k?legal-hold').code).toBe('NoSuchObjectLockConfiguration')
  const hold = (status: string) =>
    ask('PUT /k?legal-hold', { body: `<LegalHold><Status>${status}</Status></LegalHold>` })
  expect(hold('ON').status).toBe(200)
  expect(remove(version, BYPASS).code).toBe('AccessDenied')
  expect(hold('OFF').status).toBe(200)
  expect(remove(version).status).toBe(204)
})

test('Object Lock needs versioning, and versioning cannot be suspended under it', () => {
  const { ask } = createBucketNode()
  const lock = {
    body: '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
  }
  expect(ask('PUT /?object-lock', lock).code).toBe('InvalidBucketState')
  const version = (status: string) =>
    ask('PUT /?versioning', {
      body: `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`,
    })
  expect(version('Enabled').status).toBe(200)
  expect(ask('PUT /?object-lock', lock).status).toBe(200)
  expect(version('Suspended').code).toBe('InvalidBucketState')
})

test('lifecycle rules leave locked versions alone', () => {
  const days = { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }
  const { ask, put, ...node } = createLocked({ LifecycleConfiguration: { Rules: [days] } })
  put(until('GOVERNANCE', '2027-01-01T00:00:00Z'))
  put()
  put()
  node.run(seconds(4 * 86_400))
  expect(texts(ask('GET /?versions').text, 'VersionId')).toHaveLength(2)
})
