import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { type ContractName, outcomeOf, type Reply, type Request } from '#contracts/contracts.ts'
import { failAssertion } from '#kernel/assert.ts'
import type { Process, Wait } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Duration, ms, ZERO } from '#kernel/time.ts'
import type { CacheUse, Outcome, TraceBody, TraceContext } from '#kernel/trace.ts'
import type { Edge } from '#services/service.ts'
import type { Place } from '#world/place.ts'
import { sampleOneWay, unreachableReply, type Way, wayAlong } from './network.ts'
import type { Room, Serve } from './room.ts'
import { type Run, startIn, type Wire } from './run.ts'

/** How long a resolver takes to say that a name does not exist. assumption */
export const LOOKUP = ms(2)

/** Where the caller stands, if its request says so. */
const fromOf = (request: Request<ContractName>): Place | undefined =>
  'from' in request ? request.from : undefined

const attemptOf = (request: Request<ContractName>): number =>
  'attempt' in request ? request.attempt : 1

/** A dot on a wire: which way, whose, and how it went. */
export interface Hop {
  readonly phase: 'request' | 'reply'
  readonly context: TraceContext
  readonly outcome: Outcome
  readonly attempt: number
  /** Of a reply: what a cache made of the request. */
  readonly cache?: CacheUse | undefined
  /** Absent: from where its node stands. */
  readonly way?: Way
}

/** A dot of which it is known how far it goes. */
type KnownHop = Hop & { readonly way: Way }

/** What a cache made of the request, if its reply says so. */
const cacheOf = (reply: Reply<ContractName>): CacheUse | undefined =>
  'cache' in reply ? reply.cache : undefined

/** Sends something along a wire: records the dot and answers how long it takes. */
export function sendAlong(
  run: Run,
  wire: Wire,
  { phase, context, outcome, attempt, cache, way = wayAlong(run, wire) }: Hop,
): Duration {
  const delay = sampleOneWay(wire.random, way)
  run.hops.set(wire.edge.id, (run.hops.get(wire.edge.id) ?? 0) + 1)
  const hop: TraceBody = {
    type: 'hop',
    trace: context.trace,
    span: context.span,
    edge: wire.edge.id,
    phase,
    outcome,
    attempt,
    arriveAt: after(run.kernel.now, delay),
  }
  if (way.name !== undefined) hop.way = way.name
  if (cache !== undefined) hop.cache = cache
  run.recorder.record(run.kernel.now, wire.edge.source, hop)
  return delay
}

/** Waits for `room` to serve `request`; answers null when the room is removed before it has. */
export const served =
  <C extends ContractName>(run: Run, room: Room, edge: Edge<C>, request: Request<C>): Wait =>
  (resume) => {
    const found: Serve<C> | undefined = room.service.serve[edge.contract]
    if (found === undefined) failAssertion(`${edge.target} does not serve ${edge.contract}`)
    const serve: Serve<C> = found
    const mine = room.waiting.add(() => {
      run.kernel.schedule(ZERO, () => resume(null))
    })
    startIn(run, room, serve(request, edge), (reply) => {
      if (room.waiting.remove(mine)) resume(reply)
    })
  }

/** Records reach their poller, or it has dealt with them: a dot on the wire and the time that it takes. */
export function* travel(run: Run, edge: Edge, hop: Hop): Process<void> {
  const wire = run.wires.get(edge.id)
  if (wire !== undefined) yield run.kernel.sleep(sendAlong(run, wire, hop))
}

/** Asks a source of records. Polls are no dots: most bring nothing, and what they bring travels by `travel`. */
function* poll(
  run: Run,
  wire: Wire,
  edge: Edge<'records'>,
  request: Request<'records'>,
): Process<Reply<'records'>> {
  yield run.kernel.sleep(sampleOneWay(wire.random))
  const room = run.rooms.get(edge.source)
  const answer = room === undefined ? null : yield served(run, room, edge, request)
  yield run.kernel.sleep(sampleOneWay(wire.random))
  return answer === null ? unreachableReply.records(request) : (answer as Reply<'records'>)
}

const isPoll = (edge: Edge): edge is Edge<'records'> => edge.contract === 'records'

/** One way over the world: a part of the trace. */
function* cross(run: Run, wire: Wire, hop: KnownHop): Process<void> {
  const span = run.spans.begin(wire.edge.source, hop.context, hop.way.spans[hop.phase])
  yield run.kernel.sleep(sendAlong(run, wire, hop))
  run.spans.end(wire.edge.source, span, 'ok')
}

