// CloudFormation's names beside those of the OpenAPI extensions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

type Names = readonly (readonly [string, string])[]

/** Of AWS::ApiGateway::Method's Integration; types, passthrough and responses differ in more than their names. */
export const integrationNames: Names = [
  ['IntegrationHttpMethod', 'httpMethod'],
  ['Uri', 'uri'],
  ['Credentials', 'credentials'],
  ['RequestParameters', 'requestParameters'],
  ['RequestTemplates', 'requestTemplates'],
  ['ContentHandling', 'contentHandling'],
  ['TimeoutInMillis', 'timeoutInMillis'],
  ['ResponseTransferMode', 'responseTransferMode'],
  ['ConnectionType', 'connectionType'],
  ['ConnectionId', 'connectionId'],
  ['CacheKeyParameters', 'cacheKeyParameters'],
  ['CacheNamespace', 'cacheNamespace'],
]

/** Of an integration response. */
export const responseNames: Names = [
  ['StatusCode', 'statusCode'],
  ['ResponseParameters', 'responseParameters'],
  ['ResponseTemplates', 'responseTemplates'],
  ['ContentHandling', 'contentHandling'],
]

export const gatewayResponseNames: Names = [
  ['StatusCode', 'statusCode'],
  ['ResponseParameters', 'responseParameters'],
  ['ResponseTemplates', 'responseTemplates'],
]

export const validatorNames: Names = [
  ['ValidateRequestBody', 'validateRequestBody'],
  ['ValidateRequestParameters', 'validateRequestParameters'],
]

/** Of AWS::ApiGateway::Authorizer. */
export const authorizerNames: Names = [
  ['IdentitySource', 'identitySource'],
  ['IdentityValidationExpression', 'identityValidationExpression'],
  ['AuthorizerResultTtlInSeconds', 'authorizerResultTtlInSeconds'],
  ['ProviderARNs', 'providerARNs'],
]

/** Of the API itself. */
export const apiNames: Names = [
  ['Policy', 'x-amazon-apigateway-policy'],
  ['BinaryMediaTypes', 'x-amazon-apigateway-binary-media-types'],
  ['MinimumCompressionSize', 'x-amazon-apigateway-minimum-compression-size'],
  ['ApiKeySourceType', 'x-amazon-apigateway-api-key-source'],
]

export const corsNames: Names = [
  ['AllowOrigins', 'allowOrigins'],
  ['AllowMethods', 'allowMethods'],
  ['AllowHeaders', 'allowHeaders'],
  ['ExposeHeaders', 'exposeHeaders'],
  ['MaxAge', 'maxAge'],
  ['AllowCredentials', 'allowCredentials'],
]

/** Of AWS::ApiGatewayV2::Authorizer. */
export const httpAuthorizerNames: Names = [
  ['AuthorizerPayloadFormatVersion', 'authorizerPayloadFormatVersion'],
  ['AuthorizerResultTtlInSeconds', 'authorizerResultTtlInSeconds'],
  ['EnableSimpleResponses', 'enableSimpleResponses'],
]

export const INTEGRATION = 'x-amazon-apigateway-integration'
export const AUTHORIZER = 'x-amazon-apigateway-authorizer'
export const AUTHTYPE = 'x-amazon-apigateway-authtype'
export const ANY_METHOD = 'x-amazon-apigateway-any-method'
export const VALIDATOR = 'x-amazon-apigateway-request-validator'
export const VALIDATORS = 'x-amazon-apigateway-request-validators'
export const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses'
export const CORS = 'x-amazon-apigateway-cors'

/** Security schemes that are no authorizer of the API's own. */
export const API_KEY = 'api_key'
export const SIGV4 = 'sigv4'

/** The scheme of requests that are signed. */
export const IAM_SCHEME = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  [AUTHTYPE]: 'awsSigv4',
} as const
