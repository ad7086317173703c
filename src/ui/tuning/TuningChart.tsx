import 'uplot/dist/uPlot.min.css'
import type { TuningPoint } from '#services/tuning.ts'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { formatUsd } from '../panels/bill.ts'
import { formatNumber } from '../timeline/clock.ts'
import { readToken } from '../timeline/tokens.ts'

const HEIGHT = 220
const FONT = '10px ui-monospace, Menlo, Consolas, monospace'

const axis = (scale: string, format: (value: number) => string, grid: boolean): uPlot.Axis => ({
  scale,
  stroke: () => readToken('--muted'),
  font: FONT,
  grid: { show: grid, stroke: () => readToken('--line-soft'), width: 1 },
  ticks: { show: false },
  values: (_, splits) => splits.map(format),
})

/** From zero to a little above the highest. */
const fromZero: uPlot.Scale.Range = (_, __, max) => [0, Math.max(max ?? 0, 1e-9) * 1.1]

/** Points stand in equal steps: sizes double, and a true scale would crowd the small ones. */
const optionsOf = (width: number, points: readonly TuningPoint[]): uPlot.Options => ({
  width,
  height: HEIGHT,
  legend: { show: false },
  cursor: { show: false },
  scales: {
    x: { time: false, range: [-0.4, Math.max(0.4, points.length - 0.6)] },
    ms: { range: fromZero },
    usd: { range: fromZero },
  },
  axes: [
    {
      ...axis('x', (at) => String(points[at]?.value ?? ''), false),
      splits: () => points.map((_, at) => at),
      size: 22,
    },
    { ...axis('ms', formatNumber, true), size: 46 },
    { ...axis('usd', formatUsd, false), side: 1, size: 58 },
  ],
  series: [
    {},
    {
      scale: 'ms',
      stroke: () => readToken('--accent'),
      width: 2,
      points: { show: true, size: 7, fill: () => readToken('--accent') },
    },
    {
      scale: 'usd',
      stroke: () => readToken('--ok'),
      width: 2,
      dash: [5, 4],
      points: { show: true, size: 7, fill: () => readToken('--surface') },
    },
  ],
})

/** Duration (left, full) and price of a million (right, dashed) over the values that have been run. */
export function TuningChart({
  points,
  unit,
}: {
  readonly points: readonly TuningPoint[]
  readonly unit: string
}) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const data: uPlot.AlignedData = [
      points.map((_, at) => at),
      points.map(({ meanMs }) => meanMs),
      points.map(({ usdPerMillion }) => usdPerMillion),
    ]
    const plot = new uPlot(optionsOf(element.clientWidth, points), data, element)
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT }),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [points])
  return (
    <figure className="tuning-chart" aria-label={`Duration and cost over ${unit}`}>
      <figcaption>
        <span data-line="ms">mean duration, ms</span>
        <span data-line="usd">USD per million</span>
      </figcaption>
      <div ref={frame} />
    </figure>
  )
}
