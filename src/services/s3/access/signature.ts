import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { findHeader, type Headers } from '#contracts/body.ts'
import { bodyBytes } from '#contracts/bytes.ts'
import { formatIsoTime, parseIsoTime } from '#contracts/calendar.ts'
import { type Credentials, SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import {
  computeSignature,
  formatAmzDate,
  type Hashing,
  isNearAmzDate,
  parseAuthorization,
  type Signature,
} from '#contracts/sigv4.ts'
import { PRESIGNED_SECONDS_MAX, SKEW_MS } from '../limits.ts'
import { accessDenied, Refusal } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'

const hashing: Hashing = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

/** What a signature is checked against. */
export interface SignatureWorld {
  readonly nowMs: number
  readonly region: string
  /** The host that the request was sent to, where it does not say so itself. */
  readonly host: string
  /** The account's keys; null: somebody else's, which cannot be verified, only the rest of what is signed can. */
  readonly credentials: Credentials | null
}

const queryError = (message: string): Refusal =>
  new Refusal(400, 'AuthorizationQueryParametersError', message)

const authError = (code: string, message: string, details: Refusal['details'] = []): Refusal =>
  new Refusal(403, code, message, { details })

const unknownKey = (id: string): Refusal =>
  authError(
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    [['AWSAccessKeyId', id]],
  )

const withHost = (headers: Headers, host: string): Headers =>
  findHeader(headers, 'host') === undefined ? [...headers, ['host', host]] : headers

/** Whether the request was signed by the account's key; refuses where it was not. */
function verify(
  request: S3Request,
  signed: Signature & { readonly amzDate: string; readonly payload: string },
  world: SignatureWorld,
): void {
  if (world.credentials === null) return
  const { accessKeyId, secretAccessKey } = world.credentials
  if (signed.accessKeyId !== accessKeyId) throw unknownKey(signed.accessKeyId)
  const headers: Headers = [
    ...withHost(request.headers, world.host).filter(
      ([name]) => name.toLowerCase() !== 'x-amz-content-sha256',
    ),
    ['x-amz-content-sha256', signed.payload],
  ]
  const expected = computeSignature(
    { method: request.method, ...request.wire, headers, body: request.body },
    signed,
    { secret: secretAccessKey, hashing },
  )
  if (expected === signed.signature) return
  throw authError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    [
      ['AWSAccessKeyId', signed.accessKeyId],
      ['SignatureProvided', signed.signature],
    ],
  )
}

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** `20260101T000000Z` as ISO 8601; null where it is none. */
const toIso = (amzDate: string): string | null => {
  const parts = DATE.exec(amzDate)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

/** Whether a URL of `seconds` that was signed at `amzDate` is still good, told by dates that sort as their times do. */
function checkExpiry(amzDate: string, expires: string, nowMs: number): void {
  const seconds = Number(expires)
  // What was signed so long ago that it is over has an amzDate before now less that time.
  if (amzDate >= formatAmzDate(nowMs - seconds * 1_000)) {
    if (amzDate <= formatAmzDate(nowMs + SKEW_MS)) return
    throw accessDenied('Request is not valid yet')
  }
  throw accessDenied('Request has expired', [
    ['X-Amz-Expires', expires],
    [
      'Expires',
      `${formatIsoTime((parseIsoTime(toIso(amzDate) ?? '') ?? 0) + seconds * 1_000).slice(0, 19)}Z`,
    ],
    ['ServerTime', `${formatIsoTime(nowMs).slice(0, 19)}Z`],
  ])
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function verifyPresigned(request: S3Request, world: SignatureWorld): void {
  const { query } = request
  const need = (name: string): string => {
    const value = query.get(name)
    if (value === undefined || value === '') {
      throw queryError(
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      )
    }
    return value
  }
  if (need('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  }
  const [credential, amzDate, expires] = [
    need('X-Amz-Credential'),
    need('X-Amz-Date'),
    need('X-Amz-Expires'),
  ]
  const [signedHeaders, signature] = [need('X-Amz-SignedHeaders'), need('X-Amz-Signature')]
  if (!/^\d{1,9}$/.test(expires)) throw queryError('X-Amz-Expires should be a number')
  if (Number(expires) > PRESIGNED_SECONDS_MAX) {
    throw queryError(
      'X-Amz-Expires must be less than a week (in seconds) that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  if (toIso(amzDate) === null)
    throw queryError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  const slash = credential.indexOf('/')
  const scope = credential.slice(slash + 1)
  checkScope(scope, amzDate, world)
  checkExpiry(amzDate, expires, world.nowMs)
  verify(
    request,
    {
      accessKeyId: credential.slice(0, slash),
      scope,
      signedHeaders: signedHeaders.split(';'),
      signature,
      amzDate,
      payload:
        query.get('X-Amz-Content-Sha256') ??
        findHeader(request.headers, 'x-amz-content-sha256') ??
        'UNSIGNED-PAYLOAD',
    },
    world,
  )
}

function checkScope(scope: string, amzDate: string, world: SignatureWorld): void {
  // Who brings keys of its own may have set up its client for any Region.
  if (world.credentials === null) return
  const { region } = world
  const [day, where, service, end] = scope.split('/')
  if (
    day === amzDate.slice(0, 8) &&
    where === region &&
    service === 's3' &&
    end === 'aws4_request'
  ) {
    return
  }
  throw new Refusal(
    400,
    'AuthorizationHeaderMalformed',
    where === region || where === undefined
      ? 'The authorization header is malformed; the credential scope is not of this request.'
      : `The authorization header is malformed; the region '${where}' is wrong; expecting '${region}'`,
    { details: [['Region', region]] },
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html */
function verifyHeader(request: S3Request, header: string, world: SignatureWorld): void {
  const signature = parseAuthorization(header)
  if (signature === null) {
    throw new Refusal(400, 'InvalidArgument', 'Unsupported Authorization Type')
  }
  const amzDate = findHeader(request.headers, 'x-amz-date') ?? ''
  if (toIso(amzDate) === null) {
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header')
  }
  checkScope(signature.scope, amzDate, world)
  if (!isNearAmzDate(amzDate, world.nowMs, SKEW_MS)) {
    throw authError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      [
        ['RequestTime', amzDate],
        ['ServerTime', `${formatIsoTime(world.nowMs).slice(0, 19)}Z`],
        ['MaxAllowedSkewMilliseconds', String(SKEW_MS)],
      ],
    )
  }
  const payload = findHeader(request.headers, 'x-amz-content-sha256')
  if (payload === undefined) {
    throw new Refusal(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    )
  }
  verify(request, { ...signature, amzDate, payload }, world)
  checkPayload(request, payload)
}

function checkPayload({ body }: S3Request, told: string): void {
  if (told === 'UNSIGNED-PAYLOAD' || told.startsWith('STREAMING-')) return
  const sum = bytesToHex(sha256(bodyBytes(body)))
  if (sum === told) return
  throw new Refusal(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    {
      details: [
        ['ClientComputedContentSHA256', told],
        ['S3ComputedContentSHA256', sum],
      ],
    },
  )
}

/** Whether a request says that it is signed: by a header, or by its URL. */
export const isSigned = ({ headers, query }: Pick<S3Request, 'headers' | 'query'>): boolean =>
  findHeader(headers, 'authorization') !== undefined || query.has('X-Amz-Signature')

/** Verifies the signature of a signed request; refuses where it is not good. */
export function verifySignature(request: S3Request, world: SignatureWorld): void {
  if (request.query.has('X-Amz-Algorithm') || request.query.has('X-Amz-Signature')) {
    verifyPresigned(request, world)
    return
  }
  verifyHeader(request, findHeader(request.headers, 'authorization') ?? '', world)
}

/** The keys that a URL from outside can be verified by: the handlers' own, where it says that they signed it; else none. */
export const credentialsOfUrl = ({ query }: Pick<S3Request, 'query'>): Credentials | null =>
  (query.get('X-Amz-Credential') ?? '').startsWith(`${SIMULATED_CREDENTIALS.accessKeyId}/`)
    ? SIMULATED_CREDENTIALS
    : null
