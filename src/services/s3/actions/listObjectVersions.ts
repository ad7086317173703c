import type { ObjectVersion } from '../objectVersion.ts'
import { invalidArgument } from '../refusal.ts'
import { tag, toDocument, type Xml } from '../wire/xml.ts'
import { type Action, type ActionHost, xmlReply } from './action.ts'
import { toIso } from './listObjects.ts'
import {
  commonPrefix,
  describeRow,
  echo,
  encodeKey,
  type ListQuestion,
  ownerXml,
  readListQuestion,
  walk,
} from './page.ts'

interface VersionPage {
  readonly rows: readonly Xml[]
  readonly prefixes: readonly Xml[]
  /** The last key or common prefix, and the last version of it. */
  readonly last: { readonly key: string; readonly versionId: string | null }
  readonly isTruncated: boolean
}

const toRow = (
  version: ObjectVersion,
  of: { readonly isLatest: boolean; readonly isEncoded: boolean; readonly ownerId: string },
): Xml => {
  const head = [
    tag('Key', encodeKey(version.key, of.isEncoded)),
    tag('VersionId', version.versionId),
    tag('IsLatest', of.isLatest),
    tag('LastModified', toIso(version.lastModified)),
  ]
  const owner = ownerXml(of.ownerId)
  return version.isDeleteMarker
    ? tag('DeleteMarker', ...head, owner)
    : tag('Version', ...head, ...describeRow(version, [owner]))
}

/** The versions of `key` that come after `afterId`; all of them where it is null. */
const versionsAfter = (
  versions: readonly ObjectVersion[],
  afterId: string | null,
): readonly ObjectVersion[] =>
  afterId === null
    ? versions
    : versions.slice(versions.findIndex((v) => v.versionId === afterId) + 1)

function readPage(
  question: ListQuestion,
  { bucket, ownerId }: ActionHost,
  from: { readonly key: string; readonly versionId: string | null },
): VersionPage {
  const { store } = bucket
  const rows: Xml[] = []
  const prefixes: Xml[] = []
  let last: VersionPage['last'] = { key: '', versionId: null }
  let isTruncated = false
  const isFull = (): boolean => {
    isTruncated ||= rows.length + prefixes.length >= question.max && question.max > 0
    return rows.length + prefixes.length >= question.max
  }
  const take = (key: string, afterId: string | null): boolean => {
    const current = store.current(key)
    for (const version of versionsAfter(store.versionsOf(key), afterId)) {
      if (isFull()) return false
      const { isEncoded } = question
      rows.push(toRow(version, { isLatest: version === current, isEncoded, ownerId }))
      last = { key, versionId: version.versionId }
    }
    return true
  }
  // The rest of the versions of the key where the last page ended come first.
  if (from.versionId !== null && !take(from.key, from.versionId)) {
    return { rows, prefixes, last, isTruncated }
  }
  walk(bucket, question, {
    after: from.key,
    shows: () => true,
    visit(found) {
      if (found.type === 'key') return take(found.key, null)
      if (isFull()) return false
      prefixes.push(commonPrefix(found.prefix, question.isEncoded))
      last = { key: found.prefix, versionId: null }
      return true
    },
  })
  return { rows, prefixes, last, isTruncated }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Action = (request, host) => {
  const question = readListQuestion(request, 'max-keys')
  const { query } = request
  const key = query.get('key-marker') ?? ''
  const versionId = query.get('version-id-marker') ?? null
  if (versionId !== null && key === '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionId,
    )
  }
  const page = readPage(question, host, { key, versionId: versionId === '' ? null : versionId })
  const { last } = page
  return xmlReply(
    toDocument(
      'ListVersionsResult',
      tag('Name', host.bucket.settings.name),
      ...echo(question),
      tag('KeyMarker', encodeKey(key, question.isEncoded)),
      tag('VersionIdMarker', versionId ?? ''),
      ...(page.isTruncated
        ? [
            tag('NextKeyMarker', encodeKey(last.key, question.isEncoded)),
            ...(last.versionId === null ? [] : [tag('NextVersionIdMarker', last.versionId)]),
          ]
        : []),
      tag('MaxKeys', question.max),
      tag('IsTruncated', page.isTruncated),
      ...page.rows,
      ...page.prefixes,
    ),
  )
}
