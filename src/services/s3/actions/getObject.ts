import { findHeader, type Headers } from '#contracts/body.ts'
import { checkReading } from '../conditions.ts'
import type { ObjectVersion } from '../objectVersion.ts'
import { type ByteRange, readRange } from '../range.ts'
import { invalidArgument, invalidObjectState, invalidRequest, Refusal } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'
import { type Action, type ActionHost, type ActionReply, keyOf, versionIdOf } from './action.ts'
import { describeObject, findReadable, isReadable } from './readable.ts'

/** Query parameters that replace a header of the answer. */
const OVERRIDES = [
  ['response-cache-control', 'Cache-Control'],
  ['response-content-disposition', 'Content-Disposition'],
  ['response-content-encoding', 'Content-Encoding'],
  ['response-content-language', 'Content-Language'],
  ['response-content-type', 'Content-Type'],
  ['response-expires', 'Expires'],
] as const

function override(headers: Headers, { query }: S3Request, isAnonymous: boolean): Headers {
  const changed = OVERRIDES.flatMap(([name, field]) => {
    const value = query.get(name)
    return value === undefined ? [] : [[field, value] as const]
  })
  if (changed.length === 0) return headers
  if (isAnonymous) {
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    )
  }
  const names = new Set<string>(changed.map(([name]) => name))
  return [...headers.filter(([name]) => !names.has(name)), ...changed]
}

/** The bytes of one part of an upload, by its number. */
function rangeOfPart(number: string, { partSizes, body }: ObjectVersion): ByteRange {
  if (!/^\d{1,5}$/.test(number) || Number(number) < 1) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      number,
    )
  }
  const sizes = partSizes ?? [body.size]
  const index = Number(number) - 1
  const size = sizes[index]
  if (size === undefined) {
    throw new Refusal(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable')
  }
  const from = sizes.slice(0, index).reduce((sum, each) => sum + each, 0)
  return { from, to: from + size }
}

interface Found {
  readonly version: ObjectVersion
  readonly range: ByteRange | null
}

function findRange(request: S3Request, version: ObjectVersion): ByteRange | null {
  const part = request.query.get('partNumber')
  const range = findHeader(request.headers, 'range')
  if (part === undefined) return readRange(range, version.body.size)
  if (range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  return rangeOfPart(part, version)
}

/** Finds what is asked for, or answers 304. */
function find(request: S3Request, host: ActionHost): Found | ActionReply {
  const version = findReadable(host, keyOf(request), versionIdOf(request))
  if (checkReading(request.headers, version, 'read') === 'not-modified') {
    const kept = new Set(['Last-Modified', 'ETag', 'x-amz-version-id', 'Cache-Control', 'Expires'])
    const headers = describeObject(version, host.bucket, { withChecksum: false })
    return { status: 304, headers: headers.filter(([name]) => kept.has(name)), body: '' }
  }
  return { version, range: findRange(request, version) }
}

function reply(request: S3Request, host: ActionHost, { version, range }: Found): ActionReply {
  const { size } = version.body
  const withChecksum =
    findHeader(request.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' &&
    (range === null || request.query.has('partNumber'))
  const described = describeObject(version, host.bucket, { withChecksum })
  const headers = override(described, request, host.isAnonymous)
  const isPart = request.query.has('partNumber') && version.partSizes !== null
  const length = range === null ? size : range.to - range.from
  const more: Headers = [
    ...(isPart ? [['x-amz-mp-parts-count', String(version.partSizes?.length ?? 1)] as const] : []),
    ...(range === null
      ? []
      : [['Content-Range', `bytes ${range.from}-${range.to - 1}/${size}`] as const]),
    ['Content-Length', String(length)],
  ]
  return { status: range === null ? 200 : 206, headers: [...headers, ...more], body: '' }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: Action = (request, host) => {
  const found = find(request, host)
  return 'status' in found ? found : reply(request, host, found)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Action = (request, host) => {
  const found = find(request, host)
  if ('status' in found) return found
  const { version, range } = found
  if (!isReadable(version, host.nowMs)) throw invalidObjectState(version.storageClass)
  const { from, to } = range ?? { from: 0, to: version.body.size }
  return { ...reply(request, host, found), body: version.body.read(from, to) }
}
