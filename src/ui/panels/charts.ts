import type { MetricPoint } from '#kernel/columns.ts'
import type { Series, SeriesStore } from '../stores/series.ts'

type Stat = 'rate' | 'value' | 'mean' | 'p50' | 'p95' | 'p99'

export interface ChartLine {
  readonly node: string
  readonly metric: string
  readonly stat: Stat
  readonly label: string
  /** A token of kit/tokens.css. */
  readonly colour: string
  readonly fill: boolean
}

/** One chart: its lines share a unit. */
export interface ChartSpec {
  readonly id: string
  readonly node: string
  readonly title: string
  readonly unit: string
  readonly lines: readonly ChartLine[]
}

/** A node's metrics as the charts are planned from them. */
export interface NodeMetrics {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly metrics: readonly { readonly name: string; readonly kind: MetricPoint['kind'] }[]
}

/**
 * AWS's metric names, which run words together, as a title: `InitDuration` → `Init duration`. What stands behind a blank
 * is a dimension's value and stays as it is: `Latency GET /items`.
 */
export const titleOf = (metric: string): string => {
  const [name = '', ...dimension] = metric.split(' ')
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return [words.charAt(0).toUpperCase() + words.slice(1), ...dimension].join(' ')
}

const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/throttl|429/i, '--throttle'],
  [/cold/i, '--cold'],
  [/4xx|clienterror|usererror|conditional/i, '--retry'],
  [/error|5xx|fault|fail|timeout|timedout|dropped/i, '--error'],
  [/success|\bok\b|complet|hit/i, '--ok'],
]
const REST = ['--accent', '--async', '--ok', '--retry']

const colourOf = (metric: string, index: number): string =>
  MEANINGS.find(([pattern]) => pattern.test(metric))?.[1] ?? REST[index % REST.length] ?? '--accent'

/** What a distribution counts: durations, but for sizes and numbers. */
const sampleUnit = (metric: string): string => {
  if (metric.endsWith('Size')) return 'B'
  return metric.endsWith('Count') ? 'items' : 'ms'
}

const percentiles = (node: NodeMetrics, metric: string): ChartSpec => {
  const line = (stat: Stat, colour: string): ChartLine => ({
    node: node.id,
    metric,
    stat,
    label: stat,
    colour,
    fill: false,
  })
  return {
    id: `${node.id}/${metric}`,
    node: node.id,
    title: `${node.name} · ${titleOf(metric)}`,
    unit: sampleUnit(metric),
    lines: [line('p50', '--accent'), line('p95', '--throttle'), line('p99', '--error')],
  }
}

const linesOf = (node: NodeMetrics, metrics: readonly string[], stat: Stat): ChartLine[] =>
  metrics.map((metric, index) => ({
    node: node.id,
    metric,
    stat,
    label: titleOf(metric),
    colour: colourOf(metric, index),
    fill: stat === 'value',
  }))

/** CloudFront's `4xxErrorRate`, `CacheHitRate`: each request counts 0 or 100, and their mean is what is asked for. */
const SHARE = /Rate$/

/** Shares of requests in one chart. */
const planShares = (node: NodeMetrics, metrics: readonly string[]): ChartSpec[] =>
  metrics.length === 0
    ? []
    : [
        {
          id: `${node.id}/shares`,
          node: node.id,
          title: `${node.name} · Shares of requests`,
          unit: '%',
          lines: linesOf(node, metrics, 'mean'),
        },
      ]

const UNITS = /CapacityUnits/
const BYTES = /Bytes|DataProcessed/
const CONCURRENCY = /Concurren/

/** Counters of things; those of capacity units have charts of their own. */
function planCounters(node: NodeMetrics, counters: readonly string[]): ChartSpec[] {
  const plain = counters.filter((metric) => !UNITS.test(metric) && !BYTES.test(metric))
  const chart = (id: string, title: string, metrics: readonly string[]): ChartSpec[] =>
    metrics.length === 0
      ? []
      : [
          {
            id: `${node.id}/${id}`,
            node: node.id,
            title: `${node.name} · ${title}`,
            unit: '/s',
            lines: linesOf(node, metrics, 'rate'),
          },
        ]
  // Of routes and methods: a metric's name, and what it is kept of.
  const isDetail = (metric: string): boolean => / (\$default$|.*\/)/.test(metric)
  return [
    ...chart(
      'rates',
      'Rates',
      plain.filter((metric) => !isDetail(metric)),
    ),
    ...chart('details', 'Rates by route', plain.filter(isDetail)),
  ]
}

const CONSUMED = /^Consumed(Read|Write)CapacityUnits(.*)$/

/** Capacity of one kind: what is consumed of what is provisioned, and what was throttled. */
function planCapacity(node: NodeMetrics): ChartSpec[] {
  const has = (name: string): boolean => node.metrics.some((metric) => metric.name === name)
  return node.metrics.flatMap(({ name }) => {
    const [, kind, index = ''] = CONSUMED.exec(name) ?? []
    if (kind === undefined) return []
    const line = (metric: string, given: Omit<ChartLine, 'node' | 'metric'>): ChartLine[] =>
      has(metric) ? [{ node: node.id, metric, ...given }] : []
    const [provisioned, throttled] = [
      `Provisioned${kind}CapacityUnits${index}`,
      `${kind}ThrottleEvents${index}`,
    ]
    return [
      {
        id: `${node.id}/${name}`,
        node: node.id,
        title: `${node.name} · ${kind} capacity${index}`,
        unit: 'units/s',
        lines: [
          ...line(name, { stat: 'rate', label: 'Consumed', colour: '--accent', fill: true }),
          ...line(provisioned, {
            stat: 'value',
            label: 'Provisioned',
            colour: '--ok',
            fill: false,
          }),
          ...line(throttled, {
            stat: 'rate',
            label: 'Throttled',
            colour: '--throttle',
            fill: false,
          }),
        ],
      },
    ]
  })
}

