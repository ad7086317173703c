import type { SentRequest } from '../definition.ts'

export interface HeaderLines {
  readonly headers: readonly (readonly [string, string])[]
  /** Why the text cannot be sent; null when it can. */
  readonly error: string | null
}

/** Reads header lines, `name: value` each, as an HTTP client's editor takes them. */
export function readHeaderLines(text: string): HeaderLines {
  const headers: (readonly [string, string])[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '') continue
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim()
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      return { headers: [], error: `Line ${index + 1}: write a header as “name: value”` }
    }
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return { headers, error: null }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isHeaders = (value: unknown): value is readonly (readonly [string, string])[] =>
  Array.isArray(value) && value.every((each) => Array.isArray(each) && each.length === 2)

/** Reads the room's answer about a request; null where it makes no sense. */
export function readSentRequest(value: unknown): SentRequest | null {
  if (!isRecord(value)) return null
  if (value['type'] === 'unknown') return { type: 'unknown' }
  const { trace, latencyMs, status, headers, body, message } = value
  if (typeof trace !== 'number') return null
  if (value['type'] === 'waiting') return { type: 'waiting', trace }
  if (typeof latencyMs !== 'number') return null
  if (value['type'] === 'failed' && typeof message === 'string') {
    return { type: 'failed', trace, latencyMs, message }
  }
  if (value['type'] !== 'answered') return null
  if (typeof status !== 'number' || typeof body !== 'string' || !isHeaders(headers)) return null
  const isBase64Encoded = value['isBase64Encoded'] === true
  return { type: 'answered', trace, latencyMs, status, headers, body, isBase64Encoded }
}

/** JSON set out over lines; any other body as it came. */
export function showBody(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : body
  } catch {
    return body
  }
}

/** A request template as one request to begin with: a random number becomes 1, a random id a fixed one. */
export const exampleOf = (template: string): string =>
  template
    .replaceAll(/\{\{\s*uuid\s*\}\}/g, '00000000-0000-4000-8000-000000000001')
    .replaceAll(/\{\{[^{}]*\}\}/g, '1')
