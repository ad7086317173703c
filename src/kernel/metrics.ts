import { assert, failAssertion } from './assert.ts'
import type { MetricPoint, Summary } from './columns.ts'
import { createHistogram, type Histogram } from './histogram.ts'
import { type Duration, type Instant, seconds, START } from './time.ts'
import type { NodeId } from './trace.ts'

/** `counter`: summed · `gauge`: holds until the next · `sample`: one observation of a distribution. */
export type MetricKind = MetricPoint['kind']

/** One metric of one node over the whole run. */
export type MetricTotal = { readonly name: string } & (
  | { readonly kind: 'counter'; readonly sum: number }
  | { readonly kind: 'gauge'; readonly last: number; readonly max: number }
  | { readonly kind: 'sample'; readonly summary: Summary }
)

/** Metrics over virtual time, in stretches of equal width, and over the whole run. */
export interface Metrics {
  add(at: Instant, node: NodeId, kind: MetricKind, name: string, value: number): void
  /** Points changed since the last call. A width other than before voids every point given earlier: all come anew. */
  take(now: Instant): { readonly points: readonly MetricPoint[]; readonly width: Duration }
  /** Every metric of `node`, in the order in which it first appeared. */
  totals(node: NodeId): readonly MetricTotal[]
}

/** The width of a stretch when the run begins. */
const WIDTH_AT_FIRST = seconds(1)
/** More than any scenario has: 500 nodes with 40 metrics each. */
const SERIES_MAX = 20_000
/**
 * Buckets of all series together, some 300 bytes each: many nodes get wider stretches sooner. Far above `SERIES_MAX`,
 * or widening could not help.
 */
const BUCKETS_TOTAL_MAX = 100_000

interface Bucket {
  /** counter: sum · gauge: highest value held · sample: unused, the histogram has it. */
  value: number
  readonly histogram: Histogram | null
  dirty: boolean
}

interface Series {
  readonly node: NodeId
  readonly name: string
  readonly kind: MetricKind
  buckets: (Bucket | undefined)[]
  /** Indices of `buckets` that changed since they were last taken. */
  dirty: number[]
  /** gauge: the value held now. */
  last: number
  /** counter: the sum · gauge: the highest value. */
  total: number
  readonly histogram: Histogram | null
}

const pointOf = (series: Series, bucket: Bucket, at: Instant): MetricPoint => {
  const { node, name, kind } = series
  const summary = bucket.histogram?.summary() ?? null
  return { node, name, kind, at, value: summary === null ? bucket.value : summary.mean, summary }
}

const mergeBuckets = (kind: MetricKind, one: Bucket, two: Bucket): Bucket => {
  if (one.histogram !== null && two.histogram !== null) one.histogram.merge(two.histogram)
  else one.value = kind === 'gauge' ? Math.max(one.value, two.value) : one.value + two.value
  return one
}

/** Neighbours become one; what was not yet taken stays so. */
const halve = (series: Series): void => {
  const merged: (Bucket | undefined)[] = []
  series.dirty = []
  for (let index = 0; index < series.buckets.length; index += 2) {
    const [one, two] = [series.buckets[index], series.buckets[index + 1]]
    const bucket = one && two ? mergeBuckets(series.kind, one, two) : (one ?? two)
    merged.push(bucket)
    if (bucket === undefined) continue
    bucket.dirty = true
    series.dirty.push(index >> 1)
  }
  series.buckets = merged
}

const countBuckets = (all: readonly Series[]): number => {
  let count = 0
  for (const { buckets } of all) for (const bucket of buckets) if (bucket !== undefined) count++
  return count
}

/**
 * Creates an empty store. `bucketsMax` stretches of each metric at most, `bucketsTotalMax` of all together: then the
 * width doubles and neighbours merge.
 */
