import { computeLifetime } from '#contracts/httpCache/freshness.ts'
import { mayUseOnError, planReuse } from '#contracts/httpCache/reuse.ts'
import { findStoreRefusal, type StoreRefusal } from '#contracts/httpCache/storing.ts'
import { type CachingRules, describeLifetime } from './cachingRules.ts'

const WHY: Readonly<Record<StoreRefusal, string>> = {
  method: 'only GET is kept',
  status: 'a cache does not know this status',
  'no-store': 'Cache-Control: no-store',
  private: 'Cache-Control: private',
  authorization: 'the request has Authorization, and the response is not public',
  'vary-star': 'Vary: *',
  'request-no-store': 'the request has Cache-Control: no-store',
  'no-freshness': 'nothing says for how long it is fresh, and it has no validator',
}

/** RFC 9111's own rules, for comparison: what any shared cache does. */
export const rfcRules: CachingRules = {
  isPlainHttp: true,
  planStore(request, response, { received }) {
    const lifetime = computeLifetime(response, received.receivedMs)
    const refusal = findStoreRefusal(request, response, lifetime)
    if (refusal !== null) return { store: false, why: `not kept: ${WHY[refusal]}` }
    return { store: true, own: {}, why: describeLifetime(lifetime, lifetime.source) }
  },
  planReuse: (cached, request, nowMs) => planReuse(cached, request, { nowMs, heedsRequest: true }),
  mayUseOnError,
}
