import type { Body, Headers } from '#contracts/body.ts'
import { findHeader } from '#contracts/body.ts'
import { decodePercent, parseQuery } from '#contracts/proxyRequest.ts'

/** A request, taken apart: whom it concerns, and what it asks by its query. */
export interface S3Request {
  readonly method: string
  /** null: the service itself (ListBuckets). */
  readonly bucket: string | null
  /** Decoded; null: the bucket itself. */
  readonly key: string | null
  readonly query: ReadonlyMap<string, string>
  readonly headers: Headers
  readonly body: Body
  /** Absent: over TLS. */
  readonly scheme?: 'http'
  /** As they were on the wire, for signatures. */
  readonly wire: { readonly path: string; readonly query: string }
}

/** What of a request on the wire tells its address. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html: the bucket before `.s3.<region>.amazonaws.com`. */
const VIRTUAL_HOST = /^(.+)\.s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.(?:amazonaws\.com|api\.aws)$/
const PATH_HOST = /^s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.(?:amazonaws\.com|api\.aws)$/
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html */
const WEBSITE_HOST = /^(.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com$/

/** What a host name says: which style, and the bucket where the name has it. */
export type HostStyle =
  | { readonly style: 'virtual' | 'website'; readonly bucket: string }
  | { readonly style: 'path' }
  /** Not S3's: a name that somebody gave the bucket, or an address. */
  | { readonly style: 'other' }

const withoutPort = (host: string): string => host.trim().toLowerCase().replace(/:\d+$/, '')

/** Reads a `Host`. */
export function readHost(host: string): HostStyle {
  const name = withoutPort(host)
  if (PATH_HOST.test(name)) return { style: 'path' }
  const site = WEBSITE_HOST.exec(name)?.[1]
  if (site !== undefined) return { style: 'website', bucket: site }
  const bucket = VIRTUAL_HOST.exec(name)?.[1]
  return bucket === undefined ? { style: 'other' } : { style: 'virtual', bucket }
}

/** A query string by its names; the first of several counts. */
export function readQuery(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of parseQuery(query)) if (!found.has(name)) found.set(name, value)
  return found
}

/** What a copy reads. */
export interface NamedSource {
  readonly bucket: string
  readonly key: string
  /** As it was sent, percent-encoded; null: none is named. */
  readonly versionId: string | null
}

/** Reads `x-amz-copy-source`: `bucket/key?versionId=…`, percent-encoded; null where it names no bucket. */
export function readCopySource(headers: Headers): NamedSource | null {
  const header = findHeader(headers, 'x-amz-copy-source') ?? ''
  const [path = '', versionId = null] = header.replace(/^\//, '').split('?versionId=')
  const slash = path.indexOf('/')
  if (slash < 1) return null
  return {
    bucket: decodePercent(path.slice(0, slash)),
    key: decodePercent(path.slice(slash + 1)),
    versionId,
  }
}

/** Takes a request apart. `bucket`: whose it is where neither host nor path tell, because the wire leads there. */
export function readRequest(request: WireRequest, bucket: string | null): S3Request {
  const host = readHost(findHeader(request.headers, 'host') ?? '')
  const rest = request.path.replace(/^\//, '')
  const query = readQuery(request.query)
  const { method, headers, body, path } = request
  const common = { method, headers, body, query, wire: { path, query: request.query } }
  if (host.style === 'path' || (host.style === 'other' && bucket === null)) {
    const slash = rest.indexOf('/')
    const name = decodePercent(slash < 0 ? rest : rest.slice(0, slash))
    const key = slash < 0 ? '' : decodePercent(rest.slice(slash + 1))
    return { ...common, bucket: name === '' ? null : name, key: key === '' ? null : key }
  }
  const named = host.style === 'other' ? bucket : host.bucket
  return { ...common, bucket: named, key: rest === '' ? null : decodePercent(rest) }
}
