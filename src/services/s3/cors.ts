import { findHeader, type Headers } from '#contracts/body.ts'
import { Refusal } from './refusal.ts'
import type { CorsRule } from './settings.ts'

/** One `*` stands for anything. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
}

const namesOf = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')

/** The first rule that takes all three: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
const findRule = (
  rules: readonly CorsRule[],
  asked: { readonly origin: string; readonly method: string; readonly headers: readonly string[] },
): CorsRule | undefined =>
  rules.find(
    (rule) =>
      rule.AllowedOrigins.some((origin) => matches(origin, asked.origin)) &&
      rule.AllowedMethods.some((method) => method === asked.method) &&
      asked.headers.every((name) =>
        rule.AllowedHeaders.some((allowed) => matches(allowed.toLowerCase(), name)),
      ),
  )

function fieldsOf(rule: CorsRule, origin: string): Headers {
  const isAny = rule.AllowedOrigins.includes('*')
  return [
    ['Access-Control-Allow-Origin', isAny ? '*' : origin],
    ['Access-Control-Allow-Methods', rule.AllowedMethods.join(', ')],
    ...(rule.ExposedHeaders.length === 0
      ? []
      : [['Access-Control-Expose-Headers', rule.ExposedHeaders.join(', ')] as const]),
    ...(rule.MaxAge === undefined
      ? []
      : [['Access-Control-Max-Age', String(rule.MaxAge)] as const]),
    ...(isAny ? [] : [['Access-Control-Allow-Credentials', 'true'] as const]),
    ['Vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'],
  ]
}

/** What an answer to a request from a page has beside; nothing where no rule takes it. */
export function corsFields(rules: readonly CorsRule[], method: string, headers: Headers): Headers {
  const origin = findHeader(headers, 'origin')
  if (origin === undefined) return []
  const rule = findRule(rules, { origin, method, headers: [] })
  return rule === undefined ? [] : fieldsOf(rule, origin)
}

const forbidden = (message: string, method: string): Refusal =>
  new Refusal(403, 'AccessForbidden', message, {
    details: [
      ['Method', method],
      ['ResourceType', 'BUCKET'],
    ],
  })

/** The answer to a preflight: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html */
export function preflight(rules: readonly CorsRule[], headers: Headers): Headers {
  const origin = findHeader(headers, 'origin')
  const method = findHeader(headers, 'access-control-request-method')
  if (origin === undefined) {
    throw new Refusal(400, 'BadRequest', 'Insufficient information. Origin request header needed.')
  }
  if (method === undefined || !/^(?:GET|PUT|HEAD|POST|DELETE)$/.test(method)) {
    throw new Refusal(
      400,
      'BadRequest',
      'Invalid Access-Control-Request-Method: ' + (method ?? 'null'),
    )
  }
  if (rules.length === 0)
    throw forbidden('CORSResponse: CORS is not enabled for this bucket.', method)
  const names = namesOf(findHeader(headers, 'access-control-request-headers'))
  const rule = findRule(rules, { origin, method, headers: names })
  if (rule === undefined) {
    throw forbidden(
      // (sic) "evalution"
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
    )
  }
  const fields = fieldsOf(rule, origin)
  if (names.length === 0) return fields
  return [...fields, ['Access-Control-Allow-Headers', names.join(', ')]]
}
