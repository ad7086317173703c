import { type Body, findHeader } from '#contracts/body.ts'
import { base64Encode } from '#contracts/bytes.ts'
import { formatRequestTime } from '#contracts/calendar.ts'
import {
  groupValues,
  parseQuery,
  proxyHeaders,
  type ProxyRequest,
} from '#contracts/proxyRequest.ts'
import type { SocketClose } from '#contracts/socket.ts'

type Pairs = readonly (readonly [string, string])[]

/** Who is at the other end of a connection. */
export interface SocketIdentity {
  readonly sourceIp: string
  readonly userAgent: string | undefined
  /** The key that `$connect` required. */
  readonly apiKey?: { readonly id: string; readonly value: string }
}

/** What all three kinds of event tell of their connection. */
export interface SocketOrigin {
  readonly apiId: string
  readonly domainName: string
  readonly stage: string
  readonly connectionId: string
  readonly connectedAtMs: number
  readonly identity: SocketIdentity
  /** What an authorizer found at the handshake; null where there is none. */
  readonly authorizer: Readonly<Record<string, unknown>> | null
  readonly stageVariables: Readonly<Record<string, string>> | undefined
}

/** One event's own. */
interface Moment {
  readonly routeKey: string
  readonly requestId: string
  readonly extendedRequestId: string
  readonly epochMs: number
}

const lastValues = (pairs: Pairs): object => Object.fromEntries(pairs)
const allValues = (pairs: Pairs): object => Object.fromEntries(groupValues(pairs))

/** `requestContext` in AWS's order; `kind` is what only one sort of event has, and where. */
const contextOf = (
  from: SocketOrigin,
  at: Moment,
  kind: {
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT'
    readonly messageId?: string
    readonly close?: SocketClose
  },
): object => ({
  routeKey: at.routeKey,
  ...(from.authorizer !== null && { authorizer: from.authorizer }),
  ...(kind.messageId !== undefined && { messageId: kind.messageId }),
  ...(kind.close !== undefined && { disconnectStatusCode: kind.close.code }),
  eventType: kind.eventType,
  extendedRequestId: at.extendedRequestId,
  requestTime: formatRequestTime(at.epochMs),
  messageDirection: 'IN',
  ...(kind.close !== undefined && { disconnectReason: kind.close.reason }),
  stage: from.stage,
  connectedAt: from.connectedAtMs,
  requestTimeEpoch: at.epochMs,
  identity: {
    ...(from.identity.apiKey !== undefined && {
      apiKey: from.identity.apiKey.value,
      apiKeyId: from.identity.apiKey.id,
    }),
    ...(from.identity.userAgent !== undefined && { userAgent: from.identity.userAgent }),
    sourceIp: from.identity.sourceIp,
  },
  requestId: at.requestId,
  domainName: from.domainName,
  connectionId: from.connectionId,
  apiId: from.apiId,
})

const variablesOf = ({ stageVariables }: SocketOrigin): object =>
  stageVariables !== undefined && Object.keys(stageVariables).length > 0 ? { stageVariables } : {}

/** The headers and the query of a handshake, as its event and a request authorizer's show them. */
export function handshakeParts(proxy: ProxyRequest): object {
  const headers = proxyHeaders(proxy)
  const query = parseQuery(proxy.request.query)
  return {
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    ...(query.length > 0 && {
      queryStringParameters: lastValues(query),
      multiValueQueryStringParameters: allValues(query),
    }),
  }
}

/** `$connect`'s event. https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route.html */
export const createConnectEvent = (
  from: SocketOrigin,
  at: Moment,
  proxy: ProxyRequest,
): object => ({
  ...handshakeParts(proxy),
  ...variablesOf(from),
  requestContext: contextOf(from, at, { eventType: 'CONNECT' }),
  isBase64Encoded: false,
})

/** What a `$connect` authorizer is asked with. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html */
export const createSocketAuthorizerEvent = (
  from: SocketOrigin,
  at: Moment,
  how: { readonly proxy: ProxyRequest; readonly methodArn: string },
): object => ({
  type: 'REQUEST',
  methodArn: how.methodArn,
  queryStringParameters: {},
  multiValueQueryStringParameters: {},
  ...handshakeParts(how.proxy),
  stageVariables: from.stageVariables ?? {},
  requestContext: contextOf(from, at, { eventType: 'CONNECT' }),
  isBase64Encoded: false,
})

/** The event of a message: text as it came, binary as base64. */
export const createMessageEvent = (
  from: SocketOrigin,
  at: Moment & { readonly messageId: string },
  data: Body,
): object => ({
  requestContext: contextOf(from, at, { eventType: 'MESSAGE', messageId: at.messageId }),
  ...variablesOf(from),
  body: typeof data === 'string' ? data : base64Encode(data),
  isBase64Encoded: typeof data !== 'string',
})

/** `$disconnect`'s event: of the handshake's headers only names are left, as AWS has them. */
export function createDisconnectEvent(from: SocketOrigin, at: Moment, close: SocketClose): object {
  const headers: Pairs = [
    ['Host', from.domainName],
    ['x-api-key', ''],
    ['X-Forwarded-For', ''],
    ['x-restapi', ''],
  ]
  return {
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    ...variablesOf(from),
    requestContext: contextOf(from, at, { eventType: 'DISCONNECT', close }),
    isBase64Encoded: false,
  }
}

/** Who shakes hands. */
export const identityOf = ({ request }: Pick<ProxyRequest, 'request'>): SocketIdentity => ({
  sourceIp: request.sourceIp,
  userAgent: findHeader(request.headers, 'user-agent'),
})
