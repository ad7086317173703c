import { findHeader, type HeaderField, type Headers } from './body.ts'

/** `CorsConfiguration`, by CloudFormation's names. */
export interface CorsConfiguration {
  readonly AllowOrigins?: readonly string[] | undefined
  readonly AllowMethods?: readonly string[] | undefined
  readonly AllowHeaders?: readonly string[] | undefined
  readonly ExposeHeaders?: readonly string[] | undefined
  readonly MaxAge?: number | undefined
  readonly AllowCredentials?: boolean | undefined
}

/** Whether a request is a preflight: OPTIONS with `Origin` and `Access-Control-Request-Method`. */
export const isPreflight = (method: string, headers: Headers): boolean =>
  method === 'OPTIONS' &&
  findHeader(headers, 'origin') !== undefined &&
  findHeader(headers, 'access-control-request-method') !== undefined

/** `*`, an origin, or the beginning of one before a star: `https://*`. */
const allowsOrigin = (allowed: readonly string[], origin: string): boolean =>
  allowed.some((pattern) =>
    pattern.endsWith('*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin,
  )

const allowsMethod = (allowed: readonly string[], method: string): boolean =>
  allowed.includes('*') || allowed.includes(method.toUpperCase())

/** `*` answers itself, anything else the very origin that asked. */
const originHeader = (cors: CorsConfiguration, requestHeaders: Headers): HeaderField[] | null => {
  const origin = findHeader(requestHeaders, 'origin')
  const allowed = cors.AllowOrigins ?? []
  if (origin === undefined || !allowsOrigin(allowed, origin)) return null
  const fields: HeaderField[] = [
    ['access-control-allow-origin', allowed.includes('*') ? '*' : origin],
  ]
  if (cors.AllowCredentials === true) fields.push(['access-control-allow-credentials', 'true'])
  return fields
}

/** The headers of the answer to a preflight; none where the origin or the method is not allowed. */
export function preflightHeaders(cors: CorsConfiguration, requestHeaders: Headers): HeaderField[] {
  const method = findHeader(requestHeaders, 'access-control-request-method') ?? ''
  const fields = originHeader(cors, requestHeaders)
  if (fields === null || !allowsMethod(cors.AllowMethods ?? [], method)) return []
  if (cors.AllowMethods !== undefined && cors.AllowMethods.length > 0) {
    fields.push(['access-control-allow-methods', cors.AllowMethods.join(',')])
  }
  if (cors.AllowHeaders !== undefined && cors.AllowHeaders.length > 0) {
    fields.push(['access-control-allow-headers', cors.AllowHeaders.join(',')])
  }
  // -1 switches caching off, which browsers read from the header as well.
  if (cors.MaxAge !== undefined) fields.push(['access-control-max-age', String(cors.MaxAge)])
  return fields
}

const responseHeaders = (cors: CorsConfiguration, requestHeaders: Headers): HeaderField[] => {
  const fields = originHeader(cors, requestHeaders)
  if (fields === null) return []
  if (cors.ExposeHeaders !== undefined && cors.ExposeHeaders.length > 0) {
    fields.push(['access-control-expose-headers', cors.ExposeHeaders.join(',')])
  }
  return fields
}

/**
 * The headers of a response under `cors`: "API Gateway ignores CORS headers returned from your backend integration" and
 * adds the configured ones. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function applyCors(
  cors: CorsConfiguration,
  request: { readonly method: string; readonly headers: Headers },
  response: Headers,
): Headers {
  const own = isPreflight(request.method, request.headers)
    ? preflightHeaders(cors, request.headers)
    : responseHeaders(cors, request.headers)
  const rest = response.filter(([name]) => !name.toLowerCase().startsWith('access-control-'))
  return [...rest, ...own]
}

/** What is wrong with a configuration. */
export function checkCors(
  cors: CorsConfiguration,
): readonly { readonly path: string; readonly message: string }[] {
  if (cors.AllowCredentials !== true || cors.AllowOrigins?.includes('*') !== true) return []
  const message = 'AllowOrigins cannot hold * when AllowCredentials is true'
  return [{ path: 'CorsConfiguration.AllowOrigins', message }]
}
