import type { Headers } from '#contracts/body.ts'
import { base64Encode } from '#contracts/bytes.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { ABNORMAL, type SocketClose, type SocketMessage } from '#contracts/socket.ts'
import { sample } from '#kernel/distributions.ts'
import type { Process, Wait } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import { between, ms, seconds, toMs } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '../service.ts'
import { callerOf } from './caller.ts'
import { type ClientConnection, createConnection } from './connection.ts'
import type { clientDefinition } from './definition.ts'
import { addressOf, splitTarget, wireHeaders } from './requests.ts'
import { backoffAfter } from './sender.ts'
import { createSocketStatistics, type SocketStatistics } from './socketStatistics.ts'
import { endingOf, type Statistics } from './statistics.ts'
import type { People } from './people.ts'
import { createRequestMix, type RequestMix } from './requests.ts'

type Context = ServiceContext<typeof clientDefinition>
type SocketProperties = NonNullable<Context['node']['properties']['Socket']>

/** A handshake as a person or the load wants it. */
export interface PlannedHandshake {
  readonly path: string
  readonly query: string
  readonly headers: Headers
}

/** How a handshake went. */
export type Shaken =
  | { readonly type: 'open'; readonly connection: ClientConnection }
  | { readonly type: 'refused'; readonly response: HttpResponse }
  | { readonly type: 'failed'; readonly message: string }

/** Who hears what the server sends. */
export interface Heard {
  message(message: SocketMessage): void
  closed(close: SocketClose): void
}

/** A client's WebSocket connections. */
export interface Sockets {
  readonly statistics: SocketStatistics
  /** Opens a connection, talks and holds it, as the properties say; until it is over for good. */
  session(user: number): Process<void>
  /** Only shakes hands. */
  connect(plan: PlannedHandshake, user: number, heard: Heard): Process<Shaken>
  redeploy(): void
  /** Wires changed: what ran along one that is gone is broken. */
  rewire(): void
  dispose(): void
}

const NOT_WIRED = 'not wired: no wire leads from this client to an API'

const KEY_BYTES = 16
/** `Sec-WebSocket-Key`: 16 random bytes (RFC 6455 §4.1). */
function drawKey(random: Random): string {
  const bytes = new Uint8Array(KEY_BYTES)
  for (let at = 0; at < KEY_BYTES; at++) bytes[at] = random.integer(0, 255)
  return base64Encode(bytes)
}

/** What a browser's handshake says. */
function handshakeHeaders(own: Headers, key: string): Headers {
  const usual = wireHeaders({ method: 'GET', path: '/', query: '', headers: own, body: '' })
  return [
    ...usual.filter(([name]) => !name.startsWith('accept') || own.some(([mine]) => mine === name)),
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
  ]
}

/** What connections are made from; `pick` says which wire the next one goes along. */
interface Parts {
  readonly statistics: Statistics
  readonly people: People
  readonly pick: () => Edge<'http'> | null
}

