import type { Scenario } from '#scenario/schema.ts'

/** A Lambda proxy integration of a REST API: the event of format 1.0, the answer with a statusCode. */
const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler = async (event) => {
  const { id } = event.pathParameters
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: event.stageVariables.table, Key: { id } }),
  )
  return Item === undefined
    ? { statusCode: 404, body: JSON.stringify({ message: \`No product \${id}\` }) }
    : { statusCode: 200, body: JSON.stringify(Item) }
}
`

/** Takes a while for each order, so that the queue can be seen. */
const worker = `export const handler = async (event) => {
  for (const { body } of event.Records) {
    const { product } = JSON.parse(body)
    await new Promise((resolve) => setTimeout(resolve, 120))
    console.log('packed', product)
  }
}
`

const PRODUCTS = Array.from({ length: 40 }, (_, index) => ({
  id: { S: String(index + 1) },
  name: { S: `Product ${index + 1}` },
  price: { N: String(5 + index) },
}))

/** Orders go from the API into the queue: no function stands between. */
const POST_ORDERS = {
  RequestValidatorId: 'body',
  RequestModels: { 'application/json': 'Order' },
  MethodResponses: [{ StatusCode: '200' }],
  Integration: {
    Uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders',
    RequestParameters: {
      'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
    },
    RequestTemplates: {
      'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
    },
    IntegrationResponses: [
      {
        StatusCode: '200',
        ResponseTemplates: {
          'application/json':
            '{"order":"$input.path(\'$.SendMessageResponse.SendMessageResult.MessageId\')"}',
        },
      },
    ],
  },
}

/** A shop's REST API: a cache in front of reads, a queue behind writes, a model that says what an order is. */
export const ordersRestApi: Scenario = {
  coldstart: 1,
  name: 'Cached REST API',
  description:
    'Reads are answered by the stage’s cache once it is warm; orders go straight into a queue. Switch the cache off under Stages and watch the function. A sampled request’s trace shows what X-Ray gets.',
  seed: 11,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Shoppers',
      type: 'Coldstart::Client',
      position: { x: 0, y: 0 },
      properties: {
        Load: {
          Stages: [
            { DurationSeconds: 20, TargetPerSecond: 30 },
            { DurationSeconds: 20, TargetPerSecond: 90, Shape: 'ramp' },
            { DurationSeconds: 20, TargetPerSecond: 90 },
          ],
        },
        Requests: [
          { Weight: 12, Path: '/prod/products/{{zipf 40 1.2}}' },
          {
            Weight: 2,
            Method: 'POST',
            Path: '/prod/orders',
            Headers: { 'content-type': 'application/json' },
            Body: '{"product":"{{randomInt 1 40}}","count":{{randomInt 1 5}}}',
          },
          {
            Weight: 1,
            Method: 'POST',
            Path: '/prod/orders',
            Headers: { 'content-type': 'application/json' },
            Body: '{"count":1}',
          },
        ],
      },
    },
    {
      id: 'ShopApi',
      type: 'AWS::ApiGateway::RestApi',
      name: 'Shop API',
      position: { x: 320, y: 0 },
      properties: {
        Name: 'shop',
        Stages: [
          {
            StageName: 'prod',
            Variables: { table: 'products' },
            CacheClusterEnabled: true,
            CacheClusterSize: '0.5',
            TracingEnabled: true,
            MethodSettings: [{ CacheTtlInSeconds: 30 }],
          },
        ],
        Methods: {
          'GET /products/{id}': {
            Integration: { CacheKeyParameters: ['method.request.path.id'] },
          },
          'POST /orders': POST_ORDERS,
        },
        RequestValidators: { body: { ValidateRequestBody: true } },
        Models: {
          Order: {
            Schema: {
              $schema: 'http://json-schema.org/draft-04/schema#',
              type: 'object',
              required: ['product', 'count'],
              properties: { product: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    },
    {
      id: 'ProductFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 640, y: -144 },
      properties: { MemorySize: 512 },
      code: { 'index.mjs': handler },
    },
    {
      id: 'Products',
      type: 'AWS::DynamoDB::Table',
      position: { x: 960, y: -144 },
      properties: { TableName: 'products' },
      data: PRODUCTS,
    },
    {
      id: 'Orders',
      type: 'AWS::SQS::Queue',
      position: { x: 640, y: 144 },
      properties: { QueueName: 'orders' },
    },
    {
      id: 'Packer',
      type: 'AWS::Lambda::Function',
      position: { x: 960, y: 144 },
      properties: { MemorySize: 512, Timeout: 10 },
      code: { 'index.mjs': worker },
    },
  ],
  edges: [
    { id: 'e1', source: 'Shoppers', target: 'ShopApi' },
    {
      id: 'e2',
      source: 'ShopApi',
      target: 'ProductFunction',
      properties: { Methods: ['GET /products/{id}'] },
    },
    { id: 'e3', source: 'ShopApi', target: 'Orders', properties: { Methods: ['POST /orders'] } },
    { id: 'e4', source: 'ProductFunction', target: 'Products' },
    { id: 'e5', source: 'Orders', target: 'Packer', properties: { BatchSize: 5 } },
  ],
}
