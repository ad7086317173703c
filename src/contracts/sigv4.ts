import { type Body, findHeader, type Headers } from './body.ts'
import { bodyBytes, hexEncode, utf8Encode } from './bytes.ts'
import { formatIsoTime } from './calendar.ts'
import { decodePercent } from './proxyRequest.ts'

/** A request as far as a signature covers it. `path` and `query` as they are on the wire. */
export interface Signable {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
}

/** What `Authorization: AWS4-HMAC-SHA256 …` says. */
export interface Signature {
  readonly accessKeyId: string
  /** `20260101/us-east-1/execute-api/aws4_request` */
  readonly scope: string
  readonly signedHeaders: readonly string[]
  /** 64 hexadecimal digits. */
  readonly signature: string
}

/** SHA-256 and HMAC with it: contracts bring no cryptography of their own. */
export interface Hashing {
  readonly sha256: (bytes: Uint8Array) => Uint8Array
  readonly hmac: (key: Uint8Array, bytes: Uint8Array) => Uint8Array
}

/** RFC 3986: all but letters, digits, `-`, `.`, `_` and `~`. */
const escape = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Every part of the path encoded once more; for S3 it is encoded once. */
const canonicalPath = (path: string, service: string | undefined): string =>
  path
    .split('/')
    .map((part) => escape(service === 's3' ? decodePercent(part) : part))
    .join('/')

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('X-Amz-Signature='))
    .map((part) => {
      const equals = part.indexOf('=')
      const name = equals < 0 ? part : part.slice(0, equals)
      return `${escape(decodePercent(name))}=${escape(decodePercent(equals < 0 ? '' : part.slice(equals + 1)))}`
    })
    .sort()
    .join('&')

/**
 * The signature of a request by `secret`, over `signedHeaders` (lower case, sorted).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function computeSignature(
  request: Signable,
  signed: Pick<Signature, 'scope' | 'signedHeaders'> & { readonly amzDate: string },
  by: { readonly secret: string; readonly hashing: Hashing },
): string {
  const { sha256, hmac } = by.hashing
  const headers = signed.signedHeaders.map(
    (name) =>
      `${name}:${(findHeader(request.headers, name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`,
  )
  const payload =
    findHeader(request.headers, 'x-amz-content-sha256') ??
    hexEncode(sha256(bodyBytes(request.body)))
  const canonical = [
    request.method,
    canonicalPath(request.path, signed.scope.split('/')[2]),
    canonicalQuery(request.query),
    headers.join(''),
    signed.signedHeaders.join(';'),
    payload,
  ].join('\n')
  const toSign = [
    'AWS4-HMAC-SHA256',
    signed.amzDate,
    signed.scope,
    hexEncode(sha256(utf8Encode(canonical))),
  ].join('\n')
  let key: Uint8Array = utf8Encode(`AWS4${by.secret}`)
  for (const part of signed.scope.split('/')) key = hmac(key, utf8Encode(part))
  return hexEncode(hmac(key, utf8Encode(toSign)))
}

/** `20260101T000000Z` */
export const formatAmzDate = (epochMs: number): string =>
  `${formatIsoTime(Math.floor(epochMs / 1_000) * 1_000)
    .slice(0, 19)
    .replaceAll(/[-:]/g, '')}Z`

/** Milliseconds since the epoch of an `X-Amz-Date` within a few days of `nearMs`; null where it is none. */
export function isNearAmzDate(amzDate: string, nearMs: number, withinMs: number): boolean {
  if (!/^\d{8}T\d{6}Z$/.test(amzDate)) return false
  // Dates of this form sort as their times do.
  return amzDate >= formatAmzDate(nearMs - withinMs) && amzDate <= formatAmzDate(nearMs + withinMs)
}

const PATTERN =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

/** Takes an `Authorization` header apart; null where it is no signature. */
export function parseAuthorization(header: string): Signature | null {
  const [, accessKeyId, scope, headers, signature] = PATTERN.exec(header) ?? []
  if (accessKeyId === undefined || scope === undefined || signature === undefined) return null
  return { accessKeyId, scope, signedHeaders: (headers ?? '').split(';'), signature }
}

/** Who signs, and for which service of which Region. */
export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
  readonly hashing: Hashing
}

const UNSIGNED = new Set(['authorization', 'connection', 'user-agent', 'x-amzn-trace-id'])

/** The request's headers with `X-Amz-Date` and a signature over all that an SDK signs. */
export function signRequest(request: Signable, signer: Signer, epochMs: number): Headers {
  const amzDate = formatAmzDate(epochMs)
  const headers: Headers = [...request.headers, ['X-Amz-Date', amzDate]]
  const signedHeaders = [...new Set(headers.map(([name]) => name.toLowerCase()))]
    .filter((name) => !UNSIGNED.has(name))
    .sort()
  const scope = `${amzDate.slice(0, 8)}/${signer.region}/${signer.service}/aws4_request`
  const signature = computeSignature(
    { ...request, headers },
    { scope, signedHeaders, amzDate },
    { secret: signer.secretAccessKey, hashing: signer.hashing },
  )
  const credential = `${signer.accessKeyId}/${scope}`
  return [
    ...headers,
    [
      'Authorization',
      `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
    ],
  ]
}
