import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { HeaderField, Headers } from '#contracts/body.ts'
import type { RequestHead, WireResponse } from './exposure.ts'

/** `http://host/path` as proxies ask; what stands before the path. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i

/** Bytes that no URL holds as they are, but Node's parser lets through. */
const RAW = /[^\x21-\x7e]|[\\"<>^`{|}]/g

const escapeByte = (byte: string): string =>
  `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** The fields in pairs, as Node's `rawHeaders` has them in a row. */
function pairUp(raw: readonly string[]): Headers {
  const fields: HeaderField[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) fields.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return fields
}

/** What a request says before its body. */
export function readHead(message: IncomingMessage): RequestHead {
  const url = message.url ?? '/'
  const origin = ORIGIN.exec(url)
  const target = (origin === null ? url : url.slice(origin[0].length)).split('#')[0] ?? ''
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(',')
  }
  return {
    method: message.method ?? 'GET',
    host: (origin?.[1] ?? headers['host'] ?? '').toLowerCase().replace(/:\d*$/, ''),
    path: path.startsWith('/') ? path.replace(RAW, escapeByte) : '/',
    query: mark < 0 ? '' : target.slice(mark + 1).replace(RAW, escapeByte),
    headers,
    fields: pairUp(message.rawHeaders),
  }
}

/** The peer's address, an IPv4 one without its IPv6 clothes. */
export const addressOf = ({ socket }: IncomingMessage): string =>
  (socket.remoteAddress ?? '').replace(/^::ffff:/, '')

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// oxlint-disable-next-line no-control-regex -- they are what no header may hold
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/g

/** Headers as the wire can hold them: values are UTF-8, and nothing in them begins a new line. */
export const wireFields = (headers: Headers): Headers =>
  headers.flatMap(([name, value]): readonly HeaderField[] =>
    TOKEN.test(name)
      ? [[name, Buffer.from(value).toString('latin1').replace(CONTROL, ' ').trim()]]
      : [],
  )

const isBodyless = (status: number): boolean => status === 204 || status === 304

/** Begins an answer whose body comes in pieces. */
export function beginResponse(
  response: ServerResponse,
  head: Pick<WireResponse, 'status' | 'headers'>,
): (piece: Uint8Array) => void {
  if (response.headersSent || response.destroyed) return () => undefined
  response.statusCode = head.status
  for (const [name, value] of wireFields(head.headers)) {
    if (name.toLowerCase() !== 'content-length') response.appendHeader(name, value)
  }
  response.flushHeaders()
  return (piece) => {
    if (!response.destroyed) response.write(piece)
  }
}

/** Sends an answer, whole; ends it where it has begun. */
export function sendResponse(response: ServerResponse, answer: WireResponse): void {
  if (response.destroyed) return
  if (response.headersSent) {
    response.end()
    return
  }
  const { status, body } = answer
  response.statusCode = status
  for (const [name, value] of wireFields(answer.headers)) {
    // Node counts for itself, but for what an answer to HEAD would have had.
    const isCounted = name.toLowerCase() === 'content-length' && response.req.method !== 'HEAD'
    if (!isCounted) response.appendHeader(name, value)
  }
  const hasLength = response.hasHeader('transfer-encoding') || response.hasHeader('content-length')
  if (!hasLength && !isBodyless(status)) {
    response.setHeader('Content-Length', Buffer.byteLength(body))
  }
  response.end(isBodyless(status) ? '' : body)
}

/** An answer to what is no request, or was never read as one; the connection ends with it. */
export const plainResponse = (status: number, answer: Partial<WireResponse> = {}): Buffer => {
  const { headers = [], body = '' } = answer
  const bytes = Buffer.from(body)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...wireFields(headers)
      .filter(([name]) => !/^(content-length|connection)$/i.test(name))
      .map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

const ABOUT_UPGRADE = /^(upgrade|connection|http2-settings)$/i

/** The head of a request that asked for another protocol, without that wish. */
export function withoutUpgrade(message: IncomingMessage): Buffer {
  const fields = pairUp(message.rawHeaders).filter(([name]) => !ABOUT_UPGRADE.test(name))
  const keeps = !/\bclose\b/i.test(message.headers.connection ?? '')
  const lines = [
    `${message.method ?? 'GET'} ${message.url ?? '/'} HTTP/${message.httpVersion}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
    `Connection: ${keeps ? 'keep-alive' : 'close'}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
