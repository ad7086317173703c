import { readTagging, toTagging } from '../tags.ts'
import { type Action, keyOf, readXmlText, versionFields, versionIdOf, xmlReply } from './action.ts'
import { findReadable } from './readable.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: Action = (request, host) => {
  const version = findReadable(host, keyOf(request), versionIdOf(request))
  return xmlReply(toTagging(version.tags), versionFields(version, host.bucket))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: Action = (request, host) => {
  const key = keyOf(request)
  const version = findReadable(host, key, versionIdOf(request))
  version.tags = readTagging(readXmlText(request))
  host.happened({ name: 'ObjectTagging:Put', key, version })
  return { status: 200, headers: versionFields(version, host.bucket), body: '' }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: Action = (request, host) => {
  const key = keyOf(request)
  const version = findReadable(host, key, versionIdOf(request))
  version.tags = new Map()
  host.happened({ name: 'ObjectTagging:Delete', key, version })
  return { status: 204, headers: versionFields(version, host.bucket), body: '' }
}
