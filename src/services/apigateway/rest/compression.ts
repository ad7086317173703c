import { type Body, bodyLength, findHeader, type HeaderField } from '#contracts/body.ts'
import { bodyBytes } from '#contracts/bytes.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { Gunzip, gzipSync, Inflate, Unzlib, zlibSync } from 'fflate'
import { PAYLOAD_BYTES_MAX } from '../limits.ts'
import type { RestResponse } from './restResponse.ts'

class TooLong extends Error {}

/** Unpacks `bytes`; null where they are not what they claim to be, or grow past the payload limit. */
function unpack(bytes: Uint8Array, coding: 'gzip' | 'deflate'): Uint8Array | null {
  const parts: Uint8Array[] = []
  let length = 0
  const take = (part: Uint8Array): void => {
    length += part.length
    if (length > PAYLOAD_BYTES_MAX) throw new TooLong()
    parts.push(part)
  }
  if (coding === 'gzip' && (bytes[0] !== 0x1f || bytes[1] !== 0x8b)) return null
  // "deflate" means zlib's wrapping; some clients send the bare stream.
  const isZlib = ((bytes[0] ?? 0) & 15) === 8
  const stream = coding === 'gzip' ? new Gunzip() : isZlib ? new Unzlib() : new Inflate()
  stream.ondata = take
  try {
    stream.push(bytes, true)
  } catch {
    return null
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * A request with its body unpacked, where the API takes packed ones; null where the body is not what it says it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
export function decompressRequest(request: HttpRequest): HttpRequest | null {
  const coding = (findHeader(request.headers, 'content-encoding') ?? 'identity').toLowerCase()
  if (coding !== 'gzip' && coding !== 'deflate') return request
  const body = unpack(bodyBytes(request.body), coding)
  if (body === null) return null
  const headers = request.headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name))
  return { ...request, body, headers }
}

/** The first coding that the client takes and the gateway knows. */
const codingFor = (accepted: string | undefined): 'gzip' | 'deflate' | null => {
  for (const each of (accepted ?? '').split(',')) {
    const [name = '', ...parameters] = each.trim().toLowerCase().split(';')
    const isRefused = parameters.some((parameter) => /^\s*q=0(\.0*)?$/.test(parameter))
    if (!isRefused && (name === 'gzip' || name === 'deflate')) return name
  }
  return null
}

const pack = (body: Body, coding: 'gzip' | 'deflate'): Uint8Array =>
  coding === 'gzip' ? gzipSync(bodyBytes(body), { mtime: 0 }) : zlibSync(bodyBytes(body))

/** An answer packed for a client that takes it, from `minimum` bytes on; one that is packed already stays as it is. */
export function compressResponse(
  response: RestResponse,
  {
    minimum,
    accepted,
  }: { readonly minimum: number | undefined; readonly accepted: string | undefined },
): RestResponse {
  if (minimum === undefined || bodyLength(response.body) < minimum) return response
  if (findHeader(response.headers, 'content-encoding') !== undefined) return response
  const coding = codingFor(accepted)
  if (coding === null || response.body.length === 0) return response
  const encoding: HeaderField = ['Content-Encoding', coding]
  return {
    ...response,
    headers: [...response.headers, encoding],
    body: pack(response.body, coding),
  }
}