/** Creates the connections of one client. */
export function createSockets(ctx: Context, { statistics, people, pick }: Parts): Sockets {
  const keys = ctx.random('socket keys')
  const choices = ctx.random('messages')
  const values = ctx.random('message values')
  const pauses = ctx.random('pauses')
  const retries = ctx.random('reconnects')
  const counts = createSocketStatistics(ctx)
  const live = new Set<ClientConnection>()
  let mix: { readonly handshake: RequestMix; readonly messages: RequestMix } | null = null
  let sequence = 0
  let handshakes = 0

  const redeploy = (): void => {
    const { Socket } = ctx.node.properties
    const plain = { Weight: 1, Method: 'GET', Path: '/', Headers: {}, Body: '' }
    mix =
      Socket === undefined
        ? null
        : {
            handshake: createRequestMix([{ ...plain, Path: Socket.Path, Headers: Socket.Headers }]),
            messages: createRequestMix(
              Socket.Messages.map(({ Weight, Body }) => ({ ...plain, Weight, Body })),
            ),
          }
  }
  redeploy()

  const draw = (mean: number) => seconds(sample({ type: 'exponential', mean }, pauses))

  function* shake(
    plan: PlannedHandshake,
    user: number,
    connection: ClientConnection,
  ): Process<Shaken> {
    const span = ctx.beginSpan(null, `CONNECT ${plan.path}`)
    const begun = ctx.now
    const { TimeoutMs } = ctx.node.properties
    const waiting = { isOver: false }
    statistics.begin()
    const from = people.placeOf(user)
    function* ask(): Process<HttpResponse> {
      if (from !== undefined) yield* people.connect(connection.edge, user, { span })
      const response = yield* ctx.call(connection.edge, {
        context: span,
        method: 'GET',
        path: plan.path,
        query: plan.query,
        headers: handshakeHeaders(plan.headers, drawKey(keys)),
        body: '',
        sourceIp: addressOf(user),
        attempt: 1,
        ...callerOf(ctx.node.properties),
        upgrade: connection.end,
        ...(from !== undefined && { from }),
      })
      // Nobody waits any more: the socket was closed meanwhile.
      if (waiting.isOver) response.upgraded?.closed(ABNORMAL)
      return response
    }
    const reply = yield* ctx.timeout(ask(), ms(TimeoutMs))
    waiting.isOver = true
    const latencyMs = toMs(between(begun, ctx.now))
    ctx.record({ type: 'note', ...span, key: 'latency', value: `${latencyMs} ms` })
    if (reply === 'timed-out') {
      statistics.end('timedOut', latencyMs)
      ctx.endSpan(span, 'fault')
      return { type: 'failed', message: `timed out: no answer within ${TimeoutMs} ms` }
    }
    ctx.record({ type: 'note', ...span, key: 'status', value: String(reply.status) })
    ctx.endSpan(span, outcomeOf.http(reply))
    if (reply.networkError !== undefined) {
      statistics.end('unreachable', latencyMs)
      const { code, message } = reply.networkError
      return { type: 'failed', message: `${code}: ${message}` }
    }
    statistics.end(endingOf(reply.status), latencyMs)
    if (reply.upgraded === undefined) return { type: 'refused', response: reply }
    connection.open(reply.upgraded)
    return { type: 'open', connection }
  }

  function* connect(plan: PlannedHandshake, user: number, heard: Heard): Process<Shaken> {
    const edge = pick()
    if (edge === null) {
      yield ctx.sleep(ms(1))
      return { type: 'failed', message: NOT_WIRED }
    }
    const connection = createConnection(ctx, edge, {
      from: people.placeOf(user),
      statistics: counts,
      message: (message) => heard.message(message),
      closed(close) {
        live.delete(connection)
        heard.closed(close)
      },
    })
    live.add(connection)
    const shaken = yield* shake(plan, user, connection)
    if (shaken.type !== 'open') live.delete(connection)
    return shaken
  }

  /** Sends messages as long as the connection lasts. */
  function* talk(
    connection: ClientConnection,
    socket: () => SocketProperties | undefined,
  ): Process<void> {
    for (;;) {
      const { MessageEverySeconds = 0, FrameBytes } = socket() ?? {}
      if (MessageEverySeconds === 0 || mix === null) return
      yield ctx.sleep(draw(MessageEverySeconds))
      if (!connection.isOpen) return
      const { body } = mix.messages.draw(choices, { random: values, sequence: sequence++ })
      connection.send(
        body,
        FrameBytes === undefined ? undefined : Math.min(FrameBytes, body.length),
      )
    }
  }

  function* beat(connection: ClientConnection, everySeconds: number): Process<void> {
    for (;;) {
      yield ctx.sleep(seconds(everySeconds))
      if (!connection.isOpen) return
      connection.ping()
    }
  }

  /** Lives a connection to its end; answers whether it was this side that had enough. */
  function* hold(
    connection: ClientConnection,
    closed: Wait,
    socket: SocketProperties,
  ): Process<boolean> {
    const { HoldSeconds, PingEverySeconds } = socket
    let hadEnough = false
    const stops = [
      ...(socket.Messages.length > 0
        ? [ctx.start(talk(connection, () => ctx.node.properties.Socket))]
        : []),
      ...(PingEverySeconds > 0 ? [ctx.start(beat(connection, PingEverySeconds))] : []),
      ...(HoldSeconds > 0
        ? [
            ctx.schedule(draw(HoldSeconds), () => {
              hadEnough = true
              connection.leave()
            }),
          ]
        : []),
    ]
    if (connection.isOpen) yield closed
    for (const stop of stops) stop()
    return hadEnough
  }

  return {
    statistics: counts,
    connect,
    *session(user) {
      for (let attempt = 1; ; attempt++) {
        const socket = ctx.node.properties.Socket
        if (socket === undefined || mix === null) return
        const plan = mix.handshake.draw(choices, { random: values, sequence: handshakes++ })
        let over: ((value: unknown) => void) | null = null
        const closed: Wait = (resume) => {
          over = resume
        }
        const shaken = yield* connect(plan, user, {
          message: () => undefined,
          closed: () => over?.(undefined),
        })
        if (shaken.type === 'open') {
          if (yield* hold(shaken.connection, closed, socket)) return
          attempt = 1
        }
        if (!socket.Reconnect) return
        yield ctx.sleep(backoffAfter(attempt, retries))
      }
    },
    redeploy,
    rewire() {
      const wires = new Set(ctx.edges('http').map((edge) => `${edge.id} ${edge.target}`))
      for (const connection of live) {
        const { id, target } = connection.edge
        if (!wires.has(`${id} ${target}`)) connection.break()
      }
    },
    dispose() {
      for (const connection of live) connection.break()
    },
  }
}

/** What a person's `/production?name=me` and header lines become. */
export const planHandshake = (path: string, headers: Headers): PlannedHandshake => ({
  ...splitTarget(path),
  headers,
})
