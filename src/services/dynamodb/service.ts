import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { RecordBatch } from '#contracts/records.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, type Instant, plus, seconds, us, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, Service, ServiceContext, ServiceModule } from '../service.ts'
import { AWS_DELAYS } from './control/controlPlane.ts'
import {
  type AccessPattern,
  type AccessResult,
  createAccessPatterns,
  type PartitionKeys,
} from './accessPatterns.ts'
import { dynamodbDefinition, type DynamodbState } from './definition.ts'
import { bodyText, createEndpoint, targetOf, toApiReply } from './endpoint.ts'
import { findAction, toRefusalReply } from './engine.ts'
import { computeTransfer, sampleService, toWork, type Work } from './latency.ts'
import { READ_UNIT_BYTES, WRITE_UNIT_BYTES } from './limits.ts'
import { createOwnTable, type OwnTable } from './nodeTable.ts'
import { createNodeInspector } from './nodeInspector.ts'
import { createNodeTransfers } from './nodeTransfers.ts'
import type { Touch } from './partitions/point.ts'
import type { Physics, TransactionPhase } from './physics.ts'
import { type Refusal, transactionConflict, validation } from './refusal.ts'
import { transact, TRANSACTIONS } from './transact.ts'
import { findHottestKey, readCapacity, readPartitions } from './partitions/report.ts'
import { createRecording, type Outcome } from './recording.ts'
import { createRegion, type DynamodbRegion } from './region.ts'
import { serveElsewhere } from './replication/elsewhere.ts'
import { regionOf } from './replication/regionOf.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import { answerPoll } from './streams/poll.ts'
import {
  answerStreams,
  createStreamsEndpoint,
  findStreamsAction,
  STREAMS_SERVICE,
} from './streams/streamsApi.ts'
import { createTableMeter, type TableUsage } from './tableMeter.ts'
import { createTableStats } from './tableStats.ts'
import type { Table } from './table.ts'
import { admitAt, createUsage, type Usage } from './usage.ts'
import type { WritePlan } from './writes.ts'

type Definition = typeof dynamodbDefinition

const ANY_TRANSACTION = /^(?:Transact|ExecuteTransaction)/

/** Recalled: AWS says that transactions are not supported there, its words are not known. */
const NO_TRANSACTIONS =
  'Transaction operations are not supported on tables with multi-Region strong consistency'

const partitionKeysOf = ({ definition, indexes }: Table): PartitionKeys =>
  new Map([
    [null, definition.keySchema.hash.name],
    ...indexes.map(
      (index) => [index.definition.name, index.definition.keySchema.hash.name] as const,
    ),
  ])

/** `index.mjs:14`, or the caller where nobody knows its line. */
const describeWaste = (pattern: AccessPattern | null): string | null => {
  if (pattern === null) return null
  const { calledAt, caller } = pattern
  return calledAt === null ? caller : `${calledAt.file}:${calledAt.line}`
}

/** The table in each of its Regions. */
const describePlaces = (
  region: DynamodbRegion,
  own: OwnTable,
  { now, throttled }: { readonly now: Instant; readonly throttled: number },
): DynamodbState['replicas'] =>
  own.replicas.state().map((replica) => {
    const place = region.placeOf(replica.region, own.table.definition.name, now)
    const use =
      place === undefined
        ? { partitions: own.partitions().length, throttled }
        : { partitions: place.throughput.partitions().length, throttled: place.throttled }
    return { ...replica, ...use }
  })

/** What a node has used, and the first of the account's tables by name what tables without a node have used, too. */
function totalUsage(
  region: DynamodbRegion,
  node: string,
  own: TableUsage,
  now: Instant,
): Readonly<Record<string, number>> {
  if (region.all()[0]?.node !== node) return own
  const total: Record<string, number> = { ...own }
  for (const made of region.madeUsage(now)) {
    for (const [name, used] of Object.entries(made)) total[name] = (total[name] ?? 0) + used
  }
  return total
}

