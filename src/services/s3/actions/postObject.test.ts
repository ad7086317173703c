import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '@noble/hashes/utils.js'
import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import { createBucketNode, texts } from '../testing/bucketNode.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html

const SCOPE = ['20260101', 'us-east-1', 's3', 'aws4_request'] as const
const CREDENTIAL = [SIMULATED_CREDENTIALS.accessKeyId, ...SCOPE].join('/')

const sign = (policy: string): string => {
  const one = (key: Uint8Array, text: string) => hmac(sha256, key, utf8Encode(text))
  const secret = utf8Encode(`AWS4${SIMULATED_CREDENTIALS.secretAccessKey}`)
  return bytesToHex(one(SCOPE.reduce(one, secret), policy))
}

/** A form's request as a browser writes it. */
function toRequest(fields: Readonly<Record<string, string>>, file: Uint8Array) {
  const border = '----WebKitFormBoundaryx'
  const head = Object.entries(fields).map(
    ([name, value]) =>
      `--${border}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const before = `${head.join('')}--${border}\r\nContent-Disposition: form-data; name="file"; filename="C:\\photos\\ü.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${border}` },
    body: concatBytes(utf8Encode(before), file, utf8Encode(`\r\n--${border}--\r\n`)),
  }
}

const FILE = Uint8Array.of(0, 255, 13, 10, 45, 45, 128)

function createForm() {
  const { http, ask } = createBucketNode()
  const post = (
    more: Readonly<Record<string, string>> = {},
    policy: { readonly conditions?: readonly unknown[]; readonly expiration?: string } = {},
    file = FILE,
  ) => {
    const document = base64Encode(
      utf8Encode(
        JSON.stringify({
          expiration: policy.expiration ?? '2026-01-01T01:00:00Z',
          conditions: [
            { bucket: 'shop' },
            ['starts-with', '$key', 'user/'],
            { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
            { 'x-amz-date': '20260101T000000Z' },
            ...(policy.conditions ?? []),
          ],
        }),
      ),
    )
    const fields = {
      key: 'user/${filename}',
      policy: document,
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': CREDENTIAL,
      'x-amz-date': '20260101T000000Z',
      'x-amz-signature': sign(document),
      ...more,
    }
    return http('POST /', toRequest(fields, file))
  }
  return { post, ask, http }
}

test('a form puts its file byte by byte, under its name', () => {
  const { post, ask } = createForm()
  const posted = post()
  expect([posted.status, posted.text]).toEqual([204, ''])
  expect(posted.header('location')).toBe(
    'https://shop.s3.us-east-1.amazonaws.com/user%2F%C3%BC.bin',
  )
  expect(ask('GET /user/%C3%BC.bin').bytes).toEqual(FILE)
})

test('its browser is told by a status, a document or a redirect', () => {
  const { post } = createForm()
  const told = post(
    { success_action_status: '201' },
    { conditions: [{ success_action_status: '201' }] },
  )
  expect([told.status, texts(told.text, 'Key')]).toEqual([201, ['user/ü.bin']])
  const to = { success_action_redirect: 'https://shop.example/done' }
  const sent = post(to, { conditions: [to] })
  expect([sent.status, sent.header('location')]).toEqual([
    303,
    expect.stringContaining('https://shop.example/done?bucket=shop&key=user%2F%C3%BC.bin&etag=%22'),
  ])
})

describe('a form is held to its policy', () => {
  test('every field of it is named by a condition, and holds', () => {
    const { post } = createForm()
    expect(post({ key: 'other/x' }).text).toContain(
      'Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;user/&quot;]',
    )
    const extra = post({ 'x-amz-meta-a': '1' })
    expect([extra.status, extra.code]).toEqual([403, 'AccessDenied'])
    expect(extra.text).toContain('Extra input fields: x-amz-meta-a')
    expect(post({ 'x-ignore-a': '1' }).status).toBe(204)
    expect(
      post({ 'x-amz-meta-a': '1' }, { conditions: [['eq', '$x-amz-meta-a', '1']] }).status,
    ).toBe(204)
  })

  test('the file is as large as it says', () => {
    const { post } = createForm()
    const range = (min: number, max: number) => ({
      conditions: [['content-length-range', min, max]],
    })
    expect(post({}, range(1, 6)).code).toBe('EntityTooLarge')
    expect(post({}, range(8, 9)).code).toBe('EntityTooSmall')
    expect(post({}, range(7, 7)).status).toBe(204)
  })

  test('in its time, by the account’s key', () => {
    const { post } = createForm()
    expect(post({}, { expiration: '2025-12-31T23:59:59Z' }).text).toContain('Policy expired.')
    expect(post({ 'x-amz-signature': '0'.repeat(64) }).code).toBe('SignatureDoesNotMatch')
    expect(post({ 'x-amz-credential': CREDENTIAL.replace('ASIA', 'AKIA') }).code).toBe(
      'InvalidAccessKeyId',
    )
  })
})

test('without a policy a form is anonymous; without a key or a file it is none', () => {
  const { http } = createForm()
  expect(http('POST /', toRequest({ key: 'a' }, FILE)).code).toBe('AccessDenied')
  expect(http('POST /', toRequest({}, FILE)).text).toContain("must contain a field named 'key'")
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  expect(http('POST /', { headers, body: 'no form' }).code).toBe('MalformedPOSTRequest')
  const form = '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\na\r\n--x--'
  expect(http('POST /', { headers, body: form }).text).toContain('exactly one file')
})
