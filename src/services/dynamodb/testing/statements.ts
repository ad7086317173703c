import type { IndexDefinition } from '../secondaryIndex.ts'
import { createTestAccount, EVENTS_KEY } from './account.ts'

const COMMON = {
  billingMode: 'PAY_PER_REQUEST',
  readCapacityUnits: 0,
  writeCapacityUnits: 0,
  createdAt: 1_767_225_600,
  id: '00000000-0000-4000-8000-000000000000',
} as const

const UNITS = { readCapacityUnits: 0, writeCapacityUnits: 0, isCreating: false } as const

const BY_KIND: IndexDefinition = {
  ...UNITS,
  name: 'byKind',
  kind: 'global',
  keySchema: { hash: { name: 'kind', type: 'S' }, range: null },
  projection: { type: 'INCLUDE', attributes: ['shown'] },
}
const BY_SIZE: IndexDefinition = {
  ...UNITS,
  name: 'bySize',
  kind: 'local',
  keySchema: { hash: { name: 'id', type: 'S' }, range: { name: 'size', type: 'N' } },
  projection: { type: 'KEYS_ONLY' },
}

/** How each refusal of a statement that cannot be read begins. */
export const MALFORMED = "Statement wasn't well formed, can't be processed: "

/** An account of the tests of PartiQL: the usual tables, and `things` with the indexes `byKind` and `bySize`. */
export function createStatements() {
  const account = createTestAccount()
  const indexes = [BY_KIND, BY_SIZE]
  account.engine.createTable({ ...COMMON, name: 'things', keySchema: EVENTS_KEY, indexes })

  const run = (Statement: string, more: object = {}): unknown =>
    account.call('ExecuteStatement', { Statement, ...more }).body
  const put = (TableName: string, Item: object): void => {
    const { status } = account.call('PutItem', { TableName, Item })
    if (status !== 200) throw new Error('not put')
  }
  return {
    engine: account.engine,
    call: account.call,
    run,
    put,
    items: (Statement: string, more: object = {}): unknown =>
      (run(Statement, more) as { readonly Items?: unknown }).Items,
    /** What a statement is refused with; null where it is not. */
    message(Statement: string, more: object = {}): unknown {
      const { status, body } = account.call('ExecuteStatement', { Statement, ...more })
      return status === 400 ? (body as { readonly message?: unknown }).message : null
    },
    /** The item of the table `items`. */
    stored: (id: string): unknown =>
      (
        account.call('GetItem', { TableName: 'items', Key: { id: { S: id } } }).body as {
          readonly Item?: unknown
        }
      ).Item,
  }
}
