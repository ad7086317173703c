import { after, type Duration, type Instant } from '#kernel/time.ts'
import { ON_DEMAND_UNITS_MAX } from '../limits.ts'
import type { Both, Kind } from './partition.ts'

/** What an on-demand table serves at once, in units a second, and how that grows. */
export interface OnDemandLevel {
  /** Twice the previous peak, or what it began with. */
  readonly units: Both
  /** The previous peak, of which it serves twice as much, in units a second; null: it still serves what it began with. */
  readonly peaks: { readonly [K in Kind]: number | null }
  /** The next peak that will count, and when; null where none waits. */
  next(kind: Kind): { readonly due: Instant; readonly units: number } | null
  /** A minute of `units` of each kind has ended; answers of which kinds it serves more from now on. */
  endMinute(units: Both, now: Instant): readonly Kind[]
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
  const peaks: Record<Kind, number | null> = { read: null, write: null }
  /** Peaks that wait, each above those before it. */
  const waiting: Record<Kind, { readonly due: Instant; readonly level: number }[]> = {
    read: [],
    write: [],
  }
  const endMinute = (kind: Kind, used: number, now: Instant): boolean => {
    const queue = waiting[kind]
    const level = Math.min(ON_DEMAND_UNITS_MAX, (2 * used) / 60)
    if (level > Math.max(units[kind], queue.at(-1)?.level ?? 0)) {
      queue.push({ due: after(now, settling()), level })
    }
    const before = units[kind]
    while (queue[0] !== undefined && queue[0].due <= now) {
      const due = queue.shift()?.level ?? 0
      if (due <= units[kind]) continue
      units[kind] = due
      peaks[kind] = due / 2
    }
    return units[kind] > before
  }
  return {
    units,
    peaks,
    next(kind) {
      const [first] = waiting[kind]
      return first === undefined ? null : { due: first.due, units: first.level }
    },
    endMinute: (used, now) => KINDS.filter((kind) => endMinute(kind, used[kind], now)),
    raise(to) {
      for (const kind of KINDS) units[kind] = Math.max(units[kind], to[kind])
    },
    get isGrowing() {
      return waiting.read.length + waiting.write.length > 0
    },
  }
}
