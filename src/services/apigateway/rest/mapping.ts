import { findHeader, type HeaderField } from '#contracts/body.ts'
import { groupValues, parseQuery } from '#contracts/proxyRequest.ts'
import type { Arrived } from './call.ts'
import { findContext } from './contextValues.ts'
import { findByPath } from './template/jsonPath.ts'
import { toText, type Value, type ValueMap } from './template/value.ts'

/** A literal in single quotes. */
const LITERAL = /^'(.*)'$/s

const textOrNull = (value: Value): string | null => (value === null ? null : toText(value))

const parseBody = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The value of a place in a body: all of it, or what a JSONPath finds. */
const bodyValue = (body: string, path: string): string | null =>
  path === '' ? body : textOrNull(findByPath(parseBody(body), `$${path}`))

/** `context.x`, `stageVariables.x` or a literal; undefined where a source is something else. */
function constantOf(source: string, call: Arrived, context: ValueMap): string | null | undefined {
  const literal = LITERAL.exec(source)?.[1]
  if (literal !== undefined) return literal
  if (source.startsWith('context.')) return textOrNull(findContext(context, source.slice(8)))
  if (!source.startsWith('stageVariables.')) return undefined
  const name = source.slice(15)
  const { variables } = call.release
  return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null
}

const REQUEST_SOURCE =
  /^method\.request\.(header|multivalueheader|querystring|multivaluequerystring|path|body)\.?(.*)$/s

const lastHeader = (headers: readonly HeaderField[], name: string): string | null =>
  headers.findLast(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null

/** The value that `method.request.…` names; null where the request has none. */
function requestValue(call: Arrived, place: string, name: string): string | null {
  const { request, match } = call
  switch (place) {
    case 'header':
      return lastHeader(request.headers, name)
    case 'multivalueheader':
      return findHeader(request.headers, name) ?? null
    case 'querystring':
      return parseQuery(request.query).findLast(([each]) => each === name)?.[1] ?? null
    case 'multivaluequerystring':
      return groupValues(parseQuery(request.query)).get(name)?.join(',') ?? null
    case 'path':
      return match !== null && Object.hasOwn(match.parameters, name)
        ? (match.parameters[name] ?? null)
        : null
    default: {
      const body = typeof request.body === 'string' ? request.body : ''
      return bodyValue(body, name === '' ? '' : `.${name}`)
    }
  }
}

/**
 * The value of a request parameter's source; null where there is nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mapRequestSource(source: string, call: Arrived, context: ValueMap): string | null {
  const constant = constantOf(source, call, context)
  if (constant !== undefined) return constant
  const [, place, name = ''] = REQUEST_SOURCE.exec(source) ?? []
  return place === undefined ? null : requestValue(call, place, name)
}

/** What mapped parameters make of an integration's request. */
export interface MappedParameters {
  readonly header: ReadonlyMap<string, string>
  readonly querystring: ReadonlyMap<string, string>
  readonly path: ReadonlyMap<string, string>
}

const TARGET = /^integration\.request\.(header|querystring|path)\.(.+)$/

/** Applies an integration's `RequestParameters`; overrides of a template go over them. */
export function mapRequestParameters(
  parameters: Readonly<Record<string, string>>,
  call: Arrived,
  context: ValueMap,
): MappedParameters {
  const mapped = {
    header: new Map<string, string>(),
    querystring: new Map<string, string>(),
    path: new Map<string, string>(),
  }
  for (const [target, source] of Object.entries(parameters)) {
    const [, place, name = ''] = TARGET.exec(target) ?? []
    const value = mapRequestSource(source, call, context)
    if (value === null) continue
    if (place === 'header' || place === 'querystring' || place === 'path') {
      mapped[place].set(name, value)
    }
  }
  for (const place of ['header', 'querystring', 'path'] as const) {
    const overrides = findContext(context, `requestOverride.${place}`)
    if (!(overrides instanceof Map)) continue
    for (const [name, value] of overrides) mapped[place].set(name, toText(value))
  }
  return mapped
}

/** An integration's answer, as response parameters read it. */
export interface IntegrationAnswer {
  readonly headers: readonly HeaderField[]
  readonly body: string
}

const RESPONSE_SOURCE = /^integration\.response\.(header|multivalueheader|body)\.?(.*)$/s

const responseValue = (
  { headers, body }: IntegrationAnswer,
  place: string,
  name: string,
): string | null => {
  if (place === 'body') return bodyValue(body, name === '' ? '' : `.${name}`)
  return place === 'header' ? lastHeader(headers, name) : (findHeader(headers, name) ?? null)
}

const RESPONSE_TARGET = /^method\.response\.header\.(.+)$/

/** Applies an integration response's `ResponseParameters`: the headers that the client gets. */
export function mapResponseParameters(
  parameters: Readonly<Record<string, string>>,
  answer: IntegrationAnswer,
  { call, context }: { readonly call: Arrived; readonly context: ValueMap },
): HeaderField[] {
  return Object.entries(parameters).flatMap(([target, source]): HeaderField[] => {
    const name = RESPONSE_TARGET.exec(target)?.[1]
    if (name === undefined) return []
    const [, place, from = ''] = RESPONSE_SOURCE.exec(source) ?? []
    const value =
      place === undefined
        ? (constantOf(source, call, context) ?? null)
        : responseValue(answer, place, from)
    return value === null ? [] : [[name, value]]
  })
}
