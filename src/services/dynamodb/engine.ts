import type { Durable } from '#contracts/api.ts'
import type { Headers } from '#contracts/body.ts'
import { utf8Encode } from '#contracts/bytes.ts'
import type { Random } from '#kernel/random.ts'
import { START, type Instant } from '#kernel/time.ts'
import { actions } from './actions/actions.ts'
import type { ActionContext, Meter } from './actions/action.ts'
import { Prepared } from './actions/transaction.ts'
import {
  AWS_DELAYS,
  type ControlDelays,
  type ControlPlane,
  createControlPlane,
} from './control/controlPlane.ts'
import { createDurable } from './control/durable.ts'
import { crc32 } from '#contracts/crc32.ts'
import { Refusal, serializationError, unknownOperation, type WireObject } from './refusal.ts'
import type { Touch } from './partitions/point.ts'
import { IDEAL, type Physics } from './physics.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import { createTable, type Table, type TableDefinition } from './table.ts'
import { createTokens } from './tokens.ts'
import type { Carrier } from './transfer/host.ts'
import type { WritePlan } from './writes.ts'

const TARGET = /^DynamoDB_20120810\.([A-Za-z]+)$/

/** The reply to one request, ready for the wire. */
export interface EngineReply {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** `ValidationException`; null where all went well. */
  readonly errorCode: string | null
}

/** What a request comes with beside its body. */
export interface EngineOptions {
  /** When it happens; only matters to tokens that expire. */
  readonly now?: Instant
  /** How long the control plane takes; absent: as long as AWS's. */
  readonly delays?: ControlDelays
  readonly meter?: Meter
  /** Asked for each key that a valid request uses, before anything is done; refuses by throwing a Refusal. */
  readonly admit?: (table: Table, at: Touch) => void
  /** The same for an index that a request reads or will write. */
  readonly admitIndex?: (table: Table, index: IndexDefinition, at: Touch) => void
  /** Told of every change of an item, in the order in which they are made. */
  readonly wrote?: (plan: WritePlan) => void
  /** Absent: the account is ideal. */
  readonly physics?: Physics
  /** Carries exports and imports to buckets; absent: no table has one. */
  readonly carrier?: Carrier
}

/** The tables of one account in one Region, and the API over them. Knows neither time nor network. */
export interface DynamodbEngine {
  readonly region: string
  readonly accountId: string
  readonly control: ControlPlane
  /** What of the account outlives the process. */
  readonly durable: Durable
  createTable(definition: TableDefinition): Table
  /** Takes in a table made elsewhere, under its name. */
  addTable(table: Table): void
  deleteTable(name: string): void
  findTable(name: string): Table | undefined
  /**
   * Answers a request at one instant: `target` is the X-Amz-Target header, `chance` gives the request id.
   * Whatever the input, it answers.
   */
  handle(target: string, bodyText: string, chance: Random, options?: EngineOptions): EngineReply
  /**
   * The same by value, for programs that use the engine without a wire: `action` is `GetItem`, `input` what its body
   * would be in JSON. Answers what the reply's body would be, and shares nothing with `input`.
   */
  execute(action: string, input: unknown, options?: EngineOptions): EngineAnswer
}

/** What `execute` answers; `errorCode` as in EngineReply. */
export interface EngineAnswer {
  readonly errorCode: string | null
  readonly body: WireObject
}

const NO_METER: Meter = { read() {}, write() {}, index() {} }
const ADMIT_ALL = (): void => {}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const ID_LENGTH = 52
/** The id that is being made: letter upon letter, V8 would make a chain of 52 texts. */
const idUnits = Array.from({ length: ID_LENGTH }, () => 0)

function toRequestId(chance: Random): string {
  for (let at = 0; at < ID_LENGTH; at++) {
    idUnits[at] = ID_LETTERS.charCodeAt(chance.word() % ID_LETTERS.length)
  }
  return String.fromCharCode(...idUnits)
}

/** A reply with DynamoDB's headers. */
export function toReply(
  status: number,
  value: WireObject | null,
  chance: Random,
  errorCode: string | null,
): EngineReply {
  const body = value === null ? '' : JSON.stringify(value)
  const bytes = utf8Encode(body)
  const headers: Headers = [
    ['server', 'Server'],
    ['content-type', 'application/x-amz-json-1.0'],
    ['content-length', String(bytes.length)],
    ['connection', 'keep-alive'],
    ['x-amzn-requestid', toRequestId(chance)],
    ['x-amz-crc32', String(crc32(bytes))],
  ]
  return { status, headers, body, errorCode }
}

/** The reply that tells `refusal`. */
export const toRefusalReply = (refusal: Refusal, chance: Random): EngineReply =>
  toReply(refusal.status, refusal.body, chance, refusal.code)

/** The action that an X-Amz-Target names, if we know it. */
export const findAction = (target: string): string | null => {
  const name = TARGET.exec(target)?.[1]
  return name !== undefined && actions.has(name) ? name : null
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw serializationError(null)
  }
}

function run(name: string, body: unknown, context: ActionContext): WireObject | null {
  const action = actions.get(name)
  if (action === undefined) throw unknownOperation()
  return action.prepare(body)(context)
}

const NO_OPTIONS: EngineOptions = {}

/** Creates an account without tables. */
export function createDynamodbEngine(options: {
  readonly region: string
  readonly accountId: string
}): DynamodbEngine {
  const { region, accountId } = options
  const control = createControlPlane(options)
  const durable = createDurable(control)
  const tokens = createTokens()
  const findTable = (name: string): Table | undefined => control.findServing(name)
  const tableNames = (): readonly string[] => control.names()
  const toContext = (options: EngineOptions, bodyText: () => string): ActionContext => {
    const now = options.now ?? START
    control.settle(now)
    return {
      region,
      accountId,
      now,
      control,
      delays: options.delays ?? AWS_DELAYS,
      bodyText,
      findTable,
      admit: options.admit ?? ADMIT_ALL,
      admitIndex: options.admitIndex ?? ADMIT_ALL,
      tableNames,
      tokens,
      meter: options.meter ?? NO_METER,
      physics: options.physics ?? IDEAL,
      carrier: options.carrier ?? null,
      wrote(plan) {
        control.wrote(plan, now, false)
        options.wrote?.(plan)
      },
    }
  }
  return {
    region,
    accountId,
    control,
    durable,
    createTable: (definition) => control.add(createTable(definition)).table,
    addTable(table) {
      control.add(table, { isNode: true })
    },
    deleteTable: (name) => control.remove(name),
    findTable,
    handle(target, bodyText, chance, options = NO_OPTIONS) {
      try {
        const body = parseBody(bodyText)
        const name = TARGET.exec(target)?.[1] ?? ''
        return toReply(
          200,
          run(
            name,
            body,
            toContext(options, () => bodyText),
          ),
          chance,
          null,
        )
      } catch (error) {
        if (error instanceof Refusal) return toRefusalReply(error, chance)
        // Nobody is answered before the transaction is committed.
        if (error instanceof Prepared) return toReply(200, {}, chance, null)
        throw error
      } finally {
        durable.flush()
      }
    },
    execute(action, input, options = NO_OPTIONS) {
      try {
        const context = toContext(options, () => JSON.stringify(input))
        return { errorCode: null, body: run(action, input, context) ?? {} }
      } catch (error) {
        if (error instanceof Refusal) return { errorCode: error.code, body: error.body }
        throw error
      } finally {
        durable.flush()
      }
    },
  }
}
