import type { Bucket } from '../bucket.ts'
import { LIST_KEYS_MAX } from '../limits.ts'
import type { ObjectVersion } from '../objectVersion.ts'
import { invalidArgument } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'
import { tag, type Xml } from '../wire/xml.ts'

/** What every list takes. */
export interface ListQuestion {
  readonly prefix: string
  readonly delimiter: string
  readonly max: number
  /** `encoding-type=url`: keys come percent-encoded. */
  readonly isEncoded: boolean
}

export function readMax(request: S3Request, name: string): number {
  const given = request.query.get(name)
  if (given === undefined || given === '') return LIST_KEYS_MAX
  if (!/^\d{1,10}$/.test(given) || Number(given) > 2_147_483_647) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, given)
  }
  return Math.min(Number(given), LIST_KEYS_MAX)
}

export function readListQuestion(request: S3Request, maxName: string): ListQuestion {
  const { query } = request
  const encoding = query.get('encoding-type')
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding)
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    max: readMax(request, maxName),
    isEncoded: encoding === 'url',
  }
}

/** A key, or the beginning that several keys have in common. */
export type Found =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'prefix'; readonly prefix: string }

/** Something that no key which begins with `prefix` comes after: the prefix itself with its last character one higher. */
function skipPast(prefix: string): string {
  const last = prefix.codePointAt(prefix.length - 1) ?? 0
  // Keys are compared by code points, and the highest one is no delimiter that anybody uses.
  return (
    prefix.slice(0, prefix.length - (last > 0xffff ? 2 : 1)) +
    String.fromCodePoint(Math.min(last + 1, 0x10_ffff))
  )
}

const groupOf = (key: string, { prefix, delimiter }: ListQuestion): string | null => {
  if (delimiter === '') return null
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? null : key.slice(0, at + delimiter.length)
}

/**
 * Walks the keys under the prefix that come after `after`, rolling up what the delimiter says. `visit` takes what it finds
 * until it answers false. `shows` tells whether a key counts at all.
 */
export function walk(
  { store }: Pick<Bucket, 'store'>,
  question: ListQuestion,
  from: {
    readonly after: string
    readonly shows: (key: string) => boolean
    readonly visit: (found: Found) => boolean
  },
): void {
  const { prefix } = question
  const isBefore = from.after < prefix && !from.after.startsWith(prefix)
  let begin = isBefore || from.after === '' ? prefix : from.after
  // A list that ended with a common prefix goes on behind all that it stands for.
  const afterGroup = from.after === '' ? null : groupOf(from.after, question)
  if (afterGroup !== null && afterGroup === from.after) begin = skipPast(from.after)
  for (;;) {
    let next: string | null = null
    for (const key of store.keysFrom(begin)) {
      if (!key.startsWith(prefix)) return
      if (key === from.after || !from.shows(key)) continue
      const group = groupOf(key, question)
      if (group === null) {
        if (!from.visit({ type: 'key', key })) return
        continue
      }
      if (!from.visit({ type: 'prefix', prefix: group })) return
      next = skipPast(group)
      break
    }
    if (next === null) return
    begin = next
  }
}

const RESERVED = /[^A-Za-z0-9\-_.*/]/gu

/** A key as `encoding-type=url` has it: a blank becomes `+`, as in a form. */
export const encodeKey = (key: string, isEncoded: boolean): string =>
  isEncoded
    ? key.replaceAll(RESERVED, (sign) =>
        sign === ' '
          ? '+'
          : encodeURIComponent(sign).replaceAll(
              /[!'()~]/g,
              (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
            ),
      )
    : key

/** `Prefix`, `Delimiter` and `EncodingType`, as a list repeats them. */
export const echo = ({ prefix, delimiter, isEncoded }: ListQuestion): readonly Xml[] => [
  tag('Prefix', encodeKey(prefix, isEncoded)),
  ...(delimiter === '' ? [] : [tag('Delimiter', encodeKey(delimiter, isEncoded))]),
  ...(isEncoded ? [tag('EncodingType', 'url')] : []),
]

export const commonPrefix = (prefix: string, isEncoded: boolean): Xml =>
  tag('CommonPrefixes', tag('Prefix', encodeKey(prefix, isEncoded)))

/** `Size`, `ETag` and the rest that lists say of a version. */
export const describeRow = (version: ObjectVersion, owner: readonly Xml[]): readonly Xml[] => [
  tag('ETag', `"${version.etag}"`),
  ...(version.checksum === null
    ? []
    : [
        tag('ChecksumAlgorithm', version.checksum.algorithm),
        tag('ChecksumType', version.checksum.type),
      ]),
  tag('Size', version.body.size),
  ...owner,
  tag('StorageClass', version.storageClass),
]

/** `Owner` */
export const ownerXml = (id: string, name = 'Owner'): Xml => tag(name, tag('ID', id))
