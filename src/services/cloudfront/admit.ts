import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { type Cause, errorPage, type OwnAnswer, redirect, xmlError } from './errors.ts'
import type { ResultType } from './definition.ts'
import type { Behavior } from './distribution.ts'
import { type TrustedKeys, verifyRequest } from './private/signedRequest.ts'
import type { DistributionConfig } from './properties.ts'

/** Bytes of a URL, and of all header fields. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const URL_BYTES_MAX = 8_192
const HEADERS_BYTES_MAX = 32_768

/** Why a request goes no further than the edge. */
export interface Refusal {
  readonly answer: OwnAnswer
  readonly result: ResultType
  readonly why: string
}

interface Terms {
  readonly behavior: Behavior
  readonly config: DistributionConfig
  /** Keys of the behaviour's key groups; null: anybody may come. */
  readonly keys: TrustedKeys | null
  readonly country: string
  readonly domainName: string
  readonly requestId: string
  readonly nowSeconds: number
}

const headersBytes = (headers: Headers): number => {
  let bytes = 0
  for (const [name, value] of headers) bytes += name.length + value.length + 4
  return bytes
}

const isBlocked = ({ Restrictions }: DistributionConfig, country: string): boolean => {
  const geo = Restrictions?.GeoRestriction
  if (geo === undefined || geo.RestrictionType === 'none') return false
  return geo.Locations.includes(country) === (geo.RestrictionType === 'blacklist')
}

const targetOf = ({ path, query }: HttpRequest): string =>
  query === '' ? path : `${path}?${query}`

const hostOf = (request: HttpRequest, { domainName }: Terms): string =>
  findHeader(request.headers, 'host') ?? domainName

function checkProtocol(request: HttpRequest, terms: Terms): Refusal | null {
  const { ViewerProtocolPolicy: policy } = terms.behavior.config
  if (request.scheme !== 'http' || policy === 'allow-all') return null
  if (policy === 'https-only') return refuse(403, 'https', terms.requestId, 'HTTPS only')
  // "CloudFront returns … 301 … GET and HEAD", 307 for all others: those must be sent again as they were.
  const status = request.method === 'GET' || request.method === 'HEAD' ? 301 : 307
  const location = `https://${hostOf(request, terms)}${targetOf(request)}`
  return {
    answer: redirect(location, status),
    result: 'Redirect',
    why: 'HTTP is redirected to HTTPS',
  }
}

const refuse = (status: number, cause: Cause, requestId: string, why: string): Refusal => ({
  answer: errorPage(status, cause, requestId),
  result: 'Error',
  why,
})

function checkSignature(request: HttpRequest, terms: Terms): Refusal | null {
  if (terms.keys === null) return null
  const verdict = verifyRequest(
    {
      url: `${request.scheme ?? 'https'}://${hostOf(request, terms)}${request.path}`,
      query: request.query,
      headers: request.headers,
      sourceIp: request.sourceIp,
      nowSeconds: terms.nowSeconds,
    },
    terms.keys,
  )
  if (verdict.allowed) return null
  const { code, message } = verdict
  return { answer: xmlError(code, message), result: 'Error', why: `${code}: ${message}` }
}

/** Why the edge refuses a request, or sends it elsewhere; null where it goes on. */
export function findRefusal(request: HttpRequest, terms: Terms): Refusal | null {
  const { behavior, config, country, requestId } = terms
  if (!config.Enabled) return refuse(403, 'disabled', requestId, 'the distribution is disabled')
  if (request.path.length + request.query.length > URL_BYTES_MAX) {
    return refuse(414, 'tooLarge', requestId, 'the URL is longer than 8,192 bytes')
  }
  if (headersBytes(request.headers) > HEADERS_BYTES_MAX) {
    return refuse(494, 'tooLarge', requestId, 'the headers are larger than 32,768 bytes')
  }
  if (!behavior.allowed.has(request.method)) {
    return refuse(403, 'badMethod', requestId, `${request.method} is not allowed here`)
  }
  if (isBlocked(config, country)) {
    return refuse(403, 'geo', requestId, `viewers in ${country} are blocked`)
  }
  return checkProtocol(request, terms) ?? checkSignature(request, terms)
}
