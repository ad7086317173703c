import type { Scenario } from '#scenario/schema.ts'

/** Runs unchanged on AWS, behind an HTTP API: what the site's pages call. */
const handler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}))

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const handler = async (event) => {
  if (event.routeKey === 'GET /api/orders') {
    const { Items } = await dynamo.send(new ScanCommand({ TableName: 'orders', ConsistentRead: true, Limit: 50 }))
    return answer(200, Items)
  }
  const { product } = JSON.parse(event.body)
  await dynamo.send(
    new PutCommand({ TableName: 'orders', Item: { id: event.requestContext.requestId, product } }),
  )
  return answer(201, { product })
}
`

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>The world's shop</title>
    <link rel="stylesheet" href="/shop.css" />
  </head>
  <body>
    <h1>The world's shop</h1>
    <ul id="wares">
      <li><img src="/pictures/0.svg" alt="" /><button>Tea</button></li>
      <li><img src="/pictures/1.svg" alt="" /><button>Coffee</button></li>
      <li><img src="/pictures/2.svg" alt="" /><button>Cocoa</button></li>
    </ul>
    <h2>Orders</h2>
    <ol id="orders"></ol>
    <p id="said" role="status"></p>
    <script type="module" src="/shop.mjs"></script>
  </body>
</html>
`

const style = `body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: #1a2330 }
ul { display: flex; gap: 1rem; padding: 0; list-style: none }
li img { display: block; width: 72px; margin-bottom: 0.5rem }
button { padding: 0.3rem 0.8rem; border: 0; border-radius: 6px; background: #0d9373; color: #fff; font: inherit }
`

const script = `const said = document.querySelector('#said')
const list = document.querySelector('#orders')

async function show() {
  const orders = await (await fetch('/api/orders')).json()
  list.replaceChildren(
    ...orders.map(({ product }) => Object.assign(document.createElement('li'), { textContent: product })),
  )
}

document.querySelector('#wares').addEventListener('click', async ({ target }) => {
  if (target.tagName !== 'BUTTON') return
  await fetch('/api/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ product: target.textContent }),
  })
  said.textContent = 'Ordered: ' + target.textContent
  await show()
})

show()
`

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="4" fill="#eaeef2"/><path d="M5 9h11v5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 4h-2" fill="none" stroke="#0d9373" stroke-width="1.6"/></svg>`

const HOUR = 'max-age=3600'

/** A static site in a bucket and the API that it calls, behind one distribution, for people all over the world. */
export const worldShop: Scenario = {
  coldstart: 1,
  name: 'A shop for the whole world',
  description:
    'Press G for the map and O to open the site: pages come from an edge near you, orders go all the way.',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      name: 'People',
      position: { x: 0, y: 64 },
      properties: {
        Location: 'World',
        Load: { Stages: [{ DurationSeconds: 300, TargetPerSecond: 20 }] },
        Requests: [
          { Weight: 3, Path: '/' },
          { Weight: 3, Path: '/shop.css' },
          { Weight: 3, Path: '/shop.mjs' },
          { Weight: 6, Path: '/pictures/{{zipf 19 1.1}}.svg' },
          { Weight: 1, Path: '/api/orders' },
          {
            Weight: 1,
            Method: 'POST',
            Path: '/api/orders',
            Headers: { 'content-type': 'application/json' },
            Body: '{"product":"Tea"}',
          },
        ],
      },
    },
    {
      id: 'Cdn',
      type: 'AWS::CloudFront::Distribution',
      position: { x: 320, y: 64 },
      properties: {
        DistributionConfig: {
          DefaultRootObject: 'index.html',
          DefaultCacheBehavior: { TargetOriginId: 'Site', Compress: true },
          CacheBehaviors: [
            {
              PathPattern: '/api/*',
              TargetOriginId: 'Api',
              AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
              CachePolicyId: 'CachingDisabled',
              OriginRequestPolicyId: 'AllViewerExceptHostHeader',
            },
          ],
          Origins: [{ Id: 'Site', OriginAccessControlId: 'E1SITE' }],
        },
      },
    },
    {
      id: 'Site',
      type: 'AWS::S3::Bucket',
      position: { x: 672, y: -128 },
      properties: {
        BucketName: 'worldshop',
        BucketPolicy: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'cloudfront.amazonaws.com' },
                Action: 's3:GetObject',
                Resource: 'arn:aws:s3:::worldshop/*',
                Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
              },
            ],
          },
        },
      },
      data: [
        { Key: 'index.html', Text: page, CacheControl: HOUR },
        { Key: 'shop.css', Text: style, CacheControl: HOUR },
        { Key: 'shop.mjs', Text: script, CacheControl: HOUR },
        { Key: 'pictures/{n}.svg', Text: PICTURE, Count: 20, CacheControl: HOUR },
      ],
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api', position: { x: 672, y: 192 } },
    {
      id: 'OrdersFunction',
      type: 'AWS::Lambda::Function',
      position: { x: 1_008, y: 128 },
      properties: { Timeout: 10 },
      code: { 'index.mjs': handler },
    },
    {
      id: 'Orders',
      type: 'AWS::DynamoDB::Table',
      position: { x: 1_328, y: 192 },
      properties: { TableName: 'orders' },
    },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Cdn' },
    { id: 'e2', source: 'Cdn', target: 'Site' },
    { id: 'e3', source: 'Cdn', target: 'Api' },
    {
      id: 'e4',
      source: 'Api',
      target: 'OrdersFunction',
      properties: { RouteKeys: ['GET /api/orders', 'POST /api/orders'] },
    },
    { id: 'e5', source: 'OrdersFunction', target: 'Orders' },
  ],
}
