import { findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import { utf8Length } from '#contracts/body.ts'
import { KEY_BYTES_MAX, METADATA_BYTES_MAX } from './limits.ts'
import { isStorageClass, type NewObject, type StorageClass } from './objectVersion.ts'
import { readEncryption } from './encryption.ts'
import { type LockHome, readNewLock } from './objectLock.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { readTagHeader } from './tags.ts'

/** Headers that S3 keeps with an object and sends back: system-defined metadata that a user controls. */
const KEPT = [
  ['cache-control', 'Cache-Control'],
  ['content-disposition', 'Content-Disposition'],
  ['content-encoding', 'Content-Encoding'],
  ['content-language', 'Content-Language'],
  ['content-type', 'Content-Type'],
  ['expires', 'Expires'],
] as const

const META = 'x-amz-meta-'

/** What S3 says of an object that nobody named a type for. */
const DEFAULT_TYPE = 'binary/octet-stream'

/** `aws-chunked` is how a body travelled; it is no coding of the object. */
const withoutChunked = (value: string): string =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.toLowerCase() !== 'aws-chunked')
    .join(',')

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export function readSystemHeaders(headers: Headers): Headers {
  const found = KEPT.flatMap(([name, spelt]): HeaderField[] => {
    const raw = findHeader(headers, name)
    const value = raw !== undefined && name === 'content-encoding' ? withoutChunked(raw) : raw
    return value === undefined || value === '' ? [] : [[spelt, value]]
  })
  return found.some(([name]) => name === 'Content-Type')
    ? found
    : [...found, ['Content-Type', DEFAULT_TYPE]]
}

export function readMetadata(headers: Headers): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let bytes = 0
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    if (!lower.startsWith(META)) continue
    const key = lower.slice(META.length)
    const before = found.get(key)
    found.set(key, before === undefined ? value : `${before},${value}`)
    bytes += utf8Length(key) + utf8Length(value)
  }
  if (bytes > METADATA_BYTES_MAX) {
    throw new Refusal(
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      {
        details: [
          ['Size', String(bytes)],
          ['MaxSizeAllowed', String(METADATA_BYTES_MAX)],
        ],
      },
    )
  }
  return found
}

export const metadataFields = (metadata: ReadonlyMap<string, string>): Headers =>
  [...metadata].map(([name, value]) => [`${META}${name}`, value] as const)

export function readStorageClass(headers: Headers): StorageClass {
  const named = findHeader(headers, 'x-amz-storage-class') ?? 'STANDARD'
  if (isStorageClass(named)) return named
  throw new Refusal(400, 'InvalidStorageClass', 'The storage class you specified is not valid', {
    details: [['StorageClassRequested', named]],
  })
}

/** `/…`, or a URL of the web. */
function readRedirect(headers: Headers): string | null {
  const location = findHeader(headers, 'x-amz-website-redirect-location')
  if (location === undefined) return null
  if (/^(?:\/|https?:\/\/)/.test(location)) return location
  throw new Refusal(
    400,
    'InvalidRedirectLocation',
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
  )
}

/** What a PUT, or the beginning of an upload, says of an object beside its bytes. */
export const readNewObject = (
  headers: Headers,
  home: LockHome & { readonly region: string; readonly accountId: string },
): Pick<
  NewObject,
  'systemHeaders' | 'metadata' | 'tags' | 'storageClass' | 'redirect' | 'encryption' | 'lock'
> => ({
  lock: readNewLock(headers, home),
  encryption: readEncryption(headers, home),
  systemHeaders: readSystemHeaders(headers),
  metadata: readMetadata(headers),
  tags: readTagHeader(findHeader(headers, 'x-amz-tagging')),
  storageClass: readStorageClass(headers),
  redirect: readRedirect(headers),
})

/** "The bucket does not allow ACLs": those made since April 2023 have none. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const aclNotSupported = (): Refusal =>
  new Refusal(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs')

/** Canned ACLs and grants need ACLs. */
export function refuseAcl(headers: Headers): void {
  const acl = findHeader(headers, 'x-amz-acl')
  const isOwners = acl === undefined || acl === 'private' || acl === 'bucket-owner-full-control'
  const hasGrant = headers.some(([name]) => /^x-amz-grant-/i.test(name))
  if (!isOwners || hasGrant) throw aclNotSupported()
}

export function checkKey(key: string): void {
  const size = utf8Length(key)
  if (size > KEY_BYTES_MAX) {
    throw new Refusal(400, 'KeyTooLongError', 'Your key is too long', {
      details: [
        ['Size', String(size)],
        ['MaxSizeAllowed', String(KEY_BYTES_MAX)],
      ],
    })
  }
  if (key.includes('\0')) throw invalidArgument('Null bytes are not allowed in keys', 'Key', key)
}
