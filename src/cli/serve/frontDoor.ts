import { isUtf8 } from 'node:buffer'
import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpResponse, LiveReader } from '#contracts/http.ts'
import type {
  OutsideHttp,
  OutsideHttpRequest,
  OutsidePeer,
  OutsideSocket,
} from '#simulation/simulation.ts'
import { createDoorFinder, strayHost, type Way } from './doors.ts'
import {
  type Answer,
  BROKEN_OFF,
  type Exposure,
  type RequestHead,
  type UpgradeRequest,
  type WireRequest,
  type WireResponse,
} from './exposure.ts'
import { createSocketServer } from './sockets.ts'
import { plainResponse } from './wire.ts'

/** AWS's gateways take bodies up to this, and say so in their own words. */
const BODY_BYTES_MAX = 10 * 1_024 * 1_024
/** Types whose nodes refuse a body that is too long themselves. */
const REFUSES_ITSELF = /^AWS::(ApiGateway|ApiGatewayV2|Lambda)::/

/** What the front door stands in front of. */
export interface FrontDoorOptions {
  readonly http: OutsideHttp
  /** Lets the simulation catch up with the wall. */
  readonly advance: () => void
  /** Resolves when all that was changed so far is safe. */
  readonly settled: () => Promise<void>
}

/** What a node hears of a message: text where it is text, to the last byte. */
const toBody = (body: Buffer): string | Uint8Array => (isUtf8(body) ? body.toString() : body)

const forbidden = (body: string): WireResponse => ({
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    [
      'x-amzn-ErrorType',
      body.includes('Forbidden') ? 'ForbiddenException' : 'AccessDeniedException',
    ],
  ],
  body,
})

/** Hosts of nobody, as API Gateway and Lambda answer them. */
const STRAYS = { api: forbidden('{"message":"Forbidden"}'), url: forbidden('{"Message":null}') }

/** Sends a streamed answer on as it comes. */
function readLive(begin: NonNullable<WireRequest['begin']>): LiveReader {
  let send: ReturnType<typeof begin> | null = null
  return {
    begin: (head) => (send = begin({ status: head.status, headers: endToEnd(head.headers) })),
    piece: (bytes) => send?.(bytes),
  }
}

/** Nobody speaks TLS here: who came in the clear is told by a proxy before, or by a hand. Else it was over TLS. */
const schemeOf = (fields: Headers): Pick<OutsideHttpRequest, 'scheme'> =>
  findHeader(fields, 'x-forwarded-proto')?.toLowerCase() === 'http' ? { scheme: 'http' } : {}

const tooLarge: WireResponse = {
  status: 413,
  headers: [['Content-Type', 'application/json']],
  body: '{"message":"Request Entity Too Large"}',
}

/** Concern the connection between the model's client and the node, which is not this one. */
const OWN = /^(connection|keep-alive|transfer-encoding)$/i

const endToEnd = (headers: Headers): Headers => headers.filter(([name]) => !OWN.test(name))

function toWire({ status, headers, body, networkError, bodyTook }: HttpResponse): Answer {
  // 1xx ends no request: who sends one as an answer has broken the protocol.
  if (networkError !== undefined || status < 200) return BROKEN_OFF
  return {
    status,
    headers: [
      ...endToEnd(headers),
      ...(bodyTook === undefined ? [] : [['Transfer-Encoding', 'chunked'] as const]),
    ],
    body,
  }
}

/** The most that a body may have and one byte more, for nodes that count for themselves. */
const createOversized = (): (() => string) => {
  let text: string | null = null
  return () => (text ??= ' '.repeat(BODY_BYTES_MAX + 1))
}

/** Every API, function URL and HTTP service of the scenario, by host name or by path. */
export function createFrontDoor({ http, advance, settled }: FrontDoorOptions): Exposure {
  let find = createDoorFinder(http.doors())
  /** Whom nobody answers to is looked for anew: Lambda's API may have given a function its URL meanwhile. */
  const findWay = (head: RequestHead): Way | null => {
    const known = find(head)
    if (known !== null || (head.path === '/' && strayHost(head.host) === null)) return known
    find = createDoorFinder(http.doors())
    return find(head)
  }
  const oversized = createOversized()
  const sockets = createSocketServer()

  const ask = (
    { door, path, fields }: Way,
    request: Omit<WireRequest, 'body'>,
    more: Pick<OutsideHttpRequest, 'body' | 'peer' | 'live'>,
  ): Promise<{ readonly response: HttpResponse; readonly socket: OutsideSocket | null }> =>
    new Promise((resolve) => {
      advance()
      const { method, query, sourceIp } = request
      const onWire = { host: request.headers['host'] ?? '', path: request.path }
      http.send(
        door.node,
        { method, path, query, headers: fields, sourceIp, onWire, ...schemeOf(fields), ...more },
        (response, socket) => resolve({ response, socket }),
      )
      advance()
    })

  async function answer(
    request: Omit<WireRequest, 'body'>,
    body: OutsideHttpRequest['body'],
  ): Promise<Answer> {
    const way = findWay(request)
    if (way === null) return STRAYS[strayHost(request.host) ?? 'api']
    const { begin } = request
    const live = begin === undefined ? {} : { live: readLive(begin) }
    const { response } = await ask(way, request, { body, ...live })
    // Nobody hears of anything that a crash could still undo.
    await settled()
    return toWire(response)
  }

  /** The node's end, with the simulation's clock at the present whenever something comes. */
  const paced = (socket: OutsideSocket): OutsideSocket => {
    const between = (work: () => void): void => {
      advance()
      work()
      advance()
    }
    return {
      message: (data, frameBytes) => between(() => socket.message(data, frameBytes)),
      ping: () => between(() => socket.ping()),
      closed: (close) => between(() => socket.closed(close)),
    }
  }

  async function upgrade(asked: UpgradeRequest): Promise<void> {
    const { request, socket: connection } = asked
    const way = findWay(request)
    const refuse = (given: Answer): void => {
      if (given === BROKEN_OFF) connection.destroy()
      else connection.end(plainResponse(given.status, given))
    }
    if (way === null) return refuse(STRAYS[strayHost(request.host) ?? 'api'])
    const open = sockets.prepare(asked)
    if (open === null) return refuse({ status: 400, headers: [], body: '' })
    const peer: OutsidePeer = open.peer
    const { response, socket } = await ask(way, request, { body: '', peer })
    if (socket === null) return refuse(toWire(response))
    open.accept(paced(socket), findHeader(response.headers, 'sec-websocket-protocol'))
  }

  return {
    name: 'HTTP',
    takes: (head: RequestHead) => findWay(head) !== null || strayHost(head.host) !== null,
    bodyBytesMax: BODY_BYTES_MAX,
    tooLarge(request) {
      const type = findWay(request)?.door.type ?? ''
      return REFUSES_ITSELF.test(type) ? answer(request, oversized()) : tooLarge
    },
    handle: (request) => answer(request, toBody(request.body)),
    upgrade: (asked) => void upgrade(asked),
    close: () => sockets.close(),
  }
}
