import type { Summary, TraceColumns } from '#kernel/columns.ts'
import { createHistogram } from '#kernel/histogram.ts'
import type { MetricTotal } from '#kernel/metrics.ts'
import { readRow, rowKinds } from '#kernel/readColumns.ts'
import { clientMetrics } from '#services/client/definition.ts'
import { computeBill } from '#services/cost.ts'
import { costs } from '#services/costs.ts'
import type { Simulation } from '#simulation/simulation.ts'

/** A metric in the report: a counter's sum, a gauge's last and highest value, a sample's distribution. */
export type ReportedMetric = number | Summary | { readonly last: number; readonly max: number }

/** What `run --json` prints. */
export interface RunReport {
  readonly traceHash: string
  readonly virtualMs: number
  readonly events: number
  readonly requests: {
    readonly total: number
    readonly ok: number
    readonly clientErrors: number
    readonly serverErrors: number
    readonly throttled: number
    readonly timedOut: number
    readonly unreachable: number
  }
  /** As the clients see it, in ms, over all attempts of a request. */
  readonly latencyMs: Omit<Summary, 'count'>
  /**
   * Every node's metrics by AWS's names and, where AWS charges for it, `costUsd`: what it used by the published prices,
   * before rounding and without the free tier.
   */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, ReportedMetric>>>>
  /** All nodes' together. */
  readonly costUsd: number
  readonly wallMs: number
}

const toReported = (total: MetricTotal): ReportedMetric => {
  switch (total.kind) {
    case 'counter':
      return total.sum
    case 'gauge':
      return { last: total.last, max: total.max }
    case 'sample':
      return total.summary
  }
}

const isClient = (simulation: Simulation, node: string): boolean =>
  simulation.scenario.nodes.some(({ id, type }) => id === node && type === 'Coldstart::Client')

const SAMPLE = rowKinds.indexOf('sample')

/** Gathers, while a run goes on, what only the trace tells: the latency over all clients. */
export function createLatencies(simulation: Simulation): {
  readonly add: (trace: TraceColumns) => void
  readonly summary: () => Omit<Summary, 'count'>
} {
  const histogram = createHistogram()
  return {
    add(trace) {
      for (let row = 0; row < trace.rows; row++) {
        if (trace.kind[row] !== SAMPLE) continue
        const event = readRow(trace, row)
        if (event?.type !== 'sample' || event.name !== clientMetrics.latency) continue
        if (isClient(simulation, event.node)) histogram.add(event.value)
      }
    },
    summary() {
      const { count: _, ...rest } = histogram.summary()
      return rest
    },
  }
}

/** What each node that AWS charges for has cost, in USD. */
function computeCosts(simulation: Simulation): ReadonlyMap<string, number> {
  const usage = simulation.usage()
  const metered = simulation.scenario.nodes.flatMap(({ id, type }) => {
    const [prices, used] = [costs[type], usage[id]]
    return prices === undefined || used === undefined ? [] : [{ id, prices, usage: used }]
  })
  const { nodes } = computeBill(metered, { hasFreeTier: false, scale: 1 })
  return new Map(Object.entries(nodes))
}

/** What a run has come to. */
export function createReport(
  simulation: Simulation,
  seen: { readonly latencyMs: Omit<Summary, 'count'>; readonly wallMs: number },
): RunReport {
  const ids = simulation.scenario.nodes.map(({ id }) => id).sort()
  const sumOf = (name: string): number =>
    ids
      .filter((id) => isClient(simulation, id))
      .flatMap((id) => simulation.totals(id))
      .reduce(
        (sum, total) => sum + (total.name === name && total.kind === 'counter' ? total.sum : 0),
        0,
      )
  const costOf = computeCosts(simulation)
  const reportNode = (id: string): RunReport['nodes'][string] => {
    const metrics = simulation.totals(id).map((total) => [total.name, toReported(total)] as const)
    const cost = costOf.get(id)
    return Object.fromEntries(cost === undefined ? metrics : [...metrics, ['costUsd', cost]])
  }
  return {
    traceHash: simulation.traceHash,
    virtualMs: simulation.now / 1_000,
    events: simulation.events,
    requests: {
      total: sumOf(clientMetrics.requests),
      ok: sumOf(clientMetrics.ok),
      clientErrors: sumOf(clientMetrics.clientErrors),
      serverErrors: sumOf(clientMetrics.serverErrors),
      throttled: sumOf(clientMetrics.throttled),
      timedOut: sumOf(clientMetrics.timedOut),
      unreachable: sumOf(clientMetrics.unreachable),
    },
    latencyMs: seen.latencyMs,
    nodes: Object.fromEntries(ids.map((id) => [id, reportNode(id)])),
    costUsd: ids.reduce((sum, id) => sum + (costOf.get(id) ?? 0), 0),
    wallMs: seen.wallMs,
  }
}
