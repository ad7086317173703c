import { createRandom } from '#kernel/random.ts'
import { createDynamodbEngine, type DynamodbEngine } from '../engine.ts'
import type { KeySchema } from '../schema.ts'

/** A fresh account for a test, with a table `items` (HASH id) and a table `events` (HASH id, RANGE at). */
export interface TestAccount {
  readonly engine: DynamodbEngine
  /** The parsed reply to `PutItem` and the like; `body` may be text that is sent as it is. */
  readonly call: (
    action: string,
    body: unknown,
  ) => { readonly status: number; readonly body: unknown }
}

/** A table with a partition key only. */
export const ITEMS_KEY: KeySchema = { hash: { name: 'id', type: 'S' }, range: null }
/** A table with a partition key and a sort key. */
export const EVENTS_KEY: KeySchema = {
  hash: { name: 'id', type: 'S' },
  range: { name: 'at', type: 'N' },
}

/** Creates an account with an engine and no tables. */
export function createTestAccount(): TestAccount {
  const engine = createDynamodbEngine({ region: 'us-east-1', accountId: '123456789012' })
  const chance = createRandom(1, 'test')
  const common = {
    billingMode: 'PAY_PER_REQUEST',
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
    createdAt: 1_767_225_600,
    id: '00000000-0000-4000-8000-000000000000',
  } as const
  engine.createTable({ ...common, name: 'items', keySchema: ITEMS_KEY })
  engine.createTable({ ...common, name: 'events', keySchema: EVENTS_KEY })
  return {
    engine,
    call(action, body) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const reply = engine.handle(`DynamoDB_20120810.${action}`, text, chance)
      return { status: reply.status, body: JSON.parse(reply.body) }
    },
  }
}
