import type { RequestHead } from './exposure.ts'

/** Why a signature is refused, in the words of AWS's front door. */
export interface SignatureFault {
  readonly code:
    | 'MissingAuthenticationTokenException'
    | 'IncompleteSignatureException'
    | 'InvalidSignatureException'
  readonly message: string
}

const missing: SignatureFault = {
  code: 'MissingAuthenticationTokenException',
  message: 'Request is missing Authentication Token',
}

const incomplete = (message: string): SignatureFault => ({
  code: 'IncompleteSignatureException',
  message,
})

const HEADER_PARTS = ['Credential', 'Signature', 'SignedHeaders'] as const
const QUERY_PARTS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const

const ALGORITHM = 'AWS4-HMAC-SHA256'
/** Signatures for several Regions: their credential scope names none. */
const ASYMMETRIC = 'AWS4-ECDSA-P256-SHA256'

/** Refuses an algorithm or a credential of a wrong form; whose key it is, and whether it signed, is nobody's business. */
function checkScope(algorithm: string, credential: string): SignatureFault | null {
  if (algorithm !== ALGORITHM && algorithm !== ASYMMETRIC) {
    return incomplete(
      `Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `,
    )
  }
  const parts = credential.replace(/\/+$/, '').split('/')
  if (parts.length === (algorithm === ALGORITHM ? 5 : 4)) return null
  return incomplete(
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
      `got '${credential}'`,
  )
}

function checkHeader(header: string, headers: RequestHead['headers']): SignatureFault | null {
  if (!header.trim().startsWith('AWS4-')) return missing
  const [algorithm = '', ...fields] = header.trim().split(/[, ]+/)
  const parts = new Map<string, string>()
  for (const field of fields) {
    const at = field.indexOf('=')
    if (at > 0) parts.set(field.slice(0, at), field.slice(at + 1))
  }
  let message = ''
  for (const part of HEADER_PARTS) {
    if (!parts.get(part)) message += `Authorization header requires '${part}' parameter. `
  }
  if (headers['x-amz-date'] === undefined && headers['date'] === undefined) {
    message +=
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
  }
  if (message !== '') return incomplete(`${message}Authorization=${header}`)
  return checkScope(algorithm, parts.get('Credential') ?? '')
}

function checkQuery(query: URLSearchParams): SignatureFault | null {
  let message = ''
  for (const part of QUERY_PARTS) {
    if (!query.get(part)) message += `AWS query-string parameters must include '${part}'. `
  }
  if (message !== '') return incomplete(`${message}Re-examine the query-string parameters.`)
  return checkScope(query.get('X-Amz-Algorithm') ?? '', query.get('X-Amz-Credential') ?? '')
}

/**
 * What is wrong with a request's signature, as AWS's front door tells it (measured by dynalite); null: nothing. Any key
 * pair and any Region will do.
 */
export function findSignatureFault({ headers, query }: RequestHead): SignatureFault | null {
  const header = headers['authorization']
  const parameters = new URLSearchParams(query)
  const isQuery = parameters.has('X-Amz-Algorithm')
  if (header !== undefined && header !== '' && isQuery) {
    return {
      code: 'InvalidSignatureException',
      message:
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    }
  }
  if (header !== undefined && header !== '') return checkHeader(header, headers)
  return isQuery ? checkQuery(parameters) : missing
}
