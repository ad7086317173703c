import { decodePercent } from '#contracts/proxyRequest.ts'

/** One answer by method and path; all its parts have their defaults. */
export interface Route {
  readonly Method: string
  readonly Path: string
  readonly Status: number
  readonly Headers: Readonly<Record<string, string>>
  readonly Body: string
}

/** A route that fits a request, and what its path's variables stand for. */
export interface RouteMatch {
  readonly route: Route
  readonly variables: ReadonlyMap<string, string>
}

const VARIABLE = /^\{([A-Za-z0-9_-]+)(\+?)\}$/

const splitPath = (path: string): readonly string[] => path.split('/').slice(1)

/** What `pattern`'s variables stand for in `path`; null where it does not fit. `{name+}` takes all that is left. */
function matchPath(pattern: string, path: string): ReadonlyMap<string, string> | null {
  const wanted = splitPath(pattern)
  const given = splitPath(path)
  const variables = new Map<string, string>()
  for (const [at, segment] of wanted.entries()) {
    const [, name, plus] = VARIABLE.exec(segment) ?? []
    const found = given[at]
    if (found === undefined) return null
    if (name === undefined) {
      if (segment !== found) return null
    } else if (plus === '+') {
      return variables.set(name, given.slice(at).map(decodePercent).join('/'))
    } else {
      variables.set(name, decodePercent(found))
    }
  }
  return given.length === wanted.length ? variables : null
}

/** The first route that fits. */
export function findRoute(
  routes: readonly Route[],
  request: { readonly method: string; readonly path: string },
): RouteMatch | null {
  for (const route of routes) {
    if (route.Method !== 'ANY' && route.Method.toUpperCase() !== request.method) continue
    const variables = matchPath(route.Path, request.path)
    if (variables !== null) return { route, variables }
  }
  return null
}

function findQuery(query: string, name: string): string {
  for (const pair of query.split('&')) {
    const [key = '', ...rest] = pair.split('=')
    if (decodePercent(key) === name) return decodePercent(rest.join('=').replaceAll('+', ' '))
  }
  return ''
}

/** A route's body with `{{path.id}}` and `{{query.page}}` filled in; other braces stay. */
export const renderBody = ({ route, variables }: RouteMatch, query: string): string =>
  route.Body.replace(/\{\{(path|query)\.([A-Za-z0-9_-]+)\}\}/g, (_, kind: string, name: string) =>
    kind === 'path' ? (variables.get(name) ?? '') : findQuery(query, name),
  )

/** Routes that can never be taken as they are written. */
export const checkRoutes = (
  routes: readonly Route[],
): readonly { readonly path: string; readonly message: string }[] =>
  routes.flatMap(({ Method, Path }, index) => {
    const findings: { path: string; message: string }[] = []
    const at = `properties.Routes[${index}]`
    if (!Path.startsWith('/')) {
      findings.push({ path: `${at}.Path`, message: 'the path must begin with /' })
    }
    if (!/^[A-Za-z]+$/.test(Method)) {
      findings.push({ path: `${at}.Method`, message: `"${Method}" is no method: GET, POST, ANY` })
    }
    const greedy = splitPath(Path).findIndex((segment) => VARIABLE.exec(segment)?.[2] === '+')
    if (greedy >= 0 && greedy < splitPath(Path).length - 1) {
      const message = 'what follows {name+} is never looked at: it takes the rest of the path'
      findings.push({ path: `${at}.Path`, message })
    }
    return findings
  })
