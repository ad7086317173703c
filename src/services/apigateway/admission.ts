import { bodyLength } from '#contracts/body.ts'
import { type CorsConfiguration, isPreflight } from '#contracts/cors.ts'
import type { ProxyResponse } from '#contracts/functionResult.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Instant } from '#kernel/time.ts'
import { gatewayErrors } from './errors.ts'
import { HEADER_BYTES_MAX, PAYLOAD_BYTES_MAX } from './limits.ts'
import { takeFromAll, type ThrottleBucket } from './throttle.ts'

const PREFLIGHT: ProxyResponse = { status: 204, headers: [], body: '' }

/** Request line and headers as HTTP/1.1 writes them, in bytes (they are ASCII). */
export const headerBytes = (request: HttpRequest): number => {
  const line = request.method.length + request.path.length + request.query.length + 12
  return request.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, line)
}

/**
 * What the gateway answers without asking anybody; null when the request goes on to its integration. The order:
 * throttles, sizes, routes, preflight. A request that is throttled takes no token.
 */
export function admit(
  request: HttpRequest,
  by: {
    readonly buckets: readonly ThrottleBucket[]
    readonly hasRoute: boolean
    readonly cors: CorsConfiguration | undefined
    readonly now: Instant
  },
): ProxyResponse | null {
  if (!takeFromAll(by.buckets, by.now)) return gatewayErrors.tooManyRequests
  if (headerBytes(request) > HEADER_BYTES_MAX) return gatewayErrors.headersTooLarge
  if (bodyLength(request.body) > PAYLOAD_BYTES_MAX) return gatewayErrors.payloadTooLarge
  if (by.hasRoute) return null
  const isCorsPreflight = by.cors !== undefined && isPreflight(request.method, request.headers)
  return isCorsPreflight ? PREFLIGHT : gatewayErrors.notFound
}
