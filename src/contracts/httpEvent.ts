import { findHeader } from './body.ts'
import { formatRequestTime } from './calendar.ts'
import {
  decodePercent,
  groupValues,
  parseQuery,
  prefixOf,
  PROTOCOL,
  proxyBody,
  frontHeaders,
  sortHeaders,
  type ProxyRequest,
  STAGE,
} from './proxyRequest.ts'

type Pairs = readonly (readonly [string, string])[]

const joinValues = (pairs: Pairs): Readonly<Record<string, string>> =>
  Object.fromEntries([...groupValues(pairs)].map(([name, values]) => [name, values.join(',')]))

/** The same of fields in the order of their names. Nearly never one repeats: then they are the record as they stand. */
function joinSorted(fields: Pairs): Readonly<Record<string, string>> {
  const record: Record<string, string> = {}
  let last: string | undefined
  for (const [name, value] of fields) {
    // What the prototype has would not become a field by being set.
    if (name === last || name in record) return joinValues(fields)
    record[name] = value
    last = name
  }
  return record
}

const NONE: readonly string[] = []

const splitCookies = (header: string): readonly string[] =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')

/** Undefined where the record is empty: JSON then leaves the member out. */
const unlessEmpty = <T extends object>(record: T | undefined): T | undefined =>
  record === undefined || Object.keys(record).length === 0 ? undefined : record

/**
 * The event of payload format 2.0. Header names are in lower case, repeats joined with commas, cookies apart; what is
 * absent is undefined, so that its JSON leaves it out, and every event has one shape, which V8 makes and writes fastest.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function createHttpEvent(from: ProxyRequest): object {
  const { request, routeKey, parameters, apiId, iam } = from
  const rawPath = decodePercent(request.path)
  const all = sortHeaders(
    frontHeaders(from).map(([name, value]) => [name.toLowerCase(), value] as const),
  )
  const cookies = all.flatMap(([name, value]) => (name === 'cookie' ? splitCookies(value) : NONE))
  const headers = cookies.length === 0 ? all : all.filter(([name]) => name !== 'cookie')
  const { body, isBase64Encoded } = proxyBody(request)
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: request.query,
    cookies: unlessEmpty(cookies),
    headers: joinSorted(headers),
    queryStringParameters:
      request.query === '' ? undefined : unlessEmpty(joinValues(parseQuery(request.query))),
    requestContext: {
      accountId: from.accountId,
      apiId,
      authentication: iam === null ? undefined : null,
      authorizer: iam === null ? (from.authorizer?.v2 ?? undefined) : { iam },
      domainName: from.domainName,
      domainPrefix: prefixOf(from.domainName),
      http: {
        method: request.method,
        path: rawPath,
        protocol: PROTOCOL,
        sourceIp: request.sourceIp,
        userAgent: findHeader(request.headers, 'user-agent') ?? '',
      },
      requestId: from.requestId,
      routeKey,
      stage: from.stage ?? STAGE,
      time: formatRequestTime(from.epochMs),
      timeEpoch: from.epochMs,
    },
    body: body ?? undefined,
    pathParameters: iam === null ? unlessEmpty(parameters) : null,
    isBase64Encoded,
    stageVariables: iam === null ? unlessEmpty(from.stageVariables) : null,
  }
}
