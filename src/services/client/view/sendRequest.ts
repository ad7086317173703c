import type { SentRequest } from '../definition.ts'

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

/** A request template as one request to begin with: a random number becomes 1, a random id a fixed one. */
export const exampleOf = (template: string): string =>
  template
    .replaceAll(/\{\{\s*uuid\s*\}\}/g, '00000000-0000-4000-8000-000000000001')
    .replaceAll(/\{\{[^{}]*\}\}/g, '1')
