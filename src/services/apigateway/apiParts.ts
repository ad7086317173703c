import * as z from 'zod/mini'

export const corsConfiguration = z.looseObject({
  AllowOrigins: z.optional(z.array(z.string())),
  AllowMethods: z.optional(z.array(z.string())),
  AllowHeaders: z.optional(z.array(z.string())),
  ExposeHeaders: z.optional(z.array(z.string())),
  MaxAge: z.optional(z.int().check(z.minimum(-1), z.maximum(86_400))),
  AllowCredentials: z.optional(z.boolean()),
})

export const routeSettings = z.looseObject({
  DetailedMetricsEnabled: z.optional(z.boolean()),
  ThrottlingBurstLimit: z.optional(z.int().check(z.nonnegative())),
  ThrottlingRateLimit: z.optional(z.number().check(z.nonnegative())),
  /** Of WebSocket APIs: the execution log. */
  LoggingLevel: z.optional(z.enum(['OFF', 'ERROR', 'INFO'])),
})

/** AWS::ApiGatewayV2::IntegrationResponse. */
const socketResponse = z.looseObject({
  /** `$default`, or a pattern of statuses between slashes: `/4\\d{2}/`. */
  IntegrationResponseKey: z._default(z.string(), '$default'),
  ResponseTemplates: z.optional(z.record(z.string(), z.string())),
})

/** AWS::ApiGatewayV2::Integration of a WebSocket API's route, where it maps. A mock needs no wire. */
export const routeIntegration = z.looseObject({
  IntegrationType: z._default(
    z.enum(['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK']),
    'AWS_PROXY',
  ),
  /** Of an AWS service: `arn:aws:apigateway:us-east-1:dynamodb:action/PutItem`. */
  IntegrationUri: z.optional(z.string()),
  RequestTemplates: z.optional(z.record(z.string(), z.string())),
  TemplateSelectionExpression: z.optional(z.string()),
  PassthroughBehavior: z._default(
    z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']),
    'WHEN_NO_MATCH',
  ),
  IntegrationResponses: z._default(z.array(socketResponse), []),
})

export const routeProperties = z.looseObject({
  Integration: z.optional(routeIntegration),
  AuthorizationType: z.optional(z.enum(['NONE', 'JWT', 'CUSTOM', 'AWS_IAM'])),
  AuthorizerId: z.optional(z.string()),
  AuthorizationScopes: z.optional(z.array(z.string()).check(z.maxLength(10))),
  /** Of a WebSocket API's `$connect`. */
  ApiKeyRequired: z.optional(z.boolean()),
  RouteResponseSelectionExpression: z.optional(z.literal('$default')),
  /** Of a WebSocket API: which entry of `RequestModels` a message is held against. */
  ModelSelectionExpression: z.optional(z.string()),
  /** Names of the API's `Models`, by what the expression gives; `$default` for the rest. */
  RequestModels: z.optional(z.record(z.string(), z.string())),
  /** Where an imported definition had the route lead; the wire stands for it. */
  IntegrationUri: z.optional(z.string()),
})

/** AWS::ApiGatewayV2::Stage of an HTTP API. */
export const stage = z.looseObject({
  StageName: z.string().check(z.regex(/^(\$default|[A-Za-z0-9_-]{1,128})$/)),
  AutoDeploy: z._default(z.boolean(), false),
  DeploymentId: z.optional(z.string()),
  StageVariables: z.optional(z.record(z.string(), z.string())),
  DefaultRouteSettings: z.optional(routeSettings),
  RouteSettings: z.optional(z.record(z.string(), routeSettings)),
  AccessLogSettings: z.optional(
    z.looseObject({ Format: z._default(z.string(), '$context.requestId') }),
  ),
})

/** A deployment: what the API's routes were when it was made, and where they led. */
export const deployment = z.looseObject({
  DeploymentId: z.string(),
  Description: z.optional(z.string()),
  Routes: z.optional(z.record(z.string(), routeProperties)),
  /** The routes of each wire, by the wire's id. */
  Wires: z._default(z.record(z.string(), z.array(z.string())), {}),
})

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export const authorizer = z.looseObject({
  AuthorizerType: z._default(z.enum(['REQUEST', 'JWT']), 'REQUEST'),
  IdentitySource: z._default(z.array(z.string()), ['$request.header.Authorization']),
  JwtConfiguration: z.optional(
    z.looseObject({
      Issuer: z.optional(z.string()),
      Audience: z.optional(z.array(z.string()).check(z.maxLength(50))),
    }),
  ),
  /** A convenience of ours: what the issuer's `jwks_uri` would give. */
  Jwks: z.optional(z.unknown()),
  AuthorizerPayloadFormatVersion: z._default(z.enum(['2.0', '1.0']), '2.0'),
  AuthorizerResultTtlInSeconds: z._default(z.int().check(z.minimum(0), z.maximum(3_600)), 0),
  EnableSimpleResponses: z._default(z.boolean(), false),
})
