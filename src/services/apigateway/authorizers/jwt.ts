import { base64Decode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import type { RsaKey } from '#contracts/rsa.ts'
import { isRsaAlgorithm, type RsaAlgorithm, verifyRsa } from './rsa.ts'

/** `JwtConfiguration`, and the issuer's keys, which the document keeps. */
export interface JwtSettings {
  /** Whose tokens are taken. */
  readonly issuers: readonly string[]
  /** Null: whoever it is for. */
  readonly Audience: readonly string[] | null
  readonly Jwks: unknown
}

type Json = Readonly<Record<string, unknown>>

/** What came of a token. `description` is that of `www-authenticate`. */
export type JwtVerdict =
  | { readonly type: 'valid'; readonly claims: Json; readonly scopes: readonly string[] | null }
  | { readonly type: 'invalid'; readonly description: string }
  | { readonly type: 'forbidden'; readonly description: string }

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Characters of a token at most: the headers' quota is less. */
const TOKEN_LENGTH_MAX = 10_240

const fromBase64Url = (text: string): Uint8Array | null => {
  if (!/^[\w-]*$/.test(text)) return null
  const plain = text.replaceAll('-', '+').replaceAll('_', '/')
  return base64Decode(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='))
}

function readPart(text: string): Json | null {
  const bytes = fromBase64Url(text)
  const plain = bytes === null ? null : utf8Decode(bytes)
  if (plain === null) return null
  try {
    const value: unknown = JSON.parse(plain)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** The issuer's RSA key of this `kid`; null where there is none. */
function findKey(jwks: unknown, kid: unknown): RsaKey | null {
  const keys = isObject(jwks) && Array.isArray(jwks['keys']) ? (jwks['keys'] as unknown[]) : []
  for (const key of keys) {
    if (!isObject(key) || key['kid'] !== kid || key['kty'] !== 'RSA') continue
    const { n, e } = key as { n?: unknown; e?: unknown }
    if (typeof n !== 'string' || typeof e !== 'string') continue
    const modulus = fromBase64Url(n)
    const exponent = fromBase64Url(e)
    if (modulus !== null && exponent !== null) return { modulus, exponent }
  }
  return null
}

/** The description of a token whose time is over. */
export const TOKEN_EXPIRED = 'the token has expired'

const invalid = (description: string): JwtVerdict => ({ type: 'invalid', description })

function checkSignature(token: string, jwks: unknown): Json | JwtVerdict {
  const parts = token.split('.')
  const [head = '', body = '', tail = ''] = parts
  if (parts.length !== 3 || token.length > TOKEN_LENGTH_MAX)
    return invalid('invalid number of segments')
  const header = readPart(head)
  const claims = readPart(body)
  const signature = fromBase64Url(tail)
  if (header === null || claims === null || signature === null)
    return invalid('the token is malformed')
  const { alg, kid } = header as { alg?: unknown; kid?: unknown }
  if (typeof alg !== 'string' || !isRsaAlgorithm(alg))
    return invalid('the signing algorithm is not supported')
  const algorithm: RsaAlgorithm = alg
  const key = findKey(jwks, kid)
  if (key === null) return invalid('the signing key was not found')
  const message = utf8Encode(`${head}.${body}`)
  return verifyRsa(algorithm, key, { message, signature })
    ? claims
    : invalid('the signature is invalid')
}

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : []
}

/** `scope`, or `scp`: texts with blanks between them, or lists. */
const scopesOf = (claims: Json): readonly string[] =>
  textsOf(claims['scope'] ?? claims['scp']).flatMap((text) =>
    text.split(' ').filter((scope) => scope !== ''),
  )

/** When the claims hold; null where they do. Times are seconds since the epoch. */
function findTimeProblem(claims: Json, nowSeconds: number): string | null {
  const { exp, nbf, iat } = claims as { exp?: unknown; nbf?: unknown; iat?: unknown }
  if (typeof exp !== 'number' || exp <= nowSeconds) return TOKEN_EXPIRED
  if (typeof nbf === 'number' && nbf > nowSeconds) return 'the token is not valid yet'
  if (typeof iat === 'number' && iat > nowSeconds) return 'the token was issued in the future'
  return null
}

const isVerdict = (value: Json | JwtVerdict): value is JwtVerdict =>
  value['type'] === 'invalid' && Object.hasOwn(value, 'description')

/**
 * Checks a token as an HTTP API does: signature by the issuer's keys, `iss`, `aud` (or `client_id` where there is none),
 * `exp`, `nbf`, `iat`, and one of the route's scopes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function checkJwt(
  identity: string,
  settings: JwtSettings,
  at: { readonly nowSeconds: number; readonly scopes: readonly string[] },
): JwtVerdict {
  const token = identity.replace(/^bearer /i, '')
  const claims = checkSignature(token, settings.Jwks)
  if (isVerdict(claims)) return claims
  const { iss } = claims
  if (typeof iss !== 'string' || !settings.issuers.includes(iss))
    return invalid('the token does not have a valid issuer')
  const audiences = textsOf(claims['aud'] ?? claims['client_id'])
  const { Audience: wanted } = settings
  if (wanted !== null && !audiences.some((audience) => wanted.includes(audience)))
    return invalid('the token does not have a valid audience')
  const problem = findTimeProblem(claims, at.nowSeconds)
  if (problem !== null) return invalid(problem)
  if (at.scopes.length === 0) return { type: 'valid', claims, scopes: null }
  const scopes = scopesOf(claims)
  return at.scopes.some((scope) => scopes.includes(scope))
    ? { type: 'valid', claims, scopes }
    : { type: 'forbidden', description: 'the token does not have a required scope' }
}

/** A claim as the event shows it: everything is text there, lists in brackets. */
const claimText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => claimText(item)).join(' ')}]`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `requestContext.authorizer.jwt`: claims as texts, the route's scopes or null. */
export const toJwtContext = (
  verdict: Extract<JwtVerdict, { type: 'valid' }>,
): { readonly claims: object; readonly scopes: readonly string[] | null } => ({
  claims: Object.fromEntries(
    Object.entries(verdict.claims).map(([name, value]) => [name, claimText(value)]),
  ),
  scopes: verdict.scopes,
})
