import type { Call } from './call.ts'
import type { MappedParameters } from './mapping.ts'

/** `${stageVariables.host}` in a URI. */
const VARIABLE = /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g

/** An integration's `Uri` with its stage variables filled in. */
export const uriOf = ({ match, release }: Call): string =>
  (match.method.properties.Integration.Uri ?? '').replaceAll(VARIABLE, (_, name: string) =>
    Object.hasOwn(release.variables, name) ? (release.variables[name] ?? '') : '',
  )

/** What an AWS service integration calls. */
export interface ServiceUri {
  readonly service: string
  /** `action/GetItem`: the service's action; `path/…`: the request's path. */
  readonly kind: 'action' | 'path'
  readonly rest: string
}

const ARN = /^arn:aws:apigateway:[a-z0-9-]+:([a-z0-9.-]+):(action|path)\/(.*)$/s

/** Takes `arn:aws:apigateway:{region}:{service}:action/{Action}` apart; null where it is something else. */
export function parseServiceUri(uri: string): ServiceUri | null {
  const [, host, kind, rest] = ARN.exec(uri) ?? []
  if (host === undefined || rest === undefined) return null
  const service = host.split('.').at(-1) ?? host
  return { service, kind: kind === 'path' ? 'path' : 'action', rest }
}

/** Path variables of a URI, `{name}`, with the integration's path parameters, percent-encoded. */
const fillPath = (path: string, { path: values }: MappedParameters): string =>
  path.replaceAll(/\{([^{}]+?)\+?\}/g, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : value.split('/').map(encodeURIComponent).join('/')
  })

/** The path of an HTTP integration, and the query that its `Uri` brings; a `Uri` without a path is the request's own path. */
export function httpTarget(
  call: Call,
  mapped: MappedParameters,
): { readonly path: string; readonly query: string } {
  const uri = uriOf(call)
  const withoutHost = uri.replace(/^https?:\/\/[^/?#]*/i, '')
  if (uri === '') return { path: call.path, query: '' }
  const [path = '', query = ''] = withoutHost.split('?')
  return { path: fillPath(path === '' ? '/' : path, mapped), query }
}
