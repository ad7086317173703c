import { findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import type { ResponseHeadersPolicyConfig } from '../properties.ts'
import { findManaged } from './managed.ts'

type Config = ResponseHeadersPolicyConfig
type Cors = NonNullable<Config['CorsConfig']>

const list = (...Items: string[]) => ({ Items })

const SIMPLE: Cors = {
  AccessControlAllowCredentials: false,
  AccessControlAllowHeaders: list(),
  AccessControlAllowMethods: list('GET', 'HEAD', 'POST'),
  AccessControlAllowOrigins: list('*'),
  OriginOverride: false,
}
const PREFLIGHT: Cors = {
  ...SIMPLE,
  AccessControlAllowHeaders: list('*'),
  AccessControlAllowMethods: list('DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'),
  AccessControlExposeHeaders: list('*'),
}
const SECURITY = {
  ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: false },
  StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: false },
  ContentTypeOptions: { Override: true },
  FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
  XSSProtection: { Protection: true, ModeBlock: true, Override: false },
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
const MANAGED: Readonly<Record<string, Config>> = {
  SimpleCORS: { CorsConfig: SIMPLE },
  'CORS-With-Preflight': { CorsConfig: PREFLIGHT },
  SecurityHeaders: { SecurityHeadersConfig: SECURITY },
  'CORS-and-SecurityHeaders': { CorsConfig: SIMPLE, SecurityHeadersConfig: SECURITY },
  'CORS-with-preflight-and-SecurityHeaders': {
    CorsConfig: PREFLIGHT,
    SecurityHeadersConfig: SECURITY,
  },
}

/** The response headers policy that a behaviour names; null where it names none, or one that does not exist. */
export function findResponseHeadersPolicy(
  given: string | undefined,
  policies: Readonly<Record<string, Config>>,
): Config | null {
  if (given === undefined) return null
  if (Object.hasOwn(policies, given)) return policies[given] ?? null
  const name = findManaged.responseHeaders(given)
  return name === null ? null : (MANAGED[name] ?? null)
}

/** A header to set, and whether the origin's own must yield. */
type Setting = readonly [name: string, value: string, override: boolean]

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** What security headers there are, by CloudFormation's names. */
const SECURITY_HEADERS: Readonly<
  Record<string, readonly [name: string, value: (of: Readonly<Record<string, unknown>>) => string]>
> = {
  ContentSecurityPolicy: ['Content-Security-Policy', (of) => String(of['ContentSecurityPolicy'])],
  ContentTypeOptions: ['X-Content-Type-Options', () => 'nosniff'],
  FrameOptions: ['X-Frame-Options', (of) => String(of['FrameOption'])],
  ReferrerPolicy: ['Referrer-Policy', (of) => String(of['ReferrerPolicy'])],
  StrictTransportSecurity: [
    'Strict-Transport-Security',
    (of) =>
      `max-age=${String(of['AccessControlMaxAgeSec'])}` +
      (of['IncludeSubdomains'] === true ? '; includeSubDomains' : '') +
      (of['Preload'] === true ? '; preload' : ''),
  ],
  XSSProtection: [
    'X-XSS-Protection',
    (of) => {
      if (of['Protection'] !== true) return '0'
      return of['ModeBlock'] === true ? '1; mode=block' : '1'
    },
  ],
}

function securitySettings(config: Config['SecurityHeadersConfig']): readonly Setting[] {
  return Object.entries(config ?? {}).flatMap(([key, value]) => {
    const known = Object.hasOwn(SECURITY_HEADERS, key) ? SECURITY_HEADERS[key] : undefined
    const of = objectOf(value)
    return known === undefined ? [] : [[known[0], known[1](of), of['Override'] === true] as const]
  })
}

const fitsOrigin = (pattern: string, origin: string): boolean => {
  if (pattern === '*' || pattern === origin) return true
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return false
  return (
    origin.startsWith(before) &&
    origin.endsWith(after) &&
    origin.length > before.length + after.length
  )
}

function corsSettings(
  cors: Cors,
  request: { readonly method: string; readonly headers: Headers },
): readonly Setting[] {
  const origin = findHeader(request.headers, 'origin')
  const { Items: origins } = cors.AccessControlAllowOrigins
  if (origin === undefined || !origins.some((pattern) => fitsOrigin(pattern, origin))) return []
  const { OriginOverride: override } = cors
  const settings: Setting[] = []
  const set = (name: string, value: string): void => void settings.push([name, value, override])
  set('Access-Control-Allow-Origin', origins.includes('*') ? '*' : origin)
  if (!origins.includes('*')) set('Vary', 'Origin')
  if (cors.AccessControlAllowCredentials) set('Access-Control-Allow-Credentials', 'true')
  const isPreflight =
    request.method === 'OPTIONS' &&
    findHeader(request.headers, 'access-control-request-method') !== undefined
  if (isPreflight) {
    set('Access-Control-Allow-Methods', cors.AccessControlAllowMethods.Items.join(', '))
    const { Items: headers } = cors.AccessControlAllowHeaders
    if (headers.length > 0) set('Access-Control-Allow-Headers', headers.join(', '))
    if (cors.AccessControlMaxAgeSec !== undefined) {
      set('Access-Control-Max-Age', String(cors.AccessControlMaxAgeSec))
    }
  }
  const exposed = cors.AccessControlExposeHeaders?.Items ?? []
  if (exposed.length > 0) set('Access-Control-Expose-Headers', exposed.join(', '))
  return settings
}

function apply(headers: HeaderField[], [name, value, override]: Setting): HeaderField[] {
  const lower = name.toLowerCase()
  const isThere = headers.some(([key]) => key.toLowerCase() === lower)
  if (isThere && !override) return headers
  return [...headers.filter(([key]) => key.toLowerCase() !== lower), [name, value]]
}

/** A response's headers as the policy wants the viewer to see them. */
export function applyResponseHeaders(
  policy: Config,
  request: { readonly method: string; readonly headers: Headers },
  headers: Headers,
): Headers {
  const removed = new Set(
    (policy.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase()),
  )
  const kept = headers.filter(([name]) => !removed.has(name.toLowerCase()))
  const settings: readonly Setting[] = [
    ...securitySettings(policy.SecurityHeadersConfig),
    ...(policy.CorsConfig === undefined ? [] : corsSettings(policy.CorsConfig, request)),
    ...(policy.CustomHeadersConfig?.Items ?? []).map(
      ({ Header, Value, Override }) => [Header, Value, Override] as const,
    ),
  ]
  return settings.reduce(apply, [...kept])
}
