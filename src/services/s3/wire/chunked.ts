import { findHeader, type Headers } from '#contracts/body.ts'
import { bodyBytes, utf8Decode } from '#contracts/bytes.ts'
import { Refusal } from '../refusal.ts'
import type { S3Request } from './address.ts'

const CRLF = 2

const incomplete = (): Refusal =>
  new Refusal(400, 'IncompleteBody', 'The request body terminated unexpectedly')

/** The line that begins at `at`, without its end; null where there is none. */
function readLine(
  bytes: Uint8Array,
  at: number,
): { readonly text: string; readonly next: number } | null {
  // A chunk's head is its size and a signature; a trailer is a checksum. Neither is long.
  const end = Math.min(bytes.length - 1, at + 1_024)
  for (let place = at; place < end; place++) {
    if (bytes[place] === 13 && bytes[place + 1] === 10) {
      return { text: utf8Decode(bytes.subarray(at, place)) ?? '', next: place + CRLF }
    }
  }
  return null
}

/** Trailing headers after the last chunk. */
function readTrailer(bytes: Uint8Array, from: number): Headers {
  const fields: (readonly [string, string])[] = []
  for (let at = from; at < bytes.length;) {
    const line = readLine(bytes, at)
    if (line === null || line.text === '') break
    const colon = line.text.indexOf(':')
    if (colon > 0) {
      fields.push([
        line.text.slice(0, colon).trim().toLowerCase(),
        line.text.slice(colon + 1).trim(),
      ])
    }
    at = line.next
  }
  return fields
}

/** Takes an `aws-chunked` body apart. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function decodeChunks(bytes: Uint8Array): { readonly body: Uint8Array; readonly trailer: Headers } {
  const parts: Uint8Array[] = []
  let at = 0
  for (;;) {
    const line = readLine(bytes, at)
    const size = /^([0-9a-fA-F]{1,8})(?:;|$)/.exec(line?.text ?? '')?.[1]
    if (line === null || size === undefined) throw incomplete()
    const length = Number.parseInt(size, 16)
    at = line.next
    if (length === 0) break
    if (at + length > bytes.length) throw incomplete()
    parts.push(bytes.subarray(at, at + length))
    at += length + CRLF
  }
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let filled = 0
  for (const part of parts) {
    body.set(part, filled)
    filled += part.length
  }
  return { body, trailer: readTrailer(bytes, at) }
}

/** What a request carries: its bytes, and its headers with those that came after the body. */
export interface Payload {
  readonly bytes: Uint8Array
  readonly headers: Headers
}

/** A request's body as it is meant: chunks put together, their coding no longer told. */
export function readPayload(request: Pick<S3Request, 'headers' | 'body'>): Payload {
  const { headers } = request
  const bytes = bodyBytes(request.body)
  const isChunked = (findHeader(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-')
  if (!isChunked) return { bytes, headers }
  const { body, trailer } = decodeChunks(bytes)
  const told = findHeader(headers, 'x-amz-decoded-content-length')
  if (told !== undefined && Number(told) !== body.length) throw incomplete()
  return { bytes: body, headers: [...headers, ...trailer] }
}
