import { outcomeOf } from '#contracts/contracts.ts'
import type { Headers } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Mutable } from '#contracts/mutable.ts'
import type { Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import { between, type Duration, ms, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import * as z from 'zod/mini'
import type { Edge, ServiceContext } from '../service.ts'
import { callerOf } from './caller.ts'
import { type clientDefinition, clientMetrics, targetSchema } from './definition.ts'
import { addressOf, type PlannedRequest, wireHeaders } from './requests.ts'
import type { People } from './people.ts'
import type { PlaceStatistics } from './placeStatistics.ts'
import { signFor } from './signing.ts'
import { type Ending, endingOf, type Statistics } from './statistics.ts'

type Context = ServiceContext<typeof clientDefinition>

/** How one attempt, and in the end the whole request, came out. */
export type Result =
  | { readonly type: 'answered'; readonly response: HttpResponse }
  | { readonly type: 'timed-out'; readonly message: string }
  | { readonly type: 'unreachable'; readonly message: string }

/** A logical request, all its attempts over. */
export interface Performed {
  readonly result: Result
  readonly latencyMs: number
}

/** Sends requests and records what becomes of them. */
export interface Sender {
  /** Begins one logical request, with a trace of its own, at this instant. `attempts` sends it, until it is over. */
  begin(
    plan: PlannedRequest,
    user: number,
  ): { readonly trace: number; readonly attempts: Process<Performed> }
  /** The wire that the next request, or connection, goes along; null, and a mark, where there is none. */
  pick(): Edge<'http'> | null
  /** The wires changed. */
  rewire(): void
}

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
export function backoffAfter(attempt: number, random: Random): Duration {
  let limitMs = BACKOFF_BASE_MS
  for (let doubled = 1; doubled < attempt; doubled++) {
    limitMs = Math.min(BACKOFF_MAX_MS, limitMs * 2)
  }
  return ms(random.next() * limitMs)
}

/** Where requests go: a wire with the weights of it and of all before it. */
interface Target {
  readonly edge: Edge<'http'>
  readonly weightUpTo: number
}

const collectTargets = (edges: readonly Edge<'http'>[]): readonly Target[] => {
  let total = 0
  return edges.map((edge) => {
    total += z.parse(targetSchema, edge.properties).Weight
    return { edge, weightUpTo: total }
  })
}

const pickTarget = (targets: readonly Target[], random: Random): Edge<'http'> | null => {
  const last = targets.at(-1)
  if (last === undefined) return null
  if (targets.length === 1) return last.edge
  const ticket = random.next() * last.weightUpTo
  return (targets.find(({ weightUpTo }) => ticket < weightUpTo) ?? last).edge
}

const isWorthRetrying = (result: Result): boolean =>
  result.type !== 'answered' || result.response.status === 429 || result.response.status >= 500

const endingOfResult = (result: Result): Ending => {
  if (result.type === 'answered') return endingOf(result.response.status)
  return result.type === 'timed-out' ? 'timedOut' : 'unreachable'
}

/** What an attempt needs besides the request. */
interface Attempt {
  readonly edge: Edge<'http'>
  readonly span: TraceContext
  readonly user: number
  /** 1 for a first try. */
  readonly attempt: number
  readonly people: People
}

/** Sends a request on a connection that is there, or opened for it. */
function* exchange(
  ctx: Context,
  { plan, headers }: { readonly plan: PlannedRequest; readonly headers: Headers },
  at: Attempt,
): Process<HttpResponse> {
  const { edge, span, user, attempt, people } = at
  const from = people.placeOf(user)
  const { scheme } = plan
  if (from !== undefined) yield* people.connect(edge, user, { span, scheme })
  // What is seldom there is set afterwards: V8 takes a microsecond for each field that comes after a spread.
  const request: Mutable<HttpRequest> = {
    context: span,
    method: plan.method,
    path: plan.path,
    query: plan.query,
    headers,
    body: plan.body,
    sourceIp: addressOf(user),
    attempt,
  }
  const { caller } = callerOf(ctx.node.properties)
  if (caller !== undefined) request.caller = caller
  if (scheme !== undefined) request.scheme = scheme
  if (from !== undefined) request.from = from
  const response = yield* ctx.call(edge, request)
  if (from !== undefined) yield* people.receive(edge, user, { response, span, scheme })
  return response
}

function* attemptOnce(ctx: Context, plan: PlannedRequest, at: Attempt): Process<Result> {
  const { TimeoutMs, Signing } = ctx.node.properties
  const plain = wireHeaders(plan)
  const headers =
    Signing === undefined
      ? plain
      : signFor(
          { ...plan, headers: [...plain, ['Host', Signing.Host]] },
          { ...Signing, region: ctx.account.region, nowMs: toEpochMs(ctx.now) },
        )
  const reply = yield* ctx.timeout(exchange(ctx, { plan, headers }, at), ms(TimeoutMs))
  if (reply === 'timed-out') {
    return { type: 'timed-out', message: `timed out: no answer within ${TimeoutMs} ms` }
  }
  const { networkError } = reply
  return networkError === undefined
    ? { type: 'answered', response: reply }
    : { type: 'unreachable', message: `${networkError.code}: ${networkError.message}` }
}

/** When the first byte of a streamed body came, in ms since the request was sent; undefined where it came whole. */
export const timeToFirstByteMs = (
  { bodyTook }: HttpResponse,
  latencyMs: number,
): number | undefined => (bodyTook === undefined ? undefined : latencyMs - toMs(bodyTook))

/** What a sender is made from. */
interface Parts {
  readonly statistics: Statistics
  readonly people: People
  readonly places: PlaceStatistics
}

/** Creates the sender of one client. */
export function createSender(ctx: Context, { statistics, people, places }: Parts): Sender {
  const retries = ctx.random('retries')
  const choices = ctx.random('targets')
  let targets = collectTargets(ctx.edges('http'))
  let hasMarkedNotWired = false

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', trace: span.trace, span: span.span, key, value })
  const mark = (span: TraceContext, name: string, detail: string): void =>
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })

  const noteResponse = (span: TraceContext, response: HttpResponse, latencyMs: number): void => {
    note(span, 'status', String(response.status))
    const firstMs = timeToFirstByteMs(response, latencyMs)
    if (firstMs === undefined) return
    note(span, 'timeToFirstByte', `${firstMs} ms`)
    ctx.record({ type: 'sample', name: clientMetrics.timeToFirstByte, value: firstMs })
  }

  /** Why a request cannot even be sent; null where it can. */
  const findObstacle = (edge: Edge<'http'> | null): string | null => {
    if (edge === null) return NOT_WIRED
    const isFull = statistics.inFlight() > IN_FLIGHT_MAX
    return isFull ? 'connect EADDRNOTAVAIL: no free port left on this client' : null
  }

  function* attemptAll(plan: PlannedRequest, span: TraceContext, user: number): Process<Result> {
    const edge = pickTarget(targets, choices)
    const obstacle = findObstacle(edge)
    if (edge === null || obstacle !== null) {
      if (edge === null && !hasMarkedNotWired) mark(span, 'error', NOT_WIRED)
      hasMarkedNotWired ||= edge === null
      yield ctx.sleep(REFUSED_AFTER)
      return { type: 'unreachable', message: obstacle ?? NOT_WIRED }
    }
    for (let attempt = 1; ; attempt++) {
      const result = yield* attemptOnce(ctx, plan, { edge, span, user, attempt, people })
      if (result.type === 'timed-out') mark(span, 'timeout', result.message)
      const isLast = attempt >= ctx.node.properties.Retries.MaxAttempts
      if (isLast || !isWorthRetrying(result)) {
        if (attempt > 1) note(span, 'attempts', String(attempt))
        return result
      }
      yield ctx.sleep(backoffAfter(attempt, retries))
    }
  }

  function* perform(plan: PlannedRequest, span: TraceContext, user: number): Process<Performed> {
    const begun = ctx.now
    const result = yield* attemptAll(plan, span, user)
    const latencyMs = toMs(between(begun, ctx.now))
    statistics.end(endingOfResult(result), latencyMs)
    const home = people.placeOf(user)
    if (home !== undefined) {
      places.end(home, endingOfResult(result), latencyMs)
      note(span, 'place', home.name)
    }
    if (result.type === 'answered') noteResponse(span, result.response, latencyMs)
    else note(span, 'error', result.message)
    note(span, 'latency', `${latencyMs} ms`)
    ctx.endSpan(span, result.type === 'answered' ? outcomeOf.http(result.response) : 'fault')
    return { result, latencyMs }
  }

  return {
    begin(plan, user) {
      const span = ctx.beginSpan(null, `${plan.method} ${plan.path}`)
      statistics.begin()
      return { trace: span.trace, attempts: perform(plan, span, user) }
    },
    pick() {
      const edge = pickTarget(targets, choices)
      if (edge === null && !hasMarkedNotWired) {
        ctx.record({ type: 'mark', trace: null, mark: 'error', detail: NOT_WIRED })
        hasMarkedNotWired = true
      }
      return edge
    },
    rewire() {
      targets = collectTargets(ctx.edges('http'))
      hasMarkedNotWired = false
    },
  }
}
