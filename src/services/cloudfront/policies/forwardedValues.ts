import type { ForwardedValues } from '../properties.ts'
import type { CachePolicy, OriginRequestPolicy } from './cachePolicy.ts'
import { ALL, NONE, toSelection } from './selection.ts'

/** What a behaviour without a cache policy says. */
interface LegacyBehavior {
  readonly ForwardedValues: ForwardedValues
  readonly MinTTL: number
  readonly DefaultTTL: number
  readonly MaxTTL: number
  readonly Compress: boolean
}

/**
 * The legacy cache settings as a cache policy: what is forwarded is in the key. With all headers nothing is cached.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export function toLegacyPolicy(behavior: LegacyBehavior): CachePolicy {
  const { ForwardedValues: values, MinTTL, DefaultTTL, MaxTTL, Compress } = behavior
  const { QueryString, QueryStringCacheKeys: keys, Cookies, Headers } = values
  const hasAllHeaders = Headers.includes('*')
  // "If you forward Accept-Encoding", it is not normalised.
  const forwardsEncoding = Headers.some((name) => name.toLowerCase() === 'accept-encoding')
  return {
    name: 'ForwardedValues',
    minTtl: hasAllHeaders ? 0 : MinTTL,
    defaultTtl: hasAllHeaders ? 0 : Math.max(MinTTL, DefaultTTL),
    maxTtl: hasAllHeaders ? 0 : Math.max(MinTTL, MaxTTL),
    gzip: Compress && !forwardsEncoding,
    brotli: Compress && !forwardsEncoding,
    headers: hasAllHeaders ? ALL : toSelection('whitelist', Headers, 'names'),
    cookies: toSelection(Cookies.Forward, Cookies.WhitelistedNames),
    queries: !QueryString ? NONE : keys.length === 0 ? ALL : toSelection('whitelist', keys),
  }
}

/** What the origin is told beyond the key: the whole query, where only some of it is in the key. */
export const toLegacyOriginRequest = ({
  ForwardedValues: { QueryString, QueryStringCacheKeys },
}: LegacyBehavior): OriginRequestPolicy | null =>
  QueryString && QueryStringCacheKeys.length > 0
    ? { headers: NONE, made: [], cookies: NONE, queries: ALL }
    : null
