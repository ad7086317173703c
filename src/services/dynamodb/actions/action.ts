import type { Instant } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import { toWireItem } from '../attributeShape.ts'
import { type CapacityDetail, type Consumption, toConsumedCapacity } from '../capacity.ts'
import type { JsonValue } from '#services/service.ts'
import type { ControlDelays, ControlPlane } from '../control/controlPlane.ts'
import type { DocumentPath } from '../expressions/documentPath.ts'
import { invalidParameter, type Refusal, serviceError, type WireObject } from '../refusal.ts'
import {
  boolean,
  integer,
  list,
  map,
  optional,
  refuseProblems,
  required,
  type Shape,
  string,
} from '../shape.ts'
import type { Touch } from '../partitions/point.ts'
import type { Physics } from '../physics.ts'
import type { IndexDefinition } from '../secondaryIndex.ts'
import type { Table } from '../table.ts'
import type { Carrier } from '../transfer/host.ts'
import type { WritePlan } from '../writes.ts'

/** What an action may look at and change. */
export interface ActionContext {
  readonly region: string
  readonly accountId: string
  readonly now: Instant
  /** The account's tables and what is under way with them. */
  readonly control: ControlPlane
  /** How long what the control plane is asked for takes. */
  readonly delays: ControlDelays
  /** The request as it came. */
  readonly bodyText: () => string
  findTable(name: string): Table | undefined
  /** Refuses the use of a key that the table's throughput does not let in. */
  admit(table: Table, at: Touch): void
  /** The same of a secondary index. */
  admitIndex(table: Table, index: IndexDefinition, at: Touch): void
  /** Ordered by name. */
  tableNames(): readonly string[]
  readonly tokens: TransactionTokens
  readonly physics: Physics
  /** Finds a node whose wires lead to buckets; null: nobody does. */
  readonly carrier: Carrier | null
  readonly meter: Meter
  /** Told of every change, as it is carried out. */
  wrote(plan: WritePlan): void
}

/** What a request used, key by key: for capacity, metrics and the heat of partitions. */
export interface Meter {
  read(table: Table, at: Touch, units: number, items: number): void
  write(table: Table, at: Touch, units: number): void
  /** The same of a secondary index. */
  index(use: IndexUse): void
}

/** What a request used of a secondary index. */
export interface IndexUse {
  readonly table: Table
  readonly index: IndexDefinition
  readonly kind: 'read' | 'write'
  /** Its key's place among the partitions of the index. */
  readonly at: Touch
  readonly units: number
  /** Items that a read found. */
  readonly items: number
}

/** Transactions of the last ten minutes that came with a ClientRequestToken; `body` is the request's. */
export interface TransactionTokens {
  find(token: string, now: number): { readonly body: string } | undefined
  remember(token: string, now: number, body: string): void
  /** Begins, or ends, a transaction with the token. */
  setRunning(token: string, isRunning: boolean): void
  isRunning(token: string): boolean
}

/** One action of the API. `run` refuses by throwing a Refusal, before it has changed anything. */
export interface Action {
  readonly name: string
  /** Decodes and checks the input, then runs; `body` is the parsed JSON. Null: there is nothing to reply. */
  prepare(body: unknown): (context: ActionContext) => WireObject | null
}

/** Rules of a table's name or ARN: 3 to 255 of a-z A-Z 0-9 _ . - */
export const tableNameRules = {
  pattern: /^(?:arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/)?[a-zA-Z0-9_.-]+$/,
  patternText: '[a-zA-Z0-9_.-]+',
  lengthMin: 3,
  lengthMax: 255,
}

/** A table's name or ARN. */
export const tableName = string(tableNameRules)

/** Parameters that several actions have, each with its rules. */
export const members = {
  tableName: required(tableName),
  capacity: optional(string({ oneOf: ['INDEXES', 'TOTAL', 'NONE'] })),
  returnValues: optional(
    string({ oneOf: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] }),
  ),
  returnOnFailure: optional(string({ oneOf: ['ALL_OLD', 'NONE'] })),
  collectionMetrics: optional(string({ oneOf: ['SIZE', 'NONE'] })),
  text: optional(string()),
  conditionalOperator: optional(string({ oneOf: ['OR', 'AND'] })),
  flag: optional(boolean),
  names: optional(map(string(), 'java.lang.String')),
  attributesToGet: optional(list(string(), { min: 1, max: 255 })),
  /** Query's and Scan's. */
  select: optional(
    string({
      oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
    }),
  ),
  limit: optional(integer({ min: 1 })),
  indexName: optional(tableName),
}

/** `arn:aws:dynamodb:us-east-1:123456789012:table/items` names the table as well as `items` does. */
export const toTableName = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.replace(/^arn:[^/]*:table\//, '') : nameOrArn

const notFound = (): Refusal =>
  serviceError('ResourceNotFoundException', 'Requested resource not found')

/** The table of a data action. */
export function getTable(context: ActionContext, name: string): Table {
  const table = context.findTable(toTableName(name))
  if (table === undefined) throw notFound()
  return table
}

/** ReturnConsumedCapacity with its default. */
export const toDetail = (given: string | undefined): CapacityDetail =>
  given === 'TOTAL' || given === 'INDEXES' ? given : 'NONE'

/** The reply's ConsumedCapacity, where it was asked for. */
export function replyCapacity(
  given: string | undefined,
  consumption: Consumption,
): { readonly ConsumedCapacity?: WireObject } {
  const detail = toDetail(given)
  return detail === 'NONE' ? {} : { ConsumedCapacity: toConsumedCapacity(consumption, detail) }
}

/** The same for several tables. */
export function replyCapacities(
  given: string | undefined,
  consumptions: readonly Consumption[],
  split = false,
): { readonly ConsumedCapacity?: JsonValue } {
  const detail = toDetail(given)
  if (detail === 'NONE') return {}
  return { ConsumedCapacity: consumptions.map((one) => toConsumedCapacity(one, detail, split)) }
}

/** `{Attributes: …}`, or nothing where there are none. */
export const replyAttributes = (item: Item | null): { readonly Attributes?: WireObject } =>
  item === null ? {} : { Attributes: toWireItem(item) }

/** Puts an action together from its input's shape and what it does. */
export const createAction = <T>(
  name: string,
  input: Shape<T>,
  prepare: (input: T) => (context: ActionContext) => WireObject | null,
): Action => ({
  name,
  prepare(body) {
    const decoded = input.decode(body)
    const problems: string[] = []
    input.check(decoded, '', problems)
    refuseProblems(problems)
    return prepare(decoded)
  },
})

/** AttributesToGet, the legacy form of a projection, as one. */
export function toLegacyProjection(
  names: readonly string[] | undefined,
): readonly DocumentPath[] | null {
  if (names === undefined) return null
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) {
    throw invalidParameter(`Duplicate value in attribute name: ${twice}`)
  }
  return names.map((name) => [name] as const)
}
