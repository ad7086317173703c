import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findHeader } from './body.ts'
import {
  computeSignature,
  formatAmzDate,
  isNearAmzDate,
  parseAuthorization,
  type Signable,
  signRequest,
} from './sigv4.ts'

const NOW = 1_767_225_600_000
const hashing = {
  sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  hmac: (key: Uint8Array, bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest(),
}
const signer = {
  hashing,
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'execute-api',
}

const by = { secret: signer.secretAccessKey, hashing }

// https://docs.aws.amazon.com/general/latest/gr/sigv4-signed-request-examples.html: IAM's ListUsers.
test('AWS’s worked example', () => {
  const request: Signable = {
    method: 'GET',
    path: '/',
    query: 'Action=ListUsers&Version=2010-05-08',
    headers: [
      ['Host', 'iam.amazonaws.com'],
      ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['X-Amz-Date', '20150830T123600Z'],
    ],
    body: '',
  }
  const signed = {
    scope: '20150830/us-east-1/iam/aws4_request',
    signedHeaders: ['content-type', 'host', 'x-amz-date'],
    amzDate: '20150830T123600Z',
  }
  expect(computeSignature(request, signed, by)).toBe(
    '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  )
})

describe('a signed request', () => {
  const request: Signable = {
    method: 'POST',
    path: '/prod/items/a%20b',
    query: 'b=2&a=1%2F2&a',
    headers: [
      ['Host', 'abc.execute-api.us-east-1.amazonaws.com'],
      ['User-Agent', 'x'],
    ],
    body: '{"n":1}',
  }
  const headers = signRequest(request, signer, NOW)
  const found = parseAuthorization(findHeader(headers, 'authorization') ?? '')

  test('says who signed what, and when', () => {
    expect(found).toMatchObject({
      accessKeyId: 'AKIDEXAMPLE',
      scope: '20260101/us-east-1/execute-api/aws4_request',
      signedHeaders: ['host', 'x-amz-date'],
    })
    expect(findHeader(headers, 'x-amz-date')).toBe('20260101T000000Z')
  })

  test.each([
    ['the path', { path: '/prod/items/a' }],
    ['the query', { query: 'b=2' }],
    ['the body', { body: '{"n":2}' }],
    ['the method', { method: 'PUT' }],
  ])('another signature where %s differs', (_title, change) => {
    if (found === null) throw new Error('unsigned')
    const amzDate = '20260101T000000Z'
    const sign = (each: Signable) =>
      computeSignature({ ...each, headers }, { ...found, amzDate }, by)
    expect(sign(request)).toBe(found.signature)
    expect(sign({ ...request, ...change })).not.toBe(found.signature)
  })

  test('the order of the query does not matter', () => {
    if (found === null) throw new Error('unsigned')
    const moved = { ...request, headers, query: 'a&a=1%2F2&b=2' }
    const amzDate = '20260101T000000Z'
    expect(computeSignature(moved, { ...found, amzDate }, by)).toBe(found.signature)
  })
})

test('dates', () => {
  expect(formatAmzDate(NOW + 1_999)).toBe('20260101T000001Z')
  expect(isNearAmzDate('20260101T000459Z', NOW, 300_000)).toBe(true)
  expect(isNearAmzDate('20251231T235501Z', NOW, 300_000)).toBe(true)
  expect(isNearAmzDate('20260101T000501Z', NOW, 300_000)).toBe(false)
  expect(isNearAmzDate('yesterday', NOW, 300_000)).toBe(false)
})

test.each([[''], ['Bearer x'], ['AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c']])(
  '%j is no signature',
  (header) => {
    expect(parseAuthorization(header)).toBeNull()
  },
)
