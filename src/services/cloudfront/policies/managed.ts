import type { CachePolicyConfig } from '../properties.ts'

/** A managed cache policy, packed: id, TTLs, what counts. */
interface Packed {
  readonly id: string
  readonly ttl: readonly [min: number, fallback: number, max: number]
  readonly headers?: readonly string[]
  readonly cookies?: 'all'
  readonly queries?: 'all' | readonly string[]
  /** `gb`: gzip and Brotli, `g`: gzip. */
  readonly encodings?: 'gb' | 'g'
}

const YEAR = 31_536_000
const METHOD_HEADERS = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
const ORIGIN_HEADERS = ['Host', 'Origin', ...METHOD_HEADERS]

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHE: Readonly<Record<string, Packed>> = {
  CachingOptimized: {
    id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    ttl: [1, 86_400, YEAR],
    encodings: 'gb',
  },
  CachingOptimizedForUncompressedObjects: {
    id: 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
    ttl: [1, 86_400, YEAR],
  },
  CachingDisabled: { id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', ttl: [0, 0, 0] },
  UseOriginCacheControlHeaders: {
    id: '83da9c7e-98b4-4e11-a168-04f0df8e2c65',
    ttl: [0, 0, YEAR],
    headers: ORIGIN_HEADERS,
    cookies: 'all',
    encodings: 'gb',
  },
  'UseOriginCacheControlHeaders-QueryStrings': {
    id: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
    ttl: [0, 0, YEAR],
    headers: ORIGIN_HEADERS,
    cookies: 'all',
    queries: 'all',
    encodings: 'gb',
  },
  'Elemental-MediaPackage': {
    id: '08627262-05a9-4f76-9ded-b50ca2e3a84f',
    ttl: [0, 86_400, YEAR],
    headers: ['Origin'],
    queries: ['aws.manifestfilter', 'start', 'end', 'm'],
    encodings: 'g',
  },
  Amplify: {
    id: '2e54312d-136d-493c-8eb9-b001f22f67d2',
    ttl: [2, 2, 600],
    headers: ['Authorization', 'CloudFront-Viewer-Country', 'Host'],
    cookies: 'all',
    queries: 'all',
    encodings: 'gb',
  },
}

const VIEWER_HEADERS = [
  'CloudFront-Forwarded-Proto',
  'CloudFront-Is-Android-Viewer',
  'CloudFront-Is-Desktop-Viewer',
  'CloudFront-Is-IOS-Viewer',
  'CloudFront-Is-Mobile-Viewer',
  'CloudFront-Is-SmartTV-Viewer',
  'CloudFront-Is-Tablet-Viewer',
  'CloudFront-Viewer-Address',
  'CloudFront-Viewer-City',
  'CloudFront-Viewer-Country',
  'CloudFront-Viewer-Country-Name',
  'CloudFront-Viewer-Country-Region',
  'CloudFront-Viewer-Country-Region-Name',
  'CloudFront-Viewer-Http-Version',
  'CloudFront-Viewer-Latitude',
  'CloudFront-Viewer-Longitude',
  'CloudFront-Viewer-Metro-Code',
  'CloudFront-Viewer-Postal-Code',
  'CloudFront-Viewer-Time-Zone',
  'CloudFront-Viewer-TLS',
]

/** Packed: id, behaviour of headers and their list, cookies, query strings. */
type PackedRequest = readonly [
  id: string,
  headers: string,
  list: readonly string[],
  cookies: string,
  queries: string,
  named?: readonly string[],
]

const CORS_HEADERS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method']

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const ORIGIN_REQUEST: Readonly<Record<string, PackedRequest>> = {
  AllViewer: ['216adef6-5c7f-47e4-b989-5492eafa07d3', 'allViewer', [], 'all', 'all'],
  'AllViewerAndCloudFrontHeaders-2022-06': [
    '33f36d7e-f396-46d9-90e0-52428a34d9dc',
    'allViewerAndWhitelistCloudFront',
    VIEWER_HEADERS,
    'all',
    'all',
  ],
  AllViewerExceptHostHeader: [
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    'allExcept',
    ['Host'],
    'all',
    'all',
  ],
  'CORS-CustomOrigin': [
    '59781a5b-3903-41f3-afcb-af62929ccde1',
    'whitelist',
    ['Origin'],
    'none',
    'none',
  ],
  'CORS-S3Origin': [
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    'whitelist',
    CORS_HEADERS,
    'none',
    'none',
  ],
  'Elemental-MediaTailor': [
    '775133bc-15f2-49f9-abea-afb2e0bf67d2',
    'whitelist',
    [...CORS_HEADERS, 'User-Agent', 'X-Forwarded-For'],
    'none',
    'all',
  ],
  HostHeaderOnly: ['bf0718e1-ba1e-49d1-88b1-f726733018ae', 'whitelist', ['Host'], 'none', 'none'],
  UserAgentRefererHeaders: [
    'acba4595-bd28-49b8-b9fe-13317c0390fa',
    'whitelist',
    ['User-Agent', 'Referer'],
    'none',
    'none',
  ],
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'CORS-and-SecurityHeaders': 'e61eb60c-9c35-4d20-a928-2b84e02af89c',
  'CORS-With-Preflight': '5cc3b908-e619-4b99-88e5-2cf7f45965bd',
  'CORS-with-preflight-and-SecurityHeaders': 'eaab4381-ed33-4a86-88ca-d9558dc6cd63',
  SecurityHeaders: '67f7725c-6f97-4210-82d7-5512b31e9d03',
  SimpleCORS: '60669652-455b-4ae9-85a4-c4c02393f86c',
}

const nameIn = <T>(
  table: Readonly<Record<string, T>>,
  idOf: (entry: T) => string,
  given: string,
): string | null => {
  // As the console and templates of others write them: Managed-SecurityHeadersPolicy.
  const plain = given.replace(/^Managed-/, '').replace(/Policy$/, '')
  if (Object.hasOwn(table, plain)) return plain
  return Object.keys(table).find((name) => idOf(table[name] as T) === given) ?? null
}

/** The name of a managed policy by its id or name; null where there is none. */
export const findManaged = {
  cache: (given: string) => nameIn(CACHE, ({ id }) => id, given),
  originRequest: (given: string) => nameIn(ORIGIN_REQUEST, ([id]) => id, given),
  responseHeaders: (given: string) => nameIn(RESPONSE_HEADERS, (id) => id, given),
} as const

const listed = (list: readonly string[] | 'all' | undefined): string =>
  list === undefined ? 'none' : list === 'all' ? 'all' : 'whitelist'

/** The configuration of a managed cache policy. */
export function managedCachePolicy(name: string): CachePolicyConfig | null {
  const packed = Object.hasOwn(CACHE, name) ? CACHE[name] : undefined
  if (packed === undefined) return null
  const { ttl, headers, cookies, queries, encodings = '' } = packed
  return {
    MinTTL: ttl[0],
    DefaultTTL: ttl[1],
    MaxTTL: ttl[2],
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: encodings.includes('g'),
      EnableAcceptEncodingBrotli: encodings.includes('b'),
      HeadersConfig: { HeaderBehavior: listed(headers), Headers: [...(headers ?? [])] },
      CookiesConfig: { CookieBehavior: listed(cookies), Cookies: [] },
      QueryStringsConfig: {
        QueryStringBehavior: listed(queries),
        QueryStrings: typeof queries === 'object' ? [...queries] : [],
      },
    },
  }
}

/** The configuration of a managed origin request policy: behaviours and lists of headers, cookies and query strings. */
export const managedOriginRequest = (name: string): PackedRequest | null =>
  (Object.hasOwn(ORIGIN_REQUEST, name) ? ORIGIN_REQUEST[name] : null) ?? null
