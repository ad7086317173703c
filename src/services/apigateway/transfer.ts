import { bodyLength, findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'

/** Data transfer is charged by GB of 2^30 bytes. */
const GB = 1_024 * 1_024 * 1_024
/** `HTTP/1.1 200 ` and the ends of lines around the headers. */
const STATUS_LINE_BYTES = 17

const bytesOf = (headers: Headers): number =>
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, STATUS_LINE_BYTES)

/** "Transfer to CloudFront is free"; what stays within the Region does not go out to the internet. */
const isFree = ({ headers, inRegion, inVpc, caller }: HttpRequest): boolean =>
  inRegion === true ||
  inVpc === true ||
  caller?.vpceId !== undefined ||
  /cloudfront/i.test(findHeader(headers, 'via') ?? '')

/** Counts what an API sends out to the internet. */
export interface Transfer {
  /** An answer as HTTP/1.1 writes it, without TLS and TCP. */
  answer(request: HttpRequest, response: HttpResponse): void
  /** A message of a WebSocket. */
  message(bytes: number): void
  readonly gigabytes: number
}

/** Creates a count of nothing. */
export function createTransfer(): Transfer {
  let bytes = 0
  return {
    answer(request, { headers, body }) {
      if (!isFree(request)) bytes += bytesOf(headers) + bodyLength(body)
    },
    message(length) {
      bytes += length
    },
    get gigabytes() {
      return bytes / GB
    },
  }
}
