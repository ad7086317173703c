import { findHeader } from '#contracts/body.ts'
import { formatRequestTime } from '#contracts/calendar.ts'
import {
  decodePercent,
  groupValues,
  parseQuery,
  prefixOf,
  PROTOCOL,
  proxyBody,
  proxyHeaders,
  type ProxyRequest,
  STAGE,
} from '#contracts/proxyRequest.ts'
import type { RouteMatch } from './routes.ts'

/** A request with the route that it took: format 1.0 tells of the route's path. */
export interface GatewayRequest extends ProxyRequest {
  readonly match: RouteMatch
}

type Pairs = readonly (readonly [string, string])[]

/** The last value of each name. */
const lastValues = (pairs: Pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs)

const allValues = (pairs: Pairs): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(groupValues(pairs))

const orNull = <T extends object>(record: T | undefined): T | null =>
  record === undefined || Object.keys(record).length === 0 ? null : record

/** Callers that sign or authenticate come with a later depth: all of it is null without an authorizer. */
const identityOf = (sourceIp: string, userAgent: string | undefined): object => ({
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp,
  user: null,
  userAgent: userAgent ?? null,
  userArn: null,
})

/**
 * The event of payload format 1.0 as HTTP APIs send it: `version` is there, and absent parts are null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function createPayload1(from: GatewayRequest): object {
  const { request, match, apiId, requestId } = from
  const resource = match.route.isDefault ? match.route.key : match.route.path
  const path = decodePercent(request.path)
  const headers = proxyHeaders(from)
  const query = parseQuery(request.query)
  const { body, isBase64Encoded } = proxyBody(request)
  return {
    version: '1.0',
    resource,
    path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(allValues(query)),
    requestContext: {
      accountId: from.accountId,
      apiId,
      authorizer: from.authorizer?.v1 ?? { claims: null, scopes: null },
      domainName: from.domainName,
      domainPrefix: prefixOf(from.domainName),
      extendedRequestId: requestId,
      httpMethod: request.method,
      identity: identityOf(request.sourceIp, findHeader(request.headers, 'user-agent')),
      path,
      protocol: PROTOCOL,
      requestId,
      requestTime: formatRequestTime(from.epochMs),
      requestTimeEpoch: from.epochMs,
      resourceId: null,
      resourcePath: resource,
      stage: from.stage ?? STAGE,
    },
    pathParameters: orNull(match.parameters),
    stageVariables: orNull(from.stageVariables),
    body,
    isBase64Encoded,
  }
}
