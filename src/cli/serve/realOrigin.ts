import { isUtf8 } from 'node:buffer'
import { request as ask, type IncomingMessage } from 'node:http'
import type { Headers } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'

/** Real servers in the place of `Coldstart::HttpService` nodes, by node id: `http://127.0.0.1:8080`. */
export type RealOrigins = ReadonlyMap<string, URL>

/** How long a server may be silent. Longer than any origin time-out that a distribution can have. */
const SILENCE_MS = 180_000
/** Of a body more is not taken: CloudFront's own limit for an object is far beyond what a test server sends. */
const BODY_BYTES_MAX = 64 * 1_024 * 1_024

/** They concern the connection, which is Node's. RFC 9110, 7.6.1 */
const CONNECTION =
  /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

const pairsOf = ({ rawHeaders, headers }: IncomingMessage): Headers => {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const pairs: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (CONNECTION.test(name) || named.includes(name.toLowerCase())) continue
    pairs.push([name, rawHeaders[at + 1] ?? ''])
  }
  return pairs
}

const failed = (code: string, message: string): HttpResponse => ({
  status: 0,
  headers: [],
  body: '',
  networkError: { code, message },
})

/** Headers by name, as Node wants them: several of one name in a list. */
function groupHeaders(headers: Headers): Record<string, string[]> {
  const groups: Record<string, string[]> = {}
  for (const [name, value] of headers) {
    if (CONNECTION.test(name) || /^(host|content-length)$/i.test(name)) continue
    ;(groups[name.toLowerCase()] ??= []).push(value)
  }
  return groups
}

/**
 * Asks a real server. Lenient, as CDNs are: a body that is longer than its Content-Length is cut there; one that is
 * shorter is a broken connection, and so is everything that is no HTTP.
 */
export const askServer = (
  origin: URL,
  { method, path, query, headers, body }: HttpRequest,
): Promise<HttpResponse> =>
  new Promise((resolve) => {
    let answer: IncomingMessage | null = null
    const fail = (error: Error): void => {
      // What comes after the whole of an answer takes nothing from it.
      if (answer?.complete === true) return
      resolve(failed('code' in error ? String(error.code) : 'ECONNRESET', error.message))
    }
    const target = query === '' ? path : `${path}?${query}`
    const sent = ask({
      host: origin.hostname,
      port: origin.port === '' ? 80 : Number(origin.port),
      method,
      path: target,
      headers: { ...groupHeaders(headers), host: origin.host },
      setHost: false,
      // A connection for each request: what follows an overlong body concerns no other.
      agent: false,
      insecureHTTPParser: true,
      timeout: SILENCE_MS,
    })
    sent.on('error', fail)
    sent.on('timeout', () => sent.destroy(new Error('the server says nothing')))
    sent.on('response', (response) => {
      answer = response
      const pieces: Buffer[] = []
      let length = 0
      response.on('data', (piece: Buffer) => {
        length += piece.length
        if (length > BODY_BYTES_MAX) sent.destroy(new Error('the body has no end'))
        else pieces.push(piece)
      })
      response.on('error', fail)
      response.on('end', () => {
        const bytes = Buffer.concat(pieces)
        resolve({
          status: response.statusCode ?? 0,
          headers: pairsOf(response),
          body: isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes),
        })
      })
    })
    sent.end(typeof body === 'string' ? body : Buffer.from(body))
  })
