import { findHeader } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import type { ObjectVersion } from '../objectVersion.ts'
import { invalidArgument } from '../refusal.ts'
import { tag, toDocument, type Xml } from '../wire/xml.ts'
import { type Action, keyOf, versionFields, versionIdOf, xmlReply } from './action.ts'
import { findReadable } from './readable.ts'

const ATTRIBUTES: Readonly<Record<string, (version: ObjectVersion) => readonly Xml[]>> = {
  ETag: ({ etag }) => [tag('ETag', etag)],
  Checksum: ({ checksum }) =>
    checksum === null
      ? []
      : [
          tag(
            'Checksum',
            tag(`Checksum${checksum.algorithm}`, checksum.value),
            tag('ChecksumType', checksum.type),
          ),
        ],
  ObjectParts: ({ partSizes }) =>
    partSizes === null ? [] : [tag('ObjectParts', tag('PartsCount', partSizes.length))],
  StorageClass: ({ storageClass }) => [tag('StorageClass', storageClass)],
  ObjectSize: ({ body }) => [tag('ObjectSize', body.size)],
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Action = (request, host) => {
  const asked = (findHeader(request.headers, 'x-amz-object-attributes') ?? '')
    .split(',')
    .map((name) => name.trim())
  const isKnown = asked.every((name) => Object.hasOwn(ATTRIBUTES, name))
  if (!isKnown) {
    throw invalidArgument(
      'Invalid attribute name specified.',
      'x-amz-object-attributes',
      asked.join(','),
    )
  }
  const version = findReadable(host, keyOf(request), versionIdOf(request))
  const rows = Object.keys(ATTRIBUTES)
    .filter((name) => asked.includes(name))
    .flatMap((name) => ATTRIBUTES[name]?.(version) ?? [])
  return xmlReply(toDocument('GetObjectAttributesResponse', ...rows), [
    ['Last-Modified', formatHttpDate(version.lastModified)],
    ...versionFields(version, host.bucket),
  ])
}
