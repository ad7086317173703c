import 'uplot/dist/uPlot.min.css'
import './Chart.css'
import { type RefObject, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { useLive } from '../stores/live.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { formatClock, formatNumber } from '../timeline/clock.ts'
import { readToken, readTokenAlpha } from '../timeline/tokens.ts'
import { type ChartSpec, readChart } from './charts.ts'
import { useExplore } from './explore.ts'

/** Points are a second wide: more often there is little new to draw. */
const REFRESH_MS = 1_000
/** Less of the beginning than this is not worth a scale of its own. */
const SECONDS_MIN = 5
/** Steps of the time axis, s: those that a clock reads well. A step of 2.5 s would be labelled 00:02. */
const TIME_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
  1_800, 3_600, 7_200, 14_400, 43_200, 86_400,
]
/** Steps of the value axis: 1, 2 and 5 of each power of ten; counts have no use for 2.5. */
const VALUE_STEPS = Array.from({ length: 45 }, (_, index) =>
  Number(`${[1, 2, 5][index % 3]}e${Math.floor(index / 3) - 5}`),
)
const SYNC_KEY = 'coldstart'
const AXIS_FONT = '10px ui-monospace, Menlo, Consolas, monospace'

/** `0:05`, `1:30`, `1:02:03`; tenths of a second where the grid is that fine. */
const formatTick = (seconds: number, step: number): string => {
  const clock = formatClock(seconds * 1_000_000)
  const short = clock.startsWith('00:') ? clock.slice(3) : clock
  if (step < 0.1) return short
  return step < 1 ? short.slice(0, -2) : short.slice(0, -4)
}

const axis = (size: number): uPlot.Axis => ({
  stroke: () => readToken('--muted'),
  font: AXIS_FONT,
  size,
  gap: 4,
  grid: { stroke: () => readToken('--line-soft'), width: 1 },
  ticks: { show: false },
})

/** A line through few points would claim to know what lies between them. */
const SPARSE = 12

const isSparse = (plot: uPlot, index: number): boolean => {
  let known = 0
  for (const value of plot.data[index] ?? []) if (typeof value === 'number') known++
  return known <= SPARSE
}

const seriesOf = (spec: ChartSpec): uPlot.Series[] => [
  {},
  ...spec.lines.map((line): uPlot.Series => ({
    label: line.label,
    stroke: () => readToken(line.colour),
    width: 1.5,
    spanGaps: true,
    points: { show: isSparse, size: 5 },
    ...(line.fill ? { fill: () => readTokenAlpha(line.colour, 0.18) } : {}),
  })),
]

interface Handlers {
  readonly onCursor: (index: number | null) => void
  readonly onPick: (seconds: number) => void
}

const optionsOf = (spec: ChartSpec, handlers: Handlers): uPlot.Options => ({
  width: 300,
  height: 120,
  legend: { show: false },
  cursor: {
    sync: { key: SYNC_KEY },
    drag: { x: true, y: false, setScale: false, dist: 4 },
    points: { size: 6 },
    bind: { dblclick: () => () => (useExplore.setState({ zoom: null }), null) },
  },
  scales: {
    x: {
      time: false,
      // The same stretch on every chart, whatever its own points cover.
      range: () => {
        const { zoom } = useExplore.getState()
        const { now } = run.store.getState()
        return zoom === null ? [0, Math.max(SECONDS_MIN, now / 1_000_000)] : [zoom[0], zoom[1]]
      },
    },
    y: { range: (_, __, max) => [0, Math.max(max ?? 0, 1e-9) * 1.08] },
  },
  axes: [
    {
      ...axis(18),
      space: 60,
      incrs: TIME_STEPS,
      values: (_, splits) => {
        const step = (splits[1] ?? 1) - (splits[0] ?? 0)
        return splits.map((each) => formatTick(each, step))
      },
    },
    {
      ...axis(40),
      // Four or five steps in the height that a chart has here: 0 and one other would be no scale.
      space: 18,
      incrs: VALUE_STEPS,
      values: (_, splits) => splits.map((each) => formatNumber(each)),
    },
  ],
  series: seriesOf(spec),
  hooks: {
    setCursor: [(plot) => handlers.onCursor(plot.cursor.idx ?? null)],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select
        if (width < 4) return
        const from = plot.posToVal(left, 'x')
        const to = plot.posToVal(left + width, 'x')
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        useExplore.setState({ zoom: [from, to] })
      },
    ],
    ready: [
      (plot) => {
        let downAt = -1
        plot.over.addEventListener('mousedown', (event) => {
          downAt = event.clientX
        })
        plot.over.addEventListener('mouseup', (event) => {
          if (Math.abs(event.clientX - downAt) > 3) return
          handlers.onPick(
            plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x'),
          )
        })
      },
    ],
  },
})

