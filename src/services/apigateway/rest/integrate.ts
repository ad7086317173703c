import { type Body, bodyLength, findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { between, type Duration, ms, toMs, ZERO } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import { PAYLOAD_BYTES_MAX } from '../limits.ts'
import { firstAccepted, matchesMediaType } from './binary.ts'
import type { Call } from './call.ts'
import type { IntegrationTimes } from './contextValues.ts'
import type { restApiDefinition } from './definition.ts'
import type { Refusal } from './gatewayResponses.ts'
import { createHttpRequest, passHead, passResponse } from './httpIntegration.ts'
import { mapIntegrationResponse } from './integrationResponse.ts'
import { parseServiceUri, uriOf } from './integrationUri.ts'
import { type MappedParameters, mapRequestParameters } from './mapping.ts'
import { createProxyEvent } from './proxyEvent.ts'
import { readProxyResult } from './proxyResult.ts'
import { configurationError, type Mapper, mapRequestBody } from './requestBody.ts'
import { type Outcome, refuse, type RestResponse } from './restResponse.ts'
import {
  type Hearing,
  isStreaming,
  leastTime,
  listen,
  readStream,
  whileHeard,
} from './streaming.ts'
import {
  endHttp,
  endInvocation,
  endService,
  traceHttp,
  traceInvocation,
  traceService,
} from './tracedCalls.ts'
import { createServiceCall, readServiceReply } from './serviceIntegration.ts'

type Context = ServiceContext<typeof restApiDefinition>

/** An integration's outcome, and how it went where anybody was asked. */
export interface Integrated {
  readonly outcome: Outcome
  readonly times: IntegrationTimes | null
}

const unasked = (outcome: Outcome): Integrated => ({ outcome, times: null })

/** What is the same for all kinds of integration. */
interface Task {
  readonly ctx: Context
  readonly call: Call
  readonly mapper: Mapper
}

/** Asks a back end for as long as the integration may wait, or while its stream is heard. */
function* ask<T>(
  { ctx, call }: Task,
  work: Process<T>,
  hearing: Hearing | null = null,
): Process<{ readonly reply: T | 'timed-out'; readonly took: Duration }> {
  const begun = ctx.now
  const limit = ms(call.match.method.properties.Integration.TimeoutInMillis)
  const reply =
    hearing === null
      ? yield* ctx.timeout(work, limit)
      : yield* whileHeard(ctx, work, { call, limit, hearing })
  const took = between(begun, ctx.now)
  const latencyMs = toMs(took)
  ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
  ctx.record({ type: 'note', ...call.span, key: 'integrationLatency', value: `${latencyMs} ms` })
  return { reply, took }
}

const timedOut = ({ ctx, call }: Task, took: Duration): Integrated => {
  const detail = 'Execution failed due to a timeout error'
  ctx.record({ type: 'mark', trace: call.span.trace, mark: 'timeout', detail })
  return {
    outcome: refuse({ responseType: 'INTEGRATION_TIMEOUT', detail }),
    times: { latencyMs: toMs(took), status: null, error: detail },
  }
}

const timesOf = (
  took: Duration,
  status: number | null,
  error: string | null = null,
): IntegrationTimes => ({ latencyMs: toMs(took), status, error })

const INTERNAL = 'Internal server error'

/** Lambda said no: throttled, gone, too large. */
function refusalOf(reply: Extract<InvokeReply, { type: 'refused' }>): Refusal {
  const detail = `Execution failed due to an internal error: Lambda refused: ${reply.errorType}`
  if (reply.statusCode === 413) return { responseType: 'REQUEST_TOO_LARGE', detail }
  if (reply.statusCode === 429) {
    // "429 from Invoke → 500 {"message": "Internal server error"}, classed as INTEGRATION_FAILURE".
    return { responseType: 'INTEGRATION_FAILURE', status: 500, message: INTERNAL, detail }
  }
  return { responseType: 'API_CONFIGURATION_ERROR', detail }
}

function* invoke(
  task: Task,
  edge: Edge<'invoke'>,
  as: { readonly payload: string; readonly isEvent: boolean; readonly hearing?: Hearing },
): Process<{ readonly reply: InvokeReply | 'timed-out'; readonly took: Duration }> {
  const { ctx, call } = task
  const { qualifier } = call.match.method
  call.log?.(`Endpoint request body after transformations: ${as.payload}`)
  const traced = traceInvocation(call, edge.target, qualifier)
  const asked = yield* ask(
    task,
    ctx.call(edge, {
      context: call.span,
      payload: as.payload,
      invocationType: as.isEvent ? 'Event' : 'RequestResponse',
      ...(qualifier !== undefined && { qualifier }),
      attempt: 1,
      traceHeader: traced?.header ?? call.traceHeader,
      ...(as.hearing !== undefined && { wantsStream: true, heard: as.hearing.heard }),
    }),
    as.hearing,
  )
  if (traced !== null) endInvocation(traced, asked.reply)
  return asked
}

const badGateway = (detail: string): Outcome =>
  refuse({ responseType: 'API_CONFIGURATION_ERROR', status: 502, detail })

const MALFORMED = 'Execution failed due to configuration error: Malformed Lambda proxy response'

const functionErrorOf = (payload: string): string =>
  `Lambda execution failed with status 200 due to customer function error: ${payload.slice(0, 300)}`

/** How a stream's parts came, for the access log. */
const streamTimesOf = (times: IntegrationTimes, { streamed }: RestResponse): IntegrationTimes => ({
  ...times,
  streamed: {
    allHeadersMs: times.latencyMs - toMs(streamed?.headAgo ?? ZERO),
    firstContentMs: times.latencyMs - toMs(streamed?.bodyTook ?? ZERO),
  },
})

/** AWS_PROXY that streams: the head as soon as it is whole, then the body as it comes. */
function* lambdaStream(task: Task, edge: Edge<'invoke'>): Process<Integrated> {
  const { ctx, call, mapper } = task
  const payload = JSON.stringify(createProxyEvent(call, mapper.binaryTypes))
  const hearing = listen(call)
  const { reply, took } = yield* invoke(task, edge, { payload, isEvent: false, hearing })
  hearing.stop()
  const isLate = reply === 'timed-out'
  if (!isLate && reply.type !== 'completed') {
    const outcome =
      reply.type === 'refused' ? refuse(refusalOf(reply)) : badGateway(`${MALFORMED}: no answer`)
    return { outcome, times: timesOf(took, reply.statusCode) }
  }
  const stream = (isLate ? null : reply.stream) ?? hearing.stream()
  const failure = isLate || reply.functionError === null ? null : functionErrorOf(reply.payload)
  const broken = isLate ? 'Execution failed due to a timeout error' : failure
  const response = readStream(stream, { now: ctx.now, broken })
  if (response === null) {
    if (isLate) return timedOut(task, took)
    const detail = failure ?? `${MALFORMED}: the stream has no metadata with 8 NULs behind`
    return { outcome: badGateway(detail), times: timesOf(took, 200, detail) }
  }
  const times = streamTimesOf(timesOf(took, 200, broken), response)
  return { outcome: { type: 'response', response }, times }
}

/** AWS_PROXY: the whole request as an event, the answer as the function made it. */
function* lambdaProxy(task: Task, edge: Edge<'invoke'>): Process<Integrated> {
  const { call, mapper } = task
  if (isStreaming(call)) return yield* lambdaStream(task, edge)
  const payload = JSON.stringify(createProxyEvent(call, mapper.binaryTypes))
  const { reply, took } = yield* invoke(task, edge, { payload, isEvent: false })
  if (reply === 'timed-out') return timedOut(task, took)
  if (reply.type === 'refused') {
    const refusal = refusalOf(reply)
    return { outcome: refuse(refusal), times: timesOf(took, reply.statusCode, refusal.detail) }
  }
  if (reply.type === 'accepted') {
    const outcome = badGateway('Execution failed due to configuration error: no answer')
    return { outcome, times: timesOf(took, reply.statusCode) }
  }
  if (reply.functionError !== null) {
    const detail = functionErrorOf(reply.payload)
    return { outcome: badGateway(detail), times: timesOf(took, 200, detail) }
  }
  const accepted = firstAccepted(findHeader(call.request.headers, 'accept'))
  const response = readProxyResult(reply.payload, matchesMediaType(mapper.binaryTypes, accepted))
  if (response === null) {
    return { outcome: badGateway(MALFORMED), times: timesOf(took, 200, MALFORMED) }
  }
  if (bodyLength(response.body) > PAYLOAD_BYTES_MAX) {
    const detail = 'Execution failed due to configuration error: The response is larger than 10 MB'
    return { outcome: badGateway(detail), times: timesOf(took, 200, detail) }
  }
  return { outcome: { type: 'response', response }, times: timesOf(took, 200) }
}

const errorMessageOf = (payload: string): string => {
  try {
    const value: unknown = JSON.parse(payload)
    const isObject = typeof value === 'object' && value !== null
    return isObject && 'errorMessage' in value && typeof value.errorMessage === 'string'
      ? value.errorMessage
      : ''
  } catch {
    return ''
  }
}

const textOf = (body: Body): string => (typeof body === 'string' ? body : (utf8Decode(body) ?? ''))

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Lambda's InvalidRequestContentException, which reaches the client by the default response: no pattern sees it. */
const UNPARSABLE = {
  selection: null,
  headers: [['Content-Type', 'application/json']] as const,
  body: '{"Type":"User","message":"Could not parse request body into json"}',
}

/** What a mapped integration sends: its parameters and its body. */
interface Sent {
  readonly mapped: MappedParameters
  readonly body: Body
}

/** AWS to a function: what the templates make of the request, and of its result. */
function* lambdaCustom(task: Task, edge: Edge<'invoke'>, sent: Sent): Process<Integrated> {
  const { call, mapper } = task
  const text = textOf(sent.body)
  const type = [...sent.mapped.header].find(
    ([name]) => name.toLowerCase() === 'x-amz-invocation-type',
  )
  const payload = text === '' ? '{}' : text
  if (!isJson(payload)) return unasked(mapIntegrationResponse(call, UNPARSABLE, mapper))
  const { reply, took } = yield* invoke(task, edge, {
    payload,
    isEvent: type?.[1] === 'Event',
  })
  if (reply === 'timed-out') return timedOut(task, took)
  if (reply.type === 'refused') {
    const refusal = refusalOf(reply)
    return { outcome: refuse(refusal), times: timesOf(took, reply.statusCode, refusal.detail) }
  }
  const isAccepted = reply.type === 'accepted'
  const isError = !isAccepted && reply.functionError !== null
  const answer = {
    selection: isError ? errorMessageOf(reply.payload) : null,
    headers: [['Content-Type', 'application/json']] as const,
    body: isAccepted ? '' : reply.payload,
  }
  return {
    outcome: mapIntegrationResponse(call, answer, mapper),
    times: timesOf(took, reply.statusCode, isError ? answer.selection : null),
  }
}

const NETWORK: Refusal = {
  responseType: 'INTEGRATION_FAILURE',
  detail: 'Execution failed due to a network error communicating with endpoint',
}

/** HTTP_PROXY that streams: an answer of any length, at its pace or the gateway's. */
function* passStream(
  { ctx }: Task,
  reply: HttpResponse,
  times: IntegrationTimes,
): Process<Integrated> {
  const came = reply.bodyTook ?? ZERO
  const bodyTook = Math.max(came, leastTime(bodyLength(reply.body))) as Duration
  const more = ms(toMs(bodyTook) - toMs(came))
  if (more > 0) yield ctx.sleep(more)
  const streamed = { bodyTook, headAgo: bodyTook, broken: null }
  const response = { ...passHead(reply), body: reply.body, streamed }
  const whole = { ...times, latencyMs: times.latencyMs + toMs(more) }
  return { outcome: { type: 'response', response }, times: streamTimesOf(whole, response) }
}

/** HTTP and HTTP_PROXY. */
function* httpBackend(task: Task, edge: Edge<'http'>, sent: Sent): Process<Integrated> {
  const { ctx, call, mapper } = task
  const traced = traceHttp(call, edge.target)
  const request = createHttpRequest(call, {
    ...sent,
    traceHeader: traced?.header ?? call.traceHeader,
  })
  call.log?.(`Endpoint request URI: ${request.method} ${request.path}`)
  const { reply, took } = yield* ask(task, ctx.call(edge, request))
  if (traced !== null) endHttp(traced, reply)
  if (reply === 'timed-out') return timedOut(task, took)
  if (reply.networkError !== undefined) {
    const error = reply.networkError.message
    return { outcome: refuse(NETWORK), times: timesOf(took, null, error) }
  }
  const times = timesOf(took, reply.status)
  if (isStreaming(call)) return yield* passStream(task, reply, times)
  if (call.match.method.type === 'HTTP_PROXY') return { outcome: passResponse(reply), times }
  const { headers, body, status } = reply
  const answer = { selection: String(status), headers, body }
  return { outcome: mapIntegrationResponse(call, answer, mapper), times }
}

/** AWS to DynamoDB or SQS, without code between. */
function* awsService(task: Task, sent: Sent): Process<Integrated> {
  const { ctx, call, mapper } = task
  const uri = parseServiceUri(uriOf(call))
  const service =
    uri === null ? null : createServiceCall({ span: call.span, region: call.api.region }, uri, sent)
  if (service === null) {
    return unasked(refuse(configurationError('Invalid endpoint address')))
  }
  call.log?.(`Endpoint request URI: ${uriOf(call)}`)
  const principal = `arn:aws:sts::${call.api.accountId}:assumed-role/${call.api.apiId}/BackplaneAssumeRoleSession`
  const traced = traceService(call, service.request)
  const { reply, took } = yield* ask(
    task,
    ctx.callApi(traced?.request ?? service.request, principal),
  )
  if (traced !== null) endService(traced, reply)
  if (reply === 'timed-out') return timedOut(task, took)
  if (reply.type === 'unreachable') {
    return { outcome: refuse(NETWORK), times: timesOf(took, null, reply.message) }
  }
  const { headers, body } = readServiceReply(reply, service)
  const answer = { selection: String(reply.status), headers, body }
  return {
    outcome: mapIntegrationResponse(call, answer, mapper),
    times: timesOf(took, reply.status),
  }
}

/** MOCK: the request template says which status the integration is to have answered. */
function mock({ call, mapper }: Task, { body }: Sent): Outcome {
  let status: unknown = null
  try {
    const value: unknown = JSON.parse(textOf(body))
    if (typeof value === 'object' && value !== null && 'statusCode' in value) {
      status = value.statusCode
    }
  } catch {
    // Told below.
  }
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    return refuse(
      configurationError(
        'Unable to parse statusCode. It should be an integer that is defined in the request template.',
      ),
    )
  }
  return mapIntegrationResponse(call, { selection: String(status), headers: [], body: '' }, mapper)
}

