import { lazy, Suspense } from 'react'
import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Kbd } from '#kit/Kbd.tsx'
import { useView } from '../stores/view.ts'
import { layOut } from './canvasActions.ts'
import { fitView, flowRef } from './flow.ts'

/** Nobody waits for it: it is not in the first load. */
const Legend = lazy(async () => ({ default: (await import('./Legend.tsx')).Legend }))

/** Zoom, arrangement and legend in the corner of the canvas. */
export function CanvasTools() {
  return (
    <div className="canvas-corner">
      <div className="canvas-tools" role="toolbar" aria-label="Canvas tools">
        <IconButton
          label="Zoom out"
          icon="minus"
          size="small"
          tooltipSide="top"
          onClick={() => void flowRef.current?.zoomOut()}
        />
        <IconButton
          label="Zoom in"
          icon="plus"
          size="small"
          tooltipSide="top"
          onClick={() => void flowRef.current?.zoomIn()}
        />
        <IconButton
          label="Fit view"
          icon="fit"
          size="small"
          shortcut="F"
          tooltipSide="top"
          onClick={fitView}
        />
        <IconButton
          label="Arrange"
          icon="layout"
          size="small"
          tooltipSide="top"
          onClick={() => void layOut()}
        />
        <IconButton
          label="Minimap"
          icon="map"
          size="small"
          tooltipSide="top"
          onClick={() => useView.getState().toggleMinimap()}
        />
        <IconButton
          label="World map"
          icon="globe"
          size="small"
          shortcut="G"
          tooltipSide="top"
          onClick={() => useView.getState().showSurface('map')}
        />
      </div>
      <Suspense>
        <Legend />
      </Suspense>
    </div>
  )
}

/** What to do with an empty canvas. */
export function CanvasEmpty() {
  return (
    <div className="canvas-empty">
      <h2>Drag a service here</h2>
      <p>
        or press <Kbd>/</Kbd> and type its name. Start with Clients: they send the requests.
      </p>
      <Button icon="plus" onClick={() => useView.getState().showDialog('add')}>
        Add a service
      </Button>
    </div>
  )
}
