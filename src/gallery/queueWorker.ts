import type { Scenario } from '#scenario/schema.ts'

/** Takes an order and answers at once: the work is a message's. */
const takeOrder = `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'

const sqs = new SQSClient({})
const QueueUrl = process.env.QUEUE_URL

export const handler = async (event) => {
  const order = JSON.parse(event.body)
  const { MessageId } = await sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) }),
  )
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accepted: MessageId }),
  }
}
`

/** Deals with ten orders, one after the other, and names those that failed: only these come back. */
const workOff = `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const charge = async (order) => {
  // The payment service takes its time, and has a bad moment now and then.
  await sleep(60)
  if (order.quantity === 20) throw new Error(\`Order \${order.id}: nobody has 20 in stock\`)
  if (Math.random() < 0.03) throw new Error(\`Order \${order.id}: payment service is busy\`)
}

export const handler = async (event) => {
  const batchItemFailures = []
  for (const { messageId, body } of event.Records) {
    try {
      await charge(JSON.parse(body))
    } catch (error) {
      console.warn(error.message)
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
`

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

/** A rush that a queue takes the edge off: the API answers at once, the workers catch up. */
export const queueWorker: Scenario = {
  coldstart: 1,
  name: 'Queue and worker',
  description:
    'A rush of orders comes. The API accepts each at once and the queue grows; the worker takes them ten at a time, two batches at once, and works it off. What fails comes back after its visibility timeout; what was received three times ends in the dead-letter queue.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Shoppers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 10, TargetPerSecond: 5 },
            { DurationSeconds: 8, TargetPerSecond: 60, Shape: 'ramp' },
            { DurationSeconds: 12, TargetPerSecond: 60 },
            { DurationSeconds: 5, TargetPerSecond: 5, Shape: 'ramp' },
            { DurationSeconds: 55, TargetPerSecond: 5 },
          ],
        },
        Requests: [
          {
            Method: 'POST',
            Path: '/orders',
            Headers: { 'content-type': 'application/json' },
            Body: '{"id":"{{randomInt 10000 99999}}","quantity":{{randomInt 1 20}}}',
          },
        ],
      },
    },
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      name: 'Orders API',
      position: { x: 304, y: 0 },
      properties: { Name: 'orders' },
    },
    {
      id: 'TakeOrder',
      type: 'AWS::Lambda::Function',
      position: { x: 608, y: 0 },
      properties: { MemorySize: 512, Environment: { Variables: { QUEUE_URL } } },
      code: { 'index.mjs': takeOrder },
    },
    {
      id: 'Orders',
      type: 'AWS::SQS::Queue',
      position: { x: 608, y: 288 },
      properties: {
        QueueName: 'orders',
        VisibilityTimeout: 12,
        RedrivePolicy: { maxReceiveCount: 3 },
      },
    },
    {
      id: 'Worker',
      type: 'AWS::Lambda::Function',
      position: { x: 912, y: 288 },
      properties: { MemorySize: 512, Timeout: 2 },
      code: { 'index.mjs': workOff },
    },
    {
      id: 'DeadOrders',
      type: 'AWS::SQS::Queue',
      name: 'Dead orders',
      position: { x: 608, y: 560 },
      properties: { QueueName: 'dead-orders', MessageRetentionPeriod: 1_209_600 },
    },
  ],
  edges: [
    { id: 'e1', source: 'Shoppers', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'TakeOrder', properties: { RouteKeys: ['POST /orders'] } },
    { id: 'e3', source: 'TakeOrder', target: 'Orders' },
    {
      id: 'e4',
      source: 'Orders',
      target: 'Worker',
      properties: {
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    { id: 'e5', source: 'Orders', target: 'DeadOrders', port: 'deadLetter' },
  ],
}
