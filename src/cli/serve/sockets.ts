import type { IncomingMessage } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { ABNORMAL, NO_STATUS, type SocketClose } from '#contracts/socket.ts'
import type { OutsidePeer, OutsideSocket } from '#simulation/simulation.ts'
import type { UpgradeRequest } from './exposure.ts'
import { createFrameSizes } from './frameSizes.ts'

/** Longer messages are not even read; API Gateway's own limit, 128 KB, is below. */
const MESSAGE_BYTES_MAX = 256 * 1_024
/** What may wait for a client that does not read; past it the connection is cut. assumption: AWS tells no number */
const WAITING_BYTES_MAX = 4 * 1_024 * 1_024
/** A ping is a sign of life: one a second says all that a thousand do. */
const PING_EVERY_MS = 1_000

/** A handshake under way. */
export interface OpeningSocket {
  /** What the node talks to. */
  readonly peer: OutsidePeer
  /** The node agreed, by the subprotocol that it chose. */
  accept(socket: OutsideSocket, protocol: string | undefined): void
}

/** Speaks WebSocket on connections that asked for it. */
export interface SocketServer {
  /** Null where the handshake is none: RFC 6455 §4.2.1. */
  prepare(asked: UpgradeRequest): OpeningSocket | null
  close(): void
}

const KEY = /^[+/0-9A-Za-z]{22}==$/

const isHandshake = ({ request }: UpgradeRequest): boolean =>
  request.method === 'GET' &&
  KEY.test(request.headers['sec-websocket-key'] ?? '') &&
  /^(8|13)$/.test(request.headers['sec-websocket-version'] ?? '') &&
  /^[^\s,;"]*(\s*,\s*[^\s,;"]+)*$/.test(request.headers['sec-websocket-protocol'] ?? 'x')

/** What the library says is wrong with a client's frames, as a status of RFC 6455 §7.4.1. */
function closeOfError(error: Error & { readonly code?: unknown }): SocketClose {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return { code: 1009, reason: '' }
  if (error.code === 'WS_ERR_INVALID_UTF8') return { code: 1007, reason: '' }
  const isProtocol = typeof error.code === 'string' && error.code.startsWith('WS_ERR_')
  return isProtocol ? { code: 1002, reason: '' } : ABNORMAL
}

const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== 1006) ||
  (code >= 3000 && code <= 4999)

/** One connection, from the 101 on. */
function join(client: WebSocket, node: OutsideSocket, asked: UpgradeRequest): OutsidePeer {
  const frames = createFrameSizes()
  let fault: SocketClose | null = null
  let pingedAt = Number.NEGATIVE_INFINITY

  const mayWait = (): boolean => {
    if (client.bufferedAmount <= WAITING_BYTES_MAX) return true
    client.terminate()
    return false
  }

  // Before the library reads the same bytes: then their sizes are known when it tells of a message.
  asked.socket.prependListener('data', (part: Buffer) => frames.read(part))
  client.on('message', (data: Buffer, isBinary) => {
    const largest = frames.next()
    const text = isBinary ? data : data.toString()
    node.message(text, largest === undefined || largest === data.length ? undefined : largest)
  })
  client.on('ping', (data) => {
    if (mayWait()) client.pong(data)
    const now = performance.now()
    if (now - pingedAt < PING_EVERY_MS) return
    pingedAt = now
    node.ping()
  })
  client.on('error', (error) => {
    fault = closeOfError(error)
  })
  client.on('close', (code, reason) => {
    node.closed(fault ?? { code, reason: reason.toString() })
  })

  return {
    message(data) {
      if (client.readyState !== WebSocket.OPEN || !mayWait()) return
      client.send(data, { binary: typeof data !== 'string' })
    },
    closed({ code, reason }) {
      if (isSendable(code)) client.close(code, reason)
      else if (code === NO_STATUS) client.close()
      else client.terminate()
    },
  }
}

/** Creates a server of WebSockets over connections that others took. */
export function createSocketServer(): SocketServer {
  const chosen = new WeakMap<IncomingMessage, string>()
  const clients = new Set<WebSocket>()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // API Gateway compresses no messages.
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
    autoPong: false,
    handleProtocols: (_offered, message) => chosen.get(message) ?? false,
  })

  return {
    prepare(asked) {
      if (!isHandshake(asked)) return null
      /** What the node says before the client hears of its 101. */
      const early: ((peer: OutsidePeer) => void)[] = []
      let peer: OutsidePeer | null = null
      const say = (word: (to: OutsidePeer) => void): void => {
        if (peer === null) early.push(word)
        else word(peer)
      }
      return {
        peer: {
          message: (data) => say((to) => to.message(data)),
          closed: (close) => say((to) => to.closed(close)),
        },
        accept(node, protocol) {
          const { message, socket, first } = asked
          if (protocol !== undefined) chosen.set(message, protocol)
          server.handleUpgrade(message, socket, first, (client) => {
            clients.add(client)
            client.on('close', () => clients.delete(client))
            peer = join(client, node, asked)
            for (const word of early) word(peer)
            early.length = 0
          })
          // The library does not say when it finds the client gone.
          if (peer === null) node.closed(ABNORMAL)
        },
      }
    },
    close() {
      for (const client of clients) client.terminate()
      clients.clear()
    },
  }
}
