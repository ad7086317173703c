import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Body, HeaderField, Headers } from '#contracts/body.ts'
import { findHeader, utf8Length } from '#contracts/body.ts'
import { base64Encode } from '#contracts/bytes.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { showBody } from '#contracts/shownBody.ts'
import { type Hashing, type Signable, signRequest } from '#contracts/sigv4.ts'
import { between, toEpochMs, toMs } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import * as z from 'zod/mini'
import { createOutsideHttp } from './outsideHttp.ts'
import type { Run } from './run.ts'
import type { HttpDoor, OutsideHttpRequest, OutsideSocket } from './simulation.ts'

/** Requests and connections that are kept; the oldest go first, and are closed. */
const KEPT_MAX = 100
/** Messages of a connection that are kept. */
const LOG_MAX = 500
/** Letters of a body, and of a message, that are told. */
const BODY_MAX = 1_000_000
const MESSAGE_MAX = 20_000

const headerList = z.array(z.tuple([z.string(), z.string()]))

const target = {
  id: z.string(),
  node: z.string(),
  path: z.string(),
  query: z.string(),
  headers: headerList,
}

const command = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('send'),
    ...target,
    method: z.string(),
    scheme: z.optional(z.literal('http')),
    body: z.string(),
    /** Whose keys sign it for API Gateway, Signature Version 4; absent: nobody's. */
    signer: z.optional(z.object({ accessKeyId: z.string(), secretAccessKey: z.string() })),
  }),
  z.object({ type: z.literal('open'), ...target }),
  z.object({ type: z.literal('say'), id: z.string(), body: z.string() }),
  z.object({ type: z.literal('close'), id: z.string() }),
])

const query = z.discriminatedUnion('type', [
  z.object({ type: z.literal('doors') }),
  z.object({ type: z.literal('sent'), id: z.string() }),
  z.object({ type: z.literal('socket'), id: z.string() }),
])

/** What became of a request. */
export type ConsoleAnswer =
  | { readonly type: 'unknown' }
  | { readonly type: 'waiting'; readonly trace: number }
  | {
      readonly type: 'failed'
      readonly trace: number
      readonly latencyMs: number
      readonly message: string
    }
  | {
      readonly type: 'answered'
      readonly trace: number
      readonly latencyMs: number
      /** Where the body was streamed: when its first byte came. */
      readonly firstByteMs?: number
      readonly status: number
      readonly headers: Headers
      readonly body: string
      readonly isBase64Encoded: boolean
      readonly bytes: number
    }

/** How a connection stands, and what went over it. */
export interface ConsoleSocket {
  readonly type: 'socket'
  readonly state: 'unknown' | 'opening' | 'open' | 'refused' | 'closed'
  readonly trace: number
  readonly status?: number
  readonly code?: number
  readonly reason?: string
  readonly log: readonly {
    readonly atMs: number
    readonly way: 'in' | 'out'
    readonly data: string
    readonly bytes: number
  }[]
}

/** The request console at work. Its commands come in events of their own. */
export interface Console {
  command(command: unknown): void
  query(query: unknown): ConsoleAnswer | ConsoleSocket | readonly HttpDoor[] | null
}

const hashing: Hashing = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

const USER_AGENT = 'Coldstart'
/** An address that no real host has: https://www.rfc-editor.org/rfc/rfc5737 */
const ADDRESS = '192.0.2.254'
const KEY_BYTES = 16

interface Held {
  shown: ConsoleSocket
  socket: OutsideSocket | null
}

/** Keeps the youngest under their ids. */
function keep<T>(map: Map<string, T>, id: string, value: T, dropped: (old: T) => void): void {
  map.delete(id)
  map.set(id, value)
  for (const [oldest, old] of map) {
    if (map.size <= KEPT_MAX) return
    map.delete(oldest)
    dropped(old)
  }
}

