import type { ObjectAnswer, ObjectRow, ObjectsPage } from '../definition.ts'

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readRow(value: unknown): ObjectRow | null {
  if (!isRecord(value)) return null
  const { key, versionId, size, lastModified, storageClass, contentType } = value
  if (typeof key !== 'string' || typeof versionId !== 'string') return null
  if (typeof size !== 'number' || typeof lastModified !== 'number') return null
  if (typeof storageClass !== 'string' || typeof contentType !== 'string') return null
  return {
    key,
    versionId,
    size,
    lastModified,
    storageClass,
    contentType,
    isLatest: value['isLatest'] === true,
    isDeleteMarker: value['isDeleteMarker'] === true,
  }
}

/** What the room answered to `{ type: 'objects' }`; null where it is something else. */
export function readObjectsPage(value: unknown): ObjectsPage | null {
  if (!isRecord(value) || !Array.isArray(value['objects'])) return null
  const folders: readonly unknown[] = Array.isArray(value['folders']) ? value['folders'] : []
  return {
    folders: folders.filter((each): each is string => typeof each === 'string'),
    objects: value['objects'].map(readRow).filter((row) => row !== null),
    next: typeof value['next'] === 'string' ? value['next'] : null,
  }
}

const readTexts = (value: unknown): Readonly<Record<string, string>> =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
    : {}

/** What the room answered to `{ type: 'object' }`; null where the object is gone. */
export function readObjectAnswer(value: unknown): ObjectAnswer | null {
  if (!isRecord(value)) return null
  const row = readRow(value['row'])
  const { etag, base64 } = value
  if (row === null || typeof etag !== 'string' || typeof base64 !== 'string') return null
  return {
    row,
    etag,
    metadata: readTexts(value['metadata']),
    tags: readTexts(value['tags']),
    base64,
    isWhole: value['isWhole'] === true,
  }
}

/** How an object is shown. */
export type Preview =
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'none' }

export const toBytes = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif|svg\+xml|x-icon)$/

/** Control characters but tab, line feed, carriage return and their like. */
const CONTROL = /(?![\t\n\v\f\r])\p{Cc}/u

/** Text of valid UTF-8 without control characters; null where it is none. */
export function toText(bytes: Uint8Array, isWhole: boolean): string | null {
  try {
    // Of a text that was cut, the last letter may be half.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
    return CONTROL.test(text) ? null : text
  } catch {
    return null
  }
}

/** An image as an image (never as a page: what is in it runs nothing), text as text. */
export function planPreview({ row, base64, isWhole }: ObjectAnswer): Preview {
  const type = row.contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (IMAGE.test(type) && isWhole) return { type: 'image', url: `data:${type};base64,${base64}` }
  const text = toText(toBytes(base64), isWhole)
  return text === null ? { type: 'none' } : { type: 'text', text }
}

/** Bytes of one object that the document takes: a link carries them. */
export const KEPT_BYTES_MAX = 65_536

/** A file as a seed of the document: as text where it is text. */
export function toSeed(key: string, contentType: string, bytes: Uint8Array) {
  const text = toText(bytes, true)
  const type = contentType === '' ? {} : { ContentType: contentType }
  return text === null
    ? { Key: key, ...type, Base64: toBase64(bytes) }
    : { Key: key, ...type, Text: text }
}

/** The last part of a key: what a folder shows of it. */
export const nameIn = (key: string, prefix: string): string => key.slice(prefix.length)

/** The folders on the way to `prefix`, the bucket itself first. */
export function planCrumbs(
  prefix: string,
  bucket: string,
): readonly { readonly title: string; readonly prefix: string }[] {
  const parts = prefix.split('/').slice(0, -1)
  return [
    { title: bucket, prefix: '' },
    ...parts.map((title, at) => ({ title, prefix: `${parts.slice(0, at + 1).join('/')}/` })),
  ]
}
