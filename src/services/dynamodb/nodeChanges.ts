import type { Cancel } from '#kernel/process.ts'
import { between, type Instant, toMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { createIndexLag, type IndexLag } from './consistency/indexLag.ts'
import { createLaggingReplica, type LaggingReplica } from './consistency/laggingReplica.ts'
import type { dynamodbDefinition } from './definition.ts'
import { createExpiry, type Expiry, isExpired } from './time/expiry.ts'
import type { Table } from './table.ts'
import { carryOut, planWrite, type WritePlan } from './writes.ts'
import { toKeyItem } from './schema.ts'

type Context = ServiceContext<typeof dynamodbDefinition>

/** How far time to live has come. */
export type TimeToLiveState = {
  /** Items that have the attribute, and are going to be deleted. */
  readonly waiting: number
  readonly deleted: number
  /** When the next one goes, in ms since the run began; null where none waits. */
  readonly nextAtMs: number | null
}

/** What becomes of a table's changes beside the table: replicas, indexes, expiry. */
export interface NodeChanges {
  readonly replica: LaggingReplica
  readonly indexLag: IndexLag
  /** An item has changed. */
  wrote(plan: WritePlan): void
  /** The attribute by which items expire from now on; null: they do not. */
  expireBy(attribute: string | null): void
  timeToLive(): TimeToLiveState
  /** The table is no more. */
  dispose(): void
}

/** Deletes what has expired, when it is due; `deleted` is told of each change. */
function createTimeToLive(ctx: Context, table: Table, deleted: (plan: WritePlan) => void) {
  const random = ctx.random('time to live')
  let deletedItems = 0
  let attribute: string | null = null
  let expiry: Expiry | null = null
  let alarm: { readonly at: Instant; readonly cancel: Cancel } | null = null

  const arm = (): void => {
    const due = expiry?.nextDue ?? null
    if (due === null || (alarm !== null && alarm.at <= due)) return
    alarm?.cancel()
    alarm = { at: due, cancel: ctx.schedule(between(ctx.now, due), run) }
  }
  const run = (): void => {
    alarm = null
    for (const key of expiry?.take(ctx.now) ?? []) {
      const item = table.get(key)?.item
      if (item === undefined || attribute === null || !isExpired(item, attribute, ctx.now)) continue
      const write = { kind: 'delete', key: toKeyItem(item, table.definition.keySchema) } as const
      carryOut(planWrite(table, { ...write, condition: null }), { wrote: deleted })
      deletedItems++
      ctx.record({ type: 'counter', name: 'TimeToLiveDeletedItemCount', value: 1 })
    }
    arm()
  }
  return {
    dispose: () => alarm?.cancel(),
    state: () => ({
      waiting: expiry?.waiting ?? 0,
      deleted: deletedItems,
      nextAtMs: expiry === null || expiry.nextDue === null ? null : toMs(expiry.nextDue),
    }),
    wrote({ key, next }: WritePlan): void {
      if (expiry === null) return
      expiry.note(key, next ?? new Map(), ctx.now)
      arm()
    },
    expireBy(wanted: string | null): void {
      if (wanted === attribute) return
      attribute = wanted
      alarm?.cancel()
      alarm = null
      expiry =
        wanted === null
          ? null
          : createExpiry(wanted, {
              random,
              delaySeconds: () => ctx.node.model.TimeToLiveDelaySeconds,
            })
      if (expiry === null) return
      for (const { item, range } of table.store.scan(null)) {
        const hash = item.get(table.definition.keySchema.hash.name)
        if (hash !== undefined) expiry.note({ hash, range }, item, ctx.now)
      }
      arm()
    },
  }
}

/** Follows the changes of the node's table; `expired` is told of those that time to live makes. */
export function createNodeChanges(
  ctx: Context,
  table: Table,
  expired: (plan: WritePlan) => void,
): NodeChanges {
  const replica = createLaggingReplica({
    random: ctx.random('replicas'),
    lagMs: () => ctx.node.model.ReplicaLagMs,
  })
  const indexLag = createIndexLag({
    random: ctx.random('indexes'),
    medianMs: () => ctx.node.model.IndexLagMs,
  })
  table.delayIndexes((apply) => indexLag.send(apply, ctx.now))
  const timeToLive = createTimeToLive(ctx, table, expired)
  return {
    replica,
    indexLag,
    wrote(plan) {
      replica.wrote(plan, ctx.now)
      timeToLive.wrote(plan)
    },
    expireBy: (attribute) => timeToLive.expireBy(attribute),
    timeToLive: timeToLive.state,
    dispose: timeToLive.dispose,
  }
}
