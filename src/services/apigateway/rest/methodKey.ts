/** Methods that AWS::ApiGateway::Method knows. */
const HTTP_METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

/** A method and its resource's path, taken apart. */
export interface MethodKey {
  readonly httpMethod: string
  /** As written: `/items/{id}`. */
  readonly path: string
  /** The path's parts; none for `/`. */
  readonly parts: readonly string[]
}

const PART = /^(?:[a-zA-Z0-9._\-:]+|\{[a-zA-Z0-9._-]+\+?\})$/

const checkParts = (parts: readonly string[]): string | null => {
  const names = new Set<string>()
  for (const [index, part] of parts.entries()) {
    if (!PART.test(part)) {
      return `Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end: ${part}`
    }
    if (part.endsWith('+}') && index < parts.length - 1) {
      return 'a greedy path variable must be the last part of a path'
    }
    if (!part.startsWith('{')) continue
    const name = part.replace(/^\{|\+?\}$/g, '')
    if (names.has(name)) return `the path variable {${name}} appears twice`
    names.add(name)
  }
  return null
}

/** Takes `GET /items/{id}` apart; a string says what is wrong with it. */
export function parseMethodKey(key: string): MethodKey | string {
  const [, httpMethod = '', path = ''] = /^(\S+) (\/\S*)$/.exec(key) ?? []
  if (!HTTP_METHODS.includes(httpMethod)) {
    return `a method is one of ${HTTP_METHODS.join(', ')}, a blank and a path`
  }
  if (path !== '/' && path.endsWith('/')) return 'the path must not end with /'
  const parts = path === '/' ? [] : path.slice(1).split('/')
  return checkParts(parts) ?? { httpMethod, path, parts }
}
