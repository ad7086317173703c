import { findHeader, type Headers } from '#contracts/body.ts'
import type { CachePolicy } from '../policies/cachePolicy.ts'
import { normalEncoding } from '../policies/encoding.ts'
import { selectCookies, selectQuery, selects } from '../policies/selection.ts'

/** What of a request tells objects apart, ready to be joined. */
export interface KeyParts {
  readonly host: string
  /** With its query, as far as it counts: `/a.js?v=3`. */
  readonly target: string
  readonly encoding: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly cookies: string
}

interface Keyed {
  readonly path: string
  readonly query: string
  readonly headers: Headers
}

/** Headers that count; those of `all` are all that the request has. */
function selectHeaders(headers: Headers, { headers: selection }: CachePolicy): KeyParts['headers'] {
  if (selection.type === 'none') return []
  if (selection.type === 'some') {
    return selection.names.flatMap((name) => {
      const value = findHeader(headers, name)
      return value === undefined ? [] : [[name, value] as const]
    })
  }
  return headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => selects(selection, name))
}

/** The parts of a request's cache key. `made` are headers that CloudFront makes of the viewer: `cloudfront-viewer-country`. */
export function keyParts(
  request: Keyed,
  policy: CachePolicy,
  { host, made }: { readonly host: string; readonly made: Headers },
): KeyParts {
  const query = selectQuery(request.query, policy.queries)
  const headers = made.length === 0 ? request.headers : [...request.headers, ...made]
  return {
    host,
    target: query === '' ? request.path : `${request.path}?${query}`,
    encoding:
      policy.gzip || policy.brotli
        ? normalEncoding(findHeader(request.headers, 'accept-encoding'), policy)
        : '',
    headers: selectHeaders(headers, policy),
    cookies:
      policy.cookies.type === 'none'
        ? ''
        : selectCookies(findHeader(request.headers, 'cookie'), policy.cookies),
  }
}

/** The key as one text: method-free path and query first, so that invalidations find them, and a line for each further part. */
export function joinKey({ target, encoding, headers, cookies }: KeyParts): string {
  let key = target
  if (encoding !== '') key += `\naccept-encoding: ${encoding}`
  for (const [name, value] of headers) key += `\n${name}: ${value}`
  if (cookies !== '') key += `\ncookie: ${cookies}`
  return key
}

/** Path and query of a key. */
export const targetOf = (key: string): string => {
  const end = key.indexOf('\n')
  return end < 0 ? key : key.slice(0, end)
}
