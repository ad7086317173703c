import './Scrubber.css'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { isNodeType, catalog } from '#services/catalog.ts'
import { useLive } from '../stores/live.ts'
import { run, useCalmRun, useRun } from '../stores/run.ts'
import { useDocument } from '../stores/document.ts'
import { useView } from '../stores/view.ts'
import { formatClock } from './clock.ts'
import { drawScrubber } from './drawScrubber.ts'
import { lookOf } from './marks.ts'

const HEIGHT_PX = 30
const SECOND = 1_000_000
/** While the run plays, the track is drawn anew this often, ms. */
const REDRAW_EVERY_MS = 250
/** A mark is named when the pointer is this near to it, px. */
const NEAR_PX = 6

/** How much the traffic sources sent, summed: the silhouette behind the marks. */
function useActivity() {
  const nodes = useDocument((state) => state.scenario.nodes)
  const version = useLive(run.record.series, 250)
  return useMemo(() => {
    const sums = new Map<number, number>()
    for (const { id, type } of nodes) {
      if (!isNodeType(type) || catalog[type].category !== 'traffic') continue
      const name = run.record.series
        .names(id)
        .find((each) => run.record.series.find(id, each)?.kind === 'counter')
      const series = name === undefined ? undefined : run.record.series.find(id, name)
      for (const [index, at] of (series?.at ?? []).entries()) {
        sums.set(at, (sums.get(at) ?? 0) + (series?.value[index] ?? 0))
      }
    }
    const { width } = run.record.series
    const { now } = run.store.getState()
    // The stretch that is still filling would look like a fall of the traffic.
    const sorted = [...sums].filter(([at]) => at + width <= now).sort(([a], [b]) => a - b)
    return {
      version,
      each: width,
      at: sorted.map(([at]) => at),
      value: sorted.map(([, value]) => value),
    }
  }, [nodes, version])
}

function useWidth() {
  const host = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { host, width }
}

/** The run's time line: marks to read, a playhead to drag. */
export function Scrubber() {
  const { host, width } = useWidth()
  const canvas = useRef<HTMLCanvasElement>(null)
  const now = useCalmRun((state) => state.now)
  const horizon = useRun((state) => state.horizon)
  const reached = useCalmRun((state) => state.reached, REDRAW_EVERY_MS)
  const shade = useView((state) => state.shade)
  const marks = useLive(run.record.marks, REDRAW_EVERY_MS)
  const activity = useActivity()
  const [dragged, setDragged] = useState<number | null>(null)
  const [hovered, setHovered] = useState<number | null>(null)

  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    if (pen === null || pen === undefined || width === 0) return
    const scale = devicePixelRatio
    pen.canvas.width = Math.round(width * scale)
    pen.canvas.height = Math.round(HEIGHT_PX * scale)
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    const { all } = run.record.marks
    drawScrubber(pen, { width, height: HEIGHT_PX, horizon, reached, marks: all, activity })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `marks` is the version of what is read from the record, `shade` of the colours
  }, [width, horizon, reached, marks, activity, shade])

  const toInstant = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - box.left) / Math.max(1, box.width)
    return Math.round(Math.max(0, Math.min(1, share)) * horizon)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 * SECOND : SECOND
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: now - step,
      ArrowDown: now - step,
      ArrowRight: now + step,
      ArrowUp: now + step,
      PageUp: now + 10 * SECOND,
      PageDown: now - 10 * SECOND,
      Home: 0,
      End: reached,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    void run.seek(Math.max(0, to))
  }
  const shown = dragged ?? now
  const near = hovered === null || width === 0 ? undefined : findNear(hovered, horizon / width)
  return (
    <div
      ref={host}
      className="scrubber"
      role="slider"
      tabIndex={0}
      aria-label="Virtual time"
      aria-valuemin={0}
      aria-valuemax={horizon / SECOND}
      aria-valuenow={Math.round(shown / 1_000) / 1_000}
      aria-valuetext={formatClock(shown)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged(toInstant(event))
        void run.pause()
      }}
      onPointerMove={(event) => {
        const at = toInstant(event)
        setHovered(at)
        if (dragged !== null) setDragged(at)
      }}
      onPointerUp={() => {
        if (dragged === null) return
        setDragged(null)
        void run.seek(dragged)
      }}
      onPointerCancel={() => setDragged(null)}
      onPointerLeave={() => setHovered(null)}
    >
      <canvas ref={canvas} className="scrubber-track" style={{ height: HEIGHT_PX }} />
      <div
        className="scrubber-head"
        style={{ transform: `translateX(${((shown / horizon) * width).toFixed(1)}px)` }}
      />
      {hovered !== null && (
        <div
          className="scrubber-tip"
          style={{ left: `${Math.min(92, Math.max(8, (hovered / horizon) * 100))}%` }}
        >
          <span className="mono">{formatClock(near?.at ?? hovered)}</span>
          {near !== undefined && ` ${lookOf(near.mark).title} · ${near.detail}`}
        </div>
      )}
      <div className="scrubber-end mono">{formatClock(horizon).slice(0, 8)}</div>
    </div>
  )
}

function findNear(at: number, perPixel: number) {
  let best: (typeof run.record.marks.all)[number] | undefined
  for (const mark of run.record.marks.all) {
    const distance = Math.abs(mark.at - at)
    if (distance > NEAR_PX * perPixel) continue
    if (best === undefined || distance < Math.abs(best.at - at)) best = mark
  }
  return best
}
