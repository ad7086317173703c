import './panels.css'
import { useMemo } from 'react'
import { Button } from '#kit/Button.tsx'
import { catalog, isNodeType } from '#services/catalog.ts'
import type { ScenarioNode } from '#scenario/schema.ts'
import { useDocument } from '../stores/document.ts'
import { useLive } from '../stores/live.ts'
import { run, useRun } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { formatClock } from '../timeline/clock.ts'
import { Chart } from './Chart.tsx'
import { type ChartSpec, type NodeMetrics, planNodeCharts, planOverview } from './charts.ts'
import { useExplore } from './explore.ts'
import { useNames } from './names.ts'

/** A node's name as it is shown, with the metrics that it recorded so far. */
const metricsOf = ({ id, name, type }: ScenarioNode): NodeMetrics => ({
  id,
  name: name ?? id,
  category: isNodeType(type) ? catalog[type].category : 'events',
  metrics: run.record.series.names(id).flatMap((metric) => {
    const series = run.record.series.find(id, metric)
    return series === undefined ? [] : [{ name: metric, kind: series.kind }]
  }),
})

function usePlan(node: string | null): readonly ChartSpec[] {
  const nodes = useDocument((state) => state.scenario.nodes)
  const version = useLive(run.record.series, 1_000)
  return useMemo(() => {
    const all = nodes.map(metricsOf).filter(({ metrics }) => metrics.length > 0)
    if (node === null) return planOverview(all)
    return all.filter(({ id }) => id === node).flatMap(planNodeCharts)
    // The names of the metrics are read from the record, whose version stands for them.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [nodes, node, version])
}

const pickTraces = (node: string) => (at: number) => {
  const { width } = run.record.series
  const from = Math.floor(at / width) * width
  useExplore.setState({
    between: { from, to: from + width, node },
    traceKind: 'all',
    traceText: '',
  })
  useView.getState().setDockTab('traces')
  useView.getState().togglePanel('dock', true)
}

function ZoomBar() {
  const zoom = useExplore((state) => state.zoom)
  if (zoom === null) return null
  const [from, to] = zoom
  return (
    <div className="panel-bar">
      <span className="muted">
        Zoomed to{' '}
        <span className="mono">
          {formatClock(from * 1_000_000)} – {formatClock(to * 1_000_000)}
        </span>
      </span>
      <Button size="small" onClick={() => useExplore.setState({ zoom: null })}>
        Show all
      </Button>
    </div>
  )
}

/** Why there is no chart: nothing ran, or nothing came to this node. */
function Empty({ of }: { readonly of: string | null }) {
  const nameOf = useNames()
  const isPlaying = useRun((state) => state.status === 'playing')
  return (
    <div className="panel-empty">
      <strong>No numbers yet</strong>
      {of === null || run.record.series.nodes().length === 0 ? (
        <span>
          {isPlaying
            ? 'No request has come so far: charts fill with what requests really take.'
            : 'Press play: charts fill with what the requests really took.'}
        </span>
      ) : (
        <span>
          No request has come to {nameOf(of)} so far: check that a wire leads to it. With nothing
          selected the charts show the whole system.
        </span>
      )}
    </div>
  )
}

/** Charts of one node, or of the whole system where `node` is null. */
export function MetricCharts({ node }: { readonly node: string | null }) {
  const charts = usePlan(node)
  return (
    <div className="panel">
      <ZoomBar />
      {charts.length === 0 ? (
        <Empty of={node} />
      ) : (
        <div className="chart-grid" role="group" aria-label="Charts" tabIndex={0}>
          {charts.map((spec) => (
            <Chart key={spec.id} spec={spec} onPick={pickTraces(spec.node)} />
          ))}
        </div>
      )}
    </div>
  )
}

/** The dock's charts: of the selected node, else of everything. */
export function MetricsPanel() {
  const selected = useView(({ selection }) =>
    selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null,
  )
  return <MetricCharts node={selected} />
}
