import { after, type Duration, type Instant } from '#kernel/time.ts'
import { ON_DEMAND_UNITS_MAX } from '../limits.ts'
import type { Both, Kind } from './partition.ts'

/** What an on-demand table serves at once, in units a second, and how that grows. */
export interface OnDemandLevel {
  /** Twice the previous peak, or what it began with. */
  readonly units: Both
  /** A minute of `units` of each kind has ended. */
  endMinute(units: Both, now: Instant): void
  /** What it serves from now on at least: warm throughput. */
  raise(to: Both): void
  /** Whether a peak waits to count. */
  readonly isGrowing: boolean
}

const KINDS: readonly Kind[] = ['read', 'write']

/**
 * "On-demand capacity mode instantly accommodates up to double the previous peak traffic on a table"; "throttling can
 * occur if you exceed double your previous peak within 30 minutes". So a minute's traffic counts as the previous peak
 * once `settling` (30 minutes) has passed since.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export function createOnDemandLevel(initial: Both, settling: () => Duration): OnDemandLevel {
  const units = { ...initial }
  /** Peaks that wait, each above those before it. */
  const waiting: Record<Kind, { readonly due: Instant; readonly level: number }[]> = {
    read: [],
    write: [],
  }
  const endMinute = (kind: Kind, used: number, now: Instant): void => {
    const queue = waiting[kind]
    const level = Math.min(ON_DEMAND_UNITS_MAX, (2 * used) / 60)
    if (level > Math.max(units[kind], queue.at(-1)?.level ?? 0)) {
      queue.push({ due: after(now, settling()), level })
    }
    while (queue[0] !== undefined && queue[0].due <= now) {
      units[kind] = Math.max(units[kind], queue.shift()?.level ?? 0)
    }
  }
  return {
    units,
    endMinute(used, now) {
      for (const kind of KINDS) endMinute(kind, used[kind], now)
    },
    raise(to) {
      for (const kind of KINDS) units[kind] = Math.max(units[kind], to[kind])
    },
    get isGrowing() {
      return waiting.read.length + waiting.write.length > 0
    },
  }
}
