import { expect, test } from 'vitest'
import { after, seconds } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import type { SqsState } from '#services/sqs/definition.ts'
import { createSimulation } from './createSimulation.ts'

// A REST API that calls DynamoDB and SQS itself: no function stands between, the wire is its permission.

const action = (name: string): string => `arn:aws:apigateway:us-east-1:dynamodb:action/${name}`

/** A response of the default kind, mapped by `template`, and what DynamoDB or SQS refuse as a 400. */
const answers = (template: string) => ({
  MethodResponses: [{ StatusCode: '200' }, { StatusCode: '400' }],
  IntegrationResponses: [
    { StatusCode: '200', ResponseTemplates: { 'application/json': template } },
    { StatusCode: '400', SelectionPattern: '4\\d{2}' },
  ],
})

const method = (Integration: object, template: string) => {
  const { MethodResponses, IntegrationResponses } = answers(template)
  return { MethodResponses, Integration: { ...Integration, IntegrationResponses } }
}

const Methods = {
  'PUT /items/{id}': method(
    {
      Uri: action('PutItem'),
      RequestTemplates: {
        'application/json':
          '{"TableName":"items","Item":{"id":{"S":"$input.params(\'id\')"},"name":{"S":"$input.path(\'$.name\')"}}}',
      },
    },
    '{"put":true}',
  ),
  'GET /items/{id}': method(
    {
      Uri: action('GetItem'),
      RequestTemplates: {
        'application/json': '{"TableName":"items","Key":{"id":{"S":"$input.params(\'id\')"}}}',
      },
    },
    '{"name":"$input.path(\'$.Item.name.S\')"}',
  ),
  'GET /other': method(
    {
      Uri: action('Scan'),
      RequestTemplates: { 'application/json': '{"TableName":"other"}' },
    },
    '{}',
  ),
  'POST /orders': method(
    {
      Uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders',
      RequestParameters: {
        'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
      },
      RequestTemplates: {
        'application/json':
          'Action=SendMessage&MessageBody=$util.urlEncode($input.body)&MessageAttribute.1.Name=from&MessageAttribute.1.Value.StringValue=api&MessageAttribute.1.Value.DataType=String',
      },
    },
    '{"id":"$input.path(\'$.SendMessageResponse.SendMessageResult.MessageId\')"}',
  ),
}

const scenario: Scenario = {
  coldstart: 1,
  name: 'rest',
  seed: 3,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', properties: { Load: { Stages: [] } } },
    { id: 'Api', type: 'AWS::ApiGateway::RestApi', properties: { Methods } },
    { id: 'Items', type: 'AWS::DynamoDB::Table', properties: { TableName: 'items' } },
    { id: 'Other', type: 'AWS::DynamoDB::Table', properties: { TableName: 'other' } },
    { id: 'Orders', type: 'AWS::SQS::Queue', properties: { QueueName: 'orders' } },
  ],
  edges: [
    { id: 'in', source: 'Users', target: 'Api' },
    {
      id: 'table',
      source: 'Api',
      target: 'Items',
      properties: { Methods: ['PUT /items/{id}', 'GET /items/{id}', 'GET /other'] },
    },
    { id: 'queue', source: 'Api', target: 'Orders', properties: { Methods: ['POST /orders'] } },
  ],
}

const create = () => {
  const simulation = createSimulation({ scenario, handlers: createFakeRuntime(() => null) })
  let count = 0
  const ask = (method: string, path: string, body = '') => {
    const id = `r${++count}`
    const headers = body === '' ? [] : [['content-type', 'application/json']]
    simulation.command('Users', { type: 'send', id, method, path, headers, body })
    simulation.runUntil(after(simulation.now, seconds(5)))
    const sent = simulation.query('Users', { type: 'sent', id }) as SentRequest
    return sent.type === 'answered' ? [sent.status, sent.body] : [sent.type]
  }
  return { simulation, ask }
}

test('DynamoDB by action: templates make the request and the answer', () => {
  const { ask } = create()
  expect(ask('PUT', '/prod/items/7', '{"name":"Rex"}')).toEqual([200, '{"put":true}'])
  expect(ask('GET', '/prod/items/7')).toEqual([200, '{"name":"Rex"}'])
  expect(ask('GET', '/prod/items/8')).toEqual([200, '{"name":""}'])
})

test('a table that no wire leads to is denied, as IAM does', () => {
  const { ask } = create()
  const [status, body] = ask('GET', '/prod/other')
  expect(status).toBe(400)
  expect(body).toContain('AccessDeniedException')
})

test('SQS by a form: the message is in the queue, the answer the query protocol’s in JSON', () => {
  const { simulation, ask } = create()
  const [status, body] = ask('POST', '/prod/orders', '{"a": 1}')
  expect(status).toBe(200)
  expect(body).toMatch(/^\{"id":"[0-9a-f-]{36}"\}$/)
  expect(simulation.inspect('Orders') as SqsState).toMatchObject({ sent: 1, visible: 1 })
})
