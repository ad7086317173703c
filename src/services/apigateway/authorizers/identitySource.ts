import { findHeader } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { parseQuery } from '#contracts/proxyRequest.ts'

/** What identity sources are looked up in. */
export interface IdentityPlace {
  readonly request: Pick<HttpRequest, 'headers' | 'query'>
  readonly stageVariables: Readonly<Record<string, string>> | undefined
  /** `$context.routeKey` and its like. */
  readonly context: Readonly<Record<string, string>>
}

const SOURCE =
  /^(?:\$request|route\.request|\$context|\$stageVariables|context|stageVariables)\.(.+)$/

/**
 * The value of `$request.header.X`, `$request.querystring.x`, `$context.x`, `$stageVariables.x` (of WebSocket APIs
 * `route.request.header.X`); null where there is none, or it is empty.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function findIdentity(source: string, place: IdentityPlace): string | null {
  const [, rest = ''] = SOURCE.exec(source) ?? []
  const dot = rest.indexOf('.')
  const name = dot < 0 ? rest : rest.slice(dot + 1)
  const isContext = /^\$?context\./.test(source)
  const isStage = /^\$?stageVariables\./.test(source)
  let value: string | undefined
  if (isContext) value = Object.hasOwn(place.context, rest) ? place.context[rest] : undefined
  else if (isStage) {
    const variables = place.stageVariables ?? {}
    value = Object.hasOwn(variables, rest) ? variables[rest] : undefined
  } else if (rest.startsWith('header.')) value = findHeader(place.request.headers, name)
  else if (rest.startsWith('querystring.')) {
    value = parseQuery(place.request.query).findLast(([key]) => key === name)?.[1]
  }
  return value === undefined || value === '' ? null : value
}

/** All sources' values in order; null where one is missing: then nobody is asked. */
export function findIdentities(
  sources: readonly string[],
  place: IdentityPlace,
): readonly string[] | null {
  const values: string[] = []
  for (const source of sources) {
    const value = findIdentity(source, place)
    if (value === null) return null
    values.push(value)
  }
  return values
}
