import { getPalette } from '#kit/palette.ts'
import { useEffect, useRef } from 'react'
import { drawDots } from '../canvas/drawDots.ts'
import { displayNow, isMoving } from '../canvas/liveCanvas.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import type { Flights } from './flights.ts'
import type { MapWindow, Size } from './mapView.ts'
import { drawSweeps } from './sweeps.ts'

const reduced =
  typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null

/** Requests and replies keep to their own side of the great circle; px. */
const LANE = 2

interface Scene {
  readonly flights: Flights
  readonly map: MapWindow
  readonly size: Size
}

function draw(canvas: HTMLCanvasElement, { flights, map, size }: Scene): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const ratio = globalThis.devicePixelRatio || 1
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)]
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  const now = displayNow()
  flights.dots.advance(now)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const drawn = drawDots(context, {
    dots: flights.dots,
    wires: flights.ways,
    now,
    palette: getPalette(),
    view: map,
    lane: LANE / map.zoom,
    trace: useView.getState().selectedTrace,
    still: reduced?.matches ?? false,
  })
  flights.sweeps.advance(now)
  drawSweeps(context, flights.sweeps.all, {
    display: now,
    palette: getPalette(),
    isStill: reduced?.matches ?? false,
    pointOf({ place }) {
      const { x, y } = flights.project(place)
      return { x: x * map.zoom + map.x, y: y * map.zoom + map.y }
    },
  })
  canvas.dataset['sweeps'] = String(flights.sweeps.all.length)
  // For measurements of the page from outside.
  canvas.dataset['dots'] = String(drawn)
}

/** The one canvas over the map on which every request is a dot along its great circle. */
export function FlightOverlay(scene: Scene) {
  const ref = useRef<HTMLCanvasElement>(null)
  const latest = useRef(scene)
  const ask = useRef<() => void>(() => undefined)
  useEffect(() => {
    latest.current = scene
    ask.current()
  })
  useEffect(() => {
    let asked = 0
    const paint = () => {
      asked = 0
      if (ref.current !== null) draw(ref.current, latest.current)
      if (isMoving()) askFrame()
    }
    const askFrame = () => {
      if (asked === 0) asked = requestAnimationFrame(paint)
    }
    ask.current = askFrame
    askFrame()
    const stops = [
      run.store.subscribe(askFrame),
      useView.subscribe(askFrame),
      run.onFrame(askFrame),
    ]
    return () => {
      cancelAnimationFrame(asked)
      for (const stop of stops) stop()
    }
  }, [])
  return <canvas ref={ref} className="map-flights" aria-hidden="true" />
}
