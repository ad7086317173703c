import type { Random } from '#kernel/random.ts'
import { after, type Instant, START } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ControlPlane } from '../control/controlPlane.ts'
import type { TableLife } from '../control/life.ts'
import { servingRegions } from '../control/replicas.ts'
import type { WritePlan } from '../writes.ts'
import { createReplicas, type Replicas } from './replicas.ts'

/** Median of the way of a change to another Region: what a node's model says by itself. */
const REPLICATION_MS = 500

/** A request that changed an item: where, when, and whose trace it is of. */
export interface Asked {
  readonly region: string
  readonly now: Instant
  readonly causedBy: TraceContext | null
}

/** The replicas of tables that the API made, which no node has: what is under way arrives with the next request. */
export interface MadeReplicas {
  /** Undefined where the table has none. */
  find(life: TableLife): Replicas | undefined
  /** A request has changed an item, in `region`. */
  wrote(life: TableLife, plan: WritePlan, by: Asked): void
}

/** Who hears of the replicas. */
interface MadeReplicasHost {
  /** A table's Regions have changed. */
  placed(name: string, replicas: Replicas, now: Instant): void
  /** A change has arrived in one more Region, its home among them: the table pays for it. */
  replicated(life: TableLife, plan: WritePlan, units: number): void
  /** A change has arrived in another Region, where it took so many units. */
  arrived(
    code: string,
    plan: WritePlan,
    at: { readonly units: number; readonly now: Instant },
  ): void
}

/** Creates the replicas of an account. */
export function createMadeReplicas(
  control: ControlPlane,
  random: Random,
  host: MadeReplicasHost,
): MadeReplicas {
  const known = new WeakMap<TableLife, Replicas>()
  let clock: Instant = START
  let isArriving = false

  const create = (life: TableLife): Replicas =>
    createReplicas(
      {
        region: control.region,
        random,
        now: () => clock,
        schedule(delay, run) {
          const at = after(clock, delay)
          control.later(at, () => {
            clock = at
            run()
          })
        },
        record() {},
        isStrong: () => false,
        witness: () => undefined,
        replicationMs: () => REPLICATION_MS,
      },
      {
        table: life.table,
        took(plan) {
          isArriving = true
          control.wrote(plan, clock, false)
          isArriving = false
        },
        used(where, plan, units) {
          host.replicated(life, plan, units)
          if (where !== control.region) host.arrived(where, plan, { units, now: clock })
        },
      },
    )

  const adopt = (life: TableLife): Replicas | undefined => {
    const regions = servingRegions(life.settings)
    const found = known.get(life)
    if (life.isNode || (found === undefined && regions.length === 0)) return undefined
    const replicas = found ?? create(life)
    known.set(life, replicas)
    replicas.change(regions)
    host.placed(life.table.definition.name, replicas, clock)
    return replicas
  }

  const made: MadeReplicas = {
    find: (life) => known.get(life) ?? adopt(life),
    wrote(life, plan, { region, now, causedBy }) {
      if (life.settings.replicas.length === 0) return
      clock = now
      made.find(life)?.wrote(plan, region, causedBy)
    },
  }
  control.listen({
    changed: (life) => void adopt(life),
    wrote(life, plan, now) {
      if (!life.isNode && !isArriving)
        made.wrote(life, plan, { region: control.region, now, causedBy: null })
    },
  })
  return made
}
