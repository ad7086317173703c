import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Answer, BROKEN_OFF, type Exposure, type WireResponse } from './exposure.ts'
import {
  addressOf,
  beginResponse,
  plainResponse,
  readHead,
  sendResponse,
  withoutUpgrade,
} from './wire.ts'

/** How much of a body that is too large is read and thrown away before the connection is cut. */
const DRAIN_BYTES_MAX = 64 * 1_024 * 1_024
/** Larger heads are not even looked at; AWS's own limits are below. */
const HEAD_BYTES_MAX = 32 * 1_024
/** How long a caller who was sent away may take to read why. */
const LINGER_MS = 1_000

/** What a caller is waited for, in ms. */
export interface Patience {
  /** An idle connection, for the next request. */
  readonly keepAlive: number
  /** A request's head, and a whole request, from its beginning on: what is slower is sent away. */
  readonly head: number
  readonly request: number
}

const PATIENCE: Patience = { keepAlive: 60_000, head: 20_000, request: 120_000 }

/** What the server needs beside its front doors. */
export interface HttpServerOptions {
  readonly exposures: readonly Exposure[]
  readonly patience?: Partial<Patience> | undefined
  /** Told of what should not have happened: a bug of ours. */
  readonly failed: (error: unknown) => void
}

const notFound: WireResponse = { status: 404, headers: [], body: '' }
const broken: WireResponse = { status: 500, headers: [], body: '' }

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
    sendResponse(response, notFound)
    return
  }
  const sourceIp = addressOf(message)
  let body: Buffer | null
  try {
    body = await readBody(message, exposure.bodyBytesMax)
  } catch {
    // The caller went away in the middle of its request.
    response.destroy()
    return
  }
  let given: Answer
  try {
    const request = { ...head, sourceIp }
    given = await (body === null
      ? exposure.tooLarge(request)
      : exposure.handle({ ...request, body, begin: (start) => beginResponse(response, start) }))
  } catch (error) {
    failed(error)
    given = broken
  }
  if (given === BROKEN_OFF) response.destroy()
  else sendResponse(response, given)
}

/** What a request that is none is told, by Node's code for what is wrong with it. */
const statusOfFault = (code: unknown): number => {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}

/** Hands a connection that asks for another protocol to whom it concerns; else it is read as if it had not. */
function upgrade(
  server: Server,
  exposures: readonly Exposure[],
  asked: { readonly message: IncomingMessage; readonly socket: Duplex; readonly first: Buffer },
): void {
  const { message, socket, first } = asked
  const head = readHead(message)
  const exposure =
    head.headers['upgrade']?.toLowerCase() === 'websocket'
      ? exposures.find((one) => one.takes(head))
      : undefined
  if (exposure?.upgrade !== undefined) {
    socket.on('error', () => socket.destroy())
    const request = { ...head, sourceIp: addressOf(message), body: Buffer.alloc(0) }
    exposure.upgrade({ request, message, socket, first })
    return
  }
  // "A server MAY ignore a received Upgrade header field" (RFC 9110 §7.8), but Node has let go of the connection.
  socket.unshift(Buffer.concat([withoutUpgrade(message), first]))
  server.emit('connection', socket)
}

/** Creates the HTTP server in front of `exposures`; it does not listen yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  const patience = { ...PATIENCE, ...options.patience }
  const server = createServer(
    {
      maxHeaderSize: HEAD_BYTES_MAX,
      keepAliveTimeout: patience.keepAlive,
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.min(patience.head, 5_000),
    },
    (message, response) => {
      response.on('error', () => response.destroy())
      void answer(options, message, response)
    },
  )
  // Who has said all that it has to say may still listen; Node's default hangs up without an answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, first: Buffer) => {
    upgrade(server, options.exposures, { message, socket, first })
  })
  server.on('clientError', (error: Error & { readonly code?: unknown }, socket) => {
    if (!socket.writable) socket.destroy()
    else {
      socket.end(plainResponse(statusOfFault(error.code)))
      // Whoever does not hang up now is hung up on.
      setTimeout(() => socket.destroy(), LINGER_MS).unref()
    }
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
