import { findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import { endToEndHeaders } from '#contracts/httpCache/storing.ts'
import { validatingHeaders, withoutConditions } from '#contracts/httpCache/validation.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Ask } from '../caching/answer.ts'
import type { Behavior, Origin } from '../distribution.ts'
import { normalEncoding } from '../policies/encoding.ts'
import { type Selection, selectQuery, selects } from '../policies/selection.ts'

/** What CloudFront says of itself. */
interface Self {
  /** `1.1 <id>.cloudfront.net (CloudFront)` */
  readonly via: string
  readonly requestId: string
}

/** Which parts of both policies count: what is in the key goes to the origin too. */
const either =
  (first: Selection, second: Selection | undefined) =>
  (name: string): boolean =>
    selects(first, name) || (second !== undefined && selects(second, name))

/** Headers that CloudFront sets itself, or never passes on. */
const OWN = new Set([
  'accept-encoding',
  'content-length',
  'cookie',
  'host',
  'user-agent',
  'via',
  'x-amz-cf-id',
  'x-forwarded-for',
  // "CloudFront removes the header."
  'x-forwarded-proto',
])

/** Pass whatever the policies say: they are of the request itself. */
const ALWAYS = new Set([
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
])

function selectedHeaders({ request, behavior }: Ask): Headers {
  const { policy, originRequest } = behavior
  const wanted = either(policy.headers, originRequest?.headers)
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  return endToEndHeaders(request.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    if (OWN.has(lower)) return false
    // Of GET and HEAD Authorization is taken out unless a policy has it.
    return ALWAYS.has(lower) || wanted(lower) || (lower === 'authorization' && !isSafe)
  })
}

function cookieOf({ request, behavior }: Ask): string {
  const { policy, originRequest } = behavior
  const cookie = findHeader(request.headers, 'cookie')
  if (cookie === undefined) return ''
  const wanted = either(policy.cookies, originRequest?.cookies)
  if (policy.cookies.type === 'all' || originRequest?.cookies.type === 'all') return cookie
  return cookie
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && wanted(part.split('=')[0] ?? ''))
    .join('; ')
}

/** The query that the origin sees: what both policies have of it. */
export function originQuery(query: string, { policy, originRequest }: Behavior): string {
  if (originRequest === null) return selectQuery(query, policy.queries)
  const wanted = either(policy.queries, originRequest.queries)
  return query
    .split('&')
    .filter((part) => part !== '' && wanted(part.split('=')[0] ?? ''))
    .join('&')
}

const acceptEncoding = ({ request, behavior }: Ask): string => {
  const { policy, originRequest } = behavior
  const accepted = findHeader(request.headers, 'accept-encoding')
  if (policy.gzip || policy.brotli) return normalEncoding(accepted, policy)
  const isWanted = either(policy.headers, originRequest?.headers)('accept-encoding')
  return isWanted ? (accepted ?? '') : ''
}

/** A bucket is asked as the viewer asked, by what is signed always over TLS. */
function schemeTo(origin: Origin, { scheme }: HttpRequest): HttpRequest['scheme'] {
  if (origin.OriginAccessControlId !== undefined) return undefined
  const policy = origin.CustomOriginConfig?.OriginProtocolPolicy ?? 'match-viewer'
  if (policy === 'match-viewer') return scheme
  return policy === 'http-only' ? 'http' : undefined
}

/** Makes of a viewer's request what the origin gets. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html */
export function createOriginRequest(ask: Ask, origin: Origin, self: Self): HttpRequest {
  const { request, behavior } = ask
  const { policy, originRequest } = behavior
  const wanted = either(policy.headers, originRequest?.headers)
  const custom = new Set(
    origin.OriginCustomHeaders.map(({ HeaderName }) => HeaderName.toLowerCase()),
  )
  const set: HeaderField[] = []
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && !custom.has(name.toLowerCase()))
      set.push([name, value])
  }
  add(
    'Host',
    wanted('host') ? findHeader(request.headers, 'host') : (origin.DomainName ?? origin.Id),
  )
  add(
    'User-Agent',
    wanted('user-agent') ? findHeader(request.headers, 'user-agent') : 'Amazon CloudFront',
  )
  const earlier = findHeader(request.headers, 'via')
  add('Via', earlier === undefined ? self.via : `${earlier}, ${self.via}`)
  add('X-Amz-Cf-Id', self.requestId)
  const forwarded = findHeader(request.headers, 'x-forwarded-for')
  add(
    'X-Forwarded-For',
    forwarded === undefined ? request.sourceIp : `${forwarded}, ${request.sourceIp}`,
  )
  add('Accept-Encoding', acceptEncoding(ask))
  add('Cookie', cookieOf(ask))
  add('Content-Length', findHeader(request.headers, 'content-length'))
  for (const [name, value] of ask.made) {
    if (wanted(name) || originRequest?.made.includes(name) === true) add(name, value)
  }
  const passed = selectedHeaders(ask).filter(([name]) => !custom.has(name.toLowerCase()))
  const own: Headers = origin.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [
    HeaderName,
    HeaderValue,
  ])
  const headers = [...set, ...passed, ...own]
  const { scheme: _, ...rest } = request
  const scheme = schemeTo(origin, request)
  return {
    ...rest,
    ...(scheme !== undefined && { scheme }),
    context: ask.span,
    path: origin.OriginPath + request.path,
    query: originQuery(request.query, behavior),
    // What may be kept is asked for whole; a condition is the cache's own.
    headers: ask.isCacheable ? conditional(headers, ask) : headers,
  }
}

const conditional = (headers: Headers, { known }: Ask): Headers =>
  known === null ? withoutConditions(headers) : validatingHeaders(known, headers)
