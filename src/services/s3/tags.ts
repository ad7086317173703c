import { readQuery } from './wire/address.ts'
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_MAX } from './limits.ts'
import { invalidArgument, invalidTag, malformedXml, Refusal } from './refusal.ts'
import { all, parseXml, tag, textOf, toDocument } from './wire/xml.ts'

export type Tags = ReadonlyMap<string, string>

const LETTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function checkTags(tags: readonly (readonly [string, string])[], max: number): Tags {
  if (tags.length > max) {
    const what = max === TAGS_MAX ? 'Object' : 'Bucket'
    throw new Refusal(400, 'BadRequest', `${what} tags cannot be greater than ${max}`)
  }
  const found = new Map<string, string>()
  for (const [key, value] of tags) {
    if (key === '' || key.length > TAG_KEY_LENGTH_MAX || !LETTERS.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid')
    }
    if (value.length > TAG_VALUE_LENGTH_MAX || !LETTERS.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid')
    }
    if (found.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key')
    found.set(key, value)
  }
  return found
}

/** `x-amz-tagging: a=1&b=2` */
export function readTagHeader(header: string | undefined): Tags {
  if (header === undefined || header === '') return new Map()
  const parts = header.split('&').filter((part) => part !== '')
  const tags = readQuery(header)
  if (parts.length !== tags.size) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    )
  }
  return checkTags([...tags], TAGS_MAX)
}

/** The body of PutObjectTagging, or of PutBucketTagging, which takes more of them. */
export function readTagging(text: string, max = TAGS_MAX): Tags {
  const set = parseXml(text)?.children.find(({ name }) => name === 'TagSet')
  if (set === undefined) throw malformedXml()
  return checkTags(
    all(set, 'Tag').map((each) => {
      const key = textOf(each, 'Key')
      const value = textOf(each, 'Value')
      if (key === undefined || value === undefined) throw malformedXml()
      return [key, value] as const
    }),
    max,
  )
}

/** What GetObjectTagging answers. */
export const toTagging = (tags: Tags): string =>
  toDocument(
    'Tagging',
    tag(
      'TagSet',
      ...[...tags].map(([key, value]) => tag('Tag', tag('Key', key), tag('Value', value))),
    ),
  )
