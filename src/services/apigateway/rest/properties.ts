import * as z from 'zod/mini'
import { fields } from '#services/definition.ts'
import { iamUserSchema } from '../iamUser.ts'
import { methodSecurity, securityParts } from './securityProperties.ts'

const strings = z.record(z.string(), z.string())

/** An integration's answer, by AWS::ApiGateway::Method's IntegrationResponse. */
const integrationResponse = z.looseObject({
  StatusCode: z._default(z.string(), '200'),
  SelectionPattern: z.optional(z.string()),
  ResponseParameters: z.optional(strings),
  ResponseTemplates: z.optional(strings),
  ContentHandling: z.optional(z.enum(['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'])),
})

/** AWS::ApiGateway::Method's Integration. `Type` follows the wire where it is absent; the wire stands for `Uri`'s target. */
const integration = z.looseObject({
  Type: z.optional(z.enum(['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'])),
  IntegrationHttpMethod: z.optional(z.string()),
  Uri: z.optional(z.string()),
  RequestParameters: z.optional(strings),
  RequestTemplates: z.optional(strings),
  PassthroughBehavior: z._default(
    z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']),
    'WHEN_NO_MATCH',
  ),
  ContentHandling: z.optional(z.enum(['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'])),
  ConnectionType: z.optional(z.enum(['INTERNET', 'VPC_LINK'])),
  ConnectionId: z.optional(z.string()),
  /** Up to 29 s; 15 minutes where the answer is streamed. */
  TimeoutInMillis: z._default(z.int().check(z.minimum(50), z.maximum(900_000)), 29_000),
  ResponseTransferMode: z._default(z.enum(['BUFFERED', 'STREAM']), 'BUFFERED'),
  CacheKeyParameters: z._default(z.array(z.string()), []),
  CacheNamespace: z.optional(z.string()),
  IntegrationResponses: z._default(z.array(integrationResponse), []),
})

/** AWS::ApiGateway::Method, without what the API and the key tell. */
const method = z.looseObject({
  ...methodSecurity,
  RequestParameters: z.optional(z.record(z.string(), z.boolean())),
  RequestModels: z.optional(strings),
  RequestValidatorId: z.optional(z.string()),
  OperationName: z.optional(z.string()),
  MethodResponses: z.optional(
    z.array(
      z.looseObject({
        StatusCode: z.string(),
        ResponseParameters: z.optional(z.record(z.string(), z.boolean())),
        ResponseModels: z.optional(strings),
      }),
    ),
  ),
  Integration: z._default(integration, {
    PassthroughBehavior: 'WHEN_NO_MATCH',
    TimeoutInMillis: 29_000,
    ResponseTransferMode: 'BUFFERED',
    CacheKeyParameters: [],
    IntegrationResponses: [],
  }),
})

/** AWS::ApiGateway::Stage's MethodSetting, and two that only the API's own model has: who may invalidate the cache. */
const methodSetting = z.looseObject({
  ResourcePath: z._default(z.string(), '/*'),
  HttpMethod: z._default(z.string(), '*'),
  ThrottlingRateLimit: z.optional(z.number().check(z.nonnegative())),
  ThrottlingBurstLimit: z.optional(z.int().check(z.nonnegative())),
  CachingEnabled: z.optional(z.boolean()),
  CacheTtlInSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(3_600))),
  MetricsEnabled: z.optional(z.boolean()),
  LoggingLevel: z.optional(z.enum(['OFF', 'ERROR', 'INFO'])),
  DataTraceEnabled: z.optional(z.boolean()),
  RequireAuthorizationForCacheControl: z.optional(z.boolean()),
  UnauthorizedCacheControlHeaderStrategy: z.optional(
    z.enum(['FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER']),
  ),
})

/** AWS::ApiGateway::Stage. Without a `DeploymentId` it serves the document as it is: every edit is deployed. */
const stage = z.looseObject({
  StageName: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,128}$/)),
  DeploymentId: z.optional(z.string()),
  Variables: z.optional(strings),
  CacheClusterEnabled: z._default(z.boolean(), false),
  CacheClusterSize: z._default(
    z.enum(['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237']),
    '0.5',
  ),
  MethodSettings: z._default(z.array(methodSetting), []),
  TracingEnabled: z._default(z.boolean(), false),
  AccessLogSetting: z.optional(z.looseObject({ Format: z.string().check(z.maxLength(3_072)) })),
  CanarySetting: z.optional(
    z.looseObject({
      PercentTraffic: z._default(z.number().check(z.minimum(0), z.maximum(100)), 0),
      DeploymentId: z.optional(z.string()),
      StageVariableOverrides: z.optional(strings),
      UseStageCache: z._default(z.boolean(), false),
    }),
  ),
})

