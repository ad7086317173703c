import { formatIsoTime } from '#contracts/calendar.ts'
import { base64Decode, base64Encode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { invalidArgument } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'
import { tag, toDocument, type Xml } from '../wire/xml.ts'
import { type Action, type ActionHost, xmlReply } from './action.ts'
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

/** A time as lists have it: whole seconds, with zeros for milliseconds. */
export const toIso = (ms: number): string => `${formatIsoTime(Math.floor(ms / 1_000) * 1_000)}Z`

interface Page {
  readonly contents: readonly Xml[]
  readonly prefixes: readonly Xml[]
  /** The last key or common prefix of the page. */
  readonly last: string
  readonly isTruncated: boolean
}

function readPage(
  question: ListQuestion,
  host: ActionHost,
  of: { readonly after: string; readonly withOwner: boolean },
): Page {
  const { store } = host.bucket
  const contents: Xml[] = []
  const prefixes: Xml[] = []
  let last = ''
  let isTruncated = false
  const isShown = (key: string): boolean => store.current(key)?.isDeleteMarker === false
  walk(host.bucket, question, {
    after: of.after,
    shows: isShown,
    visit(found) {
      if (contents.length + prefixes.length >= question.max) {
        isTruncated = question.max > 0
        return false
      }
      if (found.type === 'prefix') {
        prefixes.push(commonPrefix(found.prefix, question.isEncoded))
        last = found.prefix
        return true
      }
      const version = store.current(found.key)
      if (version === undefined) return true
      last = found.key
      contents.push(
        tag(
          'Contents',
          tag('Key', encodeKey(found.key, question.isEncoded)),
          tag('LastModified', toIso(version.lastModified)),
          ...describeRow(version, of.withOwner ? [ownerXml(host.ownerId)] : []),
        ),
      )
      return true
    },
  })
  return { contents, prefixes, last, isTruncated }
}

// A token is S3's own business: here it is the place that it goes on after, in base64.
const toToken = (place: string): string => base64Encode(utf8Encode(`1:${place}`))

function readToken(token: string): string {
  const text = utf8Decode(base64Decode(token) ?? new Uint8Array())
  if (text?.startsWith('1:') !== true) {
    throw invalidArgument(
      'The continuation token provided is incorrect',
      'continuation-token',
      token,
    )
  }
  return text.slice(2)
}

const nameOf = ({ bucket }: ActionHost): Xml => tag('Name', bucket.settings.name)

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Action = (request: S3Request, host) => {
  const question = readListQuestion(request, 'max-keys')
  const { query } = request
  const token = query.get('continuation-token')
  if (token === '') {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', '')
  }
  const startAfter = query.get('start-after')
  const page = readPage(question, host, {
    after: token === undefined ? (startAfter ?? '') : readToken(token),
    withOwner: query.get('fetch-owner') === 'true',
  })
  return xmlReply(
    toDocument(
      'ListBucketResult',
      nameOf(host),
      ...echo(question),
      ...(token === undefined ? [] : [tag('ContinuationToken', token)]),
      ...(startAfter === undefined
        ? []
        : [tag('StartAfter', encodeKey(startAfter, question.isEncoded))]),
      tag('KeyCount', page.contents.length + page.prefixes.length),
      tag('MaxKeys', question.max),
      tag('IsTruncated', page.isTruncated),
      ...(page.isTruncated ? [tag('NextContinuationToken', toToken(page.last))] : []),
      ...page.contents,
      ...page.prefixes,
    ),
    [['x-amz-bucket-region', host.region]],
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Action = (request, host) => {
  const question = readListQuestion(request, 'max-keys')
  const marker = request.query.get('marker') ?? ''
  const page = readPage(question, host, { after: marker, withOwner: true })
  return xmlReply(
    toDocument(
      'ListBucketResult',
      nameOf(host),
      ...echo(question),
      tag('Marker', encodeKey(marker, question.isEncoded)),
      // "This element is returned only if you have the delimiter request parameter specified."
      ...(page.isTruncated && question.delimiter !== ''
        ? [tag('NextMarker', encodeKey(page.last, question.isEncoded))]
        : []),
      tag('MaxKeys', question.max),
      tag('IsTruncated', page.isTruncated),
      ...page.contents,
      ...page.prefixes,
    ),
    [['x-amz-bucket-region', host.region]],
  )
}
