import type { ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import { base64Decode, utf8Decode } from '#contracts/bytes.ts'
import type { InvokeRequest } from '#contracts/invoke.ts'
import { CLIENT_CONTEXT_BYTES_MAX, TENANT_ID } from '../limits.ts'
import { type Operation, parseReference } from './operation.ts'

/** Why a request is refused before the function is looked at. */
export interface ApiRefusal {
  readonly status: number
  readonly errorType: string
  readonly payload: string
}

const refuse = (status: number, errorType: string, message: string): ApiRefusal => ({
  status,
  errorType,
  payload: JSON.stringify({ Type: 'User', message }),
})

const VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"

/**
 * What Lambda's JSON reader says. Of a payload that begins with what is no value it is AWS's text to the letter, as LocalStack's
 * tests found it; of one that goes wrong later only its beginning is.
 */
function jsonComplaint(text: string): string {
  const [before = ''] = /^[ \t\r\n]*/.exec(text) ?? []
  const [word = ''] = /^[A-Za-z_$][\w$]*/.exec(text.slice(before.length)) ?? []
  const first = text.charAt(before.length)
  const lines = before.split('\n')
  const column = (lines.at(-1)?.length ?? 0) + 1
  const where = (at: number): string =>
    `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${lines.length}, column: ${at}]`
  const head = 'Could not parse request body into json: Could not parse payload into json: '
  if (word !== '' && !['null', 'true', 'false'].includes(word)) {
    const token = `Unrecognized token '${word.slice(0, 256)}': was expecting (${VALUES})`
    return `${head}${token}${where(column + word.length)}`
  }
  if (word !== '' || first === '' || /["\d[{-]/.test(first))
    return `${head}the payload is not valid JSON`
  const code = first.charCodeAt(0)
  const isControl = code < 32 || (code > 126 && code < 160)
  const named = isControl ? `(CTRL-CHAR, code ${code})` : `'${first}' (code ${code})`
  return `${head}Unexpected character (${named}): expected a valid value (${VALUES})${where(column)}`
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The event: an empty body is an empty object. */
function readPayload({ body }: ApiRequest): string | null {
  const text = typeof body === 'string' ? body : utf8Decode(body)
  return text === '' ? '{}' : text
}

/** The alias or version that a call names, at the end of the function's name or in the query. */
export function readQualifier(
  operation: Operation,
): { readonly qualifier: string | undefined } | ApiRefusal {
  const derived = parseReference(operation.functionName)?.qualifier
  const specified = operation.query.get('Qualifier')
  if (derived !== undefined && specified !== undefined && derived !== specified) {
    const message =
      'The derived qualifier from the function name does not match the specified qualifier.'
    return refuse(400, 'InvalidParameterValueException', message)
  }
  return { qualifier: derived ?? specified }
}

/** JSON text of the client context, null where there is none. */
function readClientContext(request: ApiRequest): { text: string | null } | ApiRefusal {
  const header = findHeader(request.headers, 'x-amz-client-context')
  if (header === undefined) return { text: null }
  const bytes = header.length > CLIENT_CONTEXT_BYTES_MAX ? null : base64Decode(header)
  const text = bytes === null ? null : utf8Decode(bytes)
  if (text !== null && isJson(text)) return { text }
  const message = 'Client context must be a valid Base64-encoded JSON object.'
  return refuse(400, 'InvalidRequestContentException', message)
}

const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const

/**
 * Reads an Invoke. Whether the payload is too large is the function's own affair: it depends on the invocation type.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function readInvoke(request: ApiRequest, operation: Operation): InvokeRequest | ApiRefusal {
  const named = readQualifier(operation)
  if ('errorType' in named) return named
  const given = findHeader(request.headers, 'x-amz-invocation-type') ?? 'RequestResponse'
  const invocationType =
    operation.name === 'InvokeAsync' ? 'Event' : TYPES.find((type) => type === given)
  if (invocationType === undefined) {
    const message = `1 validation error detected: Value '${given.slice(0, 100)}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`
    return refuse(400, 'InvalidParameterValueException', message)
  }
  const clientContext = readClientContext(request)
  if ('errorType' in clientContext) return clientContext
  const tenantId = findHeader(request.headers, 'x-amz-tenant-id')
  if (tenantId !== undefined && !TENANT_ID.test(tenantId)) {
    const message = `1 validation error detected: Value '${tenantId.slice(0, 100)}' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+`
    return refuse(400, 'ValidationException', message)
  }
  const payload = readPayload(request)
  if (payload === null || !isJson(payload)) {
    return refuse(400, 'InvalidRequestContentException', jsonComplaint(payload ?? ''))
  }
  const trace = findHeader(request.headers, 'x-amzn-trace-id')
  return {
    context: request.context,
    payload,
    invocationType,
    attempt: request.attempt,
    ...(named.qualifier !== undefined && { qualifier: named.qualifier }),
    ...(trace !== undefined && { traceHeader: trace }),
    ...(clientContext.text !== null && { clientContext: clientContext.text }),
    ...(tenantId !== undefined && { tenantId }),
    wantsLogTail: findHeader(request.headers, 'x-amz-log-type') === 'Tail',
  }
}
