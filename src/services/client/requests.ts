import { findHeader, type Headers, utf8Length } from '#contracts/body.ts'
import type { Random } from '#kernel/random.ts'
import { renderTemplate, type TemplateSources } from './renderTemplate.ts'
import { compileTemplate, type RequestTemplate, type Template } from './template.ts'

/** A request as a person or a template wants it, before a client adds its own headers. */
export interface PlannedRequest {
  readonly method: string
  /** Absent: over TLS. */
  readonly scheme?: 'http' | undefined
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: string
}

interface Compiled {
  /** The weights of this template and of all before it. */
  readonly weightUpTo: number
  readonly method: string
  readonly scheme: 'http' | undefined
  readonly path: Template
  readonly headers: readonly (readonly [name: string, value: Template])[]
  readonly body: Template
}

/** A client's templates, ready to draw from. */
export interface RequestMix {
  draw(choice: Random, sources: TemplateSources): PlannedRequest
}

const FALLBACK: RequestTemplate & { readonly Weight: number } = {
  Weight: 1,
  Method: 'GET',
  Path: '/',
  Headers: {},
  Body: '',
}

/** Paths with nothing to escape and no query. */
const PLAIN_PATH = /^\/[\w/.~-]*$/

/** Splits a target as a person writes it, `/items?limit=5`, and gives it the `/` it must begin with. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  if (PLAIN_PATH.test(target)) return { path: target, query: '' }
  const rooted = target.startsWith('/') ? target : `/${target}`
  const [whole = '/'] = rooted.split('#')
  const mark = whole.indexOf('?')
  const path = mark < 0 ? whole : whole.slice(0, mark)
  // What a URL parser would escape as well; escapes that are there stay.
  const escape = (text: string): string => encodeURI(text.toWellFormed()).replaceAll('%25', '%')
  return { path: escape(path), query: mark < 0 ? '' : escape(whole.slice(mark + 1)) }
}

/** Compiles `templates`; an empty list sends `GET /`. */
export function createRequestMix(
  templates: readonly (RequestTemplate & { readonly Weight: number })[],
): RequestMix {
  let total = 0
  const compiled = (templates.length === 0 ? [FALLBACK] : templates).map((template): Compiled => {
    total += template.Weight
    return {
      weightUpTo: total,
      method: template.Method.toUpperCase(),
      scheme: template.Scheme === 'http' ? 'http' : undefined,
      path: compileTemplate(template.Path),
      headers: Object.entries(template.Headers).map(
        ([name, value]) => [name, compileTemplate(value)] as const,
      ),
      body: compileTemplate(template.Body),
    }
  })

  return {
    draw(choice, sources) {
      const ticket = choice.next() * total
      const chosen = compiled.find(({ weightUpTo }) => ticket < weightUpTo) ?? compiled[0]
      if (chosen === undefined) return { ...splitTarget('/'), method: 'GET', headers: [], body: '' }
      const { path, query } = splitTarget(renderTemplate(chosen.path, sources))
      return {
        method: chosen.method,
        scheme: chosen.scheme,
        path,
        query,
        headers: chosen.headers.map(([name, value]) => [name, renderTemplate(value, sources)]),
        body: renderTemplate(chosen.body, sources),
      }
    },
  }
}

const USER_AGENT = 'Mozilla/5.0 (compatible; Coldstart/1.0)'
const HAS_BODY = new Set(['POST', 'PUT', 'PATCH'])

/** JSON is told by how it begins; any other text is what `fetch` calls a string. */
const guessContentType = (body: string): string =>
  /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain;charset=UTF-8'

/** The headers on the wire: the request's own, and those that a browser adds where it has none. */
export function wireHeaders({ method, headers, body }: PlannedRequest): Headers {
  const isMissing = (name: string): boolean => findHeader(headers, name) === undefined
  const added: (readonly [string, string])[] = [
    ['accept', '*/*'],
    ['accept-encoding', 'gzip, deflate, br'],
    ['user-agent', USER_AGENT],
  ]
  if (body !== '') added.push(['content-type', guessContentType(body)])
  if (body !== '' || HAS_BODY.has(method)) added.push(['content-length', String(utf8Length(body))])
  return [...added.filter(([name]) => isMissing(name)), ...headers]
}

/** https://www.rfc-editor.org/rfc/rfc5737: blocks that no real host has. */
const DOCUMENTATION_BLOCKS = ['203.0.113', '198.51.100', '192.0.2']
const HOSTS_IN_BLOCK = 254
/** People of one client: addresses before they repeat. */
export const ADDRESSES = DOCUMENTATION_BLOCKS.length * HOSTS_IN_BLOCK

/** The address of user `index`: a documentation address, 762 of them before they repeat. */
export function addressOf(index: number): string {
  const block = Math.floor(index / HOSTS_IN_BLOCK) % DOCUMENTATION_BLOCKS.length
  return `${DOCUMENTATION_BLOCKS[block] ?? ''}.${1 + (index % HOSTS_IN_BLOCK)}`
}
