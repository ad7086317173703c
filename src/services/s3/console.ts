import { base64Decode, base64Encode } from '#contracts/bytes.ts'
import { findHeader, type Headers } from '#contracts/body.ts'
import type { JsonValue } from '../service.ts'
import type { Bucket } from './bucket.ts'
import { contentTypeOf } from './contentType.ts'
import type { ObjectRow } from './definition.ts'
import type { ObjectVersion } from './objectVersion.ts'
import type { S3Request } from './wire/address.ts'
import { walk } from './actions/page.ts'

type Wire = { readonly [key: string]: JsonValue }

const isWire = (value: JsonValue): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A row as plain data. */
type Row = { readonly [K in keyof ObjectRow]: ObjectRow[K] }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Rows of the explorer's page. */
const PAGE_MAX = 200
/** Bytes of a preview or download at most: what a message to the page bears. */
const ANSWER_BYTES_MAX = 16_777_216

const toRow = (version: ObjectVersion, isLatest: boolean): Row => ({
  key: version.key,
  versionId: version.versionId,
  size: version.body.size,
  lastModified: version.lastModified,
  storageClass: version.storageClass,
  contentType: findHeader(version.systemHeaders, 'content-type') ?? '',
  isLatest,
  isDeleteMarker: version.isDeleteMarker,
})

function readFolder({ store }: Bucket, query: Wire): JsonValue {
  const prefix = text(query['prefix'])
  const withVersions = query['versions'] === true
  const folders: string[] = []
  const objects: Row[] = []
  let last: string | null = null
  let isMore = false
  walk(
    { store },
    { prefix, delimiter: '/', max: PAGE_MAX, isEncoded: false },
    {
      after: text(query['after']),
      shows: (key) => withVersions || store.current(key)?.isDeleteMarker === false,
      visit(found) {
        if (folders.length + objects.length >= PAGE_MAX) {
          isMore = true
          return false
        }
        if (found.type === 'prefix') {
          folders.push(found.prefix)
          last = found.prefix
          return true
        }
        last = found.key
        const versions = store.versionsOf(found.key)
        for (const [at, version] of (withVersions ? versions : versions.slice(0, 1)).entries()) {
          objects.push(toRow(version, at === 0))
        }
        return true
      },
    },
  )
  return { folders, objects, next: isMore ? last : null }
}

function readObject({ store }: Bucket, query: Wire): JsonValue {
  const key = text(query['key'])
  const versionId = query['versionId']
  const current = store.current(key)
  const version = typeof versionId === 'string' ? store.find(key, versionId) : current
  if (version === undefined || version.isDeleteMarker) return null
  const asked = typeof query['bytesMax'] === 'number' ? Math.floor(query['bytesMax']) : 0
  const bytes = Math.max(0, Math.min(asked, ANSWER_BYTES_MAX, version.body.size))
  return {
    row: toRow(version, version === current),
    etag: version.etag,
    metadata: Object.fromEntries(version.metadata),
    tags: Object.fromEntries(version.tags),
    base64: base64Encode(version.body.read(0, bytes)),
    isWhole: bytes === version.body.size,
  }
}

/** A question of the inspector: a page of a folder, or one object. */
export function runQuery(query: JsonValue, bucket: Bucket): JsonValue {
  if (!isWire(query)) return null
  if (query['type'] === 'objects') return readFolder(bucket, query)
  if (query['type'] === 'object') return readObject(bucket, query)
  return null
}

const request = (
  bucket: Bucket,
  of: Pick<S3Request, 'method' | 'key'> & Partial<Pick<S3Request, 'query' | 'headers' | 'body'>>,
): S3Request => ({
  bucket: bucket.settings.name,
  query: new Map(),
  headers: [],
  body: '',
  wire: { path: '', query: '' },
  ...of,
})

/** A command of the inspector as the request that the console makes; null where it is none. */
export function readCommand(command: JsonValue, bucket: Bucket): S3Request | null {
  if (!isWire(command)) return null
  const key = text(command['key'])
  if (key === '') return null
  if (command['type'] === 'put-object') {
    const bytes = base64Decode(text(command['base64']))
    if (bytes === null) return null
    const headers: Headers = [['content-type', text(command['contentType']) || contentTypeOf(key)]]
    return request(bucket, { method: 'PUT', key, headers, body: bytes })
  }
  if (command['type'] === 'delete-object') {
    const versionId = command['versionId']
    const query = new Map(typeof versionId === 'string' ? [['versionId', versionId]] : [])
    return request(bucket, { method: 'DELETE', key, query })
  }
  return null
}
