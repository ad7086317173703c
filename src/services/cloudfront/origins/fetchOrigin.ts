import { bodyLength } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse, ServiceSigner } from '#contracts/http.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { Process } from '#kernel/process.ts'
import { between, seconds, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '#services/service.ts'
import type { Answer, Ask } from '../caching/answer.ts'
import type { Tier } from '../caching/tier.ts'
import type { cloudfrontDefinition } from '../definition.ts'
import type { Origin, Target } from '../distribution.ts'
import { type Cause, errorPage } from '../errors.ts'
import type { EdgeRun, EdgeRunner } from '../functions/edgeRunner.ts'
import { createOriginRequest } from './originRequest.ts'

type Context = ServiceContext<typeof cloudfrontDefinition>

/** What fetching needs beside the context. */
export interface OriginHost {
  readonly ctx: Context
  readonly signer: ServiceSigner
  readonly via: (tier: Tier) => string
  readonly edge: EdgeRunner
  /** Draws an `X-Amz-Cf-Id`. */
  requestId(): string
  /** Told of every answer of an origin: bytes, and how long it took. */
  fetched(told: {
    readonly origin: string
    readonly bytes: number
    readonly latencyMs: number
  }): void
}

/** A reply, or why none came. */
type Reached =
  | { readonly type: 'reply'; readonly reply: HttpResponse }
  | {
      readonly type: 'failed'
      readonly status: 502 | 504
      readonly cause: Cause
      readonly detail: string
    }

const READ_TIMEOUT_SECONDS = 30

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

/** Methods for which an origin group fails over. */
const mayFailOver = (method: string): boolean => isSafe(method) || method === 'OPTIONS'

/** A 502 for what cannot be an HTTP answer: no status of HTTP. */
const isReadable = ({ status }: HttpResponse): boolean => status >= 200 && status <= 599

function* tryOnce(host: OriginHost, origin: Origin, request: HttpRequest): Process<Reached> {
  const { ctx } = host
  const limit = origin.CustomOriginConfig?.OriginReadTimeout ?? READ_TIMEOUT_SECONDS
  const reply = yield* ctx.timeout(ctx.call(origin.edge, request), seconds(limit))
  if (reply === 'timed-out') {
    return { type: 'failed', status: 504, cause: 'timedOut', detail: 'OriginCommError' }
  }
  if (reply.networkError !== undefined) {
    return { type: 'failed', status: 502, cause: 'cannotConnect', detail: 'OriginConnectError' }
  }
  return isReadable(reply)
    ? { type: 'reply', reply }
    : { type: 'failed', status: 502, cause: 'invalidReply', detail: 'OriginInvalidResponseError' }
}

/**
 * Asks one origin, again where it does not answer: GET and HEAD as often as `ConnectionAttempts` says, others once.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
 */
function* askOrigin(host: OriginHost, origin: Origin, request: HttpRequest): Process<Reached> {
  const attempts = isSafe(request.method) ? origin.ConnectionAttempts : 1
  for (let attempt = 1; ; attempt++) {
    const reached = yield* tryOnce(host, origin, { ...request, attempt })
    if (reached.type === 'reply' || attempt >= attempts) return reached
    const detail = `${reached.detail} at ${origin.Id}: attempt ${attempt} of ${attempts}`
    host.ctx.record({ type: 'mark', trace: request.context.trace, mark: 'timeout', detail })
  }
}

/** Fetches from origins. */
export interface OriginFetcher {
  fetch(ask: Ask, tier: Tier): Process<Answer>
}

/** Creates the way to the origins. */
export function createOriginFetcher(host: OriginHost): OriginFetcher {
  const { ctx } = host

  const toAnswer = (reached: Reached): Answer => {
    if (reached.type === 'reply') {
      const { status, headers, body } = reached.reply
      return {
        status,
        headers,
        body,
        result: status >= 400 ? 'Error' : 'Miss',
        from: null,
        age: null,
        why: '',
        ...(status >= 400 && { detail: 'OriginError' }),
      }
    }
    const { status, cause, detail } = reached
    const page = errorPage(status, cause, host.requestId())
    return { ...page, result: 'Error', from: null, age: null, why: '', detail }
  }

  function* send(request: HttpRequest, origin: Origin): Process<Answer> {
    const begun = ctx.now
    const reached = yield* askOrigin(host, origin, request)
    const answer = toAnswer(reached)
    const latencyMs = toMs(between(begun, ctx.now))
    host.fetched({ origin: origin.Id, bytes: bodyLength(answer.body), latencyMs })
    return answer
  }

  /** Lambda@Edge answered in the origin's stead, or failed; null: it did not. */
  const fromFunction = (run: EdgeRun): Answer | null => {
    const nothing = { from: null, age: null } as const
    if (run?.type === 'failed') {
      const isLimit = run.status === 503
      const page = errorPage(run.status, isLimit ? 'lambdaLimit' : 'lambdaResult', host.requestId())
      const result = isLimit ? 'LimitExceeded' : 'LambdaExecutionError'
      return { ...page, ...nothing, result, why: `Lambda@Edge: ${run.message}` }
    }
    if (run?.type !== 'response') return null
    const { status, headers, body } = run.answer
    const why = 'Lambda@Edge answered in the origin’s stead'
    return { status, headers, body: body ?? '', ...nothing, result: 'LambdaGeneratedResponse', why }
  }

  /** One exchange with an origin, with the functions before and after it. */
  function* exchange(ask: Ask, origin: Origin, plain: HttpRequest): Process<Answer> {
    const call = { origin, span: plain.context, requestId: host.requestId() }
    const before = yield* host.edge(ask.behavior, {
      ...call,
      type: 'origin-request',
      request: plain,
      response: null,
    })
    const instead = fromFunction(before)
    if (instead !== null) return instead
    const request = before?.type === 'request' ? before.request : plain
    const answer = yield* send(request, origin)
    if (answer.detail !== undefined && answer.detail !== 'OriginError') return answer
    const after = yield* host.edge(ask.behavior, {
      ...call,
      type: 'origin-response',
      request,
      response: answer,
    })
    if (after === null || after.type === 'request') return answer
    if (after.type === 'failed') return fromFunction(after) ?? answer
    const { body, ...head } = after.answer
    return { ...answer, ...head, ...(body !== null && { body }) }
  }

  function* fetchFrom(ask: Ask, tier: Tier, origin: Origin): Process<Answer> {
    const span: TraceContext = ctx.beginSpan(ask.span, `origin ${origin.Id}`)
    const self = { via: host.via(tier), requestId: host.requestId() }
    const plain = createOriginRequest({ ...ask, span }, origin, self)
    const isSigned = origin.OriginAccessControlId !== undefined
    const answer = yield* exchange(ask, origin, {
      ...plain,
      from: tier.place,
      ...(isSigned && { signedBy: host.signer }),
    })
    ctx.record({ type: 'note', ...span, key: 'status', value: String(answer.status) })
    ctx.endSpan(span, outcomeOf.http(answer))
    return answer
  }

  function* failOver(ask: Ask, tier: Tier, target: Target): Process<Answer> {
    const answer = yield* fetchFrom(ask, tier, target.primary)
    const { secondary } = target
    if (secondary === null || !mayFailOver(ask.request.method)) return answer
    // A failed connection counts as 503, a time-out as 504.
    const status = answer.detail === 'OriginConnectError' ? 503 : answer.status
    if (!target.failoverOn.has(status)) return answer
    const detail = `${target.primary.Id} failed with ${answer.status}: asking ${secondary.Id}`
    ctx.record({ type: 'mark', trace: ask.span.trace, mark: 'failover', detail })
    return yield* fetchFrom(ask, tier, secondary)
  }

  return {
    *fetch(ask, tier) {
      const { target } = ask.behavior
      if (target !== null) return yield* failOver(ask, tier, target)
      const page = errorPage(502, 'cannotConnect', host.requestId())
      return {
        ...page,
        result: 'Error',
        from: null,
        age: null,
        why: 'no origin is wired',
        detail: 'OriginDnsError',
      }
    },
  }
}
