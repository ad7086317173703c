import { findHeader, type Headers } from '#contracts/body.ts'
import { parseHttpDate } from '#contracts/calendar.ts'
import type { ObjectVersion } from './objectVersion.ts'
import { noSuchKey, notImplemented, preconditionFailed } from './refusal.ts'

/** Whether a list of entity tags names `etag`. Weak ones match their strong ones, as S3 has no weak tags of its own. */
const namesTag = (list: string, etag: string): boolean =>
  list.split(',').some((each) => {
    const tag = each.trim().replace(/^W\//, '').replace(/^"|"$/g, '')
    return tag === '*' || tag === etag
  })

const toSeconds = (ms: number): number => Math.floor(ms / 1_000)

const readDate = (text: string | undefined): number | null =>
  text === undefined ? null : parseHttpDate(text)

/** By which headers a reader says its conditions: its own names, or those about a copy's source. */
const NAMES = {
  read: ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'],
  copy: [
    'x-amz-copy-source-if-match',
    'x-amz-copy-source-if-none-match',
    'x-amz-copy-source-if-modified-since',
    'x-amz-copy-source-if-unmodified-since',
  ],
} as const

/**
 * Whether a reader's conditions hold: `If-Match` goes before `If-Unmodified-Since`, `If-None-Match` before
 * `If-Modified-Since`. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function checkReading(
  headers: Headers,
  { etag, lastModified }: Pick<ObjectVersion, 'etag' | 'lastModified'>,
  of: keyof typeof NAMES,
): 'go-on' | 'not-modified' {
  const [match, noneMatch, modifiedSince, unmodifiedSince] = NAMES[of].map((name) =>
    findHeader(headers, name),
  )
  const changed = toSeconds(lastModified)
  if (match !== undefined) {
    if (!namesTag(match, etag)) throw preconditionFailed('If-Match')
  } else {
    const before = readDate(unmodifiedSince)
    if (before !== null && changed > toSeconds(before))
      throw preconditionFailed('If-Unmodified-Since')
  }
  if (noneMatch !== undefined) {
    if (!namesTag(noneMatch, etag)) return 'go-on'
    if (of === 'copy') throw preconditionFailed('x-amz-copy-source-If-None-Match')
    return 'not-modified'
  }
  const since = readDate(modifiedSince)
  if (since === null || changed > toSeconds(since)) return 'go-on'
  if (of === 'copy') throw preconditionFailed('x-amz-copy-source-If-Modified-Since')
  return 'not-modified'
}

/**
 * Whether a write may go on: `If-None-Match: *` where nothing is there, `If-Match` where that very object is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWriting(
  headers: Headers,
  key: string,
  current: ObjectVersion | undefined,
): void {
  const there = current === undefined || current.isDeleteMarker ? null : current
  const noneMatch = findHeader(headers, 'if-none-match')
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== '*') throw notImplemented('If-None-Match')
    if (there !== null) throw preconditionFailed('If-None-Match')
  }
  const match = findHeader(headers, 'if-match')
  if (match === undefined) return
  if (there === null) throw noSuchKey(key)
  if (!namesTag(match, there.etag)) throw preconditionFailed('If-Match')
}
