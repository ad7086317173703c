import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, type Duration, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { JsonValue, Service, ServiceContext, ServiceModule } from '../service.ts'
import {
  addView,
  type DaxNode,
  HIT_WEIGHT,
  MISS_WEIGHT,
  pickNode,
  WRITE_WEIGHT,
} from './cluster.ts'
import { daxDefinition, type DaxState } from './definition.ts'
import { createEndpoint } from './endpoint.ts'
import { toTableName } from './keys.ts'
import { createOwnCluster } from './ownCluster.ts'
import {
  freeCapacity,
  type ItemRead,
  learnBatch,
  mergeBatch,
  planBatch,
  planGet,
  planQuery,
} from './reads.ts'
import { createRegion, type DaxRegion } from './region.ts'
import { type CacheName, createStatistics } from './statistics.ts'
import {
  actionOf,
  readReply,
  readWire,
  toRefusal,
  toReply,
  type Wire,
  withBody,
  without,
} from './wire.ts'
import {
  askWhole,
  learnReadBack,
  learnWrite,
  planReadBack,
  readKeyNames,
  tablesOfPuts,
} from './writes.ts'

type Context = ServiceContext<typeof daxDefinition>

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems'])
const WRITES = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
])

const HIT_SIGMA = 0.3
const THROTTLED = 'The rate of requests is more than the node can serve'

/** What a read found in its node's cache. */
interface Lookup {
  readonly cache: CacheName
  readonly table: string
  /** The reply's body; undefined: a miss. */
  readonly found: string | undefined
  /** Keeps the body of DynamoDB's reply to the same read. */
  readonly keep: (body: string) => void
}

/** A request on its way through the cluster. */
interface Work {
  readonly request: ApiRequest
  readonly body: Wire
  readonly node: DaxNode
  readonly span: TraceContext
  /** Null where no cache can answer it as one. */
  readonly lookup: Lookup | null
}

