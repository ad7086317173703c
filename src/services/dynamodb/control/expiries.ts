import type { Random } from '#kernel/random.ts'
import type { Instant } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import { readItemKey, toKeyItem } from '../schema.ts'
import { createExpiry, type Expiry, isExpired } from '../time/expiry.ts'
import { carryOut, planWrite, type WritePlan } from '../writes.ts'
import type { TableLife } from './life.ts'

const NOTHING: Item = new Map()

/** Expired items of tables that belong to no node: they go as soon as somebody asks, as local endpoints' users expect. */
export interface Expiries {
  /** An item changed. */
  wrote(life: TableLife, plan: WritePlan, now: Instant): void
  /** Deletes what has expired by `now`; `deleted` is told of each. Answers when there is more to do. */
  settle(life: TableLife, now: Instant, deleted: (plan: WritePlan) => void): number
}

/** Creates the queues of what expires, one for each table that has a time to live. */
export function createExpiries(random: Random): Expiries {
  const queues = new WeakMap<TableLife, { readonly attribute: string; readonly expiry: Expiry }>()

  const attributeOf = ({ settings, isNode }: TableLife): string | null =>
    !isNode && settings.ttl?.status === 'ENABLED' ? settings.ttl.attribute : null

  const queueOf = (life: TableLife, now: Instant): Expiry | null => {
    const attribute = attributeOf(life)
    if (attribute === null) {
      queues.delete(life)
      return null
    }
    const known = queues.get(life)
    if (known?.attribute === attribute) return known.expiry
    const expiry = createExpiry(attribute, { random, delaySeconds: () => 0 })
    queues.set(life, { attribute, expiry })
    const { store, definition } = life.table
    for (const { item } of store.scan(null)) {
      expiry.note(readItemKey(item, definition.keySchema), item, now)
    }
    return expiry
  }

  return {
    wrote(life, { key, next }, now) {
      if (attributeOf(life) !== null) queueOf(life, now)?.note(key, next ?? NOTHING, now)
    },
    settle(life, now, deleted) {
      const attribute = attributeOf(life)
      const expiry = attribute === null ? null : queueOf(life, now)
      if (expiry === null || attribute === null) return Number.POSITIVE_INFINITY
      for (const key of expiry.take(now)) {
        const item = life.table.get(key)?.item
        if (item === undefined || !isExpired(item, attribute, now)) continue
        const keyItem = toKeyItem(item, life.table.definition.keySchema)
        const plan = planWrite(life.table, { kind: 'delete', key: keyItem, condition: null })
        carryOut(plan, { wrote: deleted })
      }
      return expiry.nextDue ?? Number.POSITIVE_INFINITY
    },
  }
}
