import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createRandom } from '#kernel/random.ts'
import { createDynamodbEngine, type DynamodbEngine } from '#services/dynamodb/engine.ts'
import { collect } from './collect.ts'
import type { Bench, Figure, Line, Measure } from './figure.ts'

const SMALL = 1_000
const LARGE = 1_000_000
/** Operations of one round, and rounds; the median counts. */
const OPERATIONS = 50_000
const DYNALITE_OPERATIONS = 5_000
const ROUNDS = 7

const TABLE = 'items'

const idOf = (n: number): string => `user#${n}`

/** An item of five attributes, 90 bytes or so. */
const toItem = (n: number, version: number): object => ({
  id: { S: idOf(n) },
  name: { S: `Ada ${n}.${version}` },
  age: { N: String(n % 90) },
  city: { S: 'London' },
  active: { BOOL: true },
})

const toGet = (n: number): object => ({ TableName: TABLE, Key: { id: { S: idOf(n) } } })
const toPut = (n: number, version = 0): object => ({ TableName: TABLE, Item: toItem(n, version) })

/** Numbers below `range` in no order, always the same ones. */
function draw(count: number, range: number): readonly number[] {
  const random = createRandom(1, 'dynamodb bench')
  return Array.from({ length: count }, () => random.integer(0, range - 1))
}

function createEngine(): DynamodbEngine {
  const engine = createDynamodbEngine({ region: 'us-east-1', accountId: '123456789012' })
  const definition = {
    id: '00000000-0000-4000-8000-000000000000',
    billingMode: 'PAY_PER_REQUEST',
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
    createdAt: 1_767_225_600,
  } as const
  const hash = { name: 'id', type: 'S' } as const
  engine.createTable({ ...definition, name: TABLE, keySchema: { hash, range: null } })
  const range = { name: 'at', type: 'N' } as const
  engine.createTable({ ...definition, name: 'events', keySchema: { hash, range } })
  return engine
}

/** Puts that change each item that they meet, in every round. */
function createPuts(numbers: readonly number[]): (round: number) => readonly object[] {
  const versions = [1, 2].map((version) => numbers.map((n) => toPut(n, version)))
  return (round) => versions[round & 1] ?? []
}

/** Does one operation with each input. */
type Work = (inputs: readonly object[]) => void | Promise<void>

/** How many a second of processor time: the median of rounds. */
async function measure(
  given: readonly object[] | ((round: number) => readonly object[]),
  work: Work,
): Promise<number> {
  const speeds: number[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const inputs = typeof given === 'function' ? given(round) : given
    const begun = process.cpuUsage()
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await work(inputs)
    const { user, system } = process.cpuUsage(begun)
    // The first round only warms up.
    if (round >= 0) speeds.push((inputs.length / (user + system)) * 1e6)
  }
  return speeds.toSorted((a, b) => a - b)[Math.floor(speeds.length / 2)] ?? 0
}

const execute =
  (engine: DynamodbEngine, action: string): Work =>
  (inputs) => {
    for (const input of inputs) {
      if (engine.execute(action, input).errorCode !== null) throw new Error(`${action} failed`)
    }
  }

/** dynalite's own steps behind its HTTP server: types, validations, action. */
interface Dynalite {
  readonly checkTypes: (data: unknown, types: unknown) => unknown
  readonly checkValidations: (
    data: unknown,
    types: unknown,
    custom: unknown,
    store: unknown,
  ) => void
}
type Callback = (error: unknown, reply: unknown) => void

function createDynalite(): (action: string) => Work {
  const require = createRequire(import.meta.url)
  const root = dirname(require.resolve('dynalite'))
  const load = (path: string): unknown => require(join(root, path))
  const { create } = load('db/index.js') as { create: (options: object) => unknown }
  const { checkTypes, checkValidations } = load('validations/index.js') as Dynalite
  const store = create({ createTableMs: 0 })
  return (action) => {
    const run = load(`actions/${action}.js`) as (s: unknown, data: unknown, done: Callback) => void
    const { types, custom } = load(`validations/${action}.js`) as {
      types: unknown
      custom: unknown
    }
    const one = (input: object): Promise<void> =>
      new Promise((resolve, reject) => {
        const data = checkTypes(structuredClone(input), types)
        checkValidations(data, types, custom, store)
        run(store, data, (error) => {
          if (error === null || error === undefined) resolve()
          else
            reject(error instanceof Error ? error : new Error('dynalite refused', { cause: error }))
        })
      })
    return async (inputs) => {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as ours
      for (const input of inputs) await one(input)
    }
  }
}

