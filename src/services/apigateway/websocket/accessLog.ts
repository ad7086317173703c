/** How a handshake, a message or a goodbye ended. */
export interface SocketAccess {
  readonly status: number
  /** Of the integration, ms; null where none was asked. */
  readonly latencyMs: number | null
  readonly error: string | null
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/**
 * An event's `requestContext` as the variables of an access log: `connectionId`, `identity.sourceIp`, `authorizer.sub`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function socketVariables(
  context: object,
  { status, latencyMs, error }: SocketAccess,
): Readonly<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = { status: String(status) }
  for (const [name, value] of Object.entries(context) as [string, unknown][]) {
    if (value === null || value === undefined) continue
    if (typeof value !== 'object') variables[name] = textOf(value)
    else
      for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
        if (inner !== null && inner !== undefined) variables[`${name}.${key}`] = textOf(inner)
      }
  }
  if (latencyMs !== null) variables['integrationLatency'] = String(Math.round(latencyMs))
  if (error !== null) {
    variables['error.message'] = error
    variables['error.messageString'] = JSON.stringify(error)
  }
  return variables
}