const PROVISIONED = /^Provisioned(Read|Write)CapacityUnits/

/** DynamoDB's `AccountProvisionedReadCapacityUtilization`: what of its quotas the whole account takes. */
const UTILIZATION = /CapacityUtilization$/

/** The account's shares of its quotas in one chart. */
function planUtilization(node: NodeMetrics, gauges: readonly string[]): ChartSpec[] {
  const metrics = gauges.filter((metric) => UTILIZATION.test(metric))
  if (metrics.length === 0) return []
  const lines = linesOf(node, metrics, 'value').map((line) => ({
    ...line,
    label: line.label.replace(/ capacity utilization$/, ''),
    fill: false,
  }))
  const title = `${node.name} · Account’s quotas`
  return [{ id: `${node.id}/utilization`, node: node.id, title, unit: '%', lines }]
}

function planGauges(node: NodeMetrics, gauges: readonly string[]): ChartSpec[] {
  const cold = node.metrics.find(({ name }) => name === 'ColdStarts')
  return gauges.map((metric) => {
    const lines = linesOf(node, [metric], 'value')
    if (CONCURRENCY.test(metric) && cold !== undefined) {
      lines.push(
        ...linesOf(node, ['ColdStarts'], 'rate').map((line) => ({
          ...line,
          label: 'Cold starts /s',
        })),
      )
    }
    return {
      id: `${node.id}/${metric}`,
      node: node.id,
      title: `${node.name} · ${titleOf(metric)}`,
      unit: '',
      lines: lines.map((line) => (line.metric === metric ? { ...line, colour: '--ok' } : line)),
    }
  })
}

/** All charts of one node: how long, how often, how much. */
export function planNodeCharts(node: NodeMetrics): readonly ChartSpec[] {
  const named = (kind: MetricPoint['kind']) =>
    node.metrics.filter((metric) => metric.kind === kind).map(({ name }) => name)
  return [
    ...named('sample')
      .filter((metric) => !SHARE.test(metric))
      .map((metric) => percentiles(node, metric)),
    ...planShares(
      node,
      named('sample').filter((metric) => SHARE.test(metric)),
    ),
    ...planCounters(node, named('counter')),
    ...planCapacity(node),
    ...planGauges(
      node,
      named('gauge').filter((metric) => !PROVISIONED.test(metric) && !UTILIZATION.test(metric)),
    ),
    ...planUtilization(node, named('gauge')),
  ]
}

/** What the traffic sees first, then what computes, then what stores. */
const ORDER = ['traffic', 'compute', 'data', 'edge', 'events']
const OVERVIEW_MAX = 12

/** The charts of the whole system: of each node the ones that tell most. */
export function planOverview(nodes: readonly NodeMetrics[]): readonly ChartSpec[] {
  const rank = ({ category }: NodeMetrics) => ORDER.indexOf(category)
  const sorted = nodes.toSorted((a, b) => rank(a) - rank(b))
  const perNode = sorted.map((node) => {
    const charts = planNodeCharts(node)
    const gauge = charts.filter(({ unit }) => unit === '').slice(0, 1)
    const samples = charts.filter(({ unit }) => unit === 'ms')
    const telling = samples.find(({ lines }) => /^(Latency|Duration)$/.test(lines[0]?.metric ?? ''))
    const sample =
      samples.length === 0 ? [] : [telling ?? samples[0]].filter((each) => each !== undefined)
    const rates = charts.filter(({ unit }) => unit.endsWith('/s'))
    return node.category === 'compute'
      ? [...gauge, ...sample, ...rates]
      : [...sample, ...rates, ...gauge]
  })
  return perNode.flat().slice(0, OVERVIEW_MAX)
}

const valueOf = (series: Series, index: number, stat: Stat, width: number): number | null => {
  const value = series.value[index] ?? 0
  if (stat === 'value' || stat === 'mean') return value
  if (stat === 'rate') return value / (width / 1_000_000)
  return series.summary[index]?.[stat] ?? null
}

/** Columns for the chart: instants in seconds, then one column a line; null where nothing is known. */
export function readChart(
  spec: ChartSpec,
  store: Pick<SeriesStore, 'find' | 'width'>,
  now: number,
): readonly [readonly number[], ...(readonly (number | null)[])[]] {
  const { width } = store
  const found = spec.lines.map((line) => store.find(line.node, line.metric))
  const instants = new Set<number>()
  for (const series of found) for (const at of series?.at ?? []) instants.add(at)
  // A stretch that is still filling would look like a fall of every rate.
  const full = [...instants].filter((at) => at + width <= now || instants.size === 1)
  const xs = full.sort((a, b) => a - b)
  const columns = spec.lines.map((line, which) => {
    const series = found[which]
    let cursor = 0
    let held: number | null = null
    return xs.map((at) => {
      if (series === undefined) return line.stat === 'rate' ? 0 : null
      while (cursor < series.at.length && (series.at[cursor] ?? 0) < at) cursor++
      if (series.at[cursor] === at) {
        held = valueOf(series, cursor, line.stat, width)
        return held
      }
      if (line.stat === 'rate') return 0
      return line.stat === 'value' ? held : null
    })
  })
  return [xs.map((at) => at / 1_000_000), ...columns]
}