const pattern = z._default(z.string().check(z.maxLength(500)), '*')

/** AWS::XRay::SamplingRule's SamplingRule; attributes of segments are not known when the gateway decides. */
const samplingRule = z.looseObject({
  RuleName: z.string(),
  Priority: z.int().check(z.minimum(1), z.maximum(9_999)),
  FixedRate: z.number().check(z.minimum(0), z.maximum(1)),
  ReservoirSize: z.int().check(z.nonnegative()),
  ServiceName: pattern,
  ServiceType: pattern,
  HTTPMethod: pattern,
  Host: pattern,
  URLPath: pattern,
  ResourceARN: pattern,
})

const gatewayResponse = z.looseObject({
  StatusCode: z.optional(z.string().check(z.regex(/^[1-5]\d\d$/))),
  ResponseParameters: z.optional(strings),
  ResponseTemplates: z.optional(strings),
})

const models = z.record(
  z.string(),
  z.looseObject({
    ContentType: z._default(z.string(), 'application/json'),
    Schema: z.record(z.string(), z.unknown()),
  }),
)

const validators = z.record(
  z.string(),
  z.looseObject({
    ValidateRequestBody: z._default(z.boolean(), false),
    ValidateRequestParameters: z._default(z.boolean(), false),
  }),
)

/** What else an API is when it is deployed. */
const apiParts = z.looseObject({
  Authorizers: z._default(z.record(z.string(), securityParts.authorizer), {}),
  Models: z._default(models, {}),
  RequestValidators: z._default(validators, {}),
  GatewayResponses: z._default(z.record(z.string(), gatewayResponse), {}),
  BinaryMediaTypes: z._default(z.array(z.string()), []),
  MinimumCompressionSize: z.optional(z.int().check(z.minimum(0), z.maximum(10_485_760))),
  Policy: z.optional(z.record(z.string(), z.unknown())),
})

/** A deployment: what the API was when it was made, and where its methods led. */
const deployment = z.looseObject({
  DeploymentId: z.string(),
  Description: z.optional(z.string()),
  Methods: z.record(z.string(), method),
  /** The methods of each wire, by the wire's id. */
  Wires: z._default(z.record(z.string(), z.array(z.string())), {}),
  /** Absent in older snapshots: then it is the document's, as it is. */
  Api: z.optional(apiParts),
})

const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide'

