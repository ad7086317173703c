import { bodyLength, findHeader, type HeaderField } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { isBodyless, type RestResponse } from './restResponse.ts'

/** What every answer of a REST API bears. */
export interface AnswerFacts {
  readonly method: string
  readonly epochMs: number
  readonly requestId: string
  readonly extendedRequestId: string
  /** Told where a function was asked. */
  readonly traceHeader: string | null
  readonly isEdge: boolean
}

/** An edge-optimized API answers through CloudFront. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html */
const cloudfront = (response: RestResponse, facts: AnswerFacts): readonly HeaderField[] => [
  ['X-Cache', response.status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront'],
  ['Via', '1.1 d1234567890abc.cloudfront.net (CloudFront)'],
  ['X-Amz-Cf-Pop', 'IAD89-C1'],
  ['X-Amz-Cf-Id', `${facts.requestId.replaceAll('-', '')}${facts.extendedRequestId}`],
]

/** The answer with the gateway's own headers, in the case of HTTP/1.1. */
export function finishResponse(response: RestResponse, facts: AnswerFacts): HttpResponse {
  const isEmpty = isBodyless(facts.method, response.status)
  const length: readonly HeaderField[] =
    response.streamed !== undefined
      ? [['Transfer-Encoding', 'chunked']]
      : response.status === 204
        ? []
        : [['Content-Length', String(bodyLength(response.body))]]
  const trace: readonly HeaderField[] =
    facts.traceHeader === null || findHeader(response.headers, 'x-amzn-trace-id') !== undefined
      ? []
      : [['X-Amzn-Trace-Id', facts.traceHeader]]
  return {
    status: response.status,
    headers: [
      ['Date', formatHttpDate(facts.epochMs)],
      ...response.headers,
      ...length,
      ['Connection', 'keep-alive'],
      ['x-amzn-RequestId', facts.requestId],
      ['x-amz-apigw-id', facts.extendedRequestId],
      ...trace,
      ...(facts.isEdge ? cloudfront(response, facts) : []),
    ],
    body: isEmpty ? '' : response.body,
    ...(response.streamed !== undefined && { bodyTook: response.streamed.bodyTook }),
  }
}

/** The connection of a stream that broke off after its head was sent. */
export const BROKEN: HttpResponse = {
  status: 0,
  headers: [],
  body: '',
  networkError: { code: 'ECONNRESET', message: 'aborted' },
}
