import type { ApiCaller, ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import type { Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Account } from '../service.ts'
import { fromUtf8 } from './bytes.ts'
import { shortDelays } from './control/controlPlane.ts'
import { allowsBeyond, authorize } from './access/authorize.ts'
import { type EngineOptions, type EngineReply, findAction, toRefusalReply } from './engine.ts'
import { toWork } from './latency.ts'
import { findStatementUse } from './partiql/prepare.ts'
import { accessDenied, missingToken, type Refusal, unknownOperation } from './refusal.ts'
import { IDEAL } from './physics.ts'
import type { DynamodbRegion } from './region.ts'
import { limitsElsewhere } from './replication/limitsElsewhere.ts'
import { regionOf } from './replication/regionOf.ts'
import { admitAt, createUsage } from './usage.ts'
import type { WritePlan } from './writes.ts'

/** A request's body as text. */
export const bodyText = ({ body }: Pick<ApiRequest, 'body'>): string =>
  typeof body === 'string' ? body : fromUtf8(body)

/** A request's X-Amz-Target. */
export const targetOf = ({ headers }: Pick<ApiRequest, 'headers'>): string =>
  findHeader(headers, 'x-amz-target') ?? ''

/** The engine's reply as it travels along an edge. */
export const toApiReply = ({ status, headers, body }: EngineReply): ApiReply => ({
  type: 'response',
  status,
  headers,
  body,
})

/** `arn:aws:dynamodb:us-east-1:123456789012:table/items`; an ARN stays as it is. */
export const toTableArn = (account: Account, name: string): string =>
  name.startsWith('arn:')
    ? name
    : `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${name}`

/** A table that a request is about, and IAM's name for what it does there. */
interface Use {
  readonly table: string
  readonly action: string
  /** The part of the request that is about it. */
  readonly part: Readonly<Record<string, unknown>>
  /** The operation of several items that it is a part of. */
  readonly enclosing?: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** IAM knows transactions by what they do to each item. */
const TRANSACT_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['Get', 'GetItem'],
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheckItem'],
])

function* transactUses(items: unknown, enclosing: string): Generator<Use, void, undefined> {
  if (!Array.isArray(items)) return
  for (const item of items) {
    if (!isObject(item)) continue
    for (const [member, action] of TRANSACT_ACTIONS) {
      const part = item[member]
      const table = isObject(part) ? part['TableName'] : undefined
      if (isObject(part) && typeof table === 'string') {
        yield { table, action, part, enclosing }
      }
    }
  }
}

/** A PartiQL statement names its table itself, and IAM knows it by its verb. */
function* statementUses(statements: unknown, enclosing?: string): Generator<Use, void, undefined> {
  if (!Array.isArray(statements)) return
  for (const one of statements) {
    const text = isObject(one) ? one['Statement'] : undefined
    const use = typeof text === 'string' ? findStatementUse(text) : null
    if (use === null || !isObject(one)) continue
    const { table, action } = use
    yield { table, action, part: one, ...(enclosing === undefined ? {} : { enclosing }) }
  }
}

/** Members that name a table, or by an ARN something of a table's: a backup, its tags, the table to restore from. */
const TABLE_MEMBERS = [
  'TableName',
  'ResourceArn',
  'TableArn',
  'BackupArn',
  'SourceTableName',
  'SourceTableArn',
  'TargetTableName',
] as const

/** The table's name, where what names it is the ARN of something that belongs to it: a backup, an index, a stream. */
const tableOf = (named: string): string =>
  named.startsWith('arn:') ? named.replace(/^(arn:[^/]*:table\/[^/]+).*$/, '$1') : named

/** Members under which a request names further tables. */
const FURTHER_MEMBERS: ReadonlySet<string> = new Set([
  ...TABLE_MEMBERS.filter((member) => member !== 'TableName'),
  'TableCreationParameters',
  'RequestItems',
  'TransactItems',
  'Statement',
  'Statements',
  'TransactStatements',
])
const isOfOneTable = (body: object): boolean =>
  !Object.keys(body).some((member) => FURTHER_MEMBERS.has(member))

/** The tables of a request, in its order; what is malformed names none, and the engine will tell. */
function findUses(action: string, text: string): readonly Use[] {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return []
  }
  if (!isObject(body)) return []
  const { TableName: only } = body
  // Most name their table and nothing that could name another.
  if (typeof only === 'string' && isOfOneTable(body)) return [{ table: only, action, part: body }]
  const { RequestItems: batch, TransactItems: transaction, TableCreationParameters: made } = body
  const { Statements: statements, TransactStatements: transactStatements } = body
  const uses: Use[] = []
  for (const member of TABLE_MEMBERS) {
    const table = body[member]
    if (typeof table === 'string') uses.push({ table, action, part: body })
  }
  const newTable = isObject(made) ? made['TableName'] : undefined
  if (typeof newTable === 'string') uses.push({ table: newTable, action, part: body })
  if (isObject(batch)) {
    for (const [table, of] of Object.entries(batch)) {
      uses.push({ table, action, part: isObject(of) ? of : { Requests: of } })
    }
  }
  uses.push(...transactUses(transaction, action), ...statementUses([body]))
  uses.push(...statementUses(statements, action), ...statementUses(transactStatements, action))
  return uses
}