async function measureDynalite(): Promise<{ readonly get: number; readonly put: number }> {
  const toWork = createDynalite()
  await toWork('createTable')([
    {
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  ])
  await new Promise((resolve) => setTimeout(resolve, 100))
  const all = Array.from({ length: SMALL }, (_, n) => toPut(n))
  await toWork('putItem')(all)
  const numbers = draw(DYNALITE_OPERATIONS, SMALL)
  return {
    put: await measure(createPuts(numbers), toWork('putItem')),
    get: await measure(numbers.map(toGet), toWork('getItem')),
  }
}

async function measureEngine(engine: DynamodbEngine, items: number) {
  const numbers = draw(OPERATIONS, items)
  return {
    get: await measure(numbers.map(toGet), execute(engine, 'GetItem')),
    put: await measure(createPuts(numbers), execute(engine, 'PutItem')),
  }
}

/** Fills the table up to `LARGE`; answers how many new items a second. */
function fill(engine: DynamodbEngine): number {
  const put = execute(engine, 'PutItem')
  const begun = process.cpuUsage()
  for (let from = SMALL; from < LARGE; from += SMALL) {
    void put(Array.from({ length: SMALL }, (_, n) => toPut(from + n)))
  }
  const { user, system } = process.cpuUsage(begun)
  return ((LARGE - SMALL) / (user + system)) * 1e6
}

/** Queries of so many items out of a partition key with `LARGE / 100`, a second. */
async function measureQueries(engine: DynamodbEngine): Promise<readonly Figure[]> {
  const entries = LARGE / 100
  const put = execute(engine, 'PutItem')
  void put(
    Array.from({ length: entries }, (_, n) => ({
      TableName: 'events',
      Item: { id: { S: 'all' }, at: { N: String(n) }, text: { S: 'x'.repeat(100) } },
    })),
  )
  const run = (limit: number, count: number): Promise<number> =>
    measure(
      draw(count, entries - limit).map((from) => ({
        TableName: 'events',
        KeyConditionExpression: 'id = :id AND #at BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':id': { S: 'all' },
          ':from': { N: String(from) },
          ':to': { N: String(from + limit - 1) },
        },
      })),
      execute(engine, 'Query'),
    )
  const one = await run(1, 5_000)
  const hundred = await run(100, 500)
  const line = (name: string, perSecond: number): Figure => ({
    name,
    perSecond,
    ratio: null,
    ratioMin: null,
  })
  return [
    line(`Query of 1 item out of ${entries}`, one),
    line('Query of 100, items a second', hundred * 100),
  ]
}

/** The engine by value beside dynalite by value: the same operations on the same items. */
export const dynamodbBench: Bench = {
  title: 'DynamoDB in one thread, by value',
  async run(): Promise<readonly Line[]> {
    const dynalite = await measureDynalite()
    const engine = createEngine()
    await execute(engine, 'PutItem')(Array.from({ length: SMALL }, (_, n) => toPut(n)))
    const small = await measureEngine(engine, SMALL)
    const before = collect()
    const fresh = fill(engine)
    const bytes = (collect() - before) / (LARGE - SMALL)
    const large = await measureEngine(engine, LARGE)
    const figure = (
      name: string,
      perSecond: number,
      baseline: number | null,
      bounds: { readonly ratioMin?: number; readonly perSecondMin?: number } = {},
    ): Figure => ({
      name,
      perSecond,
      ratio: baseline === null ? null : perSecond / baseline,
      ratioMin: bounds.ratioMin ?? null,
      ...bounds,
    })
    const memory: Measure = { name: 'memory an item', value: bytes, unit: 'bytes', valueMax: null }
    return [
      figure('dynalite GetItem', dynalite.get, null),
      figure('dynalite PutItem', dynalite.put, null),
      figure('GetItem of 1,000', small.get, dynalite.get, { perSecondMin: 200_000 }),
      figure('PutItem over 1,000', small.put, dynalite.put, { perSecondMin: 100_000 }),
      // As flat as the issue asks: at most twice the cost.
      figure('GetItem of 1,000,000', large.get, small.get, { ratioMin: 0.5 }),
      figure('PutItem over 1,000,000', large.put, small.put, { ratioMin: 0.5 }),
      // With what it takes to make the requests, and to let the memory grow.
      figure('PutItem of new ones', fresh, null),
      memory,
      ...(await measureQueries(engine)),
    ]
  },
}
