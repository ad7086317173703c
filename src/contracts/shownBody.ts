import { type Body, bodyLength } from './body.ts'
import { base64Encode, utf8Decode } from './bytes.ts'

/** A body as a person is shown it: text where it is text, base64 where it is not. */
export function showBody(body: Body): {
  readonly body: string
  readonly isBase64Encoded: boolean
  /** On the wire. */
  readonly bytes: number
} {
  const bytes = bodyLength(body)
  if (typeof body === 'string') return { body, isBase64Encoded: false, bytes }
  const text = utf8Decode(body)
  return text === null
    ? { body: base64Encode(body), isBase64Encoded: true, bytes }
    : { body: text, isBase64Encoded: false, bytes }
}
