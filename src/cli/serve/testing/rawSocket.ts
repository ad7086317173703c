import { connect, type Socket } from 'node:net'
import type { Served } from '../server.ts'

/** A plain connection, and all that came on it. */
export interface RawSocket {
  readonly socket: Socket
  readonly heard: () => Buffer
  /** Resolves when the other side has hung up, or broken the connection. */
  readonly closed: Promise<string>
  /** Resolves when what came has `text` in it. */
  hears(text: string): Promise<void>
}

/** Connects to a server, and says `first`. */
export const openRaw = (
  { port }: Pick<Served, 'port'>,
  first: string | Uint8Array = '',
  allowHalfOpen = false,
): Promise<RawSocket> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const heard = (): Buffer => Buffer.concat(parts)
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
    const closed = new Promise<string>((done) => {
      socket.on('close', () => done(heard().toString('latin1')))
    })
    socket.on('data', (part) => parts.push(part))
    socket.on('error', reject)
    socket.on('connect', () => {
      if (first.length > 0) socket.write(first)
      resolve({
        socket,
        heard,
        closed,
        hears: (text) =>
          new Promise((done) => {
            const look = (): void => {
              if (!heard().includes(text)) return
              socket.off('data', look)
              done()
            }
            socket.on('data', look)
            look()
          }),
      })
    })
  })

/** A frame as a client sends it; `masked: false` is a violation. */
export function clientFrame(
  payload: string | Uint8Array,
  { opcode = 1, isFinal = true, reserved = 0, masked = true, declared = -1 } = {},
): Buffer {
  const bytes = Buffer.from(payload)
  const length = declared < 0 ? bytes.length : declared
  const head = [(isFinal ? 0x80 : 0) | reserved | opcode]
  const mask = masked ? 0x80 : 0
  if (length < 126) head.push(mask | length)
  else {
    const long = Buffer.alloc(8)
    long.writeBigUInt64BE(BigInt(length))
    head.push(mask | 127, ...long)
  }
  // A mask of zeros changes nothing.
  return Buffer.concat([Buffer.from(head), Buffer.alloc(masked ? 4 : 0), bytes])
}

const HANDSHAKE = [
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
]

/** The handshake of a WebSocket; `instead` replaces lines by their names. */
export function handshake(
  path: string,
  instead: Readonly<Record<string, string | null>> = {},
): string {
  const lines = HANDSHAKE.flatMap((line) => {
    const name = line.slice(0, line.indexOf(':'))
    const value = instead[name]
    if (value === null) return []
    return value === undefined ? [line] : [`${name}: ${value}`]
  })
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}