/** The numbers beside the title: under the cursor, else the last ones. */
function Figures({ spec, values }: { spec: ChartSpec; values: readonly (number | null)[] }) {
  return (
    <span className="chart-figures mono">
      {spec.lines.map((line, index) => {
        const value = values[index]
        return (
          <span key={line.label} className="chart-figure">
            <span className="chart-key" style={{ background: `var(${line.colour})` }} />
            <span className="chart-label">{line.label}</span>
            <span>{value === null || value === undefined ? '–' : formatNumber(value)}</span>
          </span>
        )
      })}
      {spec.unit !== '' && <span className="chart-unit">{spec.unit}</span>}
    </span>
  )
}

/** `node · metric`: where there is no room the node's name gives way, for the metric tells the charts of a node apart. */
function Title({ text }: { readonly text: string }) {
  const cut = text.lastIndexOf(' · ')
  return (
    <span className="chart-title" title={text}>
      <span>{text.slice(0, Math.max(0, cut))}</span>
      <span>{cut < 0 ? text : text.slice(cut)}</span>
    </span>
  )
}

interface ChartProps {
  readonly spec: ChartSpec
  readonly onPick: (at: number) => void
}

/** Whether `element` is on the screen, or nearly. */
function useInSight(element: RefObject<Element | null>): boolean {
  const [inSight, setInSight] = useState(false)
  useEffect(() => {
    if (element.current === null) return undefined
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: '60px' },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return inSight
}

/** One chart over virtual time: a brush zooms all of them, a click lists the traces of that moment. */
export function Chart(props: ChartProps) {
  const frame = useRef<HTMLElement>(null)
  // A large system has dozens of charts: those that are scrolled away cost nothing.
  const inSight = useInSight(frame)
  return (
    <figure ref={frame} className="chart" aria-label={props.spec.title}>
      {inSight && <Inside {...props} />}
    </figure>
  )
}

function Inside({ spec, onPick }: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  const [cursor, setCursor] = useState<number | null>(null)
  const version = useLive(run.record.series, REFRESH_MS)
  const shade = useView((state) => state.shade)
  const zoom = useExplore((state) => state.zoom)
  const [xs, ...columns] = readChart(spec, run.record.series, run.store.getState().now)
  const signature = JSON.stringify(spec)

  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const made = new uPlot(
      optionsOf(spec, {
        onCursor: (index) => setCursor(index),
        onPick: (seconds) => pick.current(seconds * 1_000_000),
      }),
      [[], ...spec.lines.map(() => [])],
      element,
    )
    plot.current = made
    const fit = () => {
      if (element.clientWidth > 0) {
        made.setSize({ width: element.clientWidth, height: element.clientHeight })
      }
    }
    fit()
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the signature stands for the plan
  }, [signature])

  useEffect(() => {
    plot.current?.setData([[...xs], ...columns.map((column) => [...column])])
    // oxlint-disable-next-line react/exhaustive-deps -- the columns are read anew at each version
  }, [version, signature, zoom])
  useEffect(() => {
    plot.current?.redraw(false, true)
  }, [shade])

  const shown = columns.map((column) => {
    if (cursor !== null && cursor < column.length) return column[cursor] ?? null
    return column.findLast((value) => value !== null) ?? null
  })
  return (
    <>
      <figcaption className="chart-head">
        <Title text={spec.title} />
        <Figures spec={spec} values={shown} />
      </figcaption>
      <div ref={host} className="chart-plot" />
    </>
  )
}
