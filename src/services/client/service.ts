import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import { between, type Duration, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import * as z from 'zod/mini'
import type { Edge, Service, ServiceContext, ServiceModule } from '../service.ts'
import { clientDefinition, type ClientState, type SendCommand, targetSchema } from './definition.ts'
import { createLoadDriver } from './load.ts'
import {
  addressOf,
  createRequestMix,
  type PlannedRequest,
  splitTarget,
  wireHeaders,
} from './requests.ts'
import { createSentRequests, describeResponse, parseSendCommand } from './sentRequests.ts'
import { createStatistics, type Ending, endingOf } from './statistics.ts'

type Definition = typeof clientDefinition

/** Where requests go: wires with the weights of all before them. */
interface Target {
  readonly edge: Edge<'http'>
  readonly weightUpTo: number
}

/** How one attempt, and in the end the whole request, came out. */
type Result =
  | { readonly type: 'answered'; readonly response: HttpResponse }
  | { readonly type: 'timed-out' }
  | { readonly type: 'unreachable'; readonly message: string }

/** Backoff before the second attempt, at most; it doubles with each. AWS SDKs' standard mode: 100 ms, 20 s at most. */
const BACKOFF_BASE_MS = 100
/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const BACKOFF_MAX_MS = 20_000
/** Ports 1,024 to 65,535 of one address: more connections to one server cannot be open. */
const IN_FLIGHT_MAX = 64_512
/** How long a connection takes to be refused. assumption */
const REFUSED_AFTER = ms(1)

const NOT_WIRED = 'not wired: no wire leads from this client to an API'

/** Exponential backoff with full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export const backoffAfter = (attempt: number, random: Random): Duration => {
  let limitMs = BACKOFF_BASE_MS
  for (let doubled = 1; doubled < attempt; doubled++)
    limitMs = Math.min(BACKOFF_MAX_MS, limitMs * 2)
  return ms(random.next() * limitMs)
}

const collectTargets = (edges: readonly Edge<'http'>[]): readonly Target[] => {
  let total = 0
  return edges.map((edge) => {
    total += z.parse(targetSchema, edge.properties).Weight
    return { edge, weightUpTo: total }
  })
}

const isWorthRetrying = (result: Result): boolean =>
  result.type !== 'answered' || result.response.status === 429 || result.response.status >= 500

const endingOfResult = (result: Result): Ending => {
  if (result.type === 'answered') return endingOf(result.response.status)
  return result.type === 'timed-out' ? 'timedOut' : 'unreachable'
}

/** One client node at work: load, retries, requests sent by hand. */
export function createClient(ctx: ServiceContext<Definition>): Service<Definition, ClientState> {
  const choices = ctx.random('requests')
  const values = ctx.random('values')
  const retries = ctx.random('retries')
  const routes = ctx.random('targets')
  const statistics = createStatistics(ctx)
  const sent = createSentRequests()
  let targets = collectTargets(ctx.edges('http'))
  let mix = createRequestMix(ctx.node.properties.Requests)
  let loadNow = ''
  let sequence = 0
  let hasMarkedNotWired = false

  const pickTarget = (): Edge<'http'> | null => {
    const last = targets.at(-1)
    if (last === undefined) return null
    if (targets.length === 1) return last.edge
    const ticket = routes.next() * last.weightUpTo
    return (targets.find(({ weightUpTo }) => ticket < weightUpTo) ?? last).edge
  }

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })
  const mark = (span: TraceContext, name: string, detail: string): void =>
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })

  function* refuse(message: string): Process<Result> {
    yield ctx.sleep(REFUSED_AFTER)
    return { type: 'unreachable', message }
  }

  function* attemptOnce(
    plan: PlannedRequest,
    at: { readonly edge: Edge<'http'>; readonly span: TraceContext; readonly user: number },
    attempt: number,
  ): Process<Result> {
    if (statistics.inFlight > IN_FLIGHT_MAX) {
      return yield* refuse('connect EADDRNOTAVAIL: no free port left on this client')
    }
    const reply = yield* ctx.timeout(
      ctx.call(at.edge, {
        context: at.span,
        method: plan.method,
        path: plan.path,
        query: plan.query,
        headers: wireHeaders(plan),
        body: plan.body,
        sourceIp: addressOf(at.user),
        attempt,
      }),
      ms(ctx.node.properties.TimeoutMs),
    )
    if (reply === 'timed-out') return { type: 'timed-out' }
    const { networkError } = reply
    return networkError === undefined
      ? { type: 'answered', response: reply }
      : { type: 'unreachable', message: `${networkError.code}: ${networkError.message}` }
  }

  function* attemptAll(plan: PlannedRequest, span: TraceContext, user: number): Process<Result> {
    const edge = pickTarget()
    if (edge === null) {
      if (!hasMarkedNotWired) mark(span, 'error', NOT_WIRED)
      hasMarkedNotWired = true
      return yield* refuse(NOT_WIRED)
    }
    for (let attempt = 1; ; attempt++) {
      const result = yield* attemptOnce(plan, { edge, span, user }, attempt)
      if (result.type === 'timed-out') {
        mark(span, 'timeout', `no answer within ${ctx.node.properties.TimeoutMs} ms`)
      }
      const isLast = attempt >= ctx.node.properties.Retries.MaxAttempts
      if (isLast || !isWorthRetrying(result)) {
        if (attempt > 1) note(span, 'attempts', String(attempt))
        return result
      }
      yield ctx.sleep(backoffAfter(attempt, retries))
    }
  }

  /** One logical request: all its attempts, under one span. */
  function* perform(
    plan: PlannedRequest,
    user: number,
    began: (span: TraceContext) => void = () => undefined,
  ): Process<{ result: Result; trace: number; latencyMs: number }> {
    const begun = ctx.now
    const span = ctx.beginSpan(null, `${plan.method} ${plan.path}`)
    statistics.begin()
    began(span)
    const result = yield* attemptAll(plan, span, user)
    const latencyMs = toMs(between(begun, ctx.now))
    statistics.end(endingOfResult(result), latencyMs)
    if (result.type === 'answered') note(span, 'status', String(result.response.status))
    else note(span, 'error', result.type === 'timed-out' ? 'timed out' : result.message)
    note(span, 'latency', `${latencyMs} ms`)
    ctx.endSpan(span, result.type === 'answered' ? outcomeOf.http(result.response) : 'fault')
    return { result, trace: span.trace, latencyMs }
  }

  const planNext = (): PlannedRequest => mix.draw(choices, { random: values, sequence: sequence++ })

  const load = createLoadDriver(ctx, {
    fire: (user) => ctx.start(perform(planNext(), user)),
    *send(user) {
      yield* perform(planNext(), user)
    },
  })

  function* sendByHand(command: SendCommand): Process<void> {
    const { id, method, headers, body } = command
    const plan = { ...splitTarget(command.path), method: method.toUpperCase(), headers, body }
    const { result, trace, latencyMs } = yield* perform(plan, 0, (span) =>
      sent.set(id, { type: 'waiting', trace: span.trace }),
    )
    if (result.type === 'answered') {
      sent.set(id, describeResponse(result.response, { trace, latencyMs }))
      return
    }
    const message =
      result.type === 'timed-out'
        ? `timed out: no answer within ${ctx.node.properties.TimeoutMs} ms`
        : result.message
    sent.set(id, { type: 'failed', trace, latencyMs, message })
  }

  const startLoad = (): void => {
    const wanted = JSON.stringify(ctx.node.properties.Load)
    if (wanted === loadNow) return
    loadNow = wanted
    load.start(ctx.node.properties.Load)
  }

  return {
    serve: {},
    start: startLoad,
    changed(what) {
      if (what === 'edges') {
        targets = collectTargets(ctx.edges('http'))
        hasMarkedNotWired = false
      }
      if (what !== 'properties') return
      mix = createRequestMix(ctx.node.properties.Requests)
      startLoad()
    },
    command(json) {
      const command = parseSendCommand(json)
      if (command === null) {
        ctx.record({ type: 'mark', trace: null, mark: 'error', detail: 'command not understood' })
        return
      }
      ctx.start(sendByHand(command))
    },
    query: (query) => sent.answer(query),
    inspect: () => statistics.read(),
  }
}

/** Clients, as the simulation sees them. */
export const client: ServiceModule<Definition, ClientState> = {
  definition: clientDefinition,
  create: createClient,
}
