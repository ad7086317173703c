import type { Scenario } from '#scenario/schema.ts'

const echo = `export const handler = async (event) => {
  if (event.rawPath === '/binary') {
    return { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'iVBORw0KGgo=', isBase64Encoded: true }
  }
  if (event.rawPath === '/cookies') {
    return { statusCode: 200, cookies: ['a=1; Secure', 'b=2'], body: 'two' }
  }
  if (event.rawPath === '/none') return { statusCode: 204 }
  if (event.rawPath === '/split') {
    return { statusCode: 200, headers: { 'x-split': 'a\\r\\nset-cookie: evil=1', 'bad name': 'x', 'x-word': 'Grüße' }, body: '' }
  }
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) }
}
`

const streaming = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'text/plain' } })
  for (const word of ['one', 'two', 'three']) {
    stream.write(word + '\\n')
    await new Promise((resolve) => setTimeout(resolve, 5_000))
  }
  stream.end()
})
`

/** Says everything back that it hears. */
const parrot = `export const handler = async (event) => {
  const { routeKey } = event.requestContext
  if (routeKey === '$connect') {
    const { token } = event.queryStringParameters ?? {}
    if (token === 'bad') return { statusCode: 403 }
    const protocol = event.headers['Sec-WebSocket-Protocol'] ?? event.headers['sec-websocket-protocol']
    return protocol === undefined
      ? { statusCode: 200 }
      : { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': protocol.split(',')[0].trim() } }
  }
  if (event.body === 'who') return { statusCode: 200, body: event.requestContext.connectionId }
  return { statusCode: 200, body: event.isBase64Encoded ? 'bytes:' + event.body : event.body }
}
`

const fn = (id: string, code: string, properties: object = {}) =>
  ({
    id,
    type: 'AWS::Lambda::Function',
    position: { x: 0, y: 0 },
    properties: { MemorySize: 1_769, ...properties },
    code: { 'index.mjs': code },
  }) as const

/** One of everything that answers HTTP. */
export const doorsScenario: Scenario = {
  coldstart: 1,
  name: 'doors',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Api',
      type: 'AWS::ApiGatewayV2::Api',
      position: { x: 0, y: 0 },
      properties: {
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowOrigins: ['https://app.example'], AllowMethods: ['GET', 'PUT'] },
      },
    },
    {
      id: 'Rest',
      type: 'AWS::ApiGateway::RestApi',
      position: { x: 0, y: 0 },
      properties: { BinaryMediaTypes: ['image/png'] },
    },
    {
      id: 'Chat',
      type: 'AWS::ApiGatewayV2::Api',
      position: { x: 0, y: 0 },
      properties: {
        ProtocolType: 'WEBSOCKET',
        Routes: { $default: { RouteResponseSelectionExpression: '$default' } },
      },
    },
    {
      id: 'Orders',
      type: 'Coldstart::HttpService',
      position: { x: 0, y: 0 },
      properties: { Name: 'orders' },
      model: { ServiceTimeMs: 1, ServiceTimeSigma: 0 },
    },
    fn('Echo', echo),
    fn('Parrot', parrot),
    fn('Streamer', streaming, {
      Timeout: 60,
      FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' },
    }),
  ],
  edges: [
    {
      id: 'e1',
      source: 'Api',
      target: 'Echo',
      properties: { RouteKeys: ['GET /{proxy+}', 'PUT /{proxy+}', 'POST /{proxy+}'] },
    },
    {
      id: 'e2',
      source: 'Rest',
      target: 'Echo',
      properties: { Methods: ['ANY /', 'ANY /{proxy+}'] },
    },
    {
      id: 'e3',
      source: 'Chat',
      target: 'Parrot',
      properties: { RouteKeys: ['$connect', '$disconnect', '$default'] },
    },
  ],
}
