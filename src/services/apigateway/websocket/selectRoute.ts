import type { Body } from '#contracts/body.ts'

/** What `$request.body.action` and `${request.body.a.b}` name. */
const PART = /\$\{request\.body\.([^}]+)\}|\$request\.body\.([\w.-]+)/g

/** What is said of the body of each message: AWS's own default in its examples. */
export const DEFAULT_EXPRESSION = '$request.body.action'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The text at `path` of a JSON value; null where there is none, or it is no plain value. */
function textAt(value: unknown, path: string): string | null {
  let found: unknown = value
  for (const name of path.split('.')) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return null
    found = found[name]
  }
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : null
}

function parse(body: Body): unknown {
  if (typeof body !== 'string') return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

/** Whether `expression` says anything of a message. */
export const isSelectionExpression = (expression: string): boolean =>
  expression.replaceAll(PART, '') !== expression

/**
 * What the selection expression makes of a message: its route's key, should there be one. Null where the message is no
 * JSON, or lacks what is asked for: `$default` takes it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function evaluateSelection(expression: string, body: Body): string | null {
  const value = parse(body)
  let isMissing = value === undefined
  const key = expression.replaceAll(PART, (_, braced?: string, plain?: string) => {
    const text = textAt(value, braced ?? plain ?? '')
    if (text === null) isMissing = true
    return text ?? ''
  })
  return isMissing || key === '' ? null : key
}

/** The routes that the connection itself takes: no message does, whatever it says. */
const OWN = new Set(['$connect', '$disconnect'])

/** The key of the route that takes a message, or null where the API has none for it. */
export function selectRoute(
  routes: { has(key: string): boolean },
  expression: string,
  body: Body,
): string | null {
  const key = evaluateSelection(expression, body)
  if (key !== null && !OWN.has(key) && routes.has(key)) return key
  return routes.has('$default') ? '$default' : null
}

/** What a WebSocket route key may be. AWS names no alphabet: any text that is not empty. */
const KEY_LENGTH_MAX = 128

/** What is wrong with the route keys of a WebSocket API's integration. */
export function checkWebSocketKeys(
  keys: readonly string[],
): readonly { readonly path: string; readonly message: string }[] {
  return keys.flatMap((key, index) => {
    const path = `RouteKeys[${index}]`
    if (key === '' || key.length > KEY_LENGTH_MAX)
      return [{ path, message: `a route key has 1 to ${KEY_LENGTH_MAX} letters` }]
    if (keys.indexOf(key) < index)
      return [{ path, message: `Route with key ${key} already exists for this API` }]
    const isReserved = key.startsWith('$') && !OWN.has(key) && key !== '$default'
    return isReserved
      ? [{ path, message: `'${key}': only $connect, $disconnect and $default begin with $` }]
      : []
  })
}
