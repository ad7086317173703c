import { findHeader } from '#contracts/body.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'

/** What a line tells beside request and response. */
interface Logged {
  readonly epochMs: number
  readonly edge: string
  readonly domainName: string
  readonly requestId: string
  readonly result: string
  readonly detail: string
  readonly latencyMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly hasCookies: boolean
}

/** As standard logs escape what parts fields and lines. */
const field = (value: string | undefined): string =>
  value === undefined || value === '' ? '-' : encodeURI(value.toWellFormed()).replaceAll('%25', '%')

/** A line of the standard log: 33 fields, tabs between. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export function formatLogLine(
  request: HttpRequest,
  response: HttpResponse,
  logged: Logged,
): string {
  const { headers } = request
  const [date = '', clock = ''] = formatIsoTime(logged.epochMs).split('T')
  const took = (logged.latencyMs / 1_000).toFixed(3)
  const isHttps = request.scheme !== 'http'
  const [, first, last] = /bytes=(\d*)-(\d*)/.exec(findHeader(headers, 'range') ?? '') ?? []
  const fields = [
    date,
    clock.slice(0, 8),
    logged.edge,
    String(logged.bytesOut),
    request.sourceIp,
    request.method,
    logged.domainName,
    field(request.path),
    String(response.status),
    field(findHeader(headers, 'referer')),
    field(findHeader(headers, 'user-agent')),
    field(request.query),
    logged.hasCookies ? field(findHeader(headers, 'cookie')) : '-',
    logged.result,
    logged.requestId,
    field(findHeader(headers, 'host') ?? logged.domainName),
    isHttps ? 'https' : 'http',
    String(logged.bytesIn),
    took,
    field(findHeader(headers, 'x-forwarded-for')),
    isHttps ? 'TLSv1.3' : '-',
    isHttps ? 'TLS_AES_128_GCM_SHA256' : '-',
    logged.result,
    'HTTP/2.0',
    '-',
    '-',
    '443',
    took,
    logged.detail,
    field(findHeader(response.headers, 'content-type')),
    field(findHeader(response.headers, 'content-length')),
    field(first),
    field(last),
  ]
  return fields.join('\t')
}
