import type { Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { findInvalidated } from '#contracts/httpCache/invalidation.ts'
import type { Process } from '#kernel/process.ts'
import { toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import { findRefusal } from './admit.ts'
import type { Answer, Ask } from './caching/answer.ts'
import type { Caches, Tiers } from './caching/ask.ts'
import { joinKey, keyParts, targetOf } from './caching/cacheKey.ts'
import { allKept } from './caching/tier.ts'
import type { cloudfrontDefinition } from './definition.ts'
import { type Behavior, type Distribution, findBehavior } from './distribution.ts'
import { errorPage, type OwnAnswer } from './errors.ts'
import type { EdgeRunner } from './functions/edgeRunner.ts'
import {
  createFunctionEvent,
  readRequestResult,
  readResponseResult,
} from './functions/functionEvent.ts'
import type { FunctionRunner } from './functions/functionRunner.ts'
import { type TrustedKeys, withoutSignature } from './private/signedRequest.ts'
import type { Served } from './respond.ts'
import type { EdgeSite, Sites } from './sites.ts'
import type { Statistics } from './statistics.ts'
import { countryOf, madeHeaders, wantsMade } from './viewerHeaders.ts'

/** What serving needs: the parts of the room. */
export interface Parts {
  readonly ctx: ServiceContext<typeof cloudfrontDefinition>
  readonly sites: Sites
  readonly caches: Caches
  readonly statistics: Statistics
  readonly functions: FunctionRunner
  readonly edge: EdgeRunner
  readonly distribution: () => Distribution
  readonly keysOf: (behavior: Behavior) => TrustedKeys | null
  readonly isPlainHttp: () => boolean
  readonly domainName: string
  readonly distributionId: string
}

/** One viewer's request at its edge. */
export interface Visit {
  readonly site: EdgeSite
  readonly span: TraceContext
  readonly requestId: string
}

/** What became of it, and what the log needs to know of the way. */
export interface Outcome {
  readonly served: Served
  readonly behavior: Behavior
  readonly key: string | null
}

const NO_HEADERS: Headers = []

const ownServed = (answer: OwnAnswer, rest: Pick<Served, 'result' | 'why'>): Served => ({
  ...answer,
  ...rest,
  from: null,
  age: null,
  isWhole: false,
})

/** Serves viewers: refuses, runs functions, asks caches, replaces error pages. */
export function createViewerRequests(parts: Parts) {
  const { ctx, sites, caches, statistics, functions, edge } = parts
  const eventContext = {
    distributionDomainName: parts.domainName,
    distributionId: parts.distributionId,
  }

  const withRoot = (request: HttpRequest): HttpRequest => {
    const { DefaultRootObject: root } = ctx.node.properties.DistributionConfig
    return root === '' || request.path !== '/' ? request : { ...request, path: `/${root}` }
  }

  const mayBeCached = ({ method }: HttpRequest, { cached, policy }: Behavior): boolean => {
    if (policy.maxTtl === 0 || ctx.node.model.Bypass) return false
    if (method === 'OPTIONS') return cached.has('OPTIONS')
    return method === 'GET' || method === 'HEAD'
  }

  function toAsk(request: HttpRequest, behavior: Behavior, visit: Visit): Ask {
    const made = wantsMade(behavior) ? madeHeaders(request, visit.site) : NO_HEADERS
    const key = joinKey(keyParts(request, behavior.policy, { host: parts.domainName, made }))
    return {
      request,
      behavior,
      made,
      key: request.method === 'OPTIONS' ? `${key}\nOPTIONS` : key,
      span: visit.span,
      isCacheable: mayBeCached(request, behavior),
      known: null,
    }
  }

  // Field by field: see `hitOf`.
  const toServed = (
    {
      status,
      headers,
      body,
      bodyBytes,
      result,
      from,
      age,
      why,
      detail,
      ttl,
      isStale = false,
    }: Answer,
    { isCacheable: isWhole }: Ask,
  ): Served => {
    return {
      status,
      headers,
      body,
      bodyBytes,
      result,
      from,
      age,
      why,
      detail,
      ttl,
      isStale,
      isWhole,
    }
  }

  const refuse = (request: HttpRequest, behavior: Behavior, visit: Visit): Served | null => {
    const refusal = findRefusal(request, {
      behavior,
      config: ctx.node.properties.DistributionConfig,
      keys: parts.keysOf(behavior),
      country: countryOf(request, visit.site),
      domainName: parts.domainName,
      requestId: visit.requestId,
      nowSeconds: toEpochMs(ctx.now) / 1_000,
    })
    return refusal === null ? null : ownServed(refusal.answer, refusal)
  }

  /** A function failed: 503 for CloudFront Functions. */
  const functionFailed = (visit: Visit, name: string, message: string): Served => {
    ctx.record({
      type: 'mark',
      trace: visit.span.trace,
      mark: 'error',
      detail: `${name}: ${message}`,
    })
    const page = errorPage(503, 'functionFailed', visit.requestId)
    return ownServed(page, {
      result: 'FunctionExecutionError',
      why: `function ${name}: ${message}`,
    })
  }

  const edgeFailed = (visit: Visit, status: 502 | 503, message: string): Served => {
    ctx.record({
      type: 'mark',
      trace: visit.span.trace,
      mark: 'error',
      detail: `Lambda@Edge: ${message}`,
    })
    const page = errorPage(status, status === 503 ? 'lambdaLimit' : 'lambdaResult', visit.requestId)
    const result = status === 503 ? 'LimitExceeded' : 'LambdaExecutionError'
    return ownServed(page, { result, why: `Lambda@Edge: ${message}` })
  }

  /** The viewer's request as its function leaves it, or the function's own answer. */
  function* runViewerRequest(
    request: HttpRequest,
    behavior: Behavior,
    visit: Visit,
  ): Process<HttpRequest | Served> {
    const name = behavior.functions.get('viewer-request')
    if (name !== undefined) {
      const context = {
        ...eventContext,
        eventType: 'viewer-request',
        requestId: visit.requestId,
      } as const
      const run = yield* functions.run(name, createFunctionEvent(context, request, null))
      if (run.type === 'failed') {
        statistics.function({ utilization: run.utilization, error: 'execution' })
        return functionFailed(visit, name, run.message)
      }
      const result = readRequestResult(run.value, request)
      const error = result.type === 'invalid' ? 'validation' : 'none'
      statistics.function({ utilization: run.utilization, error })
      if (result.type === 'invalid') return functionFailed(visit, name, result.why)
      if (result.type === 'request') return result.request
      const why = `function ${name} answered itself`
      return ownServed(result.answer, { result: 'FunctionGeneratedResponse', why })
    }
    const run = yield* edge(behavior, {
      type: 'viewer-request',
      request,
      response: null,
      origin: null,
      ...visit,
    })
    if (run === null) return request
    if (run.type === 'failed') return edgeFailed(visit, run.status, run.message)
    if (run.type === 'request') return run.request
    const answer = { ...run.answer, body: run.answer.body ?? '' }
    return ownServed(answer, {
      result: 'LambdaGeneratedResponse',
      why: 'Lambda@Edge answered itself',
    })
  }

  /** What goes back as its function leaves it. Functions do not see what the edge refuses. */
  function* runViewerResponse(
    request: HttpRequest,
    outcome: Outcome,
    visit: Visit,
  ): Process<Served> {
    const { served, behavior } = outcome
    const name = behavior.functions.get('viewer-response')
    if (name !== undefined && served.status < 400) {
      const context = {
        ...eventContext,
        eventType: 'viewer-response',
        requestId: visit.requestId,
      } as const
      const run = yield* functions.run(name, createFunctionEvent(context, request, served))
      const read = run.type === 'failed' ? run.message : readResponseResult(run.value)
      const error =
        typeof read !== 'string' ? 'none' : run.type === 'failed' ? 'execution' : 'validation'
      statistics.function({ utilization: run.utilization, error })
      return typeof read === 'string' ? functionFailed(visit, name, read) : { ...served, ...read }
    }
    if (served.status >= 400) return served
    const run = yield* edge(behavior, {
      type: 'viewer-response',
      request,
      response: served,
      origin: null,
      ...visit,
    })
    if (run === null || run.type === 'request') return served
    if (run.type === 'failed') return edgeFailed(visit, run.status, run.message)
    const { body, ...head } = run.answer
    return { ...served, ...head, ...(body !== null && { body }) }
  }

  /** The page that the distribution shows in place of an error, fetched as any other object. */
  function* replaceError(served: Served, visit: Visit, request: HttpRequest): Process<Served> {
    const { CustomErrorResponses } = ctx.node.properties.DistributionConfig
    const custom = CustomErrorResponses.find(({ ErrorCode }) => ErrorCode === served.status)
    if (custom?.ResponsePagePath === undefined) return served
    const page: HttpRequest = {
      ...request,
      method: 'GET',
      path: custom.ResponsePagePath,
      query: '',
      body: '',
    }
    const behavior = findBehavior(parts.distribution(), page.path)
    const ask = toAsk(page, behavior, visit)
    const answer = yield* caches.ask(sites.tiersFor(visit.site, behavior), ask)
    if (answer.status >= 400) return served
    const status = custom.ResponseCode ?? served.status
    const why = `${served.why}; shows ${custom.ResponsePagePath} as ${status}`
    return { ...toServed(answer, ask), status, result: 'Error', why, isWhole: status === 200 }
  }

  /** RFC 9111 §4.4: what an unsafe method changed is forgotten. CloudFront does not. */
  const forget = (request: HttpRequest, answer: Answer, visit: Visit): void => {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`
    const gone = findInvalidated({ ...request, target }, answer, `https://${parts.domainName}`)
    if (gone.length === 0) return
    const { tier } = visit.site
    const keys = [...allKept(tier)]
      .map(([key]) => key)
      .filter((key) => gone.includes(targetOf(key)))
    for (const key of keys) tier.cache.delete(key)
  }

  function* askCaches(ask: Ask, visit: Visit): Process<Answer> {
    // What is not cached goes from the edge to the origin at once.
    const tiers: Tiers = ask.isCacheable
      ? sites.tiersFor(visit.site, ask.behavior)
      : [visit.site.tier]
    if (tiers.length > 2) statistics.shielded()
    const answer = yield* caches.ask(tiers, ask)
    if (parts.isPlainHttp()) forget(ask.request, answer, visit)
    return answer
  }

  const hasFunctions = ({ functions: own, edgeFunctions }: Behavior): boolean =>
    own.size > 0 || edgeFunctions.length > 0

  return {
    /** What can be answered without waiting: hits where no function and no key has a say. Null: it takes longer. */
    answerAtOnce(given: HttpRequest, visit: Visit): Outcome | null {
      const request = withRoot(given)
      const behavior = findBehavior(parts.distribution(), request.path)
      if (hasFunctions(behavior) || parts.keysOf(behavior) !== null) return null
      if (refuse(given, behavior, visit) !== null) return null
      const ask = toAsk(request, behavior, visit)
      if (!ask.isCacheable) return null
      const answer = caches.findHit(sites.tiersFor(visit.site, behavior), ask)
      if (answer === null || answer.status >= 400) return null
      return { served: answer, behavior, key: ask.key }
    },
    /** Answers a viewer. */
    *answer(given: HttpRequest, visit: Visit): Process<Outcome> {
      let request = withRoot(given)
      const behavior = findBehavior(parts.distribution(), request.path)
      const refused = refuse(given, behavior, visit)
      if (refused !== null) {
        return { served: yield* replaceError(refused, visit, request), behavior, key: null }
      }
      if (parts.keysOf(behavior) !== null)
        request = { ...request, query: withoutSignature(request.query) }
      const shaped = yield* runViewerRequest(request, behavior, visit)
      if ('result' in shaped) return { served: shaped, behavior, key: null }
      const ask = toAsk(shaped, behavior, visit)
      const answer = yield* askCaches(ask, visit)
      const plain = toServed(answer, ask)
      const served = answer.status < 400 ? plain : yield* replaceError(plain, visit, shaped)
      const outcome = { served, behavior, key: ask.isCacheable ? ask.key : null }
      return { ...outcome, served: yield* runViewerResponse(shaped, outcome, visit) }
    },
    /** The key of any request, for panels. */
    keyOf(request: HttpRequest, visit: Visit): Ask {
      const rooted = withRoot(request)
      return toAsk(rooted, findBehavior(parts.distribution(), rooted.path), visit)
    },
  }
}
