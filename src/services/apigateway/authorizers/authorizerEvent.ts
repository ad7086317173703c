import { createHttpEvent } from '#contracts/httpEvent.ts'
import { createPayload1, type GatewayRequest } from '../payload1.ts'

type Json = Readonly<Record<string, unknown>>

/** What an authorizer is asked with, besides the request. */
export interface AuthorizerQuestion {
  readonly format: '1.0' | '2.0'
  readonly identities: readonly string[]
  readonly resource: string
}

/** Leaves out what is undefined. */
const present = (event: Json): object =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))

/**
 * The event of a Lambda authorizer, of either format: as its integration would get it, without the body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function createAuthorizerEvent(from: GatewayRequest, asked: AuthorizerQuestion): object {
  const { format, identities, resource } = asked
  if (format === '2.0') {
    const event = createHttpEvent(from) as Json
    return present({
      version: '2.0',
      type: 'REQUEST',
      routeArn: resource,
      identitySource: identities,
      routeKey: event['routeKey'],
      rawPath: event['rawPath'],
      rawQueryString: event['rawQueryString'],
      cookies: event['cookies'],
      headers: event['headers'],
      queryStringParameters: event['queryStringParameters'],
      requestContext: event['requestContext'],
      pathParameters: event['pathParameters'],
      stageVariables: event['stageVariables'],
    })
  }
  const event = createPayload1(from) as Json
  const { authorizer: _authorizer, ...requestContext } = event['requestContext'] as Json
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: resource,
    identitySource: identities.join(','),
    authorizationToken: identities.join(','),
    resource: event['resource'],
    path: event['path'],
    httpMethod: event['httpMethod'],
    headers: event['headers'],
    multiValueHeaders: event['multiValueHeaders'],
    queryStringParameters: event['queryStringParameters'],
    pathParameters: event['pathParameters'],
    stageVariables: event['stageVariables'],
    requestContext,
  }
}
