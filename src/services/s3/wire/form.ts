import { findHeader } from '#contracts/body.ts'
import { bodyBytes, utf8Decode } from '#contracts/bytes.ts'
import { FORM_FIELDS_BYTES_MAX } from '../limits.ts'
import { invalidArgument, Refusal } from '../refusal.ts'
import type { S3Request } from './address.ts'

/** A form that a browser posts to a bucket: fields by lower-case names, and the file that comes after them. */
export interface PostForm {
  readonly fields: ReadonlyMap<string, string>
  readonly file: Uint8Array
  readonly fileName: string
}

const TYPE = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i

/** Whether a request posts a form. */
export const isForm = ({ method, key, headers }: S3Request): boolean =>
  method === 'POST' && key === null && TYPE.test(findHeader(headers, 'content-type') ?? '')

/** Where `wanted` begins in `bytes`, from `from` on; -1: nowhere. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++
    if (same === wanted.length) return at
  }
  return -1
}

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff)

const malformed = (): Refusal =>
  new Refusal(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  )

const END_OF_HEAD = ascii('\r\n\r\n')

interface Part {
  readonly name: string
  readonly fileName: string
  readonly bytes: Uint8Array
}

function readPart(bytes: Uint8Array): Part {
  const end = indexOf(bytes, END_OF_HEAD, 0)
  const head = end < 0 ? null : utf8Decode(bytes.subarray(0, end))
  const [, told = ''] = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head ?? '') ?? []
  const name = /(?:^|[;\s])name="([^"]*)"/i.exec(told)?.[1]
  if (name === undefined) throw malformed()
  const fileName = /filename="([^"]*)"/i.exec(told)?.[1] ?? ''
  return { name, fileName, bytes: bytes.subarray(end + END_OF_HEAD.length) }
}

/**
 * Reads a form. "The file … must be the last field in the form. Any fields below it are ignored."
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html
 */
export function readForm({ headers, body }: S3Request): PostForm {
  const [, quoted, plain] = TYPE.exec(findHeader(headers, 'content-type') ?? '') ?? []
  const bytes = bodyBytes(body)
  const border = ascii(`\r\n--${quoted ?? plain ?? ''}`)
  const fields = new Map<string, string>()
  // The first border begins the body: nothing is before it.
  const first = border.subarray(2)
  if (indexOf(bytes.subarray(0, first.length), first, 0) !== 0) throw malformed()
  let at = first.length
  for (;;) {
    // After a border comes the end of the line, or `--` and the end of the form.
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) break
    const end = indexOf(bytes, border, at)
    if (end < 0) throw malformed()
    const { name, fileName, bytes: value } = readPart(bytes.subarray(at + 2, end))
    if (name.toLowerCase() === 'file') {
      return { fields, file: value, fileName: fileName.replace(/^.*[\\/]/, '') }
    }
    if (end > FORM_FIELDS_BYTES_MAX) {
      throw new Refusal(
        400,
        'MaxPostPreDataLengthExceeded',
        'Your POST request fields preceding the upload file were too large.',
      )
    }
    const text = utf8Decode(value)
    if (text === null) throw malformed()
    fields.set(name.toLowerCase(), text)
    at = end + border.length
  }
  throw invalidArgument('POST requires exactly one file upload per request.', 'file', '0')
}
