import { parse, stringify } from 'yaml'
import { describe, expect, test } from 'vitest'
import { restApiProperties } from '../rest/properties.ts'
import { exportRestApi } from './planRestExport.ts'
import { exportHttpApi, importHttpApi } from './planHttpOpenApi.ts'
import { importRestApi } from './planRestImport.ts'

const AT = { accountId: '123456789012', region: 'us-east-1' }

const integration = {
  Type: 'AWS',
  IntegrationHttpMethod: 'POST',
  Uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/GetItem',
  RequestParameters: { 'integration.request.header.X': "'a'" },
  RequestTemplates: { 'application/json': '{"id":"$input.params(\'id\')"}' },
  PassthroughBehavior: 'WHEN_NO_TEMPLATES',
  TimeoutInMillis: 5_000,
  CacheKeyParameters: ['method.request.path.id'],
  IntegrationResponses: [
    { StatusCode: '200', ResponseTemplates: { 'application/json': '{}' } },
    { StatusCode: '404', SelectionPattern: '4\\d{2}' },
  ],
}

const properties = {
  Name: 'shop',
  Methods: {
    'GET /items/{id}': {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: 'users',
      ApiKeyRequired: true,
      OperationName: 'getItem',
      RequestParameters: {
        'method.request.querystring.since': true,
        'method.request.header.X-Trace': false,
      },
      RequestValidatorId: 'all',
      MethodResponses: [
        {
          StatusCode: '200',
          ResponseParameters: { 'method.response.header.X-Count': false },
          ResponseModels: { 'application/json': 'Item' },
        },
        { StatusCode: '404' },
      ],
      Integration: integration,
    },
    'POST /items': {
      AuthorizationType: 'AWS_IAM',
      RequestModels: { 'application/json': 'Item' },
      Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode":200}' } },
    },
    'ANY /{proxy+}': {
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: 'pool',
      AuthorizationScopes: ['shop/read'],
      Integration: { Type: 'HTTP_PROXY', Uri: '/x' },
    },
  },
  Models: { Item: { Schema: { type: 'object', required: ['id'] } } },
  Authorizers: {
    users: { Type: 'TOKEN', IdentitySource: 'method.request.header.X-Token' },
    pool: {
      Type: 'COGNITO_USER_POOLS',
      ProviderARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
    },
  },
  RequestValidators: { all: { ValidateRequestBody: true, ValidateRequestParameters: true } },
  GatewayResponses: {
    ACCESS_DENIED: { StatusCode: '404', ResponseTemplates: { 'application/json': '{}' } },
  },
  Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
  BinaryMediaTypes: ['image/*'],
  MinimumCompressionSize: 1_024,
  ApiKeySourceType: 'HEADER',
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
describe('a REST API as OpenAPI', () => {
  test('comes back as it went, by way of YAML too', () => {
    expect(restApiProperties.safeParse(properties).success).toBe(true)
    const document = exportRestApi(properties, [], AT)
    expect(importRestApi(document)).toEqual({ properties, problems: [] })
    expect(importRestApi(parse(stringify(document)))).toEqual({ properties, problems: [] })
  })

  test('has the extensions of AWS, by their names', () => {
    const document = exportRestApi(properties, [], AT)
    expect(document).toMatchObject({
      openapi: '3.0.1',
      info: { title: 'shop' },
      paths: {
        '/items/{id}': {
          get: {
            operationId: 'getItem',
            parameters: [
              { name: 'id', in: 'path', required: true },
              { name: 'since', in: 'query', required: true },
              { name: 'X-Trace', in: 'header' },
            ],
            security: [{ users: [] }, { api_key: [] }],
            'x-amazon-apigateway-request-validator': 'all',
            'x-amazon-apigateway-integration': {
              type: 'aws',
              httpMethod: 'POST',
              passthroughBehavior: 'when_no_templates',
              responses: { default: { statusCode: '200' }, '4\\d{2}': { statusCode: '404' } },
            },
          },
        },
        '/{proxy+}': { 'x-amazon-apigateway-any-method': { security: [{ pool: ['shop/read'] }] } },
      },
      components: {
        schemas: { Item: { type: 'object' } },
        securitySchemes: {
          users: {
            type: 'apiKey',
            name: 'X-Token',
            in: 'header',
            'x-amazon-apigateway-authtype': 'custom',
            'x-amazon-apigateway-authorizer': { type: 'token' },
          },
          sigv4: { 'x-amazon-apigateway-authtype': 'awsSigv4' },
          api_key: { name: 'x-api-key' },
        },
      },
      'x-amazon-apigateway-gateway-responses': { ACCESS_DENIED: { statusCode: '404' } },
    })
  })

  test('names the functions that wires lead to', () => {
    const running = [{ method: 'GET /a', type: 'AWS_PROXY', target: 'Fn' }]
    expect(exportRestApi({}, running, AT)).toMatchObject({
      paths: {
        '/a': {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              httpMethod: 'POST',
              uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:Fn/invocations',
            },
          },
        },
      },
    })
  })

  test("a document of AWS's guide: a default validator, security for all, a header's authorizer", () => {
    const imported = importRestApi({
      openapi: '3.0.0',
      info: { title: 'ReqValidators Sample', version: '1.0.0' },
      'x-amazon-apigateway-request-validators': {
        all: { validateRequestBody: true, validateRequestParameters: true },
      },
      'x-amazon-apigateway-request-validator': 'all',
      security: [{ key: [] }],
      paths: {
        '/validation': {
          parameters: [{ name: 'q1', in: 'query', required: true, schema: { type: 'string' } }],
          post: {
            responses: { 200: { description: '200' }, default: { description: 'any' } },
            'x-amazon-apigateway-integration': { type: 'mock', responses: {} },
          },
          get: {},
          summary: 'not a method',
        },
      },
      components: { securitySchemes: { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } },
    })
    expect(imported).toEqual({
      properties: {
        Name: 'ReqValidators Sample',
        RequestValidators: { all: { ValidateRequestBody: true, ValidateRequestParameters: true } },
        Methods: {
          'POST /validation': {
            ApiKeyRequired: true,
            RequestParameters: { 'method.request.querystring.q1': true },
            RequestValidatorId: 'all',
            MethodResponses: [{ StatusCode: '200' }],
            Integration: { Type: 'MOCK' },
          },
          'GET /validation': {
            ApiKeyRequired: true,
            RequestParameters: { 'method.request.querystring.q1': true },
            RequestValidatorId: 'all',
          },
        },
      },
      problems: ['GET /validation has no integration'],
    })
  })

  test.each([
    [null, 'This is no OpenAPI document'],
    [[], 'This is no OpenAPI document'],
    [{ swagger: '2.0' }, 'This is no OpenAPI 3 document: it has no member openapi'],
    [{ openapi: '2.0' }, 'OpenAPI 2.0 is not understood: 3.x is'],
    [{ openapi: '3.0.1' }, 'The document has no paths'],
  ])('%j is refused with a reason', (document, reason) => {
    expect(importRestApi(document)).toBe(reason)
    expect(importHttpApi(document)).toBe(reason)
  })

  test('whatever stands in a document, nothing is thrown', () => {
    const odd = [null, 7, 'x', [], {}, [{}], { get: 1 }, { get: { security: 'x', responses: [1] } }]
    for (const paths of odd) {
      for (const components of odd) {
        expect(() => importRestApi({ openapi: '3.0', paths, components })).not.toThrow()
        expect(() => importHttpApi({ openapi: '3.0', paths, components })).not.toThrow()
      }
    }
  })
})

