import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { type Body, findHeader, type HeaderField } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { parseQuery } from '#contracts/proxyRequest.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceUri } from './integrationUri.ts'
import type { MappedParameters } from './mapping.ts'

/** Who calls a service, and from where. */
interface Caller {
  readonly span: TraceContext
  readonly region: string
}

const TARGETS: Readonly<Record<string, { readonly prefix: string; readonly type: string }>> = {
  dynamodb: { prefix: 'DynamoDB_20120810', type: 'application/x-amz-json-1.0' },
  sqs: { prefix: 'AmazonSQS', type: 'application/x-amz-json-1.0' },
}

/** A call of a service by its JSON protocol; null where the service or the action is not known. */
export interface ServiceCall {
  readonly request: ApiRequest
  /** The action, where the integration spoke the query protocol and is to be answered in it. */
  readonly queryAction: string | null
}

const NUMBERS = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
])

type Json = { [key: string]: unknown }

/** `MessageAttribute.1.Name` and its like are lists of the JSON protocol, by these names. */
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
}

/** SQS's query protocol as its JSON protocol: form parameters become members. */
function readForm(pairs: readonly (readonly [string, string])[]): Json {
  const members: Json = {}
  const attributes = new Map<string, { name: string; value: Json }>()
  for (const [key, value] of pairs) {
    const [head = '', index, ...rest] = key.split('.')
    if (head === 'Action' || head === 'Version') continue
    const list = Object.hasOwn(LISTS, head) ? LISTS[head] : undefined
    if (list !== undefined && index !== undefined) {
      const items = (members[list] ?? []) as unknown[]
      members[list] = [...items, value]
    } else if (head === 'MessageAttribute' && index !== undefined) {
      const attribute = attributes.get(index) ?? { name: '', value: {} }
      attributes.set(index, attribute)
      const member = rest.at(-1) ?? ''
      if (member === 'Name') attribute.name = value
      else attribute.value[member] = value
    } else members[head] = NUMBERS.has(head) ? Number(value) : value
  }
  if (attributes.size > 0) {
    members['MessageAttributes'] = Object.fromEntries(
      [...attributes.values()].map(({ name, value }) => [name, value]),
    )
  }
  return members
}

/** The queue's URL, where the integration's path names it: `path/123456789012/orders`. */
const queueUrlOf = ({ kind, rest }: ServiceUri, region: string): string | null =>
  kind === 'path' && /^\d{12}\/[^/]+$/.test(rest)
    ? `https://sqs.${region}.amazonaws.com/${rest}`
    : null

const toForm = (
  body: Body,
  { querystring }: Pick<MappedParameters, 'querystring'>,
): readonly (readonly [string, string])[] => {
  const text = typeof body === 'string' ? body : (utf8Decode(body) ?? '')
  const isForm = !/^\s*[{[]/.test(text)
  return [...querystring, ...(isForm ? parseQuery(text.trim()) : [])]
}

/**
 * The request that an AWS integration makes of a service. DynamoDB by `action/…`; SQS by `path/{account}/{queue}` with
 * a form (`Action=SendMessage&…`, in the body or the query string), or by JSON and a mapped `X-Amz-Target`.
 */
export function createServiceCall(
  { span, region }: Caller,
  uri: ServiceUri,
  sent: { readonly mapped: Pick<MappedParameters, 'header' | 'querystring'>; readonly body: Body },
): ServiceCall | null {
  const { mapped, body } = sent
  const target = Object.hasOwn(TARGETS, uri.service) ? TARGETS[uri.service] : undefined
  if (target === undefined) return null
  const own = [...mapped.header].filter(([name]) => !/^content-type$/i.test(name))
  const given = findHeader(own, 'x-amz-target')
  const base = {
    context: span,
    service: uri.service,
    method: 'POST',
    path: '/',
    query: '',
    attempt: 1,
  } as const
  const headers = (action: string): readonly HeaderField[] => [
    ['content-type', target.type],
    ['x-amz-target', `${target.prefix}.${action}`],
    ...own.filter(([name]) => name.toLowerCase() !== 'x-amz-target'),
  ]
  if (uri.service === 'sqs' && given === undefined) {
    const form = toForm(body, mapped)
    const named = form.find(([name]) => name === 'Action')?.[1]
    const action = uri.kind === 'action' ? uri.rest : named
    if (action === undefined) return null
    const url = queueUrlOf(uri, region)
    const members = { ...(url !== null && { QueueUrl: url }), ...readForm(form) }
    return {
      request: { ...base, headers: headers(action), body: JSON.stringify(members) },
      queryAction: action,
    }
  }
  const action = given?.split('.').at(-1) ?? (uri.kind === 'action' ? uri.rest : '')
  return { request: { ...base, headers: headers(action), body }, queryAction: null }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Members that the query protocol's answer names though they are empty. */
const SENT = {
  MD5OfMessageAttributes: null,
  MD5OfMessageBody: null,
  MD5OfMessageSystemAttributes: null,
  MessageId: null,
  SequenceNumber: null,
}

/** The query protocol's `ReceiveMessageResult` names its list in the singular. */
const resultOf = (action: string, members: Json): Json => {
  if (action === 'SendMessage') return { ...SENT, ...members }
  if (action !== 'ReceiveMessage') return members
  return { messages: members['Messages'] ?? null }
}

/** What a service answered, as the integration's answer: by the query protocol where it was asked so. */
export function readServiceReply(
  reply: Extract<ApiReply, { type: 'response' }>,
  { queryAction }: ServiceCall,
): { readonly headers: readonly HeaderField[]; readonly body: Body } {
  if (queryAction === null) return { headers: reply.headers, body: reply.body }
  const text = typeof reply.body === 'string' ? reply.body : (utf8Decode(reply.body) ?? '')
  const value = parse(text)
  const members = isObject(value) ? value : {}
  const RequestId = findHeader(reply.headers, 'x-amzn-requestid') ?? null
  const headers: readonly HeaderField[] = [
    ...reply.headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
    ['Content-Type', 'application/json'],
  ]
  if (reply.status >= 400) {
    const type = typeof members['__type'] === 'string' ? members['__type'] : ''
    const [own] = (findHeader(reply.headers, 'x-amzn-query-error') ?? '').split(';')
    const Error = {
      Code: own === undefined || own === '' ? type.replace(/^.*#/, '') : own,
      Message: members['message'] ?? members['Message'] ?? null,
      Type: reply.status < 500 ? 'Sender' : 'Receiver',
    }
    return { headers, body: JSON.stringify({ Error, RequestId }) }
  }
  const result = resultOf(queryAction, members)
  const hasResult = Object.keys(result).length > 0
  const body = {
    [`${queryAction}Response`]: {
      ...(hasResult && { [`${queryAction}Result`]: result }),
      ResponseMetadata: { RequestId },
    },
  }
  return { headers, body: JSON.stringify(body) }
}
