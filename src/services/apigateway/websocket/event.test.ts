import { APIGatewayProxyWebsocketEventSchema } from '@aws-lambda-powertools/parser/schemas'
import { expect, test } from 'vitest'
import type { ProxyRequest } from '#contracts/proxyRequest.ts'
import {
  createConnectEvent,
  createSocketAuthorizerEvent,
  createDisconnectEvent,
  createMessageEvent,
  type SocketOrigin,
} from './event.ts'

const origin: SocketOrigin = {
  apiId: 'a1b2c3d4e5',
  domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  stage: 'prod',
  connectionId: 'R1kmxc2VNjMCFIA=',
  connectedAtMs: 1_705_751_697_419,
  identity: { sourceIp: '49.105.91.154', userAgent: 'Mozilla/5.0' },
  authorizer: null,
  stageVariables: undefined,
}
const moment = (routeKey: string) => ({
  routeKey,
  requestId: 'R1knPH17NjMFftw=',
  extendedRequestId: 'R1knPH17NjMFftw=',
  epochMs: 1_705_751_700_453,
})

const proxy: ProxyRequest = {
  request: {
    context: { trace: 1, span: 1 },
    method: 'GET',
    path: '/prod',
    query: 'name=me&name=you',
    headers: [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Key', 'key'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ],
    body: '',
    sourceIp: '49.105.91.154',
    attempt: 1,
  },
  front: 'websocket',
  routeKey: '$connect',
  parameters: {},
  accountId: '123456789012',
  apiId: origin.apiId,
  domainName: origin.domainName,
  requestId: 'R1knPH17NjMFftw=',
  traceHeader: 'Root=1-65abb411-0',
  epochMs: 1_705_751_700_453,
  stageVariables: undefined,
  iam: null,
}

// The samples of aws-lambda-go, events/testdata: apigw-websocket-request-send-message.json, …-disconnect.json.
const MESSAGE_KEYS = {
  event: ['requestContext', 'body', 'isBase64Encoded'],
  context: [
    'routeKey',
    'messageId',
    'eventType',
    'extendedRequestId',
    'requestTime',
    'messageDirection',
    'stage',
    'connectedAt',
    'requestTimeEpoch',
    'identity',
    'requestId',
    'domainName',
    'connectionId',
    'apiId',
  ],
}
const DISCONNECT_KEYS = {
  event: ['headers', 'multiValueHeaders', 'requestContext', 'isBase64Encoded'],
  context: [
    'routeKey',
    'disconnectStatusCode',
    'eventType',
    'extendedRequestId',
    'requestTime',
    'messageDirection',
    'disconnectReason',
    'stage',
    'connectedAt',
    'requestTimeEpoch',
    'identity',
    'requestId',
    'domainName',
    'connectionId',
    'apiId',
  ],
}

const keysOf = (event: object) => ({
  event: Object.keys(event),
  context: Object.keys((event as { requestContext: object }).requestContext),
})
/** Powertools knows the events of WebSocket APIs by what they have in common: the context. */
const { requestContext } = APIGatewayProxyWebsocketEventSchema.shape

const contextOf = (event: object): unknown => (event as { requestContext: unknown }).requestContext

test('a message’s event', () => {
  const at = { ...moment('$default'), messageId: 'R1knPc2ntjMCFIA=' }
  const event = createMessageEvent(origin, at, '{"a": 1}')
  expect(keysOf(event)).toEqual(MESSAGE_KEYS)
  expect(event).toEqual({
    requestContext: {
      routeKey: '$default',
      messageId: 'R1knPc2ntjMCFIA=',
      eventType: 'MESSAGE',
      extendedRequestId: 'R1knPH17NjMFftw=',
      requestTime: '20/Jan/2024:11:55:00 +0000',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: 1_705_751_697_419,
      requestTimeEpoch: 1_705_751_700_453,
      identity: { userAgent: 'Mozilla/5.0', sourceIp: '49.105.91.154' },
      requestId: 'R1knPH17NjMFftw=',
      domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
      connectionId: 'R1kmxc2VNjMCFIA=',
      apiId: 'a1b2c3d4e5',
    },
    body: '{"a": 1}',
    isBase64Encoded: false,
  })
  expect(requestContext.safeParse(contextOf(event)).error).toBeUndefined()
})

test('$disconnect’s event: of the handshake’s headers, names only', () => {
  const event = createDisconnectEvent(origin, moment('$disconnect'), { code: 1001, reason: '' })
  expect(keysOf(event)).toEqual(DISCONNECT_KEYS)
  expect(event).toMatchObject({
    headers: { Host: origin.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
    requestContext: { disconnectStatusCode: 1001, disconnectReason: '' },
  })
  expect(requestContext.safeParse(contextOf(event)).error).toBeUndefined()
})

test('$connect’s event: the handshake’s headers and query, no hop-by-hop headers, no body', () => {
  const event = createConnectEvent(origin, moment('$connect'), proxy)
  expect(event).toMatchObject({
    headers: {
      Host: origin.domainName,
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
      'Sec-WebSocket-Key': 'key',
      'Sec-WebSocket-Version': '13',
      'X-Amzn-Trace-Id': 'Root=1-65abb411-0',
      'X-Forwarded-For': '49.105.91.154',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    },
    multiValueHeaders: { 'Sec-WebSocket-Version': ['13'] },
    queryStringParameters: { name: 'you' },
    multiValueQueryStringParameters: { name: ['me', 'you'] },
    isBase64Encoded: false,
  })
  expect(Object.keys(event)).not.toContain('body')
  expect(Object.keys((event as { headers: object }).headers)).toHaveLength(8)
  expect(requestContext.safeParse(contextOf(event)).error).toBeUndefined()
})

test('an authorizer’s event: the handshake, and the ARN of $connect', () => {
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/$connect'
  const event = createSocketAuthorizerEvent(origin, moment('$connect'), { proxy, methodArn })
  expect(event).toMatchObject({ type: 'REQUEST', methodArn, stageVariables: {} })
  expect(APIGatewayProxyWebsocketEventSchema.safeParse(event).error).toBeUndefined()
})
