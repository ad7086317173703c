import { type Body, findHeader, type HeaderField } from '#contracts/body.ts'
import { base64Encode, bodyBytes, utf8Decode } from '#contracts/bytes.ts'
import { decodePercent, groupValues, parseQuery } from '#contracts/proxyRequest.ts'
import { matchesMediaType } from './binary.ts'
import { type Arrived, type Call, lastValues, requestContextOf } from './call.ts'

type Pairs = readonly (readonly [string, string])[]

const orNull = <T extends object>(record: T): T | null =>
  Object.keys(record).length === 0 ? null : record

/** Concern one connection only, so they end at the gateway (RFC 9110 §7.6.1); the length is the event's own matter. */
const NOT_PASSED = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** The distribution in front of an edge-optimized endpoint. */
const CLOUDFRONT = 'd1234567890abc.cloudfront.net'
/** The address of CloudFront's edge, which an edge-optimized API's functions see behind the client's. assumption */
const EDGE_ADDRESS = '130.176.0.1'

/** What CloudFront adds in front of an edge-optimized API. */
const cloudfrontHeaders = (call: Arrived): readonly HeaderField[] => [
  ['CloudFront-Forwarded-Proto', 'https'],
  ['CloudFront-Is-Desktop-Viewer', 'true'],
  ['CloudFront-Is-Mobile-Viewer', 'false'],
  ['CloudFront-Is-SmartTV-Viewer', 'false'],
  ['CloudFront-Is-Tablet-Viewer', 'false'],
  ['CloudFront-Viewer-Country', 'US'],
  ['Via', `1.1 ${CLOUDFRONT} (CloudFront)`],
  ['X-Amz-Cf-Id', `${call.requestId.replaceAll('-', '')}${call.extendedRequestId}`],
]

/** The client's headers in its own case, and those that the front end adds, by name. */
export function forwardedHeaders(call: Arrived): readonly HeaderField[] {
  const { request, api } = call
  const before = findHeader(request.headers, 'x-forwarded-for')
  const client = before === undefined ? request.sourceIp : `${before}, ${request.sourceIp}`
  const isEdge = api.endpointType === 'EDGE'
  const added: readonly HeaderField[] = [
    ...(isEdge ? cloudfrontHeaders(call) : []),
    ['Host', api.domainName],
    ['X-Amzn-Trace-Id', call.traceHeader],
    ['X-Forwarded-For', isEdge ? `${client}, ${EDGE_ADDRESS}` : client],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
  const replaced = new Set(added.map(([name]) => name.toLowerCase()))
  const kept = request.headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !replaced.has(lower) && !NOT_PASSED.has(lower)
  })
  return [...kept, ...added].sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0))
}

/** A body as an event has it: text, or base64 where its type is one of the API's binary media types. */
function eventBody(
  body: Body,
  contentType: string | undefined,
  binaryTypes: readonly string[],
): { readonly body: string | null; readonly isBase64Encoded: boolean } {
  if (body.length === 0) return { body: null, isBase64Encoded: false }
  if (matchesMediaType(binaryTypes, contentType)) {
    return { body: base64Encode(bodyBytes(body)), isBase64Encoded: true }
  }
  return { body: typeof body === 'string' ? body : toText(body), isBase64Encoded: false }
}

/** Bytes that are no UTF-8 reach a function as text all the same, with what is not valid replaced. */
const toText = (bytes: Uint8Array): string =>
  utf8Decode(bytes) ??
  Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('')

const allValues = (pairs: Pairs): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(groupValues(pairs))

/**
 * The event of a Lambda proxy integration, in the order of AWS's own. What is absent is null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function createProxyEvent(call: Call, binaryTypes: readonly string[]): object {
  const { request, match, release } = call
  const headers = forwardedHeaders(call)
  const query = parseQuery(request.query)
  const contentType = findHeader(request.headers, 'content-type')
  return {
    resource: match.resourcePath,
    // "The path […] with the base path" where a custom domain was called.
    path: decodePercent(request.mapped?.path ?? call.path),
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(allValues(query)),
    pathParameters: orNull(match.parameters),
    stageVariables: orNull(release.variables),
    requestContext: requestContextOf(call),
    ...eventBody(request.body, contentType, binaryTypes),
  }
}
