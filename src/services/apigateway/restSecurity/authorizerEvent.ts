import { decodePercent, groupValues, parseQuery } from '#contracts/proxyRequest.ts'
import { type Arrived, lastValues, requestContextOf } from '../rest/call.ts'
import { forwardedHeaders } from '../rest/proxyEvent.ts'

/**
 * What a TOKEN authorizer is asked with.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export const createTokenEvent = (authorizationToken: string, methodArn: string): object => ({
  type: 'TOKEN',
  authorizationToken,
  methodArn,
})

/** What a REQUEST authorizer is asked with: the request as its integration would get it, without the body. */
export function createRequestEvent(arrived: Arrived, methodArn: string): object {
  const { request, match, release } = arrived
  const headers = forwardedHeaders(arrived)
  const query = parseQuery(request.query)
  const { authorizer: _none, ...requestContext } = requestContextOf(arrived)
  return {
    type: 'REQUEST',
    methodArn,
    resource: match?.resourcePath ?? '',
    path: decodePercent(arrived.path),
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(groupValues(headers)),
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: Object.fromEntries(groupValues(query)),
    pathParameters: match?.parameters ?? {},
    stageVariables: release.variables,
    requestContext,
  }
}
