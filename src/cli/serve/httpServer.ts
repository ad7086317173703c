import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exposure, RequestHead, WireRequest, WireResponse } from './exposure.ts'

/** How long an idle connection is kept for the next request. */
const KEEP_ALIVE_MS = 60_000
/** How long a request may take to arrive, and its headers. */
const REQUEST_MS_MAX = 120_000
const HEADERS_MS_MAX = 20_000
/** How much of a body that is too large is read and thrown away before the connection is cut. */
const DRAIN_BYTES_MAX = 64 * 1_024 * 1_024

/** What the server needs beside its front doors. */
export interface HttpServerOptions {
  readonly exposures: readonly Exposure[]
  /** Told of what should not have happened: a bug of ours. */
  readonly failed: (error: unknown) => void
}

const readHead = (message: IncomingMessage): RequestHead => {
  const url = message.url ?? '/'
  const mark = url.indexOf('?')
  const target = mark < 0 ? url : url.slice(0, mark)
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(',')
  }
  return {
    method: message.method ?? 'GET',
    host: (headers['host'] ?? '').toLowerCase().replace(/:\d+$/, ''),
    path: target.startsWith('/') ? target : '/',
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
  }
}

const notFound: WireResponse = { status: 404, headers: [], body: '' }
const broken: WireResponse = { status: 500, headers: [], body: '' }

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  if (response.headersSent || response.destroyed) return
  response.statusCode = status
  for (const [name, value] of headers) response.setHeader(name, value)
  const isChunked = response.hasHeader('transfer-encoding')
  if (!isChunked) response.setHeader('Content-Length', Buffer.byteLength(body))
  response.end(body)
}

/** Reads a body; null: it is longer than `max`. What follows of it is thrown away, up to a bound. */
function readBody(message: IncomingMessage, max: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    message.on('data', (part: Buffer) => {
      length += part.length
      if (length <= max) parts.push(part)
      else {
        parts.length = 0
        resolve(null)
        if (length > max + DRAIN_BYTES_MAX) message.destroy()
      }
    })
    message.on('end', () => resolve(length <= max ? Buffer.concat(parts, length) : null))
    message.on('error', reject)
    message.on('close', () => reject(new Error('the connection closed')))
  })
}

async function answer(
  { exposures, failed }: HttpServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = readHead(message)
  const exposure = exposures.find((one) => one.takes(head))
  if (exposure === undefined) {
    message.resume()
    send(response, notFound)
    return
  }
  let body: Buffer | null
  try {
    body = await readBody(message, exposure.bodyBytesMax)
  } catch {
    // The caller went away in the middle of its request.
    response.destroy()
    return
  }
  try {
    if (body === null) {
      send(response, exposure.tooLarge(head))
      return
    }
    const sourceIp = message.socket.remoteAddress ?? ''
    const request: WireRequest = { ...head, body, sourceIp }
    send(response, await exposure.handle(request))
  } catch (error) {
    failed(error)
    send(response, broken)
  }
}

/** Creates the HTTP server in front of `exposures`; it does not listen yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer((message, response) => {
    response.on('error', () => response.destroy())
    void answer(options, message, response)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.headersTimeout = HEADERS_MS_MAX
  server.requestTimeout = REQUEST_MS_MAX
  server.on('upgrade', (message, socket, first) => {
    socket.on('error', () => socket.destroy())
    const head = readHead(message)
    const exposure = options.exposures.find((one) => one.upgrade !== undefined && one.takes(head))
    if (exposure?.upgrade === undefined) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    else exposure.upgrade(head, message, socket, first)
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else socket.destroy()
  })
  return server
}

/** Listens; answers the port, which is the system's choice for 0. */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      const address = server.address() as AddressInfo
      resolve(address.port)
    })
  })
