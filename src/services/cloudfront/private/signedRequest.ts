import { findHeader, type Headers } from '#contracts/body.ts'
import { base64Decode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { isInBlock, matchesPattern } from '#contracts/policy.ts'
import { verifyPkcs1 } from '#contracts/rsa.ts'
import { p256 } from '@noble/curves/nist.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { PublicKey } from './publicKey.ts'

/** A request as far as a signature covers it. */
export interface SignedRequest {
  /** `https://d1.cloudfront.net/a.jpg`, without the query. */
  readonly url: string
  readonly query: string
  readonly headers: Headers
  readonly sourceIp: string
  /** Seconds since the Unix epoch. */
  readonly nowSeconds: number
}

/** Whether a request is let in, and why not, as AWS's XML has it. */
export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: string; readonly message: string }

/** Keys by id: those of the behaviour's key groups. */
export type TrustedKeys = ReadonlyMap<string, PublicKey>

const PARAMETERS = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm']

/** DigestInfo before the hash: RFC 8017 §9.2, notes. */
const HASHES = {
  SHA1: { hash: sha1, digestInfo: '3021300906052b0e03021a05000414' },
  SHA256: { hash: sha256, digestInfo: '3031300d060960864801650304020105000420' },
} as const

const refuse = (code: string, message: string): Verdict => ({ allowed: false, code, message })
const MISSING = refuse('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value')
const DENIED = refuse('AccessDenied', 'Access Denied')

/** CloudFront's base64: `+`, `=`, `/` are `-`, `_`, `~` in URLs. */
const decode = (text: string): Uint8Array | null =>
  base64Decode(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'))

const nameOf = (part: string): string => part.split('=')[0] ?? ''

/** The query without what signs it: neither the origin nor the cache key sees that. */
export const withoutSignature = (query: string): string =>
  query
    .split('&')
    .filter((part) => part !== '' && !PARAMETERS.includes(nameOf(part)))
    .join('&')

/** What a request brings to be let in: from its query, else from its cookies. */
function findCredentials({ query, headers }: SignedRequest): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const put = (name: string, value: string): void => {
    if (!found.has(name)) found.set(name, value)
  }
  for (const part of query.split('&')) {
    if (PARAMETERS.includes(nameOf(part))) put(nameOf(part), part.slice(nameOf(part).length + 1))
  }
  if (found.has('Signature') || found.has('Policy') || found.has('Key-Pair-Id')) return found
  for (const part of (findHeader(headers, 'cookie') ?? '').split(';')) {
    const [, name = '', value = ''] = /^\s*CloudFront-([A-Za-z-]+)=(.*?)\s*$/.exec(part) ?? []
    if (PARAMETERS.includes(name)) put(name, value)
  }
  return found
}

interface Statement {
  readonly resource: string
  readonly before: number | null
  readonly after: number | null
  readonly network: string | null
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const epochOf = (value: unknown): number | null => {
  const seconds = objectOf(value)['AWS:EpochTime']
  return typeof seconds === 'number' ? seconds : null
}

/** Reads a policy of one statement; null where it is none. */
function readPolicy(text: string): Statement | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const statements = objectOf(parsed)['Statement']
  if (!Array.isArray(statements) || statements.length !== 1) return null
  const { Resource = '*', Condition } = objectOf(statements[0])
  const { DateLessThan, DateGreaterThan, IpAddress } = objectOf(Condition)
  const network = objectOf(IpAddress)['AWS:SourceIp']
  if (typeof Resource !== 'string' || epochOf(DateLessThan) === null) return null
  return {
    resource: Resource,
    before: epochOf(DateLessThan),
    after: epochOf(DateGreaterThan),
    network: typeof network === 'string' ? network : null,
  }
}

function allows(statement: Statement, request: SignedRequest, target: string): boolean {
  const { before, after, network, resource } = statement
  if (before === null || request.nowSeconds >= before) return false
  if (after !== null && request.nowSeconds <= after) return false
  if (network !== null && !isInBlock(network, request.sourceIp)) return false
  return matchesPattern(resource, target)
}

/** RSASSA-PKCS1-v1_5, or ECDSA on P-256 in DER, as OpenSSL writes it. */
function verifySignature(
  key: PublicKey,
  signed: {
    readonly text: string
    readonly signature: Uint8Array
    readonly hash: keyof typeof HASHES
  },
): boolean {
  const { hash, digestInfo } = HASHES[signed.hash]
  const digest = hash(utf8Encode(signed.text))
  const { signature } = signed
  if (!('point' in key)) return verifyPkcs1(key, { digestInfo, digest, signature })
  try {
    return p256.verify(signature, digest, key.point, { prehash: false, lowS: false, format: 'der' })
  } catch {
    // No DER, or a point that is not on the curve.
    return false
  }
}

/**
 * Whether a request's signed URL or signed cookies let it in: by a canned policy or one of its own, signed with a key of the
 * behaviour's groups. Expiry is looked at when the request begins.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
 */
export function verifyRequest(request: SignedRequest, keys: TrustedKeys): Verdict {
  const found = findCredentials(request)
  const keyId = found.get('Key-Pair-Id')
  const encoded = found.get('Signature')
  if (keyId === undefined || encoded === undefined) return MISSING
  const key = keys.get(keyId)
  if (key === undefined) return refuse('InvalidKey', 'Unknown Key')
  const signature = decode(encoded)
  if (signature === null) return refuse('MalformedSignature', 'Could not unencode Signature')
  const query = withoutSignature(request.query)
  const target = query === '' ? request.url : `${request.url}?${query}`
  const custom = found.get('Policy')
  const expires = found.get('Expires') ?? ''
  const bytes = custom === undefined ? null : decode(custom)
  const text =
    custom === undefined
      ? `{"Statement":[{"Resource":"${target}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`
      : bytes === null
        ? null
        : utf8Decode(bytes)
  const statement = text === null ? null : readPolicy(text)
  if (text === null || statement === null) return refuse('MalformedPolicy', 'Malformed Policy')
  const hash = found.get('Hash-Algorithm') === 'SHA256' ? 'SHA256' : 'SHA1'
  const isSigned = verifySignature(key, { text, signature, hash })
  // A canned policy names the very URL, wildcards in it are none.
  const isAllowed =
    isSigned &&
    allows(custom === undefined ? { ...statement, resource: '*' } : statement, request, target)
  return isAllowed ? { allowed: true } : DENIED
}
