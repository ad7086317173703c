import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { Random } from '#kernel/random.ts'
import type { Process } from '#kernel/process.ts'
import { after, ms } from '#kernel/time.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import { sampleAround } from '#world/latency.ts'
import type { ServiceContext } from '#services/service.ts'
import type { Meter } from '../actions/action.ts'
import type { dynamodbDefinition } from '../definition.ts'
import { bodyText, targetOf, toApiReply } from '../endpoint.ts'
import { findAction } from '../engine.ts'
import { toWork } from '../latency.ts'
import { IDEAL } from '../physics.ts'
import type { DynamodbRegion } from '../region.ts'
import { describeThrottle } from '../throttle.ts'
import type { Table } from '../table.ts'
import { limitsElsewhere } from './limitsElsewhere.ts'
import { regionRoundTripMs } from './replicas.ts'

/** Counts what a request uses of replicas, for each table. */
function createMeter() {
  const used = new Map<Table, { read: number; write: number }>()
  const add = (table: Table, kind: 'read' | 'write', units: number): void => {
    const sum = used.get(table) ?? { read: 0, write: 0 }
    sum[kind] += units
    used.set(table, sum)
  }
  const meter: Meter = {
    read: (table, _at, units) => add(table, 'read', units),
    write: (table, _at, units) => add(table, 'write', units),
    index: ({ table, kind, units }) => add(table, kind, units),
  }
  return { meter, used }
}

/** What a request to another Region comes with. */
interface Elsewhere {
  readonly request: ApiRequest
  readonly code: string
  readonly span: TraceContext
  readonly random: Random
  /** What the server there takes before it acts. */
  readonly service: () => ReturnType<typeof ms>
  readonly agreement: () => ReturnType<typeof ms>
  /** Told of the reply, and of the units that it took. */
  readonly answered: (output: string, readUnits: number, writeUnits: number) => void
}

/** Answers a request to a table's replica: its own items, by its own time, and the way there and back. */
export function* serveElsewhere(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  region: DynamodbRegion,
  { request, code, span, random, service, agreement, answered }: Elsewhere,
): Process<ApiReply> {
  const oneWay = (): ReturnType<typeof ms> =>
    ms(sampleAround(regionRoundTripMs(ctx.account.region, code) / 2, random))
  ctx.record({ type: 'note', ...span, key: 'region', value: code })
  const { trace } = span
  /** The way there, or back: a dot over the world. */
  const cross = (phase: 'request' | 'reply', outcome: Outcome): ReturnType<typeof ms> => {
    const takes = oneWay()
    const way = `${ctx.account.region}>${code}`
    const hop = { edge: '', phase, outcome, attempt: request.attempt, way } as const
    ctx.record({ type: 'hop', trace, span: span.span, ...hop, arriveAt: after(ctx.now, takes) })
    return takes
  }
  yield ctx.sleep(cross('request', 'ok'))
  const begun = ctx.now
  yield ctx.sleep(agreement())
  yield ctx.sleep(service())
  region.engine.control.settle(ctx.now)
  const { meter, used } = createMeter()
  const { kind } = toWork(findAction(targetOf(request)) ?? '', bodyText(request))
  const limits = limitsElsewhere(region, { code, kind, meter, now: ctx.now })
  const reply = region.elsewhere(code).handle(targetOf(request), bodyText(request), random, {
    now: ctx.now,
    ...limits,
    wrote: (plan) => region.wroteElsewhere(plan, { region: code, now: ctx.now, causedBy: span }),
    physics: {
      ...IDEAL,
      refuseLocked: (table, at) =>
        region.replicasOf(table.definition.name)?.refuseConflict(at, { region: code, begun }),
    },
  })
  const sum = { read: 0, write: 0 }
  for (const [table, { read, write }] of used) {
    sum.read += read
    sum.write += write
    region.findByName(table.definition.name)?.usedElsewhere(read, write)
  }
  answered(reply.body, sum.read, sum.write)
  ctx.record({ type: 'note', ...span, key: 'status', value: String(reply.status) })
  const throttle = describeThrottle(reply.body)
  if (reply.errorCode !== null && throttle !== null) {
    ctx.record({ type: 'counter', name: `ThrottledRequests ${code}`, value: 1 })
    ctx.record({ type: 'mark', trace, mark: 'throttle', detail: `${code}: ${throttle}` })
  }
  if (reply.errorCode !== null)
    ctx.record({ type: 'note', ...span, key: 'error', value: reply.body })
  const answer = toApiReply(reply)
  yield ctx.sleep(cross('reply', outcomeOf.api(answer)))
  return answer
}
