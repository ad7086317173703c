import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { formatAmzDate } from '#contracts/sigv4.ts'
import { findHeader } from '#contracts/body.ts'
import { type SignatureVerdict, SKEW_MS } from '../authorizers/iam.ts'
import type { Arrived } from '../rest/call.ts'
import type { Refusal } from '../rest/gatewayResponses.ts'
import { sha256 } from '@noble/hashes/sha2.js'

const BY = 'IAM'

const expired = ({ request, epochMs }: Arrived): string => {
  const sent = findHeader(request.headers, 'x-amz-date') ?? ''
  const now = formatAmzDate(epochMs)
  const isPast = sent < now
  const limit = formatAmzDate(epochMs + (isPast ? -SKEW_MS : SKEW_MS))
  return isPast
    ? `Signature expired: ${sent} is now earlier than ${limit} (${now} - 5 min.)`
    : `Signature not yet current: ${sent} is still later than ${limit} (${now} + 5 min.)`
}

const INCOMPLETE = 'IncompleteSignatureException'

/** What AWS says of an `Authorization` header that is no signature. [measured: awslabs/time-addressable-media-store issue 8] */
const incompleteSignature = (header: string): string =>
  `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${base64Encode(sha256(utf8Encode(header)))}'.`

/**
 * Where there is no such resource or method AWS looks for a signature all the same: any other `Authorization` header is
 * refused for itself. [measured: amazon-archives/aws-cognito-angular-quickstart issue 50]
 */
export function refuseUnknown({ request }: Arrived): Refusal {
  const header = findHeader(request.headers, 'authorization')
  const isOther = header !== undefined && !header.startsWith('AWS4-HMAC-SHA256 ')
  return {
    responseType: 'MISSING_AUTHENTICATION_TOKEN',
    ...(isOther && { message: incompleteSignature(header), errorType: INCOMPLETE }),
  }
}

/** What AWS answers to a signature that is not valid. */
export function refuseSignature(
  { problem, why }: Extract<SignatureVerdict, { type: 'invalid' }>,
  arrived: Arrived,
): Refusal {
  const invalid = (message: string, errorType?: string): Refusal => ({
    responseType: 'INVALID_SIGNATURE',
    message,
    ...(errorType !== undefined && { errorType }),
    by: BY,
    detail: why,
  })
  switch (problem) {
    case 'unsigned':
      return { responseType: 'MISSING_AUTHENTICATION_TOKEN', by: BY, detail: why }
    case 'malformed': {
      const header = findHeader(arrived.request.headers, 'authorization') ?? ''
      return invalid(incompleteSignature(header), INCOMPLETE)
    }
    case 'unknown-key':
      return invalid(
        'The security token included in the request is invalid.',
        'UnrecognizedClientException',
      )
    case 'expired':
      return invalid(expired(arrived))
    case 'scope':
      return invalid(`Credential should be scoped to a valid region. ${why}`)
    case 'mismatch':
      return { responseType: 'INVALID_SIGNATURE', by: BY, detail: why }
    default:
      return problem satisfies never
  }
}
