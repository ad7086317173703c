import type { HeaderField } from '#contracts/body.ts'
import { findDirectives, parseSeconds } from '#contracts/httpCache/directives.ts'
import type { Call } from './call.ts'
import { mapRequestSource } from './mapping.ts'
import type { MethodSetting } from './properties.ts'
import { isStreaming } from './streaming.ts'
import { resourceIdOf } from '../identity.ts'

/** "The default TTL value for API caching is 300 seconds." https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
const TTL_SECONDS = 300
const SECOND_MS = 1_000

/** How a request and the cache get on. */
export type CachePlan =
  /** Not cached: no cache, caching off, another method than GET. */
  | { readonly type: 'none' }
  | {
      readonly type: 'cached'
      readonly key: string
      readonly ttlMs: number
      /** The client wants a fresh answer, and may. */
      readonly isFresh: boolean
      /** Added to the answer: the client wanted a fresh one and may not. */
      readonly headers: readonly HeaderField[]
    }
  /** The client wants a fresh answer, may not, and the API is strict. */
  | { readonly type: 'forbidden' }

const WARNING: HeaderField = [
  'Warning',
  '199 Cache-control headers were ignored because the caller was unauthorized.',
]

/** `Cache-Control: max-age=0`. Of what origins and other directives say this cache heeds nothing. */
const wantsFresh = ({ request }: Call): boolean =>
  parseSeconds(findDirectives(request.headers).get('max-age')) === 0

/** Only GET is cached unless a setting names the method itself. */
const isCached = (call: Call, setting: Partial<MethodSetting>): boolean => {
  if (!call.release.stage.CacheClusterEnabled || isStreaming(call)) return false
  if (setting.CachingEnabled === false) return false
  const isNamed = setting.HttpMethod !== undefined && setting.HttpMethod !== '*'
  if (isNamed && setting.CachingEnabled === true) return true
  return call.request.method === 'GET'
}

/** Stage, method and resource with the chosen parameters: only those tell entries apart. */
function keyOf(call: Call): string {
  const { CacheKeyParameters, CacheNamespace } = call.match.method.properties.Integration
  const place = CacheNamespace ?? resourceIdOf(call.api.nodeId, call.match.resourcePath)
  const values = CacheKeyParameters.toSorted().map((source) => [
    source,
    mapRequestSource(source, call, new Map()),
  ])
  const { cacheName, deployment } = call.release
  return JSON.stringify([cacheName, deployment.id, call.request.method, place, values])
}

/** Plans a request's dealings with the stage's cache. `setting` is the method's own, merged. */
export function planCache(call: Call, setting: Partial<MethodSetting>): CachePlan {
  if (!isCached(call, setting)) return { type: 'none' }
  const ttlMs = (setting.CacheTtlInSeconds ?? TTL_SECONDS) * SECOND_MS
  if (ttlMs === 0) return { type: 'none' }
  const key = keyOf(call)
  if (!wantsFresh(call)) return { type: 'cached', key, ttlMs, isFresh: false, headers: [] }
  const mayInvalidate =
    setting.RequireAuthorizationForCacheControl === false || call.authorized.mayInvalidateCache
  if (mayInvalidate) return { type: 'cached', key, ttlMs, isFresh: true, headers: [] }
  const strategy = setting.UnauthorizedCacheControlHeaderStrategy ?? 'SUCCEED_WITH_RESPONSE_HEADER'
  if (strategy === 'FAIL_WITH_403') return { type: 'forbidden' }
  const headers = strategy === 'SUCCEED_WITH_RESPONSE_HEADER' ? [WARNING] : []
  return { type: 'cached', key, ttlMs, isFresh: false, headers }
}
