import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { traceHeaderFor } from '#contracts/proxyRequest.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { httpApiDefinition } from './definition.ts'
import { gatewayErrors, type IntegrationResult } from './errors.ts'
import type { ServiceIntegration } from './integrations.ts'
import { type MappingPlace, renderValue } from './parameterMapping.ts'
import type { GatewayRequest } from './payload1.ts'
import { queryAnswer, queryError } from './queryXml.ts'
import type { Subtype } from './subtypes.ts'

/** Parameters of SQS that are no texts. */
const NUMBERS = /^(DelaySeconds|MaxNumberOfMessages|VisibilityTimeout|WaitTimeSeconds)$/
const LISTS = /^(AttributeNames|MessageAttributeNames)$/
const MAPS = /^(MessageAttributes|MessageSystemAttributes)$/

/** A value that is nothing but one reference: then it has to be there. */
const REFERENCE = /^\$\{?(request|context|stageVariables)\b[^\s{}]*\}?$/

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A parameter as the service's JSON protocol has it; undefined where it cannot be that. */
function typed(name: string, text: string): unknown {
  if (NUMBERS.test(name)) return text.trim() === '' ? undefined : Number(text)
  if (LISTS.test(name)) {
    const list = parse(text)
    return Array.isArray(list) ? list : text.split(',').map((each) => each.trim())
  }
  if (!MAPS.test(name)) return text
  const value = parse(text)
  return typeof value === 'object' && value !== null ? value : undefined
}

type Members = Readonly<Record<string, unknown>>

/** The parameters with what they refer to filled in, or the words with which API Gateway logs that one is not there. */
function resolve(
  { required }: Subtype,
  parameters: Readonly<Record<string, string>>,
  place: MappingPlace,
): Members | { readonly error: string } {
  const members: Record<string, unknown> = {}
  for (const [name, source] of Object.entries(parameters)) {
    if (name === 'Region') continue
    const text = renderValue(source, place)
    const value = text === '' && REFERENCE.test(source) ? undefined : typed(name, text)
    if (value !== undefined) members[name] = value
    else if (required.includes(name) || text !== '') {
      return { error: `Unable to resolve property ${name} from source ${source}` }
    }
  }
  return members
}

const isError = (members: Members | { readonly error: string }): members is { error: string } =>
  'error' in members && typeof members.error === 'string' && Object.keys(members).length === 1

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What SQS answered, in the query protocol that the integration speaks. */
function readReply(
  { action }: Subtype,
  reply: Extract<ApiReply, { type: 'response' }>,
): IntegrationResult {
  const body = typeof reply.body === 'string' ? reply.body : (utf8Decode(reply.body) ?? '')
  const members = (parse(body) ?? {}) as Members
  const requestId = findHeader(reply.headers, 'x-amzn-requestid') ?? ''
  const headers = [
    ['content-type', 'text/xml'],
    ['x-amzn-requestid', requestId],
  ] as const
  const { status } = reply
  if (status < 400) {
    const answer = queryAnswer(action, members, requestId)
    return { response: { status, headers, body: answer }, error: null }
  }
  const type = textOf(members['__type']).replace(/^.*#/, '')
  const [own = ''] = (findHeader(reply.headers, 'x-amzn-query-error') ?? '').split(';')
  const message = textOf(members['message'] ?? members['Message'])
  const code = own === '' ? type : own
  const told = queryError({ type: status < 500 ? 'Sender' : 'Receiver', code, message }, requestId)
  return { response: { status, headers, body: told }, error: null }
}

const request = (
  { service, action }: Subtype,
  members: Members,
  from: { readonly span: TraceContext; readonly traceHeader: string },
): ApiRequest => ({
  context: from.span,
  service,
  method: 'POST',
  path: '/',
  query: '',
  headers: [
    ['content-type', 'application/x-amz-json-1.0'],
    ['x-amz-target', `AmazonSQS.${action}`],
    ['x-amzn-trace-id', from.traceHeader],
  ],
  body: JSON.stringify(members),
  attempt: 1,
})

/**
 * Calls a service of AWS as an integration's subtype says: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
 */
export function* integrateService(
  ctx: ServiceContext<typeof httpApiDefinition>,
  from: GatewayRequest,
  to: {
    readonly integration: ServiceIntegration
    readonly span: TraceContext
    readonly place: MappingPlace
  },
): Process<IntegrationResult> {
  const { integration, span, place } = to
  const { subtype, parameters, timeoutMs } = integration
  if (subtype === null) {
    const error = 'the wire names no integration subtype that is simulated'
    return { response: gatewayErrors.internal, error }
  }
  const members = resolve(subtype, parameters, place)
  if (isError(members)) return { response: gatewayErrors.badRequest, error: members.error }
  const begun = ctx.now
  const principal = `arn:aws:sts::${ctx.account.accountId}:assumed-role/${from.apiId}/BackplaneAssumeRoleSession`
  const call = request(subtype, members, { span, traceHeader: traceHeaderFor(from) })
  const reply = yield* ctx.timeout(ctx.callApi(call, principal), ms(timeoutMs))
  const latencyMs = toMs(between(begun, ctx.now))
  ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
  ctx.record({ type: 'note', ...span, key: 'integrationLatency', value: `${latencyMs} ms` })
  if (reply === 'timed-out') {
    const error = `Integration timed out after ${timeoutMs} ms`
    ctx.record({ type: 'mark', trace: span.trace, mark: 'timeout', detail: error })
    return { response: gatewayErrors.unavailable, error }
  }
  if (reply.type === 'unreachable') {
    return { response: gatewayErrors.internal, error: reply.message }
  }
  return readReply(subtype, reply)
}