function createCluster(ctx: Context, region: DaxRegion): Service<typeof daxDefinition, DaxState> {
  const choice = ctx.random('nodes')
  const latency = ctx.random('latency')
  const ids = ctx.random('request ids')
  const statistics = createStatistics(ctx)
  const own = createOwnCluster(ctx, region)
  const { learn, nodes, spread } = own
  /** Of each table that whole items were put into. */
  const keyNames = new Map<string, readonly string[]>()

  const principalArn = (): string =>
    ctx.node.properties.IAMRoleARN ??
    `arn:aws:sts::${ctx.account.accountId}:assumed-role/${own.name}-role/dax`

  const takes = (medianMs: number): Duration =>
    medianMs === 0
      ? ms(0)
      : ms(sample(logNormalOf({ median: medianMs, sigma: HIT_SIGMA }), latency))
  const hitTakes = (): Duration => takes(ctx.node.model.HitLatencyMs)
  const wayTakes = (): Duration => takes(ctx.node.model.MissOverheadMs)

  /** Asks DynamoDB, as the cluster's own role. */
  function* ask(
    { request, span }: Pick<Work, 'request' | 'span'>,
    action: string,
    body: Wire,
  ): Process<ApiReply> {
    return yield* ctx.callApi(
      {
        ...request,
        context: span,
        service: 'dynamodb',
        attempt: 1,
        headers: [
          ['content-type', 'application/x-amz-json-1.0'],
          ['x-amz-target', `DynamoDB_20120810.${action}`],
        ],
        body: JSON.stringify(body),
      },
      principalArn(),
    )
  }

  /** Passes a request on and its reply back, with nothing kept. */
  function* passThrough(work: Work, action: string): Process<ApiReply> {
    yield ctx.sleep(wayTakes())
    return yield* ask(work, action, work.body)
  }

  const findItem = (node: DaxNode, { key, view }: ItemRead): string | undefined =>
    node.items.get(key, ctx.now)?.get(view)

  const lookUp = (node: DaxNode, action: string, body: Wire): Lookup | null => {
    if (action === 'GetItem') {
      const read = planGet(body)
      if (read === null) return null
      const { table, key, view } = read
      const keep = (kept: string): void =>
        learn(node, [{ key, views: addView(node.items.get(key, ctx.now), view, kept) }])
      return { cache: 'Item', table, found: findItem(node, read), keep }
    }
    if (action !== 'Query' && action !== 'Scan') return null
    const key = planQuery(action, body)
    if (key === null) return null
    const { TableName: table } = body
    return {
      cache: action,
      table: typeof table === 'string' ? table : '',
      found: node.queries.get(key, ctx.now),
      keep(kept) {
        if (ctx.node.properties.ParameterNameValues['query-ttl-millis'] === 0) return
        spread(node, (each) => each.queries.put(key, kept, ctx.now))
      },
    }
  }

  /** A read that is answered as a whole: from the cache, or by DynamoDB. */
  function* read(work: Work, action: string): Process<ApiReply> {
    const { lookup } = work
    if (lookup === null) {
      statistics.passedThrough()
      return yield* passThrough(work, action)
    }
    const { cache, table, found, keep } = lookup
    statistics.looked(cache, found !== undefined)
    if (found !== undefined) {
      yield ctx.sleep(hitTakes())
      return toReply(ids, { ...readWire(found), ...freeCapacity(work.body, table) })
    }
    const reply = yield* passThrough(work, action)
    const answered = readReply(reply)
    if (answered !== null) keep(JSON.stringify(without(answered, 'ConsumedCapacity')))
    return reply
  }

  function* batchGetItem(work: Work): Process<ApiReply> {
    const { node } = work
    const plan = planBatch(work.body, (read) => findItem(node, read))
    if (plan === null) return yield* passThrough(work, 'BatchGetItem')
    statistics.looked('Item', true, plan.hits)
    statistics.looked('Item', false, plan.missing.length)
    if (plan.rest === null) {
      yield ctx.sleep(hitTakes())
      return toReply(ids, mergeBatch(plan, {}))
    }
    yield ctx.sleep(wayTakes())
    const reply = yield* ask(work, 'BatchGetItem', plan.rest)
    const answered = readReply(reply)
    if (answered === null) return reply
    learn(
      node,
      learnBatch(plan, answered, (key) => node.items.get(key, ctx.now)),
    )
    return withBody(reply, mergeBatch(plan, answered))
  }

  /** Gets to know the keys of tables that whole items are put into. */
  function* learnKeys(work: Work, action: string): Process<void> {
    for (const nameOrArn of tablesOfPuts(action, work.body)) {
      const table = toTableName(nameOrArn)
      if (keyNames.has(table)) continue
      const reply = yield* ask(work, 'DescribeTable', { TableName: table })
      const names = readKeyNames(readReply(reply))
      if (names !== null) keyNames.set(table, names)
    }
  }

  const namesOf = (table: string) => keyNames.get(table)

  /** Reads back what a transaction has written, while its caller goes on. */
  function* readBack(work: Work): Process<void> {
    const gets = planReadBack(work.body, namesOf)
    const answered = readReply(yield* ask(work, 'TransactGetItems', gets))
    if (answered !== null) learn(work.node, learnReadBack(gets, answered))
  }

  function* write(work: Work, action: string): Process<ApiReply> {
    statistics.wrote()
    yield ctx.sleep(wayTakes())
    yield* learnKeys(work, action)
    const whole = askWhole(action, work.body)
    const request = whole ?? work.body
    const reply = yield* ask(work, action, request)
    const answered = readReply(reply)
    if (answered === null) return reply
    if (action === 'TransactWriteItems') {
      ctx.start(readBack(work))
      return reply
    }
    learn(work.node, learnWrite(action, { request, reply: answered, keyNames: namesOf }))
    if (whole === null) return reply
    return withBody(reply, without(answered, 'Attributes'))
  }

  const serveAt = (work: Work, action: string): Process<ApiReply> => {
    if (WRITES.has(action)) return write(work, action)
    return action === 'BatchGetItem' ? batchGetItem(work) : read(work, action)
  }

  /** How much a request is for its node. */
  const weighs = (action: string, lookup: Lookup | null): number => {
    if (WRITES.has(action)) return WRITE_WEIGHT
    return lookup?.found === undefined ? MISS_WEIGHT : HIT_WEIGHT
  }

  function* serve(request: ApiRequest): Process<ApiReply> {
    const begun = ctx.now
    const action = actionOf(request)
    const span = ctx.beginSpan(request.context, `DAX ${action}`)
    const end = (reply: ApiReply): ApiReply => {
      statistics.answered(span, reply, toMs(between(begun, ctx.now)))
      ctx.endSpan(span, outcomeOf.api(reply))
      return reply
    }
    statistics.asked()
    const body = readWire(request.body)
    const isWrite = WRITES.has(action)
    // A client writes to the primary and reads from any.
    const node = isWrite ? nodes[0] : pickNode(nodes, choice)
    if (body === null || node === undefined || !(isWrite || READS.has(action))) {
      yield ctx.sleep(hitTakes())
      const words = `${action === '' ? 'The request' : action} is not supported for DAX. Use DynamoDB instead.`
      return end(toRefusal(ids, 'ValidationException', words))
    }
    const lookup = lookUp(node, action, body)
    if (!node.take(weighs(action, lookup), ctx.now)) {
      statistics.throttled(span)
      yield ctx.sleep(hitTakes())
      return end(toRefusal(ids, 'ThrottlingException', THROTTLED))
    }
    return end(yield* serveAt({ request, body, node, span, lookup }, action))
  }

  return {
    serve: { api: serve },
    changed(what) {
      if (what === 'properties') own.change()
    },
    command(command: JsonValue) {
      // What an operator does by rebooting its nodes.
      if (command !== 'clear') return
      for (const { items, queries } of nodes) {
        items.clear()
        queries.clear()
      }
    },
    inspect: () => statistics.inspect(own),
    usage: own.hours,
    dispose: own.dispose,
  }
}

/** DynamoDB Accelerator: write-through caches in front of tables. */
export const dax: ServiceModule<typeof daxDefinition, DaxState, DaxRegion> = {
  definition: daxDefinition,
  createShared: createRegion,
  endpoints: (region, account) => [createEndpoint(region, account)],
  create: createCluster,
}
