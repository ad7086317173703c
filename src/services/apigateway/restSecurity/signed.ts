import { formatAmzDate } from '#contracts/sigv4.ts'
import { findHeader } from '#contracts/body.ts'
import { type SignatureVerdict, SKEW_MS } from '../authorizers/iam.ts'
import type { Arrived } from '../rest/call.ts'
import type { Refusal } from '../rest/gatewayResponses.ts'

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
      const [first = ''] = header.split(' ')
      return invalid(
        `'${header.slice(0, 300)}' not a valid key=value pair (missing equal-sign) in Authorization header: '${first.slice(0, 300)}'.`,
        'IncompleteSignatureException',
      )
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