describe('an HTTP API as OpenAPI', () => {
  const api = {
    Name: 'http',
    Routes: {
      'GET /items': {
        AuthorizationType: 'JWT',
        AuthorizerId: 'users',
        AuthorizationScopes: ['read'],
      },
      'POST /items': { AuthorizationType: 'AWS_IAM' },
      $default: { AuthorizationType: 'CUSTOM', AuthorizerId: 'fn' },
    },
    Authorizers: {
      users: {
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://issuer', Audience: ['api'] },
      },
      fn: {
        AuthorizerType: 'REQUEST',
        IdentitySource: ['$request.header.A', '$request.querystring.b'],
        EnableSimpleResponses: true,
      },
    },
    CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 60 },
  }
  const wired = { target: 'Fn', kind: 'lambda', format: '2.0', timeoutMs: 30_000 } as const
  const keys = ['$default', 'GET /items', 'POST /items']

  test('comes back as it went, with the routes that wires are to have', () => {
    const document = exportHttpApi(
      api,
      keys.map((route) => ({ route, ...wired })),
      AT,
    )
    expect(document['x-amazon-apigateway-cors']).toEqual({ allowOrigins: ['*'], maxAge: 60 })
    expect(document['paths']).toMatchObject({
      '/$default': { 'x-amazon-apigateway-any-method': { isDefaultRoute: true } },
      '/items': { get: { security: [{ users: ['read'] }] }, post: { security: [{ sigv4: [] }] } },
    })
    // Each route says where the document had it lead, until a wire does.
    const IntegrationUri =
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:Fn/invocations'
    const led = Object.fromEntries(
      Object.entries(api.Routes).map(([key, route]) => [key, { ...route, IntegrationUri }]),
    )
    expect(importHttpApi(document)).toEqual({
      properties: { ...api, Routes: led },
      problems: [],
      routes: keys,
    })
  })
})
