import { readQuery } from './wire/address.ts'
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_MAX } from './limits.ts'
import { invalidArgument, invalidTag, malformedXml, Refusal } from './refusal.ts'
import { all, parseXml, tag, textOf, toDocument } from './wire/xml.ts'

export type Tags = ReadonlyMap<string, string>

const LETTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function checkTags(tags: readonly (readonly [string, string])[]): Tags {
  if (tags.length > TAGS_MAX) {
    throw new Refusal(400, 'BadRequest', `Object tags cannot be greater than ${TAGS_MAX}`)
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
  return checkTags([...tags])
}

/** The body of PutObjectTagging. */
export function readTagging(text: string): Tags {
  const set = parseXml(text)?.children.find(({ name }) => name === 'TagSet')
  if (set === undefined) throw malformedXml()
  return checkTags(
    all(set, 'Tag').map((each) => {
      const key = textOf(each, 'Key')
      const value = textOf(each, 'Value')
      if (key === undefined || value === undefined) throw malformedXml()
      return [key, value] as const
    }),
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
