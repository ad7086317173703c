import { getPalette } from '#kit/palette.ts'
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { drawDots } from './drawDots.ts'
import { displayNow, dots, isMoving, wires } from './liveCanvas.ts'

const reduced =
  typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null

/** With motion reduced, numbers change this often; ms. */
const NUMBERS_EVERY_MS = 500

type FlowStore = ReturnType<typeof useStoreApi>

/** Nodes hide what lies beneath them: their rectangles are cleared again. */
function clearNodes(context: CanvasRenderingContext2D, flow: FlowStore): void {
  const { transform, nodeLookup } = flow.getState()
  const [x, y, zoom] = transform
  for (const node of nodeLookup.values()) {
    const { width = 0, height = 0 } = node.measured
    const { positionAbsolute } = node.internals
    const left = positionAbsolute.x * zoom + x
    const top = positionAbsolute.y * zoom + y
    context.clearRect(left + 1, top + 1, width * zoom - 2, height * zoom - 2)
  }
}

function draw(canvas: HTMLCanvasElement, flow: FlowStore): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { transform, width, height } = flow.getState()
  const ratio = globalThis.devicePixelRatio || 1
  const deviceWidth = Math.round(width * ratio)
  const deviceHeight = Math.round(height * ratio)
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth
    canvas.height = deviceHeight
  }
  const now = displayNow()
  dots.advance(now)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const [x, y, zoom] = transform
  const drawn = drawDots(context, {
    dots,
    wires,
    now,
    palette: getPalette(),
    view: { x, y, zoom },
    trace: useView.getState().selectedTrace,
    still: reduced?.matches ?? false,
  })
  clearNodes(context, flow)
  // For measurements of the page from outside.
  canvas.dataset['dots'] = String(drawn)
}

/** The one canvas over the graph on which every request is a dot. */
export function DotOverlay() {
  const ref = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    let asked = 0
    let drawnAt = -Infinity
    const paint = () => {
      asked = 0
      const moving = isMoving()
      const still = reduced?.matches ?? false
      const now = performance.now()
      // The map lies above: nobody would see it.
      const isSeen = useView.getState().surface === 'graph'
      if (
        ref.current !== null &&
        isSeen &&
        (!still || now - drawnAt >= NUMBERS_EVERY_MS || !moving)
      ) {
        drawnAt = now
        draw(ref.current, flow)
      }
      if (moving) ask()
    }
    const ask = () => {
      if (asked === 0) asked = requestAnimationFrame(paint)
    }
    ask()
    // While the run stands still, pan, zoom, theme and selection must still move what is drawn.
    const stops = [
      flow.subscribe(ask),
      run.store.subscribe(ask),
      useView.subscribe(ask),
      run.onFrame(ask),
    ]
    return () => {
      cancelAnimationFrame(asked)
      for (const stop of stops) stop()
    }
  }, [flow])
  return <canvas ref={ref} className="dot-overlay" aria-hidden="true" />
}
