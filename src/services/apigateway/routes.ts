import { decodePercent } from '#contracts/proxyRequest.ts'

/** One part of a route's path, between two slashes. */
type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  /** `{proxy+}`: one or more segments to the end. */
  | { readonly kind: 'greedy'; readonly name: string }

/** A route key taken apart: `GET /items/{id}`, `ANY /{proxy+}`, `$default`. */
export type Route =
  | { readonly key: '$default'; readonly isDefault: true }
  | {
      readonly key: string
      readonly isDefault: false
      readonly method: string
      /** The path as written: `/items/{id}`. */
      readonly path: string
      readonly segments: readonly Segment[]
    }

/** Methods that a route key may name. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const ROUTES_MAX = 300

const VARIABLE = /^\{([a-zA-Z0-9._:-]+)(\+?)\}$/

const parseSegment = (text: string): Segment | string => {
  const [, name, plus] = VARIABLE.exec(text) ?? []
  if (name !== undefined) return { kind: plus === '+' ? 'greedy' : 'variable', name }
  if (/[{}]/.test(text)) return `a path variable must fill its whole segment, as {id} does: ${text}`
  return { kind: 'literal', text }
}

const parsePath = (path: string): readonly Segment[] | string => {
  if (!path.startsWith('/')) return 'the path must begin with /'
  if (path === '/') return []
  if (path.endsWith('/')) return 'the path must not end with /'
  const segments: Segment[] = []
  const names = new Set<string>()
  for (const text of path.slice(1).split('/')) {
    if (text === '') return 'the path must not have an empty segment'
    const segment = parseSegment(text)
    if (typeof segment === 'string') return segment
    if (segments.at(-1)?.kind === 'greedy') return 'a greedy path variable must be the last segment'
    if (segment.kind !== 'literal') {
      if (names.has(segment.name)) return `the path variable {${segment.name}} appears twice`
      names.add(segment.name)
    }
    segments.push(segment)
  }
  return segments
}

/** Takes a route key apart; a string says what is wrong with it. */
export function parseRouteKey(key: string): Route | string {
  if (key === '$default') return { key, isDefault: true }
  const space = key.indexOf(' ')
  const method = space < 0 ? key : key.slice(0, space)
  if (space < 0 || !METHODS.includes(method)) {
    return `a route key is $default, or a method (${METHODS.join(', ')}), a blank and a path`
  }
  const path = key.slice(space + 1)
  const segments = parsePath(path)
  return typeof segments === 'string' ? segments : { key, isDefault: false, method, path, segments }
}

/** What is wrong with an integration's `RouteKeys`: one entry a problem. */
export function checkRouteKeys(
  routeKeys: readonly string[],
): readonly { readonly path: string; readonly message: string }[] {
  const seen = new Set<string>()
  const problems = routeKeys.flatMap((key, index) => {
    const path = `RouteKeys[${index}]`
    const route = parseRouteKey(key)
    if (typeof route === 'string') return [{ path, message: `'${key}': ${route}` }]
    if (seen.has(key)) {
      return [{ path, message: `Route with key ${key} already exists for this API` }]
    }
    seen.add(key)
    return []
  })
  if (routeKeys.length <= ROUTES_MAX) return problems
  const tooMany = `${routeKeys.length} routes: an API has at most ${ROUTES_MAX}`
  return [...problems, { path: 'RouteKeys', message: tooMany }]
}

const splitPath = (path: string): readonly string[] =>
  path === '/' || path === '' ? [] : path.slice(1).split('/')

type Parameters = Readonly<Record<string, string>>

const matchSegments = (
  segments: readonly Segment[],
  parts: readonly string[],
): Parameters | null => {
  const found: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = parts[index]
    if (part === undefined) return null
    if (segment.kind === 'greedy') {
      found[segment.name] = decodePercent(parts.slice(index).join('/'))
      return found
    }
    if (segment.kind === 'literal') {
      if (decodePercent(part) !== segment.text) return null
    } else if (part === '') return null
    else found[segment.name] = decodePercent(part)
  }
  return parts.length === segments.length ? found : null
}

/** Literal before variable before greedy. */
const RANK = { literal: 0, variable: 1, greedy: 2 } as const

const isGreedy = (segments: readonly Segment[]): number =>
  segments.at(-1)?.kind === 'greedy' ? 1 : 0

/**
 * Orders two routes that match the same request, the better one first. AWS: a full match of route and method, then a
 * match with a greedy variable, then `$default`; `GET /pets/dog/1` before `GET /pets/dog/{id}`; ANY takes what no
 * method of the same path takes. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function compareRoutes(one: Route, two: Route): number {
  if (one.isDefault || two.isDefault) return Number(one.isDefault) - Number(two.isDefault)
  const greedy = isGreedy(one.segments) - isGreedy(two.segments)
  if (greedy !== 0) return greedy
  for (const [index, segment] of one.segments.entries()) {
    const other = two.segments[index]
    if (other === undefined) return -1
    const difference = RANK[segment.kind] - RANK[other.kind]
    if (difference !== 0) return difference
  }
  if (one.segments.length !== two.segments.length) return one.segments.length - two.segments.length
  return Number(one.method === 'ANY') - Number(two.method === 'ANY')
}

/** The route that takes a request, and the values of its path variables, percent-decoded. */
export interface RouteMatch<R extends Route = Route> {
  readonly route: R
  readonly parameters: Parameters
}

/** Finds the route for `method` and the percent-encoded `path`; among equals the earlier one. */
export function findRoute<R extends Route>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | null {
  const parts = splitPath(path)
  let best: RouteMatch<R> | null = null
  for (const route of routes) {
    if (!route.isDefault && route.method !== 'ANY' && route.method !== method) continue
    const parameters = route.isDefault ? {} : matchSegments(route.segments, parts)
    if (parameters === null) continue
    if (best === null || compareRoutes(route, best.route) < 0) best = { route, parameters }
  }
  return best
}
