import { parseHttpDate } from '../calendar.ts'
import { type Body, bodyLength, findHeader, type Headers } from '../body.ts'
import { bodyBytes } from '../bytes.ts'
import type { ResponseHead } from './freshness.ts'
import type { RequestHead } from './storing.ts'

/** Positions of the first and the last byte. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Reads `Range` for a body of `length` bytes (RFC 9110 §14.2). Null where there is none, or one that is not understood or asks
 * for several ranges: then the whole is sent, as a server may. `'unsatisfiable'`: 416.
 */
export function parseRange(
  field: string | undefined,
  length: number,
): ByteRange | 'unsatisfiable' | null {
  const found = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(field ?? '')
  const [, from = '', to = ''] = found ?? []
  if (found === null || (from === '' && to === '')) return null
  if (from === '') {
    const count = Math.min(Number(to), length)
    return count === 0 ? 'unsatisfiable' : { first: length - count, last: length - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return null
  if (first >= length) return 'unsatisfiable'
  return { first, last: to === '' ? length - 1 : Math.min(Number(to), length - 1) }
}

/** Whether `If-Range` lets a range be sent: the very same strong tag, or the very same date (RFC 9110 §13.1.5). */
const allowsRange = (request: RequestHead, headers: Headers): boolean => {
  const condition = findHeader(request.headers, 'if-range')?.trim()
  if (condition === undefined) return true
  if (condition.startsWith('"')) return condition === findHeader(headers, 'etag')
  const date = parseHttpDate(condition)
  return date !== null && date === parseHttpDate(findHeader(headers, 'last-modified') ?? '')
}

const without = (headers: Headers, ...names: readonly string[]): Headers =>
  headers.filter(([name]) => !names.includes(name.toLowerCase()))

/** A response with its body. */
export interface WholeResponse extends ResponseHead {
  readonly body: Body
}

/** A whole response cut to what the request's `Range` asks for: 206, 416, or itself. */
export function cutToRange(request: RequestHead, response: WholeResponse): WholeResponse {
  const field = findHeader(request.headers, 'range')
  if (field === undefined || request.method !== 'GET' || response.status !== 200) return response
  if (!allowsRange(request, response.headers)) return response
  const length = bodyLength(response.body)
  const range = parseRange(field, length)
  if (range === null) return response
  const headers = without(response.headers, 'content-length', 'content-range')
  if (range === 'unsatisfiable') {
    const none: Headers = [
      ...without(headers, 'content-type'),
      ['Content-Range', `bytes */${length}`],
    ]
    return { status: 416, headers: none, body: '' }
  }
  const { first, last } = range
  const part: Headers = [
    ...headers,
    ['Content-Range', `bytes ${first}-${last}/${length}`],
    ['Content-Length', String(last - first + 1)],
  ]
  return { status: 206, headers: part, body: bodyBytes(response.body).subarray(first, last + 1) }
}
