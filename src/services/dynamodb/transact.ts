import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { ItemLocks, LockedItem } from './consistency/itemLocks.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { TransactionPhase } from './physics.ts'

/** Actions that write several items at once, first preparing them. */
export const TRANSACTIONS: ReadonlySet<string> = new Set([
  'TransactWriteItems',
  'ExecuteTransaction',
])

/**
 * Does a transaction in its two phases, `commitIn` apart: its items are locked in between, so that what was found right
 * still is. "…prepare and commit": Idziorek et al., "Distributed transactions at scale in Amazon DynamoDB", USENIX ATC 2023.
 */
export function* transact<T>(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  locks: ItemLocks,
  { act, commitIn }: { readonly act: (phase: TransactionPhase) => T; readonly commitIn: Duration },
): Process<T> {
  let items: readonly LockedItem[] | null = null
  const prepared = act({
    type: 'prepare',
    prepared(plans) {
      items = plans
    },
  })
  if (items === null) {
    yield ctx.sleep(commitIn)
    return prepared
  }
  const release = locks.lock(items)
  try {
    yield ctx.sleep(commitIn)
  } finally {
    release()
  }
  return act({ type: 'commit' })
}
