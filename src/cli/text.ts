import type { ReportedMetric, RunReport } from './report.ts'

/** A number as a person reads it: at most `digits` digits after the point, none for whole ones. */
export const round = (value: number, digits = 1): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(digits)

/** An amount of money with as many digits as it takes to see something. */
export function showUsd(usd: number): string {
  if (usd === 0 || usd >= 1) return `$${usd.toFixed(2)}`
  return `$${usd.toFixed(Math.min(12, 2 - Math.floor(Math.log10(usd))))}`
}

/** Columns of equal width, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A metric's row: a counter's total; a gauge's last and highest value; a sample's count and distribution. */
const metricRow = (name: string, metric: ReportedMetric): readonly string[] => {
  const label = `    ${name}`
  if (name === 'costUsd' && typeof metric === 'number') return ['    cost', showUsd(metric)]
  if (typeof metric === 'number') return [label, round(metric)]
  if ('last' in metric) return [label, round(metric.last), '', '', '', '', round(metric.max)]
  const { count, mean, p50, p95, p99, max } = metric
  return [label, ...[count, mean, p50, p95, p99, max].map((value) => round(value))]
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)} %`

/** The report of a run for a person. */
export function describeReport(name: string, report: RunReport): string {
  const { requests, latencyMs, nodes } = report
  const count = (label: string, value: number): readonly string[] => [
    `  ${label}`,
    String(value),
    percent(value, requests.total),
  ]
  const counts = table([
    count('requests', requests.total),
    count('ok', requests.ok),
    count('client errors (4xx)', requests.clientErrors),
    count('throttled (429)', requests.throttled),
    count('server errors (5xx)', requests.serverErrors),
    count('timed out', requests.timedOut),
    count('unreachable', requests.unreachable),
  ])
  const latency = table([
    ['  latency, ms', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'],
    [
      '',
      ...[
        latencyMs.mean,
        latencyMs.p50,
        latencyMs.p90,
        latencyMs.p95,
        latencyMs.p99,
        latencyMs.max,
      ].map((value) => round(value)),
    ],
  ])
  const metrics = table([
    ['  nodes', 'total', 'mean', 'p50', 'p95', 'p99', 'max'],
    ...Object.entries(nodes).flatMap(([id, ofNode]) => [
      [`  ${id}`],
      ...Object.entries(ofNode).map(([metric, value]) => metricRow(metric, value)),
    ]),
  ])
  return [
    `${name}: ${round(report.virtualMs / 1_000, 3)} s of virtual time, ${report.events} events in ${round(report.wallMs / 1_000, 2)} s`,
    '',
    counts,
    '',
    latency,
    '',
    metrics,
    '',
    `  cost ${showUsd(report.costUsd)}, without the free tier`,
    `  trace hash ${report.traceHash}`,
  ].join('\n')
}