export function createMetrics(
  bucketsMax: number,
  bucketsTotalMax: number = BUCKETS_TOTAL_MAX,
): Metrics {
  assert(bucketsMax >= 2, 'metrics need two buckets')
  const byNode = new Map<NodeId, Map<string, Series>>()
  const all: Series[] = []
  let width = WIDTH_AT_FIRST
  let latest = START
  let held = 0

  const find = (node: NodeId, name: string, kind: MetricKind): Series => {
    let named = byNode.get(node)
    if (named === undefined) byNode.set(node, (named = new Map<string, Series>()))
    let series = named.get(name)
    if (series === undefined) {
      assert(all.length < SERIES_MAX, `more than ${SERIES_MAX} metrics`)
      const histogram = kind === 'sample' ? createHistogram() : null
      series = { node, name, kind, buckets: [], dirty: [], last: 0, total: 0, histogram }
      named.set(name, series)
      all.push(series)
    }
    if (series.kind !== kind) {
      failAssertion(`${node}: metric ${name} is a ${series.kind}, not a ${kind}`)
    }
    return series
  }

  const widenTo = (at: Instant): void => {
    while (at >= width * bucketsMax || (held >= bucketsTotalMax && held > 2 * all.length)) {
      width = (width * 2) as Duration
      for (const series of all) halve(series)
      held = countBuckets(all)
    }
    if (at > latest) latest = at
  }

  const touch = (series: Series, index: number, value: number): Bucket => {
    let bucket = series.buckets[index]
    if (bucket === undefined) {
      const histogram = series.kind === 'sample' ? createHistogram() : null
      bucket = { value, histogram, dirty: false }
      while (series.buckets.length < index) series.buckets.push(undefined)
      series.buckets[index] = bucket
      held++
    }
    if (!bucket.dirty) {
      bucket.dirty = true
      series.dirty.push(index)
    }
    return bucket
  }

  /** A gauge holds its value through stretches in which nobody set it. */
  const holdUntil = (series: Series, index: number): void => {
    if (series.buckets.length === 0) return
    for (let gap = series.buckets.length; gap <= index; gap++) touch(series, gap, series.last)
  }

  const addGauge = (series: Series, at: Instant, value: number): void => {
    const index = Math.floor(at / width)
    const isFirst = series.buckets.length === 0
    // A value set at the very beginning of a stretch leaves the one before it no share in that stretch.
    holdUntil(series, at === index * width ? index - 1 : index)
    const bucket = touch(series, index, value)
    bucket.value = Math.max(bucket.value, value)
    series.total = isFirst ? value : Math.max(series.total, value)
    series.last = value
  }

  return {
    add(at, node, kind, name, value) {
      if (!Number.isFinite(value)) failAssertion(`${node}: metric ${name} is ${value}`)
      const series = find(node, name, kind)
      widenTo(at)
      if (kind === 'gauge') return addGauge(series, at, value)
      const bucket = touch(series, Math.floor(at / width), 0)
      if (bucket.histogram === null) {
        bucket.value += value
        series.total += value
        return
      }
      bucket.histogram.add(value)
      series.histogram?.add(value)
    },
    take(now) {
      widenTo(now)
      const points: MetricPoint[] = []
      for (const series of all) {
        if (series.kind === 'gauge') holdUntil(series, Math.floor(latest / width))
        for (const index of series.dirty) {
          const bucket = series.buckets[index]
          if (bucket === undefined) continue
          bucket.dirty = false
          points.push(pointOf(series, bucket, (index * width) as Instant))
        }
        series.dirty = []
      }
      return { points, width }
    },
    totals(node) {
      const named = [...(byNode.get(node)?.values() ?? [])]
      return named.map((series): MetricTotal => {
        const { name, histogram } = series
        if (histogram !== null) return { name, kind: 'sample', summary: histogram.summary() }
        if (series.kind === 'counter') return { name, kind: 'counter', sum: series.total }
        return { name, kind: 'gauge', last: series.last, max: series.total }
      })
    },
  }
}
