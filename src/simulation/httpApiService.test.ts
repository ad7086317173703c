import { after, seconds } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import { CONSOLE } from '#scenario/outside.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// An HTTP API before a queue, without a function: first-class integrations of SQS.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

const wire = (
  id: string,
  key: string,
  action: string,
  RequestParameters: Readonly<Record<string, string>>,
) => ({
  id,
  source: 'Api',
  target: 'Orders',
  properties: { RouteKeys: [key], IntegrationSubtype: `SQS-${action}`, RequestParameters },
})

const scenario: Scenario = {
  coldstart: 1,
  name: 'queue behind an HTTP API',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', properties: {} },
    { id: 'Orders', type: 'AWS::SQS::Queue', properties: { QueueName: 'orders' } },
  ],
  edges: [
    wire('e1', 'POST /orders', 'SendMessage', {
      QueueUrl,
      MessageBody: '$request.body.order',
      DelaySeconds: '$request.querystring.delay',
      MessageAttributes:
        '{"from":{"DataType":"String","StringValue":"${context.identity.sourceIp}"}}',
    }),
    wire('e2', 'GET /orders', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: '10',
      AttributeNames: 'ApproximateReceiveCount',
      MessageAttributeNames: '["All"]',
    }),
    wire('e3', 'DELETE /orders/{handle+}', 'DeleteMessage', {
      QueueUrl,
      ReceiptHandle: '$request.path.handle',
    }),
    wire('e4', 'DELETE /orders', 'PurgeQueue', { QueueUrl }),
    wire('e5', 'POST /other', 'SendMessage', {
      QueueUrl: QueueUrl.replace('orders', 'other'),
      MessageBody: 'x',
    }),
    { id: 'e6', source: 'Api', target: 'Orders', properties: { RouteKeys: ['GET /none'] } },
  ],
}

test('requests become calls of SQS, whose answers are XML', () => {
  const simulation = createSimulation({ scenario, handlers: createFakeRuntime(() => null) })
  let sent = 0
  const ask = (method: string, path: string, more: { body?: string; query?: string } = {}) => {
    const id = String(sent++)
    const request = { method, path, query: '', headers: [], body: '', ...more }
    simulation.command(CONSOLE, { type: 'send', id, node: 'Api', ...request })
    void simulation.runUntil(after(simulation.now, seconds(2)))
    return simulation.query(CONSOLE, { type: 'sent', id }) as {
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
    }
  }
  const added = ask('POST', '/orders', { body: '{"order":"two shirts"}', query: 'delay=0' })
  expect([added.status, Object.fromEntries(added.headers)['content-type']]).toEqual([
    200,
    'text/xml',
  ])
  expect(added.body).toMatch(
    /^<\?xml version="1\.0"\?><SendMessageResponse xmlns="http:\/\/queue\.amazonaws\.com\/doc\/2012-11-05\/"><SendMessageResult><MessageId>[0-9a-f-]{36}<\/MessageId><MD5OfMessageBody>[0-9a-f]{32}<\/MD5OfMessageBody><MD5OfMessageAttributes>[0-9a-f]{32}<\/MD5OfMessageAttributes><\/SendMessageResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/SendMessageResponse>$/,
  )

  const received = ask('GET', '/orders').body
  expect(received).toContain('<Body>two shirts</Body>')
  expect(received).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value>')
  expect(received).toContain('<MessageAttribute><Name>from</Name><Value>')

  const [, handle = ''] = /<ReceiptHandle>([^<]+)</.exec(received) ?? []
  expect(ask('DELETE', `/orders/${encodeURIComponent(handle)}`).status).toBe(200)
  expect(ask('DELETE', '/orders').body).toContain('<PurgeQueueResponse ')

  const unresolved = ask('POST', '/orders', { body: '{}' })
  expect([unresolved.status, unresolved.body]).toEqual([400, '{"message":"Bad Request"}'])
  expect(ask('POST', '/other')).toMatchObject({
    status: 400,
    body: expect.stringContaining(
      '<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>',
    ) as string,
  })
  expect(ask('GET', '/none')).toMatchObject({
    status: 500,
    body: '{"message":"Internal Server Error"}',
  })
})
