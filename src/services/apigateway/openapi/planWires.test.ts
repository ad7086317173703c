import { describe, expect, test } from 'vitest'
import { exportHttpApi } from './planHttpOpenApi.ts'
import { planWires, type Surroundings } from './planWires.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function'
const invocation = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}:${name}/invocations`

const SCENARIO: Surroundings = {
  nodes: [
    { id: 'Items', type: 'AWS::Lambda::Function', properties: { FunctionName: 'items' } },
    { id: 'Guard', type: 'AWS::Lambda::Function', properties: {} },
    { id: 'Shop', type: 'Coldstart::HttpService', properties: { Name: 'shop.internal' } },
    { id: 'Orders', type: 'AWS::SQS::Queue', properties: { QueueName: 'orders' } },
    { id: 'Table', type: 'AWS::DynamoDB::Table', properties: { TableName: 'things' } },
  ],
  wires: [],
}

const operation = (extension: object) => ({ 'x-amazon-apigateway-integration': extension })

describe('the wires of an imported definition', () => {
  test('functions, servers, queues and tables by their ARNs and URIs; what is not there is told', () => {
    const document = {
      paths: {
        '/items': {
          get: operation({ type: 'aws_proxy', uri: invocation('items') }),
          post: operation({ type: 'aws_proxy', uri: invocation('items:live') }),
        },
        '/shop/{proxy+}': {
          'x-amazon-apigateway-any-method': operation({
            type: 'http_proxy',
            uri: 'http://shop.internal:8080/{proxy}',
          }),
        },
        '/orders': {
          post: operation({
            type: 'aws',
            uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders',
          }),
        },
        '/things': {
          get: operation({
            type: 'aws',
            uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/GetItem',
            requestTemplates: { 'application/json': '{"TableName": "things", "Key": {}}' },
          }),
        },
        '/mock': { get: operation({ type: 'mock', uri: 'x' }) },
        '/gone': { get: operation({ type: 'aws_proxy', uri: invocation('gone') }) },
      },
      components: {
        securitySchemes: {
          users: { 'x-amazon-apigateway-authorizer': { authorizerUri: invocation('Guard') } },
        },
      },
    }
    expect(planWires(document, 'Methods', SCENARIO)).toEqual({
      unknown: [{ key: 'GET /gone', uri: invocation('gone') }],
      wires: [
        { target: 'Items', properties: { Methods: ['GET /items'] } },
        { target: 'Items', properties: { Qualifier: 'live', Methods: ['POST /items'] } },
        { target: 'Shop', properties: { Methods: ['ANY /shop/{proxy+}'] } },
        { target: 'Orders', properties: { Methods: ['POST /orders'] } },
        { target: 'Table', properties: { Methods: ['GET /things'] } },
        { target: 'Guard', port: 'authorizer', properties: { AuthorizerId: 'users' } },
      ],
    })
  })

  test('a wire that is there gets the keys that it lacks, or is left as it is', () => {
    const wire = (keys: readonly string[]) => ({
      id: 'e1',
      target: 'Items',
      port: null,
      properties: { Methods: keys },
    })
    const document = { paths: { '/items': { get: operation({ uri: invocation('items') }) } } }
    const plan = (keys: readonly string[]) =>
      planWires(document, 'Methods', { ...SCENARIO, wires: [wire(keys)] }).wires
    expect(plan(['GET /items'])).toEqual([])
    expect(plan(['PUT /items'])).toEqual([
      { edge: 'e1', target: 'Items', properties: { Methods: ['PUT /items', 'GET /items'] } },
    ])
  })

  test('an HTTP API’s wires say what its integrations say: subtypes, formats, servers', () => {
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'
    const parameters = { QueueUrl, MessageBody: '$request.body' }
    const wired = { format: '2.0', timeoutMs: 30_000 } as const
    const document = exportHttpApi(
      {},
      [
        {
          ...wired,
          route: 'POST /orders',
          target: 'Orders',
          kind: 'service',
          subtype: 'SQS-SendMessage',
          parameters,
        },
        { ...wired, route: '$default', target: 'items', kind: 'lambda', format: '1.0' },
        { ...wired, route: 'GET /shop', target: 'shop.internal', kind: 'http', timeoutMs: 500 },
      ],
      { accountId: '123456789012', region: 'us-east-1' },
    )
    expect(planWires(document, 'RouteKeys', SCENARIO)).toEqual({
      unknown: [],
      wires: [
        { target: 'Items', properties: { PayloadFormatVersion: '1.0', RouteKeys: ['$default'] } },
        {
          target: 'Shop',
          properties: {
            TimeoutInMillis: 500,
            IntegrationMethod: 'ANY',
            IntegrationUri: 'http://shop.internal',
            RouteKeys: ['GET /shop'],
          },
        },
        {
          target: 'Orders',
          properties: {
            IntegrationSubtype: 'SQS-SendMessage',
            RequestParameters: parameters,
            RouteKeys: ['POST /orders'],
          },
        },
      ],
    })
  })
})