function createDynamodb(
  ctx: ServiceContext<Definition>,
  region: DynamodbRegion,
): Service<Definition, DynamodbState> {
  const stats = createTableStats()
  const latencyRandom = ctx.random('latency')
  const replyRandom = ctx.random('replies')
  const elsewhereRandom = ctx.random('elsewhere')
  const meter = createTableMeter(ctx.now)
  const patterns = createAccessPatterns(() => partitionKeysOf(own.table))
  const transfers = createNodeTransfers(ctx, meter)
  const { control } = region.engine
  const create = () =>
    createOwnTable(ctx, {
      stats,
      meter,
      control,
      transfers,
      arrived: (code, plan, at) => region.arrived(code, plan, at),
      scaled() {
        region.place()
        region.measure()
      },
    })
  let own = create()
  region.add(own)

  const replace = (): void => {
    own.changes.dispose()
    region.remove(own)
    own = create()
    region.add(own)
  }

  /** Tells the table's stream of a change. */
  const tell =
    (causedBy: TraceContext | null) =>
    (plan: WritePlan): void =>
      region.findByTable(plan.table)?.wrote(plan, { isExpiry: false, causedBy })

  const createPhysics = (phase: TransactionPhase, begun: Instant): Physics => ({
    eventual: (table) =>
      region.findByTable(table)?.changes.replica.choose(table.store, ctx.now) ?? table.store,
    catchUp: (table) => region.findByTable(table)?.changes.indexLag.catchUp(ctx.now),
    refuseLocked(table, at) {
      if (phase.type !== 'commit') {
        const here = { region: ctx.account.region, begun }
        region.findByTable(table)?.replicas.refuseConflict(at, here)
      }
      if (!region.locks.isLocked({ table, at })) return
      count('TransactionConflict')
      throw transactionConflict()
    },
    phase,
  })

  /** What the control plane needs of this node. */
  const aside = () => ({
    carrier: region.carrierOf(own),
    delays: { ...AWS_DELAYS, transfer: seconds(ctx.node.model.TransferSeconds) },
  })

  const act = (
    request: ApiRequest,
    { work, usage, span, begun }: { work: Work; usage: Usage; span: TraceContext; begun: Instant },
    phase: TransactionPhase = { type: 'whole' },
  ): Outcome => {
    let isThrottled = false
    const admit = (table: Table, at: Touch, index: IndexDefinition | null): void => {
      // What was prepared was let in then.
      if (phase.type === 'commit') return
      try {
        admitAt(region, { table, at, index, kind: work.kind }, ctx.now)
      } catch (refusal) {
        isThrottled = true
        throw refusal
      }
    }
    const reply = region.engine.handle(targetOf(request), bodyText(request), replyRandom, {
      now: ctx.now,
      meter: usage.meter,
      wrote: tell(span),
      physics: createPhysics(phase, begun),
      ...aside(),
      admit: (table, at) => admit(table, at, null),
      admitIndex: (table, index, at) => admit(table, at, index),
    })
    return { reply, isThrottled }
  }

  const { note, count, recordFailure, recordReply } = createRecording(ctx, {
    stats,
    tableName: () => own.table.definition.name,
  })

  /** The streams' own API, for programs that read a stream themselves. */
  function* serveStreams(request: ApiRequest): Process<ApiReply> {
    const action = findStreamsAction(request) ?? ''
    const span = ctx.beginSpan(request.context, `DynamoDB ${action}`)
    const work: Work = { action: 'GetRecords', kind: 'read', consistentRead: false }
    yield ctx.sleep(sampleService(work, ctx.node.model, latencyRandom))
    const reply = answerStreams(region, request, { now: ctx.now, chance: replyRandom })
    note(span, 'table', own.table.definition.name)
    note(span, 'status', String(reply.status))
    if (action === 'GetRecords' && reply.errorCode === null) meter.readStream()
    if (reply.errorCode !== null) {
      note(span, 'error', reply.body)
      count('UserErrors')
      stats.userError()
    }
    const answer = toApiReply(reply)
    ctx.endSpan(span, outcomeOf.api(answer))
    return answer
  }

  /** Acts once the server's time is over; a transaction prepares in the middle of it. */
  function* serveAt(
    service: Duration,
    action: string,
    actIn: (phase: TransactionPhase) => Outcome,
  ): Process<Outcome> {
    if (!TRANSACTIONS.has(action)) {
      yield ctx.sleep(service)
      return actIn({ type: 'whole' })
    }
    const commitIn = us(service / 2)
    yield ctx.sleep(us(service - commitIn))
    return yield* transact(ctx, region.locks, { act: actIn, commitIn })
  }

  /** Where Regions must agree, what is written or read consistently waits for another one. */
  const agreementOf = (
    { kind, consistentRead }: Work,
    code: string,
    span: TraceContext,
  ): Duration => (kind === 'write' || consistentRead ? own.replicas.agreement(code, span) : ZERO)

  const refuseAt = (span: TraceContext, refusal: Refusal): ApiReply => {
    const reply = toRefusalReply(refusal, replyRandom)
    recordFailure(span, { reply, isThrottled: false }, refusal.code)
    const answer = toApiReply(reply)
    ctx.endSpan(span, outcomeOf.api(answer))
    return answer
  }

  function* serveApi(request: ApiRequest, { source: caller }: Edge<'api'>): Process<ApiReply> {
    const begun = ctx.now
    const action = findAction(targetOf(request)) ?? 'Unknown'
    const work = toWork(action, bodyText(request))
    const span = ctx.beginSpan(request.context, `DynamoDB ${action}`)
    const takes = (): Duration => sampleService(work, ctx.node.model, latencyRandom)
    const code = regionOf(request) ?? ctx.account.region
    const agreement = (): Duration => agreementOf(work, code, span)
    const seen = (sample: AccessResult): void => {
      const { calledAt } = request
      patterns.add({ caller, calledAt, action, input: bodyText(request), ...sample })
    }
    if (own.replicas.isStrong && ANY_TRANSACTION.test(action)) {
      yield ctx.sleep(takes())
      return refuseAt(span, validation(NO_TRANSACTIONS))
    }
    if (code !== ctx.account.region) {
      const answered = (output: string, readUnits: number, writeUnits: number): void =>
        seen({ output, readUnits, writeUnits, isThrottled: false })
      const where = { request, code, span, service: takes, agreement, answered }
      const reply = yield* serveElsewhere(ctx, region, { ...where, random: elsewhereRandom })
      ctx.endSpan(span, outcomeOf.api(reply))
      return reply
    }
    const usage = createUsage(region, () => ctx.now)
    const service = plus(agreement(), takes())
    const outcome = yield* serveAt(service, action, (phase) =>
      act(request, { work, usage, span, begun }, phase),
    )
    usage.settle()
    const { read, write } = usage.total
    const readBytes = read * READ_UNIT_BYTES * (work.consistentRead ? 1 : 2)
    const bytes = { read: readBytes, write: write * WRITE_UNIT_BYTES }
    yield ctx.sleep(computeTransfer(action, bytes))
    recordReply(span, outcome, { work, usage, begun })
    const { isThrottled } = outcome
    seen({ output: outcome.reply.body, readUnits: read, writeUnits: write, isThrottled })
    const answer = toApiReply(outcome.reply)
    ctx.endSpan(span, outcomeOf.api(answer))
    return answer
  }

  const inspector = createNodeInspector(ctx, {
    region,
    own: () => own,
    patterns,
    options: () => ({ wrote: tell(null), ...aside() }),
  })

  return {
    serve: {
      api: (request, along) =>
        request.service === STREAMS_SERVICE ? serveStreams(request) : serveApi(request, along),
      // oxlint-disable-next-line require-yield -- what a poll takes is in the stream's own latency
      *records(request): Process<RecordBatch> {
        return answerPoll(own.stream, request, ctx.now)
      },
    },
    changed(what) {
      if (what === 'data' || (what === 'properties' && !own.change())) replace()
      else if (what === 'properties') region.place()
    },
    command: (command) => inspector.command(command),
    query: (query) => inspector.query(query),
    inspect() {
      const { throughput } = own.throughputs.table
      const statistics = stats.read(own.table, ctx.now)
      return {
        ...statistics,
        partitions: readPartitions(throughput, ctx.now),
        capacity: readCapacity(throughput),
        replicas: describePlaces(region, own, { now: ctx.now, throttled: statistics.throttled }),
        hottestKey: findHottestKey(throughput, ctx.now),
        wasteful: describeWaste(patterns.worst()),
        stream: own.stream?.inspect() ?? null,
      }
    },
    usage: () => totalUsage(region, ctx.node.id, meter.read(ctx.now), ctx.now),
    pending: () => transfers.running,
    dispose() {
      own.changes.dispose()
      region.remove(own)
    },
  }
}

/** DynamoDB: each node is a table, all of them together the account's tables in its Region. */
export const dynamodb: ServiceModule<Definition, DynamodbState, DynamodbRegion> = {
  definition: dynamodbDefinition,
  createShared: createRegion,
  endpoints: (region, account) => [
    createEndpoint(region, account),
    createStreamsEndpoint(region, account),
  ],
  create: createDynamodb,
}
