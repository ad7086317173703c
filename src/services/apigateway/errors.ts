import type { InvokeReply } from '#contracts/invoke.ts'
import {
  type Malformed,
  type ProxyResponse,
  readFunctionResult,
} from '#contracts/functionResult.ts'

const refusal = (status: number, message: string): ProxyResponse => ({
  status,
  headers: [['content-type', 'application/json']],
  body: `{"message":"${message}"}`,
})

/** The answers that the gateway makes itself, to the letter. */
export const gatewayErrors = {
  // Of an integration whose parameter cannot be resolved.
  badRequest: refusal(400, 'Bad Request'),
  unauthorized: refusal(401, 'Unauthorized'),
  forbidden: refusal(403, 'Forbidden'),
  notFound: refusal(404, 'Not Found'),
  payloadTooLarge: refusal(413, 'Request Entity Too Large'),
  tooManyRequests: refusal(429, 'Too Many Requests'),
  // Not documented for HTTP APIs; the status that RFC 6585 has for it.
  headersTooLarge: refusal(431, 'Request Header Fields Too Large'),
  internal: refusal(500, 'Internal Server Error'),
  unavailable: refusal(503, 'Service Unavailable'),
} as const satisfies Readonly<Record<string, ProxyResponse>>

/** What the client gets, and why where it is not the function's own answer. */
export interface IntegrationResult {
  readonly response: ProxyResponse
  /** As `$context.integrationErrorMessage` would tell; null where the function's answer passed. */
  readonly error: string | null
}

const isMalformed = (result: ProxyResponse | Malformed): result is Malformed =>
  'malformed' in result

/** Characters of a function's error that are told; the function's log has it all. */
const ERROR_LENGTH_MAX = 300

const functionErrorOf = (payload: string): string =>
  `The Lambda function returned an error: ${payload.slice(0, ERROR_LENGTH_MAX)}`

/**
 * Reads Lambda's answer. "Internal Server Error" for a function error or a malformed result; "Service Unavailable" when
 * Lambda throttles. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
export function readInvokeReply(reply: InvokeReply, format: '1.0' | '2.0'): IntegrationResult {
  switch (reply.type) {
    case 'completed': {
      if (reply.functionError !== null) {
        return { response: gatewayErrors.internal, error: functionErrorOf(reply.payload) }
      }
      const result = readFunctionResult(reply.payload, format)
      return isMalformed(result)
        ? { response: gatewayErrors.internal, error: `Malformed response: ${result.malformed}` }
        : { response: result, error: null }
    }
    case 'refused': {
      const error = `Lambda refused: ${reply.errorType}`
      if (reply.statusCode === 429) return { response: gatewayErrors.unavailable, error }
      if (reply.statusCode === 413) return { response: gatewayErrors.payloadTooLarge, error }
      return { response: gatewayErrors.internal, error }
    }
    case 'accepted':
      return { response: gatewayErrors.internal, error: 'Lambda accepted without an answer' }
    default:
      return reply satisfies never
  }
}
