'use strict'
/** An operation's request. */
const { crc32 } = require('node:zlib')
const { Buffer } = require('node:buffer')
const { write } = require('coldstart:sdk/internal/s3/xml')

/** Members that travel as headers, with the headers' names where they are not `x-amz-` and the member in kebab case. */
const PLAIN = {
  CacheControl: 'cache-control',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ContentLength: 'content-length',
  ContentMD5: 'content-md5',
  ContentType: 'content-type',
  Expires: 'expires',
  IfMatch: 'if-match',
  IfModifiedSince: 'if-modified-since',
  IfNoneMatch: 'if-none-match',
  IfUnmodifiedSince: 'if-unmodified-since',
  Range: 'range',
  ACL: 'x-amz-acl',
  ChecksumAlgorithm: 'x-amz-sdk-checksum-algorithm',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumCRC64NVME: 'x-amz-checksum-crc64nvme',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
  ChecksumMode: 'x-amz-checksum-mode',
  ChecksumType: 'x-amz-checksum-type',
  CopySource: 'x-amz-copy-source',
  CopySourceIfMatch: 'x-amz-copy-source-if-match',
  CopySourceIfModifiedSince: 'x-amz-copy-source-if-modified-since',
  CopySourceIfNoneMatch: 'x-amz-copy-source-if-none-match',
  CopySourceIfUnmodifiedSince: 'x-amz-copy-source-if-unmodified-since',
  CopySourceRange: 'x-amz-copy-source-range',
  ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
  MetadataDirective: 'x-amz-metadata-directive',
  MpuObjectSize: 'x-amz-mp-object-size',
  ObjectAttributes: 'x-amz-object-attributes',
  RequestPayer: 'x-amz-request-payer',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  StorageClass: 'x-amz-storage-class',
  Tagging: 'x-amz-tagging',
  TaggingDirective: 'x-amz-tagging-directive',
  WebsiteRedirectLocation: 'x-amz-website-redirect-location',
}

const encodePart = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
const encodeKey = (key) => String(key).split('/').map(encodePart).join('/')

const headerValue = (name, value) => {
  if (value instanceof Date) return value.toUTCString()
  return Array.isArray(value) ? value.join(',') : String(value)
}

const headersOf = (operation, input, taken) => {
  const headers = {}
  for (const member of Object.keys(PLAIN)) {
    const value = input[member]
    if (value === undefined || value === null || value === '' || taken.has(member)) continue
    const name =
      member === 'ChecksumAlgorithm' && CREATES.has(operation)
        ? 'x-amz-checksum-algorithm'
        : PLAIN[member]
    headers[name] = headerValue(member, value)
  }
  for (const [name, value] of Object.entries(input.Metadata ?? {}))
    headers[`x-amz-meta-${name.toLowerCase()}`] = String(value)
  return headers
}

/** Operations whose `ChecksumAlgorithm` is about the object, not about the request. */
const CREATES = new Set(['CopyObject', 'CreateMultipartUpload'])
/** Requests that carry a checksum unless they bring one, as SDKs send since 2025. */
const CHECKED = new Set([
  'PutObject',
  'UploadPart',
  'DeleteObjects',
  'PutObjectTagging',
  'RestoreObject',
])
/** Requests whose body is an object, or a part of one. */
const HAS_BODY = new Set(['PutObject', 'UploadPart'])

const crc32Of = (body) => {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return sum.toString('base64')
}

const addChecksum = (operation, headers, body) => {
  if (operation === 'GetObject') headers['x-amz-checksum-mode'] ??= 'ENABLED'
  if (!CHECKED.has(operation)) return
  const isGiven = Object.keys(headers).some((name) =>
    /^x-amz-checksum-(?:crc32c?|crc64nvme|sha1|sha256)$/.test(name),
  )
  if (isGiven) return
  const algorithm = headers['x-amz-sdk-checksum-algorithm'] ?? 'CRC32'
  headers['x-amz-sdk-checksum-algorithm'] = algorithm
  headers[`x-amz-checksum-${algorithm.toLowerCase()}`] = digestOf(algorithm, body)
}

const digestOf = (algorithm, body) => {
  if (algorithm === 'CRC32') return crc32Of(body)
  const { createHash } = require('node:crypto')
  return createHash(algorithm.toLowerCase()).update(body).digest('base64')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html: a bucket that a host name can hold, and TLS vouch for. */
const FITS_HOST = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/

const need = (input, name) => {
  const value = input[name]
  if (value === undefined || value === null)
    throw new Error(`No value provided for input HTTP label: ${name}.`)
  if (value === '') throw new Error(`Empty value provided for input HTTP label: ${name}.`)
  return value
}

const KEYED = /^(?!List(?!Parts)|.*Bucket|DeleteObjects)/

/** Method, path, query, headers and body of an operation's request, and whether the host names the bucket. */
exports.bind = (described, input, config) => {
  const { operation, method, named, query: members, payload } = described
  const taken = new Set(members.map(([, member]) => member))
  if (payload) taken.add(payload.member)
  let path = '/'
  let hostPrefix = ''
  if (operation !== 'ListBuckets') {
    const bucket = need(input, 'Bucket')
    if (FITS_HOST.test(bucket) && !config.forcePathStyle) hostPrefix = `${bucket}.`
    else path = `/${encodePart(bucket)}`
    if (KEYED.test(operation)) path = `${path.replace(/\/$/, '')}/${encodeKey(need(input, 'Key'))}`
  }
  const query = {}
  if (named === 'x-id') query['x-id'] = operation
  else if (named !== '-') query[named.split('=')[0]] = named.split('=')[1] ?? ''
  for (const [name, member] of members) {
    const value = input[member]
    if (value === undefined || value === null) continue
    query[name] = value instanceof Date ? value.toUTCString() : String(value)
  }
  const headers = headersOf(operation, input, taken)
  let body = payload ? '' : (input.Body ?? '')
  if (payload && input[payload.member] !== undefined) {
    body = write(payload.root, input[payload.member])
    headers['content-type'] = 'application/xml'
  } else if (HAS_BODY.has(operation)) headers['content-type'] ??= 'application/octet-stream'
  addChecksum(operation, headers, body)
  return { method, path, query, headers, body, hostPrefix }
}
