import type { Body } from '#contracts/body.ts'
import { base64Decode, base64Encode, bodyBytes, utf8Decode } from '#contracts/bytes.ts'

const plainType = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase()

/** Whether a media type is one of the API's binary ones: `image/png`, `image/*`, `*` + `/*`. */
export function matchesMediaType(
  binaryTypes: readonly string[],
  type: string | undefined,
): boolean {
  if (binaryTypes.length === 0) return false
  if (type === undefined) return binaryTypes.includes('*/*')
  const plain = plainType(type)
  const [family = ''] = plain.split('/')
  return binaryTypes.some((binary) => {
    const lower = binary.toLowerCase()
    return lower === plain || lower === '*/*' || lower === `${family}/*`
  })
}

/** "Only the first Accept media type" counts. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html */
export const firstAccepted = (accept: string | undefined): string | undefined =>
  accept?.split(',')[0]

/** How `ContentHandling` turns a payload. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined

/**
 * A payload on its way through: binary where its own type is a binary media type. Null where text that is to become
 * binary is not base64. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function convertPayload(
  body: Body,
  handling: ContentHandling,
  isBinary: boolean,
): Body | null {
  if (handling === 'CONVERT_TO_TEXT') return isBinary ? base64Encode(bodyBytes(body)) : body
  if (handling !== 'CONVERT_TO_BINARY' || isBinary) return body
  const text = typeof body === 'string' ? body : utf8Decode(body)
  return text === null ? body : base64Decode(text.trim())
}
