import { bodyLength, findHeader } from '#contracts/body.ts'
import type { Process } from '#kernel/process.ts'
import { headerBytes } from '../admission.ts'
import { HEADER_BYTES_MAX, PAYLOAD_BYTES_MAX } from '../limits.ts'
import { takeFromAll } from '../throttle.ts'
import type { Arrived, Call } from './call.ts'
import { decompressRequest } from './compression.ts'
import type { Refusal } from './gatewayResponses.ts'
import { refuseUnknown } from '../restSecurity/signed.ts'
import type { ApiClient } from '../restSecurity/usagePlans.ts'
import type { Service } from './serve.ts'
import { validateRequest } from './validate.ts'

/** A call that may go on, or why it may not. */
type Admitted = { readonly call: Call } | { readonly refusal: Refusal; readonly seen: Arrived }

/** Too large to be looked at. */
function checkSize({ request }: Arrived): Refusal | null {
  if (headerBytes(request) > HEADER_BYTES_MAX) {
    const message = 'Request Header Fields Too Large'
    return { responseType: 'REQUEST_TOO_LARGE', status: 431, message }
  }
  return bodyLength(request.body) > PAYLOAD_BYTES_MAX ? { responseType: 'REQUEST_TOO_LARGE' } : null
}

const wafRefusal = (rule: string): Refusal => ({
  responseType: 'WAF_FILTERED',
  by: 'WAF',
  detail: `rule ${rule}`,
})

/** Before anybody is asked who it is: WAF, the account's limit, sizes, the resource. */
function checkFirst(arrived: Arrived, { ctx, works, account }: Service): Refusal | null {
  const rule = works.webAcl.findBlock(arrived.request.sourceIp, ctx.now)
  if (rule !== null) return wafRefusal(rule)
  // Where the account has none left, nobody looks further.
  if (!takeFromAll([account], ctx.now)) {
    return { responseType: 'THROTTLED', by: 'account', detail: 'rate of the account' }
  }
  const size = checkSize(arrived)
  if (size !== null) return size
  return arrived.match === null ? refuseUnknown(arrived) : null
}

/** The client that a request's API key identifies; null where the method wants none. */
function findClient(
  seen: Arrived,
  { ctx, plans }: Service,
): ApiClient | null | { readonly refusal: Refusal } {
  if (seen.match?.method.properties.ApiKeyRequired !== true) return null
  const isHeader = ctx.node.properties.ApiKeySourceType === 'HEADER'
  const value = isHeader
    ? findHeader(seen.request.headers, 'x-api-key')
    : (seen.authorized.usageIdentifierKey ?? undefined)
  const at = { api: ctx.node.id, stage: seen.release.stage.StageName }
  const client = value === undefined ? null : plans.find(value, at)
  if (client !== null) return client
  const missing = isHeader ? 'x-api-key is missing' : 'the authorizer named no key'
  const detail = value === undefined ? missing : 'no usage plan of the stage has this key'
  return { refusal: { responseType: 'INVALID_API_KEY', by: 'API key', detail } }
}

const withClient = (seen: Arrived, { key, id }: ApiClient): Arrived => ({
  ...seen,
  authorized: {
    ...seen.authorized,
    identity: { ...seen.authorized.identity, apiKey: key.Value, apiKeyId: id },
  },
})

/** The execution log's lines about keys and plans. */
function logPlan({ log }: Service, seen: Arrived, client: ApiClient | null): void {
  if (log === null) return
  const { api, release, request, match, requestId } = seen
  const key = client === null ? '' : `${'*'.repeat(6)}${client.key.Value.slice(-6)}`
  const stage = `${api.apiId}/${release.stage.StageName}`
  const method = `${request.method} ${match?.resourcePath ?? seen.path}`
  log(`Verifying Usage Plan for request: ${requestId}. API Key: ${key} API Stage: ${stage}`)
  log(
    client === null
      ? `API Key authorized because method '${method}' does not require API Key. Request will not contribute to throttle or quota limits`
      : `API Key  authorized because method '${method}' requires API Key and API Key ${key} is valid for stage ${stage}`,
  )
}

/** The client's tokens, its quota and the method's own tokens. */
function takeTokens(seen: Arrived, client: ApiClient | null, { ctx, works, log }: Service) {
  const stage = seen.release.stage.StageName
  const key = seen.match?.method.key ?? ''
  const own = works.throttles.get(stage)?.bucketsOf(key, ctx.now) ?? []
  const { now } = ctx
  if (client !== null) {
    const refusal = client.of.take(client, { api: ctx.node.id, stage, method: key, now }, own)
    log?.(
      refusal === null
        ? `Usage Plan check succeeded for API Key  and API Stage ${seen.api.apiId}/${stage}`
        : `Usage Plan check failed: ${refusal.detail ?? ''}`,
    )
    return refusal
  }
  log?.(`Usage Plan check succeeded for API Key  and API Stage ${seen.api.apiId}/${stage}`)
  const refusal: Refusal = {
    responseType: 'THROTTLED',
    by: `stage ${stage}`,
    detail: `Rate exceeded for ${key}`,
  }
  return takeFromAll(own, now) ? null : refusal
}

/**
 * The checks before the integration, in AWS's order: WAF, the account's limit, the resource, who calls (with the
 * resource policy), its API key and what its usage plan leaves, the method's limit, what the request holds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function* admit(arrived: Arrived, service: Service): Process<Admitted> {
  const { works, log } = service
  const { match } = arrived
  const first = checkFirst(arrived, service)
  if (first !== null || match === null) {
    return { refusal: first ?? refuseUnknown(arrived), seen: arrived }
  }
  const method = match.method.properties
  const authorization = yield* service.authorizing.check({
    arrived,
    method,
    templates: works.templates,
    log,
  })
  if (authorization.type === 'refused') return { refusal: authorization.refusal, seen: arrived }
  let seen: Arrived = { ...arrived, authorized: authorization.as }
  const client = findClient(seen, service)
  if (client !== null && 'refusal' in client) return { refusal: client.refusal, seen }
  if (client !== null) seen = withClient(seen, client)
  logPlan(service, seen, client)
  const limited = takeTokens(seen, client, service)
  if (limited !== null) return { refusal: limited, seen }
  service.startExecution(seen)
  const { deployment } = arrived.release
  const isPacked = deployment.api.MinimumCompressionSize !== undefined
  const request = isPacked ? decompressRequest(arrived.request) : arrived.request
  if (request === null) {
    const message = 'Could not decompress the body'
    return { refusal: { responseType: 'BAD_REQUEST_BODY', message }, seen }
  }
  const call: Call = { ...seen, request, match, log }
  const invalid = validateRequest(call, {
    validators: deployment.api.RequestValidators,
    findModel: (name) => works.findModel(deployment, name),
  })
  return invalid === null ? { call } : { refusal: invalid, seen: call }
}
