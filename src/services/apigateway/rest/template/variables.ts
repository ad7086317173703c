import { base64Decode, base64Encode, utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import { findByPath } from './jsonPath.ts'
import {
  fromJson,
  HostObject,
  type Method,
  TemplateError,
  toJsonText,
  toText,
  type Value,
  type ValueMap,
} from './value.ts'

type Strings = Readonly<Record<string, string>>

/** What a mapping template is rendered from. */
export interface TemplateInput {
  /** The payload as text: the request's, or what the integration answered. */
  readonly body: string
  readonly params: {
    readonly path: Strings
    readonly querystring: Strings
    readonly header: Strings
  }
  /** `$context`; overrides that a template sets land in it. */
  readonly context: ValueMap
  readonly stageVariables: Strings
}

/** A payload that is to be JSON and is not: the service's own words, with json-smart's. */
export class PayloadError extends Error {}

/** json-smart's complaint, as recorded for payloads that end too early. Where else it stumbles is our reading. */
const complaintOf = (text: string): string => {
  const trimmed = text.trimEnd()
  const what = trimmed.trimStart().startsWith('[') ? 'EOF' : 'null'
  return `net.minidev.json.parser.ParseException: Unexpected End Of File position ${trimmed.length - 1}: ${what}`
}

/**
 * A payload that begins like an object, an array or a string is JSON, an empty one an empty object, any other is text.
 * Recorded from the real service: api-gateway-mapping-template's table.
 */
function readPayload(body: string): unknown {
  if (body === '') return {}
  if (!/^\s*[{["]/.test(body)) return body
  try {
    return JSON.parse(body) as unknown
  } catch {
    throw new PayloadError(`Could not process payload${complaintOf(body)}`)
  }
}

const strings = (record: Strings): ValueMap => new Map<string, Value>(Object.entries(record))

/** Characters of the payload that one call of `$input` counts a step for. */
const CHARACTERS_A_STEP = 32

function createInput({ body, params }: TemplateInput): HostObject {
  let payload: { readonly json: unknown } | null = null
  const find = (path: Value): Value => {
    payload ??= { json: readPayload(body) }
    return findByPath(payload.json, toText(path ?? '$'))
  }
  const all = new Map<string, Value>([
    ['path', strings(params.path)],
    ['querystring', strings(params.querystring)],
    ['header', strings(params.header)],
  ])
  const findParameter = (name: string): Value => {
    for (const place of [params.path, params.querystring, params.header]) {
      if (Object.hasOwn(place, name)) return place[name] ?? null
    }
    return null
  }
  return new HostObject(
    new Map([['body', body]]),
    new Map<string, Method>([
      ['path', ([path]) => find(path ?? '$')],
      // What is not there is an empty string.
      ['json', ([path]) => toJsonText(find(path ?? '$') ?? '')],
      ['params', ([name]) => (name === undefined ? all : findParameter(toText(name)))],
    ]),
    1 + body.length / CHARACTERS_A_STEP,
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** Apache Commons' escapeJavaScript. */
const escapeJavaScript = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what it escapes
  text.replaceAll(/["'\\/\u0000-\u001f\u007f-\uffff]/g, (character) => {
    const known = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined
    if (known !== undefined) return known
    return character === '\u007f'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })

/** Java's URLEncoder: a blank is a plus, and only letters, digits and `.-*_` stay. */
const urlEncode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

const urlDecode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new TemplateError('The text is not URL-encoded')
  }
}

const decodeBase64 = (text: string): string => {
  const bytes = base64Decode(text)
  const decoded = bytes === null ? null : utf8Decode(bytes)
  if (decoded === null) throw new TemplateError('The text is not base64')
  return decoded
}

const parseJson = (text: string): Value => {
  try {
    return fromJson(JSON.parse(text))
  } catch {
    throw new TemplateError('The text is not JSON')
  }
}

const onText =
  (change: (text: string) => Value): Method =>
  ([value]) =>
    change(toText(value ?? null))

const UTIL = new HostObject(
  new Map(),
  new Map<string, Method>([
    ['escapeJavaScript', onText(escapeJavaScript)],
    ['parseJson', onText(parseJson)],
    ['urlEncode', onText(urlEncode)],
    ['urlDecode', onText(urlDecode)],
    ['base64Encode', onText((text) => base64Encode(utf8Encode(text)))],
    ['base64Decode', onText(decodeBase64)],
  ]),
)

/** `$input`, `$util`, `$context` and `$stageVariables`. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
export const createVariables = (from: TemplateInput): ValueMap =>
  new Map<string, Value>([
    ['input', createInput(from)],
    ['util', UTIL],
    ['context', from.context],
    ['stageVariables', strings(from.stageVariables)],
  ])
