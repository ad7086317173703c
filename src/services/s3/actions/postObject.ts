import type { Headers } from '#contracts/body.ts'
import { findHeader } from '#contracts/body.ts'
import { readTagging } from '../tags.ts'
import { invalidArgument } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'
import { type PostForm, readForm } from '../wire/form.ts'
import { tag } from '../wire/xml.ts'
import type { ActionHost, ActionReply } from './action.ts'
import { storeObject } from './putObject.ts'

/** A form, and the object that it asks to be put. */
export interface PostedObject {
  readonly form: PostForm
  readonly key: string
}

/** Reads the form of a request. */
export function readPosted(request: S3Request): PostedObject {
  const form = readForm(request)
  const key = (form.fields.get('key') ?? '').replaceAll('${filename}', form.fileName)
  if (key !== '') return { form, key }
  throw invalidArgument(
    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    'key',
    '',
  )
}

/** Fields that are headers of a PUT. */
const HEADERS =
  /^(?:cache-control|content-(?:type|disposition|encoding|language|md5)|expires|x-amz-.*)$/
/** Fields that sign the form. */
const SIGNING = /^x-amz-(?:algorithm|credential|date|signature|security-token)$/

const headersOf = ({ fields }: PostForm): Headers => {
  const headers = [...fields].filter(([name]) => HEADERS.test(name) && !SIGNING.test(name))
  const [acl, tagging] = [fields.get('acl'), fields.get('tagging')]
  if (acl !== undefined) headers.push(['x-amz-acl', acl])
  if (tagging !== undefined) {
    const tags = [...readTagging(tagging)]
    const text = tags.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
    headers.push(['x-amz-tagging', text])
  }
  return headers
}

/** What a browser is told: nothing, a document, or where to go on. */
function answer(
  { form: { fields }, key }: PostedObject,
  put: ActionReply,
  host: ActionHost,
): ActionReply {
  const { name } = host.bucket.settings
  const etag = findHeader(put.headers, 'etag') ?? ''
  const path = key.split('/').map(encodeURIComponent).join('%2F')
  const location = `https://${name}.s3.${host.region}.amazonaws.com/${path}`
  const headers: Headers = [...put.headers, ['Location', location]]
  const to = fields.get('success_action_redirect') ?? fields.get('redirect') ?? ''
  // "If the URL can't be interpreted, Amazon S3 acts as if the field is not present."
  if (/^https?:\/\/[^\s]+$/.test(to)) {
    const query = [name, key, etag].map(encodeURIComponent)
    const url = `${to}${to.includes('?') ? '&' : '?'}bucket=${query[0]}&key=${query[1]}&etag=${query[2]}`
    return { status: 303, headers: [...put.headers, ['Location', url]], body: '' }
  }
  const status = fields.get('success_action_status')
  if (status === '200') return { status: 200, headers, body: '' }
  if (status !== '201') return { status: 204, headers, body: '' }
  return {
    status: 201,
    headers: [...headers, ['Content-Type', 'application/xml']],
    // As in AWS's example, without a namespace.
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${
      tag(
        'PostResponse',
        tag('Location', location),
        tag('Bucket', name),
        tag('Key', key),
        tag('ETag', etag),
      ).xml
    }`,
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export function postObject(
  request: S3Request,
  posted: PostedObject,
  host: ActionHost,
): ActionReply {
  const asked = {
    ...request,
    key: posted.key,
    headers: headersOf(posted.form),
    body: posted.form.file,
  }
  return answer(posted, storeObject(asked, host, 'ObjectCreated:Post'), host)
}