/** Later than anything: an index that lags catches up with all there is. */
const LATER = Number.MAX_SAFE_INTEGER as Instant

const kindOf = (request: Pick<ApiRequest, 'body' | 'headers'>) =>
  toWork(findAction(targetOf(request)) ?? '', bodyText(request)).kind

/** The throughput that a request of tables without a node meets. */
function toLimits(
  region: DynamodbRegion,
  request: Pick<ApiRequest, 'body' | 'headers'>,
  now: Instant,
): Pick<EngineOptions, 'meter' | 'admit' | 'admitIndex'> {
  const kind = kindOf(request)
  return {
    meter: createUsage(region, () => now).meter,
    admit: (table, at) => admitAt(region, { table, at, index: null, kind }, now),
    admitIndex: (table, index, at) => admitAt(region, { table, at, index, kind }, now),
  }
}

/** Finds the tables of a request. A table that the caller has no edge to, or that is not there, is denied as IAM does. */
export function createEndpoint(region: DynamodbRegion, account: Account): ApiEndpoint {
  const refuse = (refusal: Refusal) => ({
    reply: toApiReply(toRefusalReply(refusal, region.chance)),
  })
  const toArn = (name: string): string => toTableArn(account, name)

  /** The node at whose place a table is served that has none: one that the caller has such a wire to. */
  const findHost = (use: Use & { readonly arn: string }, caller: ApiCaller): NodeId | null => {
    const life = region.engine.control.find(use.table.replace(/^.*:table\//, ''))
    const allows = (node: NodeId): boolean =>
      caller.mayCall(node) && allowsBeyond(use, caller.wireTo?.(node), life?.table.definition)
    return region.all().find(({ node }) => allows(node))?.node ?? null
  }

  return {
    service: 'dynamodb',
    hosts: [`${account.accountId}.ddb.${account.region}.amazonaws.com`],
    unsigned: () => toApiReply(toRefusalReply(missingToken(), region.chance)),
    durable: region.engine.durable,
    knows: (headers) => findAction(targetOf({ headers })) !== null,
    answer(request, { now, settling, isModelled }) {
      const code = regionOf(request) ?? account.region
      const there = code === account.region ? undefined : region.findElsewhere(code)
      // What is on its way between Regions arrives first.
      region.engine.control.settle(now)
      const options: EngineOptions = {
        now,
        delays: shortDelays(settling),
        physics: {
          ...IDEAL,
          catchUp: (table) => region.findByTable(table)?.changes.indexLag.catchUp(LATER),
        },
      }
      const { random } = region.engine.control
      const [target, body] = [targetOf(request), bodyText(request)]
      if (there !== undefined) {
        const wrote = (plan: WritePlan): void =>
          region.wroteElsewhere(plan, { region: code, now, causedBy: null })
        const limits =
          isModelled === true ? limitsElsewhere(region, { code, kind: kindOf(request), now }) : {}
        return toApiReply(there.handle(target, body, random, { ...options, ...limits, wrote }))
      }
      const wrote = (plan: WritePlan): void =>
        region.tell(plan, { isExpiry: false, causedBy: null })
      return toApiReply(
        region.engine.handle(target, body, random, {
          ...options,
          ...(isModelled === true ? toLimits(region, request, now) : {}),
          carrier: region.carrierOf(null),
          wrote,
        }),
      )
    },
    route(request: ApiRequest, caller: ApiCaller) {
      const action = findAction(targetOf(request))
      if (action === null) return refuse(unknownOperation())
      const nodes: NodeId[] = []
      const deny = ({ action: verb, table }: Use): Refusal =>
        accessDenied(caller.principalArn, verb, toArn(table))
      for (const use of findUses(action, bodyText(request))) {
        const found = region.findByName(tableOf(use.table))
        if (found === undefined) {
          const host = findHost({ ...use, arn: toArn(tableOf(use.table)) }, caller)
          if (host === null) return refuse(deny(use))
          if (!nodes.includes(host)) nodes.push(host)
          continue
        }
        if (!caller.mayCall(found.node)) return refuse(deny(use))
        const policy = region.engine.control.find(found.table.definition.name)?.settings.policy
        const refusal = authorize(
          {
            action: use.action,
            part: use.part,
            enclosing: use.enclosing,
            arn: toArn(found.table.definition.name),
            schemaOf: found.table.definition,
          },
          { caller, wire: caller.wireTo?.(found.node), policy: policy?.text, account },
        )
        if (refusal !== null) return refuse(refusal)
        if (!nodes.includes(found.node)) nodes.push(found.node)
      }
      if (nodes.length === 0) {
        nodes.push(
          ...region
            .all()
            .map(({ node }) => node)
            .filter((node) => caller.mayCall(node)),
        )
      }
      const [first, ...others] = nodes
      return first === undefined
        ? refuse(accessDenied(caller.principalArn, action, toArn('*')))
        : { nodes: [first, ...others] }
    },
  }
}
