import { findHeader } from './body.ts'
import { formatRequestTime } from './calendar.ts'
import {
  decodePercent,
  groupValues,
  parseQuery,
  PROTOCOL,
  proxyBody,
  proxyHeaders,
  type ProxyRequest,
  STAGE,
} from './proxyRequest.ts'

const joinValues = (
  pairs: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> =>
  Object.fromEntries([...groupValues(pairs)].map(([name, values]) => [name, values.join(',')]))

const splitCookies = (header: string): readonly string[] =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')

const isEmpty = (record: object): boolean => Object.keys(record).length === 0

/**
 * The event of payload format 2.0. Header names are in lower case, repeats joined with commas, cookies apart; what is
 * absent is left out. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function createHttpEvent(from: ProxyRequest): object {
  const { request, routeKey, parameters, apiId, iam } = from
  const rawPath = decodePercent(request.path)
  const headers = proxyHeaders(from)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0))
  const cookies = headers.flatMap(([name, value]) => (name === 'cookie' ? splitCookies(value) : []))
  const query = joinValues(parseQuery(request.query))
  const { body, isBase64Encoded } = proxyBody(request)
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers: joinValues(headers.filter(([name]) => name !== 'cookie')),
    ...(!isEmpty(query) && { queryStringParameters: query }),
    requestContext: {
      accountId: from.accountId,
      apiId,
      ...(iam !== null && { authentication: null, authorizer: { iam } }),
      domainName: from.domainName,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: PROTOCOL,
        sourceIp: request.sourceIp,
        userAgent: findHeader(request.headers, 'user-agent') ?? '',
      },
      requestId: from.requestId,
      routeKey,
      stage: STAGE,
      time: formatRequestTime(from.epochMs),
      timeEpoch: from.epochMs,
    },
    ...(body !== null && { body }),
    ...(!isEmpty(parameters) && { pathParameters: parameters }),
    ...(iam !== null && { pathParameters: null }),
    isBase64Encoded,
    ...(from.stageVariables !== undefined &&
      !isEmpty(from.stageVariables) && { stageVariables: from.stageVariables }),
    ...(iam !== null && { stageVariables: null }),
  }
}