/** Creates the console of a run. */
export function createConsole(run: Run): Console {
  const http = createOutsideHttp(run, (work) => work())
  const answers = new Map<string, ConsoleAnswer>()
  const sockets = new Map<string, Held>()
  const keys = run.kernel.random('console')

  /** What any HTTP client adds where a request has none of its own. */
  const withUsual = (node: NodeId, own: Headers, more: Headers): Headers => {
    const host = http.doors().find((door) => door.node === node)?.hosts[0] ?? node
    const usual: readonly HeaderField[] = [
      ['Host', host],
      ['User-Agent', USER_AGENT],
      ['Accept', '*/*'],
      ...more,
    ]
    return [...usual.filter(([name]) => findHeader(own, name) === undefined), ...own]
  }

  const describe = (response: HttpResponse, trace: number, latencyMs: number): ConsoleAnswer => {
    const { status, headers, body, networkError, bodyTook } = response
    if (networkError !== undefined) {
      const message = `${networkError.code}: ${networkError.message}`
      return { type: 'failed', trace, latencyMs, message }
    }
    const shown = showBody(body)
    return {
      type: 'answered',
      trace,
      latencyMs,
      ...(bodyTook !== undefined && { firstByteMs: latencyMs - toMs(bodyTook) }),
      status,
      headers,
      ...shown,
      body: shown.body.slice(0, BODY_MAX),
    }
  }

  /** As an SDK would, at the run's time. */
  const sign = (
    request: Signable,
    keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
  ): Headers => {
    const { region } = run.account
    const signer = { ...keys, region, service: 'execute-api', hashing }
    return signRequest(request, signer, toEpochMs(run.kernel.now))
  }

  const send = (asked: z.output<typeof command> & { type: 'send' }): void => {
    const { id, node, method, scheme, path, query: queryText, body } = asked
    const begun = run.kernel.now
    let trace = 0
    const length: Headers =
      body === '' && !/^(POST|PUT|PATCH)$/.test(method)
        ? []
        : [['Content-Length', String(utf8Length(body))]]
    const headers = withUsual(node, asked.headers, length)
    const { signer } = asked
    const request: OutsideHttpRequest = {
      method,
      ...(scheme !== undefined && { scheme }),
      path,
      query: queryText,
      headers: signer === undefined ? headers : sign({ ...asked, headers }, signer),
      body,
      sourceIp: ADDRESS,
      traced(number) {
        trace = number
        keep(answers, id, { type: 'waiting', trace }, () => undefined)
      },
    }
    http.send(node, request, (response) => {
      const latencyMs = toMs(between(begun, run.kernel.now))
      if (answers.has(id)) answers.set(id, describe(response, trace, latencyMs))
    })
  }

  const show = (held: Held, change: Partial<ConsoleSocket>): void => {
    held.shown = { ...held.shown, ...change }
  }
  const note = (held: Held, way: 'in' | 'out', data: Body): void => {
    const { body, bytes } = showBody(data)
    const line = { atMs: toMs(run.kernel.now), way, data: body.slice(0, MESSAGE_MAX), bytes }
    show(held, { log: [...held.shown.log.slice(1 - LOG_MAX), line] })
  }

  /** RFC 6455 §4.1: 16 random bytes. */
  const drawKey = (): string =>
    base64Encode(Uint8Array.from({ length: KEY_BYTES }, () => keys.integer(0, 255)))

  const open = (asked: z.output<typeof command> & { type: 'open' }): void => {
    const { id, node, path, query: queryText } = asked
    const held: Held = {
      shown: { type: 'socket', state: 'opening', trace: 0, log: [] },
      socket: null,
    }
    keep(sockets, id, held, ({ socket }) => socket?.closed({ code: 1000, reason: '' }))
    const handshake: Headers = [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', drawKey()],
    ]
    const request: OutsideHttpRequest = {
      method: 'GET',
      path,
      query: queryText,
      headers: withUsual(node, asked.headers, handshake),
      body: '',
      sourceIp: ADDRESS,
      traced: (trace) => show(held, { trace }),
      peer: {
        message: (data) => note(held, 'in', data),
        closed: ({ code, reason }) => show(held, { state: 'closed', code, reason }),
      },
    }
    http.send(node, request, ({ status, body, networkError }, socket) => {
      held.socket = socket
      if (socket !== null) show(held, { state: 'open', status })
      else if (networkError !== undefined) {
        show(held, { state: 'refused', reason: `${networkError.code}: ${networkError.message}` })
      } else show(held, { state: 'refused', status, reason: showBody(body).body.slice(0, 300) })
    })
  }

  return {
    command(json) {
      const parsed = z.safeParse(command, json)
      if (!parsed.success) return
      const asked = parsed.data
      if (asked.type === 'send') return send(asked)
      if (asked.type === 'open') return open(asked)
      const held = sockets.get(asked.id)
      if (held?.socket == null || held.shown.state !== 'open') return
      if (asked.type === 'say') {
        note(held, 'out', asked.body)
        held.socket.message(asked.body)
      } else {
        held.socket.closed({ code: 1000, reason: '' })
        show(held, { state: 'closed', code: 1000, reason: '' })
      }
    },
    query(json) {
      const parsed = z.safeParse(query, json)
      if (!parsed.success) return null
      const asked = parsed.data
      if (asked.type === 'doors') return http.doors()
      if (asked.type === 'sent') return answers.get(asked.id) ?? { type: 'unknown' }
      return sockets.get(asked.id)?.shown ?? { type: 'socket', state: 'unknown', trace: 0, log: [] }
    },
  }
}
