import type { Random } from '#kernel/random.ts'
import type { Instant } from '#kernel/time.ts'
import type { Account } from '#services/service.ts'
import { tableArnOf } from '../control/controlPlane.ts'
import type { TableLife } from '../control/life.ts'
import { createMadeTable, type MadeTable } from '../madeTable.ts'
import { type ChangeStream, createStream, type Origin } from '../streams/stream.ts'
import type { WritePlan } from '../writes.ts'

/** Median until a replica's stream tells a change, in ms: what a node's model says by itself. */
const STREAM_LATENCY_MS = 75

/** What a table's replica in one Region has for itself: partitions, capacity and a stream. */
export interface Place {
  readonly throughput: MadeTable
  readonly stream: ChangeStream | null
  /** Requests that were refused there for want of capacity. */
  throttled: number
  /** An item was changed there, by a request or by replication. */
  wrote(plan: WritePlan, origin: Origin, now: Instant): void
  /** Its definition or settings have changed, those of its stream among them. */
  follow(now: Instant): void
}

/** Creates what the replica `life` has in its Region, which is `account.region`. */
function createPlace(life: TableLife, account: Account, options: PlaceOptions): Place {
  const { random } = options
  const throughput = createMadeTable(life, account, options.now)
  let stream: ChangeStream | null = null
  return {
    throughput,
    throttled: 0,
    get stream() {
      return stream
    },
    wrote: (plan, origin, now) => stream?.append(plan, origin, now),
    follow(now) {
      throughput.adopt()
      const { table, settings } = life
      const wanted = settings.stream
      const { stream: _before, ...definition } = table.definition
      if (wanted === null) stream = null
      else if (stream?.label !== wanted.label || stream.facts.view !== wanted.view) {
        const { label, view } = wanted
        stream = createStream({
          region: account.region,
          arn: `${tableArnOf(account, definition.name)}/stream/${label}`,
          label,
          schema: definition.keySchema,
          view,
          random,
          partitions: () => throughput.partitions(),
          latencyMs: () => STREAM_LATENCY_MS,
          now,
        })
      }
      // Its ARN is of its own Region, not of the table's home.
      table.redefine(
        stream === null
          ? definition
          : { ...definition, stream: { ...stream.facts, label: stream.label } },
      )
    },
  }
}

interface PlaceOptions {
  readonly random: Random
  readonly now: Instant
}

/** The replicas' own of all tables: `of` answers that of `life`, in the Region `code`. */
export function createPlaces(account: Account, random: Random) {
  const known = new WeakMap<TableLife, Place>()
  return {
    of(code: string, life: TableLife, now: Instant): Place {
      const found = known.get(life)
      if (found !== undefined) return found
      const made = createPlace(life, { ...account, region: code }, { random, now })
      known.set(life, made)
      return made
    },
  }
}
