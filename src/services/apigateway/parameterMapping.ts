import { type Body, findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { ProxyResponse } from '#contracts/functionResult.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { decodePercent, parseQuery } from '#contracts/proxyRequest.ts'

/** Mappings as CloudFormation has them: `append:header.x` → `$request.querystring.y`. */
export type ParameterMapping = Readonly<Record<string, string>>

/** What values are looked up in. */
export interface MappingPlace {
  readonly request: HttpRequest
  readonly parameters: Readonly<Record<string, string>>
  readonly stageVariables: Readonly<Record<string, string>> | undefined
  /** `$context.x` by its name. */
  readonly context: Readonly<Record<string, string>>
  /** While a response is mapped: what the integration answered. */
  readonly response?: ProxyResponse
}

/** "API Gateway can't map" these: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html */
const RESERVED =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers?|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-for|x-forwarded-host|x-forwarded-proto|via)$/

/** Bytes of a body that are looked into. */
const BODY_LENGTH_MAX = 102_400

const KEY = /^(append|overwrite|remove):(?:(header|querystring)\.(.+)|(path|statuscode))$/

/** `$request.header.x`, `${context.requestId}`: one reference in a value. */
const REFERENCE =
  /\$\{(request|response|context|stageVariables)\.([^}]+)\}|\$(request|response|context|stageVariables)\.([\w.\-$]+)/g

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const bodyTextOf = (body: Body): string =>
  typeof body === 'string' ? body : (utf8Decode(body) ?? '')

/** The value at `a.b` of a JSON body, as text. */
function findInBody(body: Body, path: string): string {
  const text = bodyTextOf(body)
  if (text.length > BODY_LENGTH_MAX) return ''
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return ''
  }
  for (const name of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return ''
    value = value[name]
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const own = (record: Readonly<Record<string, string>> | undefined, name: string): string =>
  record !== undefined && Object.hasOwn(record, name) ? (record[name] ?? '') : ''

function findOfRequest(name: string, place: MappingPlace): string {
  const { request } = place
  if (name === 'path') return decodePercent(request.path)
  if (name === 'body') return bodyTextOf(request.body)
  const dot = name.indexOf('.')
  const key = name.slice(dot + 1)
  switch (name.slice(0, dot)) {
    case 'header':
      return findHeader(request.headers, key) ?? ''
    case 'querystring':
      return parseQuery(request.query)
        .filter(([each]) => each === key)
        .map(([, value]) => value)
        .join(',')
    case 'path':
      return own(place.parameters, key)
    case 'body':
      return findInBody(request.body, key)
    default:
      return ''
  }
}

function findOfResponse(name: string, { response }: MappingPlace): string {
  if (response === undefined) return ''
  if (name.startsWith('header.')) return findHeader(response.headers, name.slice(7)) ?? ''
  return name.startsWith('body.') ? findInBody(response.body, name.slice(5)) : ''
}

/** A value with its references filled in; what is not there is empty. */
export function renderValue(value: string, place: MappingPlace): string {
  return value.replaceAll(
    REFERENCE,
    (_, bracedKind?: string, bracedName?: string, plainKind?: string, plainName?: string) => {
      const name = bracedName ?? plainName ?? ''
      switch (bracedKind ?? plainKind ?? '') {
        case 'request':
          return findOfRequest(name, place)
        case 'response':
          return findOfResponse(name, place)
        case 'context':
          return own(place.context, name)
        default:
          return own(place.stageVariables, name)
      }
    },
  )
}

interface Step {
  readonly action: 'append' | 'overwrite' | 'remove'
  readonly what: 'header' | 'querystring' | 'path' | 'statuscode'
  readonly name: string
  readonly value: string
}

function parseSteps(mapping: ParameterMapping): readonly Step[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    const [, action, part, name = '', whole] = KEY.exec(key) ?? []
    if (action !== 'append' && action !== 'overwrite' && action !== 'remove') return []
    if (part === 'header' && RESERVED.test(name.toLowerCase())) return []
    const what = part ?? whole
    return what === 'header' || what === 'querystring' || what === 'path' || what === 'statuscode'
      ? [{ action, what, name, value }]
      : []
  })
}

/** What is wrong with mappings of a request or of a response: one entry a problem. */
export function checkMapping(
  mapping: ParameterMapping,
  of: 'request' | 'response',
): readonly { readonly path: string; readonly message: string }[] {
  return Object.keys(mapping).flatMap((key) => {
    const [, action, part, name = '', whole] = KEY.exec(key) ?? []
    const fits =
      of === 'request'
        ? whole !== 'statuscode' && !(whole === 'path' && action !== 'overwrite')
        : part !== 'querystring' &&
          whole !== 'path' &&
          !(whole !== undefined && action !== 'overwrite')
    if (action === undefined || !fits)
      return [{ path: key, message: `'${key}' is no mapping of a ${of}` }]
    return part === 'header' && RESERVED.test(name.toLowerCase())
      ? [{ path: key, message: `the header ${name} is reserved` }]
      : []
  })
}

function changeHeaders(headers: Headers, { action, name }: Step, value: string): Headers {
  const isIt = ([each]: HeaderField): boolean => each.toLowerCase() === name.toLowerCase()
  if (action === 'remove') return headers.filter((field) => !isIt(field))
  const kept = action === 'append' ? headers : headers.filter((field) => !isIt(field))
  return [...kept, [name.toLowerCase(), value]]
}

function changeQuery(query: string, { action, name }: Step, value: string): string {
  const parts = query.split('&').filter((part) => part !== '')
  const isIt = (part: string): boolean => parseQuery(part)[0]?.[0] === name
  const kept = action === 'append' ? parts : parts.filter((part) => !isIt(part))
  if (action === 'remove') return kept.join('&')
  return [...kept, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join('&')
}

const escapePath = (path: string): string =>
  `/${path.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/')}`

/** The request as the integration gets it. Values are looked up in the request as it came. */
export function mapRequest(mapping: ParameterMapping, place: MappingPlace): HttpRequest {
  let { path, query, headers } = place.request
  for (const step of parseSteps(mapping)) {
    const value = renderValue(step.value, place)
    if (step.what === 'header') headers = changeHeaders(headers, step, value)
    else if (step.what === 'querystring') query = changeQuery(query, step, value)
    else if (step.what === 'path') path = escapePath(value)
  }
  return { ...place.request, path, query, headers }
}

/** The response as the client gets it. */
export function mapResponse(
  mapping: ParameterMapping,
  place: MappingPlace & { readonly response: ProxyResponse },
): ProxyResponse {
  let { status, headers } = place.response
  for (const step of parseSteps(mapping)) {
    const value = renderValue(step.value, place)
    if (step.what === 'header') headers = [...changeHeaders(headers, step, value)]
    else if (step.what === 'statuscode' && /^[1-5]\d\d$/.test(value)) status = Number(value)
  }
  return { ...place.response, status, headers }
}
