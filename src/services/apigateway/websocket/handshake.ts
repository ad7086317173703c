import type { HeaderField, Headers } from '#contracts/body.ts'
import { bodyLength, findHeader } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { SocketEnd } from '#contracts/socket.ts'
import { complaintOf } from './complaint.ts'

/** Whether a request asks for a WebSocket: RFC 6455 §4.2.1. */
export const isHandshake = ({ method, headers }: HttpRequest): boolean =>
  method === 'GET' && findHeader(headers, 'upgrade')?.toLowerCase() === 'websocket'

/** The messages with which API Gateway refuses a handshake, by status. */
const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
}

/** A refusal in the gateway's words, or the integration's status with them. */
export function refuseHandshake(
  status: number,
  at: { readonly requestId: string; readonly connectionId: string; readonly epochMs: number },
  more: Headers = [],
): HttpResponse {
  const message = MESSAGES[status] ?? 'Internal server error'
  const { requestId } = at
  const body = complaintOf(message, at)
  return {
    status,
    headers: [
      ['date', formatHttpDate(at.epochMs)],
      ['content-type', 'application/json'],
      ['content-length', String(bodyLength(body))],
      ['connection', 'keep-alive'],
      ['x-amzn-requestid', requestId],
      ...more,
    ],
    body,
  }
}

const PROTOCOL = 'sec-websocket-protocol'

/**
 * The handshake's answer: of the integration's headers, only the subprotocol that it chose among the client's.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
 */
export function acceptHandshake(
  headers: Headers,
  upgraded: SocketEnd,
  epochMs: number,
): HttpResponse {
  const chosen = findHeader(headers, PROTOCOL)
  const protocol: readonly HeaderField[] = chosen === undefined ? [] : [[PROTOCOL, chosen]]
  return {
    status: 101,
    headers: [
      ['date', formatHttpDate(epochMs)],
      ['upgrade', 'websocket'],
      ['connection', 'upgrade'],
      ...protocol,
    ],
    body: '',
    upgraded,
  }
}
