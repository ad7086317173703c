import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import type { Cancel, Process, Wait } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { NodeId, Outcome, TraceBody, TraceContext } from '#kernel/trace.ts'
import type { Lane } from '#contracts/socket.ts'
import type { Awaitable } from '#sandbox/runtime.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { Place } from '#world/place.ts'
import type { Edge, HostCall, ServiceContext } from '#services/service.ts'
import { type ApiCall, call, callApi, type Hop, travel } from './carry.ts'
import { callHost, nameHosts } from './hosts.ts'
import { createLane } from './lane.ts'
import { endOf, wayAlong } from './network.ts'
import type { Room } from './room.ts'
import { createStream, type Run, startIn } from './run.ts'

const isPromise = <T>(work: Awaitable<T>): work is Promise<T> =>
  typeof work === 'object' && work !== null && 'then' in work

function timeout<T>(
  run: Run,
  room: Room,
  process: Process<T>,
  limit: Duration,
): (resume: (value: unknown) => void) => void {
  return (resume) => {
    let waiting = true
    const stop = run.kernel.schedule(limit, () => {
      waiting = false
      resume('timed-out')
    })
    startIn(run, room, process, (value) => {
      if (!waiting) return
      stop()
      resume(value)
    })
  }
}

function* settle<T>(run: Run, work: Awaitable<T>): Process<T> {
  return isPromise(work) ? yield* run.kernel.external(work) : work
}

/**
 * A class, because every event of a request passes here, and V8 makes a dictionary of an object literal with getters.
 * The room fills itself in after its service exists, so it is handed as it will be.
 */
class RoomContext implements ServiceContext<ServiceDefinition> {
  readonly account: ServiceContext<ServiceDefinition>['account']
  readonly handlers: ServiceContext<ServiceDefinition>['handlers']
  readonly brotli: ServiceContext<ServiceDefinition>['brotli']
  private readonly run: Run
  private readonly room: Room
  private readonly id: NodeId
  private readonly apiRandom: Random

  constructor(run: Run, room: Room) {
    this.run = run
    this.room = room
    this.id = room.node.id
    this.account = run.account
    this.handlers = run.handlers
    this.brotli = run.brotli
    this.apiRandom = createStream(run, `network/${this.id}`)
  }

  get node(): Room['node'] {
    return this.room.node
  }

  get now(): Instant {
    return this.run.askedAt ?? this.run.kernel.now
  }

  random(purpose: string): Random {
    return createStream(this.run, `node/${this.id}/${purpose}`)
  }

  sleep(delay: Duration): Wait {
    return this.run.kernel.sleep(delay)
  }

  schedule(delay: Duration, work: () => void): Cancel {
    return this.run.kernel.schedule(delay, () => {
      if (this.room.alive) work()
    })
  }

  start(process: Process<unknown>): Cancel {
    return startIn(this.run, this.room, process)
  }

  *timeout<T>(process: Process<T>, limit: Duration): Process<T | 'timed-out'> {
    return (yield timeout(this.run, this.room, process, limit)) as T | 'timed-out'
  }

  settle<T>(work: Awaitable<T>): Process<T> {
    return settle(this.run, work)
  }

  edges<C extends ContractName>(contract: C): readonly Edge<C>[] {
    return this.room.edges.filter((edge): edge is Edge<C> => edge.contract === contract)
  }

  call<C extends ContractName>(edge: Edge<C>, request: Request<C>): Process<Reply<C>> {
    return call(this.run, edge, request)
  }

  travel(edge: Edge, hop: Hop): Process<void> {
    return travel(this.run, edge, hop)
  }

  lane(edge: Edge, phase: 'request' | 'reply', from?: Place): Lane {
    return createLane(this.run, edge, phase, from)
  }

  roundTripMs(edge: Edge, from?: Place): number {
    const wire = this.run.wires.get(edge.id)
    return wire === undefined ? 0 : wayAlong(this.run, wire, from).roundTripMs
  }

  destination(edge: Edge, from: Place): Place | undefined {
    const wire = this.run.wires.get(edge.id)
    return wire === undefined ? undefined : endOf(this.run, wire, from)
  }

  amend(parts: Partial<Pick<Room['node'], 'properties' | 'code'>>): void {
    if (!this.room.alive) return
    this.room.node = { ...this.room.node, ...parts }
    nameHosts(this.run)
  }

  callApi(request: ApiRequest, principalArn: string): Process<ApiReply> {
    return callApi(this.run, request, this.asCaller(principalArn))
  }

  callHost(hostCall: HostCall, principalArn: string): Process<ApiReply> {
    return callHost(this.run, hostCall, this.asCaller(principalArn))
  }

  record(body: TraceBody): void {
    if (this.room.alive) this.run.recorder.record(this.run.kernel.now, this.id, body)
  }

  beginSpan(parent: TraceContext | null, name: string): TraceContext {
    return this.run.spans.begin(this.id, parent, name)
  }

  endSpan(span: TraceContext, outcome: Outcome): void {
    if (this.room.alive) this.run.spans.end(this.id, span, outcome)
  }

  private asCaller(principalArn: string): ApiCall {
    return { caller: this.room, principalArn, random: this.apiRandom }
  }
}

/** What `room` may do. */
export const createContext = (run: Run, room: Room): ServiceContext<ServiceDefinition> =>
  new RoomContext(run, room)
