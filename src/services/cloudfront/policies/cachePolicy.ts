import type { CachePolicyConfig, OriginRequestPolicyConfig } from '../properties.ts'
import { findManaged, managedCachePolicy, managedOriginRequest } from './managed.ts'
import { ALL, NONE, type Selection, toSelection } from './selection.ts'

/** A cache policy, ready to use. TTLs in seconds. */
export interface CachePolicy {
  readonly name: string
  readonly minTtl: number
  readonly defaultTtl: number
  readonly maxTtl: number
  readonly gzip: boolean
  readonly brotli: boolean
  readonly headers: Selection
  readonly cookies: Selection
  readonly queries: Selection
}

/** What an origin is told beyond the cache key. */
export interface OriginRequestPolicy {
  readonly headers: Selection
  /** Headers that CloudFront makes itself: `cloudfront-viewer-country`. */
  readonly made: readonly string[]
  readonly cookies: Selection
  readonly queries: Selection
}

type Named<T> = Readonly<Record<string, T>>

const own = <T>(table: Named<T>, name: string): T | null =>
  Object.hasOwn(table, name) ? (table[name] ?? null) : null

function toPolicy(name: string, config: CachePolicyConfig): CachePolicy {
  const { MinTTL, DefaultTTL, MaxTTL, ParametersInCacheKeyAndForwardedToOrigin: key } = config
  // Accept-Encoding is never a header of the key while it is normalised.
  const encodings = key.EnableAcceptEncodingGzip || key.EnableAcceptEncodingBrotli
  const headers = toSelection(key.HeadersConfig.HeaderBehavior, key.HeadersConfig.Headers, 'names')
  return {
    name,
    minTtl: MinTTL,
    defaultTtl: Math.max(MinTTL, DefaultTTL),
    maxTtl: Math.max(MinTTL, MaxTTL),
    gzip: key.EnableAcceptEncodingGzip,
    brotli: key.EnableAcceptEncodingBrotli,
    headers: encodings
      ? { ...headers, names: headers.names.filter((each) => each !== 'accept-encoding') }
      : headers,
    cookies: toSelection(key.CookiesConfig.CookieBehavior, key.CookiesConfig.Cookies),
    queries: toSelection(
      key.QueryStringsConfig.QueryStringBehavior,
      key.QueryStringsConfig.QueryStrings,
    ),
  }
}

/** The cache policy that a behaviour names: the document's own by name, a managed one by id or name; null where there is none. */
export function findCachePolicy(
  given: string,
  policies: Named<CachePolicyConfig>,
): CachePolicy | null {
  const custom = own(policies, given)
  if (custom !== null) return toPolicy(given, custom)
  const name = findManaged.cache(given)
  const config = name === null ? null : managedCachePolicy(name)
  return name === null || config === null ? null : toPolicy(name, config)
}

const isMade = (name: string): boolean => name.startsWith('cloudfront-')

function splitHeaders(behavior: string, list: readonly string[]) {
  if (behavior === 'allViewer') return { headers: ALL, made: [] }
  if (behavior === 'allViewerAndWhitelistCloudFront') {
    return { headers: ALL, made: list.map((name) => name.toLowerCase()) }
  }
  const headers = toSelection(behavior, list, 'names')
  const made = headers.type === 'some' ? headers.names.filter(isMade) : []
  return { headers, made }
}

/** The origin request policy that a behaviour names; null where it names none, or one that does not exist. */
export function findOriginRequestPolicy(
  given: string | undefined,
  policies: Named<OriginRequestPolicyConfig>,
): OriginRequestPolicy | null {
  if (given === undefined) return null
  const custom = own(policies, given)
  if (custom !== null) {
    const { HeadersConfig, CookiesConfig, QueryStringsConfig } = custom
    return {
      ...splitHeaders(HeadersConfig.HeaderBehavior, HeadersConfig.Headers),
      cookies: toSelection(CookiesConfig.CookieBehavior, CookiesConfig.Cookies),
      queries: toSelection(QueryStringsConfig.QueryStringBehavior, QueryStringsConfig.QueryStrings),
    }
  }
  const name = findManaged.originRequest(given)
  const packed = name === null ? null : managedOriginRequest(name)
  if (packed === null) return null
  const [, behavior, list, cookies, queries] = packed
  return {
    ...splitHeaders(behavior, list),
    cookies: cookies === 'all' ? ALL : NONE,
    queries: queries === 'all' ? ALL : NONE,
  }
}
