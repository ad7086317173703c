import type { MetricPoint, Summary } from '#kernel/columns.ts'
import { createLive, type Live } from './live.ts'

/** One metric of one node over virtual time, in columns; `at` is the beginning of each stretch in µs. */
export interface Series {
  readonly kind: MetricPoint['kind']
  readonly at: readonly number[]
  readonly value: readonly number[]
  readonly summary: readonly (Summary | null)[]
}

interface MutableSeries {
  kind: MetricPoint['kind']
  at: number[]
  value: number[]
  summary: (Summary | null)[]
}

/** Every metric series of the run. */
export interface SeriesStore extends Live {
  /** How long each stretch is, in µs of virtual time. */
  readonly width: number
  add(points: readonly MetricPoint[], width: number): void
  find(node: string, name: string): Series | undefined
  /** The names of a node's metrics, in the order in which they first came. */
  names(node: string): readonly string[]
  nodes(): readonly string[]
  clear(): void
}

/** The first index whose `at` is not below `wanted`; nearly always the end, so the search begins there. */
function findSlot(at: readonly number[], wanted: number): number {
  let low = 0
  let high = at.length
  if (high === 0 || (at[high - 1] ?? 0) < wanted) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((at[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

function put(series: MutableSeries, point: MetricPoint): void {
  const slot = findSlot(series.at, point.at)
  if (series.at[slot] === point.at) {
    series.value[slot] = point.value
    series.summary[slot] = point.summary
    return
  }
  series.at.splice(slot, 0, point.at)
  series.value.splice(slot, 0, point.value)
  series.summary.splice(slot, 0, point.summary)
}

/** Of two neighbours' distributions the one that saw more; the recorder sends the true merge after it. */
const larger = (a: Summary | null, b: Summary | null): Summary | null =>
  (a?.count ?? 0) >= (b?.count ?? 0) ? a : b

const mergedValue = (kind: MetricPoint['kind'], a: number, b: number): number => {
  if (kind === 'counter') return a + b
  return kind === 'gauge' ? Math.max(a, b) : (a + b) / 2
}

/** Lays a series onto wider stretches, as the recorder does when a run outgrows its buckets. */
function widen(series: MutableSeries, width: number): void {
  const old = { at: series.at, value: series.value, summary: series.summary }
  series.at = []
  series.value = []
  series.summary = []
  for (const [index, instant] of old.at.entries()) {
    const at = Math.floor(instant / width) * width
    const value = old.value[index] ?? 0
    const summary = old.summary[index] ?? null
    const last = series.at.length - 1
    if (last >= 0 && series.at[last] === at) {
      series.value[last] = mergedValue(series.kind, series.value[last] ?? 0, value)
      series.summary[last] = larger(series.summary[last] ?? null, summary)
    } else {
      series.at.push(at)
      series.value.push(value)
      series.summary.push(summary)
    }
  }
}

/** Creates a store without series. */
export function createSeriesStore(): SeriesStore {
  const live = createLive()
  const nodes = new Map<string, Map<string, MutableSeries>>()
  let width = 1_000_000
  return {
    get version() {
      return live.version
    },
    get width() {
      return width
    },
    subscribe: (listener) => live.subscribe(listener),
    changed: () => live.changed(),
    add(points, newWidth) {
      if (newWidth > width) {
        for (const metrics of nodes.values()) {
          for (const series of metrics.values()) widen(series, newWidth)
        }
      }
      width = newWidth
      for (const point of points) {
        let metrics = nodes.get(point.node)
        if (metrics === undefined) nodes.set(point.node, (metrics = new Map()))
        let series = metrics.get(point.name)
        if (series === undefined) {
          series = { kind: point.kind, at: [], value: [], summary: [] }
          metrics.set(point.name, series)
        }
        put(series, point)
      }
      if (points.length > 0) live.changed()
    },
    find: (node, name) => nodes.get(node)?.get(name),
    names: (node) => [...(nodes.get(node)?.keys() ?? [])],
    nodes: () => [...nodes.keys()],
    clear() {
      nodes.clear()
      width = 1_000_000
      live.changed(true)
    },
  }
}