/** HTTP_PROXY takes the body as it comes; every other kind maps it. */
function prepare({ call, mapper }: Task): Sent | { readonly refusal: Refusal } {
  const { method } = call.match
  const { RequestParameters = {} } = method.properties.Integration
  if (method.type === 'HTTP_PROXY') {
    const mapped = mapRequestParameters(RequestParameters, call, mapper.context)
    return { mapped, body: call.request.body }
  }
  const made = mapRequestBody(call, mapper)
  if (made.type === 'refused') return { refusal: made.refusal }
  // After the body: its template may override parameters.
  return {
    mapped: mapRequestParameters(RequestParameters, call, mapper.context),
    body: made.body,
  }
}

/** Asks the integration of a call's method, and makes its answer the client's. */
export function* integrate(ctx: Context, call: Call, mapper: Mapper): Process<Integrated> {
  const task: Task = { ctx, call, mapper }
  const { method } = call.match
  const { edge, type } = method
  if (type === 'AWS_PROXY' && edge?.contract === 'invoke') {
    return yield* lambdaProxy(task, edge)
  }
  const sent = prepare(task)
  if ('refusal' in sent) return unasked(refuse(sent.refusal))
  if (type === 'MOCK') return unasked(mock(task, sent))
  if (type === 'AWS' && edge?.contract === 'invoke') {
    return yield* lambdaCustom(task, edge, sent)
  }
  if (type === 'AWS' && edge?.contract === 'api') return yield* awsService(task, sent)
  if ((type === 'HTTP' || type === 'HTTP_PROXY') && edge?.contract === 'http') {
    return yield* httpBackend(task, edge, sent)
  }
  const detail =
    edge === null
      ? `no wire has the method ${method.key}`
      : `${type} along a wire of ${edge.contract}`
  return unasked(refuse(configurationError(`Invalid endpoint address: ${detail}`)))
}
