/** A request as a person wrote it. */
export interface WrittenRequest {
  readonly node: string
  readonly method: string
  /** With its query: `/items?limit=5`. */
  readonly target: string
  /** `name: value`, a line each. */
  readonly headers: string
  readonly body: string
}

/** The path and the query of a target, escaped as a browser does; escapes that are there stay. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const rooted = target.startsWith('/') ? target : `/${target}`
  const [whole = '/'] = rooted.split('#')
  const mark = whole.indexOf('?')
  const escape = (text: string): string => encodeURI(text.toWellFormed()).replaceAll('%25', '%')
  return {
    path: escape(mark < 0 ? whole : whole.slice(0, mark)),
    query: mark < 0 ? '' : escape(whole.slice(mark + 1)),
  }
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Reads header lines; `error` says which one is none. */
export function readHeaders(text: string): {
  readonly headers: readonly (readonly [string, string])[]
  readonly error: string | null
} {
  const headers: (readonly [string, string])[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '') continue
    const colon = Math.max(0, line.indexOf(':'))
    const name = line.slice(0, colon).trim()
    if (!NAME.test(name)) {
      return { headers: [], error: `Line ${index + 1}: write a header as “name: value”` }
    }
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return { headers, error: null }
}

/** JSON over several lines; any other text as it is. */
export function setOut(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : body
  } catch {
    return body
  }
}

/** Where `npm run serve` puts a node. */
const urlOf = ({ node, target }: WrittenRequest): string => {
  const { path, query } = splitTarget(target)
  return `http://127.0.0.1:4566/${encodeURIComponent(node)}${path}${query === '' ? '' : `?${query}`}`
}

/** In a POSIX shell, quoted. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The request for `curl`, against `npm run serve`. */
export function toCurl(request: WrittenRequest): string {
  const { method, body } = request
  const lines = [
    `curl -i${method === 'GET' ? '' : method === 'HEAD' ? 'I' : ` -X ${method}`} ${quote(urlOf(request))}`,
    ...readHeaders(request.headers).headers.map(
      ([name, value]) => `  -H ${quote(`${name}: ${value}`)}`,
    ),
    ...(body === '' ? [] : [`  --data-raw ${quote(body)}`]),
  ]
  return lines.join(' \\\n')
}

/** The request for `fetch`, against `npm run serve`. */
export function toFetch(request: WrittenRequest): string {
  const { method, body } = request
  const { headers } = readHeaders(request.headers)
  const init = {
    ...(method !== 'GET' && { method }),
    ...(headers.length > 0 && { headers }),
    ...(body !== '' && { body }),
  }
  const options = Object.keys(init).length === 0 ? '' : `, ${JSON.stringify(init, null, 2)}`
  return `const response = await fetch(${JSON.stringify(urlOf(request))}${options})\nconsole.log(response.status, await response.text())`
}