export const restApiProperties = z.looseObject({
  Name: z._default(z.string(), 'api').register(fields, { title: 'Name' }),
  EndpointConfiguration: z
    ._default(
      z.looseObject({ Types: z._default(z.array(z.enum(['EDGE', 'REGIONAL', 'PRIVATE'])), []) }),
      { Types: ['REGIONAL'] },
    )
    .register(fields, { title: 'Endpoint type', widget: 'json' }),
  DisableExecuteApiEndpoint: z._default(z.boolean(), false).register(fields, {
    title: 'Custom domains only',
    help: 'Its own host answers 403.',
  }),
  Methods: z._default(z.record(z.string(), method), {}).register(fields, {
    title: 'Methods',
    widget: 'json',
    help: 'By method and path, `GET /items/{id}`: what AWS::ApiGateway::Method says. A wire’s methods need no entry.',
    source: `${API}/aws-resource-apigateway-method.html`,
  }),
  Stages: z
    ._default(z.array(stage), [
      {
        StageName: 'prod',
        CacheClusterEnabled: false,
        CacheClusterSize: '0.5',
        MethodSettings: [],
        TracingEnabled: false,
      },
    ])
    .register(fields, {
      title: 'Stages',
      widget: 'json',
      source: `${API}/aws-resource-apigateway-stage.html`,
    }),
  DefaultStage: z._default(z.string(), 'prod').register(fields, {
    title: 'Stage without a path',
    help: 'Reached by paths that begin with no stage’s name, as behind a custom domain. Empty: they get AWS’s 403.',
  }),
  Models: z
    ._default(models, {})
    .register(fields, { title: 'Models', widget: 'json', help: 'JSON schemas, draft 4, by name.' }),
  RequestValidators: z
    ._default(validators, {})
    .register(fields, { title: 'Request validators', widget: 'json' }),
  GatewayResponses: z
    ._default(z.record(z.string(), gatewayResponse), {})
    .register(fields, { title: 'Gateway responses', widget: 'json' }),
  Authorizers: z._default(z.record(z.string(), securityParts.authorizer), {}).register(fields, {
    title: 'Authorizers',
    widget: 'json',
    help: 'By name. TOKEN and REQUEST lead to a function by a wire from the authorizer port; COGNITO_USER_POOLS keeps its keys in Jwks.',
    source: `${API}/aws-resource-apigateway-authorizer.html`,
  }),
  IamUsers: z._default(z.array(iamUserSchema), []).register(fields, {
    title: 'IAM users',
    widget: 'json',
    help: 'Whose signatures AWS_IAM methods take.',
  }),
  Policy: z.optional(z.record(z.string(), z.unknown())).register(fields, {
    title: 'Resource policy',
    widget: 'json',
    source: `${API.replace('AWSCloudFormation/latest/UserGuide', 'apigateway/latest/developerguide')}/apigateway-resource-policies.html`,
  }),
  ApiKeySourceType: z._default(z.enum(['HEADER', 'AUTHORIZER']), 'HEADER').register(fields, {
    title: 'API key source',
    help: 'x-api-key, or the usageIdentifierKey that a Lambda authorizer returns.',
  }),
  ApiKeys: z
    ._default(z.array(securityParts.apiKey), [])
    .register(fields, { title: 'API keys', widget: 'json' }),
  UsagePlans: z._default(z.array(securityParts.usagePlan), []).register(fields, {
    title: 'Usage plans',
    widget: 'json',
    help: 'With the names of their Keys.',
    source: `${API}/aws-resource-apigateway-usageplan.html`,
  }),
  WebACL: z.optional(securityParts.webAcl).register(fields, {
    title: 'Web ACL',
    widget: 'json',
    help: 'WAF rules by rate or by address, in front of everything else.',
  }),
  SamplingRules: z.optional(z.array(samplingRule).check(z.maxLength(100))).register(fields, {
    title: 'X-Ray sampling rules',
    widget: 'json',
    help: 'Of stages with TracingEnabled, before the default rule: [{"RuleName": "writes", "Priority": 1, "HTTPMethod": "POST", "FixedRate": 1, "ReservoirSize": 1}]',
    source: `${API}/aws-resource-xray-samplingrule.html`,
  }),
  BinaryMediaTypes: z
    ._default(z.array(z.string()), [])
    .register(fields, { title: 'Binary media types', help: '`image/png`, `*/*`' }),
  MinimumCompressionSize: z
    .optional(z.int().check(z.minimum(0), z.maximum(10_485_760)))
    .register(fields, { title: 'Compress from', unit: 'bytes', help: 'Empty: never.' }),
  Deployments: z._default(z.array(deployment), []).register(fields, {
    title: 'Deployments',
    widget: 'json',
    help: 'Snapshots that a stage or a canary may name.',
  }),
})

export const restApiModel = z.looseObject({
  OverheadMs: z._default(z.number().check(z.nonnegative()), 9).register(fields, {
    title: 'Gateway overhead',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution (sigma 0.5): what Latency holds beyond IntegrationLatency.',
    source: 'assumption: AWS calls HTTP APIs up to 60 % faster',
  }),
  AccountRatePerSecond: z._default(z.number().check(z.positive()), 10_000).register(fields, {
    title: 'Account rate limit',
    unit: 'requests/s',
    group: 'Model',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
  AccountBurst: z._default(z.int().check(z.positive()), 5_000).register(fields, {
    title: 'Account burst limit',
    unit: 'requests',
    group: 'Model',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  }),
})

/** Which methods of the API lead along a wire. */
export const methodsSchema = z.looseObject({
  Methods: z._default(z.array(z.string()), ['ANY /', 'ANY /{proxy+}']).register(fields, {
    title: 'Methods',
    help: '`GET /items/{id}`, `ANY /{proxy+}`; one a line.',
  }),
})

/** A wire to a function. */
export const functionWireSchema = z.extend(methodsSchema, {
  /** A convenience of ours for the end of the function's ARN in `Uri`: `…:function:items:prod`. */
  Qualifier: z.optional(z.string().check(z.maxLength(128))).register(fields, {
    title: 'Alias or version',
    help: 'Of the function; empty means $LATEST.',
  }),
  /** Of a wire from the authorizer port: the key in `Authorizers` that it is. */
  AuthorizerId: z.optional(z.string()).register(fields, { title: 'Authorizer' }),
})

export type RestApiProperties = z.output<typeof restApiProperties>
/** What a deployment keeps of an API beside its methods. */
export type ApiParts = Pick<
  RestApiProperties,
  | 'Authorizers'
  | 'Models'
  | 'RequestValidators'
  | 'GatewayResponses'
  | 'BinaryMediaTypes'
  | 'MinimumCompressionSize'
  | 'Policy'
>
export type MethodProperties = z.output<typeof method>
export type IntegrationProperties = z.output<typeof integration>
export type IntegrationResponse = z.output<typeof integrationResponse>
export type StageProperties = z.output<typeof stage>
export type MethodSetting = z.output<typeof methodSetting>
export type GatewayResponseSetting = z.output<typeof gatewayResponse>
