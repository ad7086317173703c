import { findHeader } from '#contracts/body.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { AccountPlans } from '../restSecurity/usagePlans.ts'
import type { ThrottleBucket } from '../throttle.ts'
import { admit } from './admit.ts'
import type { Authorizing } from './authorize.ts'
import { type CachePlan, planCache } from './cacheControl.ts'
import type { Arrived, Call } from './call.ts'
import { compressResponse } from './compression.ts'
import { createContext, findContext, type IntegrationTimes } from './contextValues.ts'
import type { restApiDefinition } from './definition.ts'
import { createGatewayResponse, type Refusal } from './gatewayResponses.ts'
import { integrate } from './integrate.ts'
import { mapRequestSource } from './mapping.ts'
import type { Outcome, RestResponse } from './restResponse.ts'
import { toText, type ValueMap } from './template/value.ts'
import type { Works } from './works.ts'

/** What a request came to. */
export interface Served {
  readonly response: RestResponse
  /** Why the gateway answered itself; null where the integration's answer passed. */
  readonly refusal: Refusal | null
  readonly times: IntegrationTimes | null
  readonly cache: 'hit' | 'miss' | null
  /** The request with what was found of its caller. */
  readonly seen: Arrived
  /** Whether a function was asked: then the answer tells the trace. */
  readonly asksLambda: boolean
}

/** What serving needs beside the request. */
export interface Service {
  readonly ctx: ServiceContext<typeof restApiDefinition>
  readonly works: Works
  readonly account: ThrottleBucket
  readonly plans: AccountPlans
  readonly authorizing: Authorizing
  /** Writes a line of the request's execution log; null where there is none. */
  readonly log: ((line: string) => void) | null
  /** The request passed all that asks who it is from. */
  startExecution(seen: Arrived): void
}

/** The gateway's own answer to a refusal. */
function answerRefusal(refusal: Refusal, arrived: Arrived): RestResponse {
  const context = createContext(arrived, { refusal })
  return createGatewayResponse(refusal, {
    settings: arrived.release.deployment.api.GatewayResponses,
    accept: findHeader(arrived.request.headers, 'accept') ?? '',
    findText(name) {
      const value = name.startsWith('context.') ? findContext(context, name.slice(8)) : null
      if (value !== null) return toText(value)
      return mapRequestSource(name, arrived, context) ?? ''
    },
    findSource: (source) => mapRequestSource(source, arrived, context),
  })
}

/** "Only 2xx answers are stored": our reading, AWS says nothing of others. */
const isWorthKeeping = ({ status }: RestResponse): boolean => status >= 200 && status < 300

interface Fetched {
  readonly outcome: Outcome
  readonly times: IntegrationTimes | null
  readonly cache: 'hit' | 'miss' | null
}

/** The answer from the stage's cache, or the integration's, which the cache then keeps. */
function* fetch(call: Call, plan: CachePlan, service: Service): Process<Fetched> {
  const { ctx, works } = service
  const cache = works.caches.get(call.release.stage.StageName)
  const isCached = plan.type === 'cached' && cache !== undefined
  if (isCached && !plan.isFresh) {
    const held = cache.find(plan.key, ctx.now)
    if (held !== null) {
      call.log?.('Cache hit')
      return { outcome: { type: 'response', response: held }, times: null, cache: 'hit' }
    }
  }
  // A client that wants a fresh answer takes the old one away at once.
  if (isCached && plan.isFresh) cache.remove(plan.key)
  // Only mappings read it: a proxy's request is spared it.
  let context: ValueMap | null = null
  const { outcome, times } = yield* integrate(ctx, call, {
    templates: works.templates,
    binaryTypes: call.release.deployment.api.BinaryMediaTypes,
    get context() {
      context ??= createContext(call)
      return context
    },
  })
  if (times !== null) {
    const latency = Math.round(times.latencyMs)
    call.log?.(
      `Received response. Status: ${times.status ?? '-'}, Integration latency: ${latency} ms`,
    )
  }
  if (!isCached) return { outcome, times, cache: null }
  if (outcome.type === 'response' && isWorthKeeping(outcome.response)) {
    cache.store(plan.key, outcome.response, { now: ctx.now, ttl: ms(plan.ttlMs) })
  }
  return { outcome, times, cache: 'miss' }
}

/** Serves a request that reached a stage. */
export function* serve(arrived: Arrived, service: Service): Process<Served> {
  const { works } = service
  const nothing = { times: null, cache: null, asksLambda: false } as const
  const admitted = yield* admit(arrived, service)
  if ('refusal' in admitted) {
    const { refusal, seen } = admitted
    return { response: answerRefusal(refusal, seen), refusal, seen, ...nothing }
  }
  const { call } = admitted
  const { method } = call.match
  const setting = works.settingOf(call.release.stage.StageName, method.key)
  const plan = planCache(call, setting)
  if (plan.type === 'forbidden') {
    const refusal: Refusal = {
      responseType: 'ACCESS_DENIED',
      by: 'cache',
      detail: 'the caller may not invalidate it',
    }
    return { response: answerRefusal(refusal, call), refusal, seen: call, ...nothing }
  }
  const { outcome, times, cache } = yield* fetch(call, plan, service)
  const asksLambda = times !== null && method.edge?.contract === 'invoke'
  if (outcome.type === 'refused') {
    const { refusal } = outcome
    const response = answerRefusal(refusal, call)
    return { response, refusal, times, cache, asksLambda, seen: call }
  }
  // "Content encoding" needs the whole answer: what is streamed goes as it is.
  if (outcome.response.streamed !== undefined) {
    return { response: outcome.response, refusal: null, times, cache, asksLambda, seen: call }
  }
  const told = plan.type === 'cached' ? plan.headers : []
  const response = compressResponse(
    { ...outcome.response, headers: [...outcome.response.headers, ...told] },
    {
      minimum: call.release.deployment.api.MinimumCompressionSize,
      accepted: findHeader(arrived.request.headers, 'accept-encoding'),
    },
  )
  return { response, refusal: null, times, cache, asksLambda, seen: call }
}
