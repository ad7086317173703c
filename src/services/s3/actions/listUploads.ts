import { compareUtf8 } from '#contracts/bytes.ts'
import { tag, toDocument } from '../wire/xml.ts'
import { type Action, xmlReply } from './action.ts'
import { toIso } from './listObjects.ts'
import { findUpload } from './multipart.ts'
import { echo, encodeKey, ownerXml, readListQuestion, readMax } from './page.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Action = (request, host) => {
  const upload = findUpload(request, host)
  const max = readMax(request, 'max-parts')
  const marker = Number(request.query.get('part-number-marker') ?? '0') || 0
  const rest = [...upload.parts.values()]
    .sort((a, b) => a.number - b.number)
    .filter(({ number }) => number > marker)
  const page = rest.slice(0, max)
  return xmlReply(
    toDocument(
      'ListPartsResult',
      tag('Bucket', host.bucket.settings.name),
      tag('Key', upload.key),
      tag('UploadId', upload.uploadId),
      ownerXml(host.ownerId, 'Initiator'),
      ownerXml(host.ownerId),
      tag('StorageClass', upload.object.storageClass),
      tag('PartNumberMarker', marker),
      tag('NextPartNumberMarker', page.at(-1)?.number ?? 0),
      tag('MaxParts', max),
      tag('IsTruncated', rest.length > page.length),
      ...page.map((part) =>
        tag(
          'Part',
          tag('PartNumber', part.number),
          tag('LastModified', toIso(part.lastModified)),
          tag('ETag', `"${part.etag}"`),
          tag('Size', part.body.size),
          ...(part.checksum === null
            ? []
            : [tag(`Checksum${part.checksum.algorithm}`, part.checksum.value)]),
        ),
      ),
    ),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Action = (request, host) => {
  const question = readListQuestion(request, 'max-uploads')
  const { query } = request
  const keyMarker = query.get('key-marker') ?? ''
  const rest = [...host.bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(question.prefix) && compareUtf8(key, keyMarker) > 0)
    .sort((a, b) => compareUtf8(a.key, b.key) || a.initiated - b.initiated)
  const page = rest.slice(0, question.max)
  return xmlReply(
    toDocument(
      'ListMultipartUploadsResult',
      tag('Bucket', host.bucket.settings.name),
      tag('KeyMarker', encodeKey(keyMarker, question.isEncoded)),
      tag('UploadIdMarker', ''),
      ...echo(question),
      ...(rest.length > page.length
        ? [
            tag('NextKeyMarker', encodeKey(page.at(-1)?.key ?? '', question.isEncoded)),
            tag('NextUploadIdMarker', page.at(-1)?.uploadId ?? ''),
          ]
        : []),
      tag('MaxUploads', question.max),
      tag('IsTruncated', rest.length > page.length),
      ...page.map((upload) =>
        tag(
          'Upload',
          tag('Key', encodeKey(upload.key, question.isEncoded)),
          tag('UploadId', upload.uploadId),
          ownerXml(host.ownerId, 'Initiator'),
          ownerXml(host.ownerId),
          tag('StorageClass', upload.object.storageClass),
          tag('Initiated', toIso(upload.initiated)),
        ),
      ),
    ),
  )
}
