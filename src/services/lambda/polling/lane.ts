import type { PolledRecord } from '#contracts/records.ts'
import type { Wait } from '#kernel/process.ts'
import { between, type Instant, ZERO } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'

/** Records of a shard that are invoked with one after the other. */
export interface Lane {
  readonly records: PolledRecord[]
  /** Nothing more will come. */
  isClosed: boolean
  /** Tells who waits that there is something new. */
  notify(): void
  /** Waits for something new, at most until `until`; null: for as long as it takes. */
  wait(until: Instant | null): Wait
}

/** Creates an empty lane. */
export function createLane(
  ctx: Pick<ServiceContext<typeof lambdaDefinition>, 'now' | 'schedule'>,
): Lane {
  let wake: (() => void) | null = null
  return {
    records: [],
    isClosed: false,
    notify() {
      wake?.()
      wake = null
    },
    wait: (until) => (resume) => {
      const cancel =
        until === null
          ? () => undefined
          : ctx.schedule(between(ctx.now, until), () => {
              wake = null
              resume(null)
            })
      wake = () => {
        cancel()
        ctx.schedule(ZERO, () => resume(null))
      }
      return cancel
    },
  }
}

/** The lane of a record: those of one key share one, so that their order is kept. FNV-1a over the key. */
export function laneOf({ orderKey }: PolledRecord, lanes: number): number {
  if (lanes === 1 || orderKey === null) return 0
  let hash = 0x811c9dc5
  for (let at = 0; at < orderKey.length; at++) {
    hash = Math.imul(hash ^ orderKey.charCodeAt(at), 0x01000193) >>> 0
  }
  return hash % lanes
}