/** Carries a request along an edge and its reply back, with both hops and the network's time. */
export function* call<C extends ContractName>(
  run: Run,
  edge: Edge<C>,
  request: Request<C>,
): Process<Reply<C>> {
  const wire = run.wires.get(edge.id)
  const gone = unreachableReply[edge.contract]
  // The wire was taken away by an edit while the caller still held it.
  if (wire === undefined || wire.edge.target !== edge.target) {
    yield run.kernel.sleep(LOOKUP)
    return gone(request)
  }
  if (isPoll(edge)) return yield* poll(run, wire, edge, request as Request<'records'>)
  const { context } = request
  const attempt = attemptOf(request)
  const way = wayAlong(run, wire, fromOf(request))
  const out: KnownHop = { phase: 'request', context, outcome: 'ok', attempt, way }
  // Within the Region without a generator of its own: every call passes here.
  if (way.name === undefined) yield run.kernel.sleep(sendAlong(run, wire, out))
  else yield* cross(run, wire, out)
  const room = run.rooms.get(edge.target)
  const answer = room === undefined ? null : yield served(run, room, edge, request)
  const reply = answer === null ? gone(request) : (answer as Reply<C>)
  const outcome = outcomeOf[edge.contract](reply)
  const cache = cacheOf(reply)
  const back: KnownHop = { phase: 'reply', context, outcome, attempt, cache, way }
  if (way.name === undefined) yield run.kernel.sleep(sendAlong(run, wire, back))
  else yield* cross(run, wire, back)
  return reply
}

/** What an SDK's call needs to know of the node that makes it. */
export interface ApiCall {
  readonly caller: Room
  readonly principalArn: string
  /** For answers that come from the service's front door, where there is no wire. */
  readonly random: Random
}

/**
 * What IAM answers for a service that is not in the scenario's world: no wire can lead there, so no policy allows it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function denied(request: ApiRequest, principalArn: string): ApiReply {
  const header = (wanted: string): string | undefined =>
    request.headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const action = (header('x-amz-target') ?? `${request.service}.Call`).replace('.', ':')
  const message =
    `User: ${principalArn} is not authorized to perform: ${action} on resource: * ` +
    `because no identity-based policy allows the ${action} action`
  return {
    type: 'response',
    status: 400,
    headers: [['content-type', 'application/x-amz-json-1.1']],
    body: JSON.stringify({ __type: 'AccessDeniedException', message }),
  }
}

/** Calls an AWS service's public endpoint: who answers is the service's decision, what is allowed the edges'. */
export function* callApi(run: Run, request: ApiRequest, from: ApiCall): Process<ApiReply> {
  const { caller, principalArn, random } = from
  const endpoint = run.endpoints.get(request.service)
  if (endpoint === undefined) {
    yield run.kernel.sleep(sampleOneWay(random))
    yield run.kernel.sleep(sampleOneWay(random))
    return denied(request, principalArn)
  }
  const findEdge = (target: string): Edge<'api'> | undefined =>
    caller.edges.find(
      (edge): edge is Edge<'api'> => edge.contract === 'api' && edge.target === target,
    )
  const route = endpoint.route(request, {
    node: caller.node.id,
    principalArn,
    mayCall: (target) => findEdge(target) !== undefined,
    wireTo: (target) => findEdge(target)?.properties,
  })
  if ('reply' in route) {
    yield run.kernel.sleep(sampleOneWay(random))
    yield run.kernel.sleep(sampleOneWay(random))
    return route.reply
  }
  const edge = findEdge(route.nodes[0])
  if (edge === undefined) {
    failAssertion(`${request.service} let ${caller.node.id} call without an edge`)
  }
  // A request may concern several nodes (a transaction over two tables): the first serves it, but all are seen asked.
  if (route.nodes.length === 1) return yield* call(run, edge, request)
  const others = route.nodes.slice(1).flatMap((node) => {
    const wire = run.wires.get(findEdge(node)?.id ?? '')
    return wire === undefined ? [] : [wire]
  })
  const { context, attempt } = request
  for (const wire of others) {
    sendAlong(run, wire, { phase: 'request', context, outcome: 'ok', attempt })
  }
  const reply = yield* call(run, edge, request)
  const outcome = outcomeOf.api(reply)
  for (const wire of others) sendAlong(run, wire, { phase: 'reply', context, outcome, attempt })
  return reply
}
