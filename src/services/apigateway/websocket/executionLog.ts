import type { SocketAccess } from './accessLog.ts'

/** What lines are written: none, those of what failed, or all. */
export type LoggingLevel = 'OFF' | 'ERROR' | 'INFO'

/** What is used of an event's `requestContext`. */
interface Told {
  readonly requestId?: string
  readonly routeKey?: string | null
  readonly eventType?: string
  readonly connectionId?: string
  readonly apiId?: string
  readonly identity?: { readonly sourceIp?: string; readonly userAgent?: string }
  readonly disconnectStatusCode?: number
  readonly disconnectReason?: string
}

/** "Log events longer than 1,024 bytes are truncated." https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const LINE_MAX = 1_024

/** How it begins, by the event. */
function beginning({ eventType, identity, apiId, connectionId }: Told): readonly string[] {
  if (eventType === 'CONNECT') {
    const client = `UserAgent: ${identity?.userAgent ?? ''}, SourceIp: ${identity?.sourceIp ?? ''}`
    return [`Client [${client}] is connecting to WebSocket API [${apiId}].`]
  }
  return eventType === 'MESSAGE'
    ? [`WebSocket API [${apiId}] received message from client [Connection Id: ${connectionId}].`]
    : []
}

/** How it ended. */
function ending(told: Told, { status, latencyMs }: SocketAccess): readonly string[] {
  const { eventType, apiId, connectionId } = told
  const client = `[Connection Id: ${connectionId}]`
  if (eventType === 'CONNECT') {
    return status >= 200 && status < 300
      ? [`Client ${client} connected to API [${apiId}] successfully.`]
      : []
  }
  if (eventType === 'DISCONNECT') {
    const why = `[${told.disconnectStatusCode}: ${told.disconnectReason ?? ''}]`
    return [
      `Client ${client} disconnected from API [${apiId}] with integration response status code [${status}]. Close reason: ${why}`,
    ]
  }
  return latencyMs === null
    ? []
    : [
        `Message from client ${client} sent to API [${apiId}] with response status code [${status}].`,
      ]
}

/**
 * The execution log of one handshake, message or goodbye. assumption: AWS documents that there is one, not its words; these are those
 * that public logs and emulators of them show.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function socketExecutionLines(
  context: object,
  access: SocketAccess,
  level: LoggingLevel,
): readonly string[] {
  if (level === 'OFF') return []
  const told = context as Told
  const { requestId = '' } = told
  const failed = access.error === null ? [] : [`Execution failed: ${access.error}`]
  const lines =
    level === 'ERROR'
      ? failed
      : [
          `Extended Request Id: ${requestId}`,
          `Starting execution for request: ${requestId}`,
          `WebSocket Request Route: [${told.routeKey ?? ''}]`,
          ...beginning(told),
          ...(access.latencyMs === null
            ? []
            : [
                `Received response. Status: ${access.status}, Integration latency: ${Math.round(access.latencyMs)} ms`,
              ]),
          ...failed,
          ...ending(told, access),
        ]
  return lines.map((line) => `(${requestId}) ${line}`.slice(0, LINE_MAX))
}
