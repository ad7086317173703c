import type { MetricTotal } from '#kernel/metrics.ts'
import { computeBill, type PriceList, type Usage } from './cost.ts'
import type { TuningDefinition } from './definition.ts'

/** Runs at most: each takes a while. */
export const VALUES_MAX = 16
/** A load that goes on for ever, or for long, is run for this many seconds unless somebody says otherwise. */
export const SECONDS_DEFAULT_MAX = 60

/** One run of the load with one value of the property. */
export interface TuningPoint {
  readonly value: number
  /** Pieces of work that the run metered. */
  readonly count: number
  readonly meanMs: number
  readonly p95Ms: number
  /** USD for a million of them, without the free tier. */
  readonly usdPerMillion: number
}

/** What a run told of the node whose property is varied. */
export interface TunedRun {
  readonly value: number
  readonly totals: readonly MetricTotal[]
  readonly usage: Usage | undefined
  readonly prices: PriceList | undefined
}

/** The figures of a run; null where the node did nothing. */
export function computePoint(
  { durationMetric, meter }: Pick<TuningDefinition, 'durationMetric' | 'meter'>,
  { value, totals, usage, prices }: TunedRun,
): TuningPoint | null {
  const duration = totals.find(({ name }) => name === durationMetric)
  const count = usage?.[meter] ?? 0
  if (usage === undefined || prices === undefined || count === 0) return null
  if (duration?.kind !== 'sample') return null
  const { lines } = computeBill([{ id: '', prices, usage }], { hasFreeTier: false, scale: 1 })
  const usd = lines.reduce((sum, { exactUsd }) => sum + exactUsd, 0)
  const { mean, p95 } = duration.summary
  return { value, count, meanMs: mean, p95Ms: p95, usdPerMillion: (usd / count) * 1e6 }
}

/** The value that costs least, the one that is fastest, and the one whose product of both is least. */
export function findBest(points: readonly TuningPoint[]): {
  readonly cheapest: number
  readonly fastest: number
  readonly balanced: number
} | null {
  const [first] = points
  if (first === undefined) return null
  const least = (of: (point: TuningPoint) => number): number =>
    points.reduce((best, point) => (of(point) < of(best) ? point : best), first).value
  return {
    cheapest: least(({ usdPerMillion }) => usdPerMillion),
    fastest: least(({ meanMs }) => meanMs),
    balanced: least(({ usdPerMillion, meanMs }) => usdPerMillion * meanMs),
  }
}

/** The values that a text lists, sorted, each once; or what is wrong with it. */
export function readValues(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): { readonly values: readonly number[] } | { readonly error: string } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const values = parts.map(Number)
  const odd = parts.find((_, at) => !Number.isInteger(values[at]))
  if (odd !== undefined) return { error: `${odd} is not a whole number` }
  const outside = values.find((value) => value < min || value > max)
  if (outside !== undefined) return { error: `${outside} is not between ${min} and ${max}` }
  const unique = [...new Set(values)].sort((a, b) => a - b)
  if (unique.length === 0) return { error: 'name at least one' }
  if (unique.length > VALUES_MAX) return { error: `more than ${VALUES_MAX} values` }
  return { values: unique }
}
