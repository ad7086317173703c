import { isJson, type Json } from './json.ts'
import { ANY_METHOD } from './names.ts'

const VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/** The key of a path item's operation: `GET /items`, `ANY /items`; null where `name` is no operation's. */
export const operationKey = (name: string, path: string): string | null => {
  if (name === ANY_METHOD) return `ANY ${path}`
  return VERBS.includes(name) ? `${name.toUpperCase()} ${path}` : null
}

/** The member of a path item that a method's operation is: `get`, or the extension's for `ANY`. */
export const operationName = (verb: string): string =>
  verb === 'ANY' ? ANY_METHOD : verb.toLowerCase()

/** A value as an OpenAPI 3 document; a text says why it is none. */
export function readDocument(value: unknown): Json | string {
  if (!isJson(value)) return 'This is no OpenAPI document'
  const { openapi } = value
  if (typeof openapi !== 'string') return 'This is no OpenAPI 3 document: it has no member openapi'
  if (!openapi.startsWith('3.')) return `OpenAPI ${openapi} is not understood: 3.x is`
  return isJson(value['paths']) ? value : 'The document has no paths'
}
