import { findHeader } from '../body.ts'
import type { ResponseHead } from './freshness.ts'
import type { RequestHead } from './storing.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** A path with its query out of a URI reference, where it is of `origin` (`https://example.com`) or relative to `path`. */
function localPath(reference: string, origin: string, path: string): string | null {
  if (reference.startsWith(`${origin}/`)) return reference.slice(origin.length)
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(reference)) return null
  if (reference.startsWith('/')) return reference
  return path.slice(0, path.lastIndexOf('/') + 1) + reference
}

/**
 * The paths (with query) whose kept responses a request made invalid (RFC 9111 §4.4): its own, and those of the same origin in
 * `Location` and `Content-Location`, where the method is not safe and the answer is no error.
 */
export function findInvalidated(
  request: RequestHead & { readonly target: string },
  response: ResponseHead,
  origin: string,
): readonly string[] {
  if (SAFE.has(request.method) || response.status < 200 || response.status >= 400) return []
  const named = ['location', 'content-location'].flatMap((name) => {
    const reference = findHeader(response.headers, name)
    return reference === undefined ? [] : (localPath(reference, origin, request.target) ?? [])
  })
  return [...new Set([request.target, ...named])]
}
