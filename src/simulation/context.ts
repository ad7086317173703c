import type { ContractName } from '#contracts/contracts.ts'
import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import type { Awaitable } from '#sandbox/runtime.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import { call, callApi, travel } from './carry.ts'
import { callHost } from './hosts.ts'
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

/** What `room` may do. The room fills itself in after its service exists, so it is handed as it will be. */
export function createContext(run: Run, room: Room): ServiceContext<ServiceDefinition> {
  const { kernel } = run
  const { id } = room.node
  const apiRandom = createStream(run, `network/${id}`)
  return {
    get node() {
      return room.node
    },
    account: run.account,
    get now() {
      return run.askedAt ?? kernel.now
    },
    random: (purpose) => createStream(run, `node/${id}/${purpose}`),
    handlers: run.handlers,
    sleep: (delay) => kernel.sleep(delay),
    schedule: (delay, work) =>
      kernel.schedule(delay, () => {
        if (room.alive) work()
      }),
    start: (process) => startIn(run, room, process),
    *timeout<T>(process: Process<T>, limit: Duration): Process<T | 'timed-out'> {
      return (yield timeout(run, room, process, limit)) as T | 'timed-out'
    },
    settle: (work) => settle(run, work),
    edges: <C extends ContractName>(contract: C) =>
      room.edges.filter((edge): edge is Edge<C> => edge.contract === contract),
    call: (edge, request) => call(run, edge, request),
    travel: (edge, hop) => travel(run, edge, hop),
    callApi: (request, principalArn) =>
      callApi(run, request, { caller: room, principalArn, random: apiRandom }),
    callHost: (hostCall, principalArn) =>
      callHost(run, hostCall, { caller: room, principalArn, random: apiRandom }),
    record(body) {
      if (room.alive) run.recorder.record(kernel.now, id, body)
    },
    beginSpan: (parent, name) => run.spans.begin(id, parent, name),
    endSpan(span, outcome) {
      if (room.alive) run.spans.end(id, span, outcome)
    },
  }
}
