import { bodyLength, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import { applyCors, isPreflight } from '#contracts/cors.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { createHttpEvent } from '#contracts/httpEvent.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import { type ProxyRequest, traceHeaderFor } from '#contracts/proxyRequest.ts'
import type { Process } from '#kernel/process.ts'
import { between, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import { createUuid, withRoot } from '../identifiers.ts'
import { SYNC_REQUEST_BYTES_MAX } from '../limits.ts'
import type { FunctionUrlConfig } from '../properties/functionUrl.ts'
import type { Recording } from '../recording.ts'
import { readSigner, type Signer } from './signature.ts'
import { urlHostOf, urlIdOf } from './urlIdentity.ts'
import { createStreamReader, readUrlReply, urlErrors, type UrlResponse } from './urlResponse.ts'

/** What stands behind a URL. */
interface UrlParts {
  readonly recording: Recording
  /** Invokes the function under the request id. */
  readonly invoke: (request: InvokeRequest, requestId: string) => Process<InvokeReply>
}

/** A function's own HTTP(S) endpoint. */
export interface FunctionUrl {
  serve(request: HttpRequest): Process<HttpResponse>
  /** `<url-id>.lambda-url.us-east-1.on.aws`; null where the function has no URL. */
  host(): string | null
}

/** Bears no body, whatever the function returned (RFC 9110 §6.4.1). */
const isBodyless = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304

const PREFLIGHT: UrlResponse = { status: 200, headers: [], body: '', error: null }

/** A response whose stream broke off: the connection ends before the body does. */
const BROKEN: HttpResponse = {
  status: 0,
  headers: [],
  body: '',
  networkError: { code: 'ECONNRESET', message: 'aborted' },
}

/** Creates the URL of the function that `ctx` stands for. It answers 403 while none is configured. */
export function createFunctionUrl(
  ctx: ServiceContext<typeof lambdaDefinition>,
  { recording, invoke }: UrlParts,
): FunctionUrl {
  const ids = ctx.random('url')
  const urlId = urlIdOf(ctx.node.id)
  const domainName = urlHostOf(urlId, ctx.account.region)

  const toEvent = (
    request: HttpRequest,
    as: { readonly requestId: string; readonly span: TraceContext; readonly iam: Signer | null },
  ): ProxyRequest => ({
    request,
    front: 'function-url',
    routeKey: '$default',
    parameters: {},
    accountId: as.iam?.['accountId'] ?? 'anonymous',
    apiId: urlId,
    domainName,
    requestId: as.requestId,
    traceHeader: withRoot('', ctx.now, as.span.trace),
    epochMs: toEpochMs(ctx.now),
    stageVariables: undefined,
    iam: as.iam,
  })

  /** Refuses, or invokes the function and reads its answer. */
  function* respond(
    request: HttpRequest,
    config: FunctionUrlConfig | undefined,
    as: { readonly requestId: string; readonly span: TraceContext },
  ): Process<UrlResponse> {
    if (config === undefined) return urlErrors.noUrl
    // A preflight is answered by the URL itself, before authorization: browsers cannot sign it.
    if (config.Cors !== undefined && isPreflight(request.method, request.headers)) return PREFLIGHT
    const isPublic = config.AuthType === 'NONE'
    const iam = isPublic ? null : readSigner(request.headers, ctx.account.accountId)
    if (!isPublic && iam === null) return urlErrors.forbidden
    if (bodyLength(request.body) > SYNC_REQUEST_BYTES_MAX) return urlErrors.tooLarge
    const from = toEvent(request, { ...as, iam })
    const reply = yield* invoke(
      {
        context: as.span,
        payload: JSON.stringify(createHttpEvent(from)),
        invocationType: 'RequestResponse',
        attempt: 1,
        traceHeader: traceHeaderFor(from),
        wantsStream: config.InvokeMode === 'RESPONSE_STREAM',
        ...(config.InvokeMode === 'RESPONSE_STREAM' && readLive(request, as.requestId)),
        ...(config.Qualifier !== undefined && { qualifier: config.Qualifier }),
      },
      as.requestId,
    )
    return readUrlReply(reply, config.InvokeMode)
  }

  /** The answer with the headers that every answer of a URL bears. */
  const withUrlHeaders = (
    request: HttpRequest,
    response: UrlResponse,
    requestId: string,
  ): HttpResponse => {
    if (response.isTruncated === true) return BROKEN
    const { status, firstByteAt } = response
    const cors = ctx.node.properties.FunctionUrlConfig?.Cors
    const own: Headers =
      cors === undefined ? response.headers : applyCors(cors, request, response.headers)
    const isStreamed = firstByteAt !== undefined
    return {
      status,
      headers: [
        ['date', formatHttpDate(toEpochMs(ctx.now))],
        ...own,
        isStreamed
          ? (['transfer-encoding', 'chunked'] as const)
          : (['content-length', String(bodyLength(response.body))] as const),
        ['connection', 'keep-alive'],
        ['x-amzn-requestid', requestId],
      ],
      body: isBodyless(request.method, status) ? '' : response.body,
      ...(isStreamed && { bodyTook: between(firstByteAt, ctx.now) }),
    }
  }

  /** Lets whoever reads along hear what is streamed. */
  const readLive = (request: HttpRequest, requestId: string): Pick<InvokeRequest, 'heard'> => {
    const { live } = request
    if (live === undefined) return {}
    const heard = createStreamReader({
      begin: (response) => live.begin(withUrlHeaders(request, response, requestId)),
      piece: (bytes) => {
        if (request.method !== 'HEAD') live.piece(bytes)
      },
    })
    return { heard }
  }

  /** CloudWatch's metrics of a URL, and notes and marks for a person. */
  const tell = (span: TraceContext, { status, error }: UrlResponse, latencyMs: number): void => {
    recording.count('UrlRequestCount')
    if (status >= 400 && status < 500) recording.count('Url4xxCount')
    if (status >= 500) recording.count('Url5xxCount')
    ctx.record({ type: 'sample', name: 'UrlRequestLatency', value: latencyMs })
    ctx.record({ type: 'note', ...span, key: 'status', value: String(status) })
    if (error === null) return
    ctx.record({ type: 'note', ...span, key: 'urlError', value: error })
    // What Lambda throttled or the function itself did wrong is marked where it happened.
    if (status !== 403 && status !== 413) return
    const { trace } = span
    ctx.record({ type: 'mark', trace, mark: 'refused', detail: `${status} ${error}` })
  }

  return {
    host: () => (ctx.node.properties.FunctionUrlConfig === undefined ? null : domainName),
    *serve(request) {
      const begun = ctx.now
      const span = ctx.beginSpan(request.context, `Function URL ${request.method} ${request.path}`)
      const requestId = createUuid(ids)
      const config = ctx.node.properties.FunctionUrlConfig
      const answer = yield* respond(request, config, { requestId, span })
      const response = withUrlHeaders(request, answer, requestId)
      tell(span, answer, toMs(between(begun, ctx.now)))
      ctx.endSpan(span, outcomeOf.http(response))
      return response
    },
  }
}
