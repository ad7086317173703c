import { getViewportForBounds, useStore } from '@xyflow/react'
import { useEffect, useRef, useState } from 'react'
import { documents } from '../stores/document.ts'
import { FIT, fitView, flowRef, ZOOM_MIN } from './flow.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** Fits the view to each document that is opened, once its nodes are drawn: React Flow then waits until it has measured them. */
export function useFitOnOpen(): void {
  const [opened, setOpened] = useState(0)
  useEffect(() => documents.onOpen(() => setOpened((times) => times + 1)), [])
  useEffect(() => {
    if (opened > 0) fitView()
  }, [opened])
}

/** Whether what is seen is just what a canvas of that size fits the graph into: nobody has moved it since. */
function isFitted({ width, height }: Size): boolean {
  const flow = flowRef.current
  if (flow === null || width === 0 || height === 0 || flow.getNodes().length === 0) return false
  const bounds = flow.getNodesBounds(flow.getNodes())
  const fitted = getViewportForBounds(bounds, width, height, ZOOM_MIN, FIT.maxZoom, FIT.padding)
  const { x, y, zoom } = flow.getViewport()
  return (
    Math.abs(fitted.x - x) < 1 && Math.abs(fitted.y - y) < 1 && Math.abs(fitted.zoom - zoom) < 0.01
  )
}

/** Keeps the whole graph in sight when the window or a panel changes its size, unless someone has moved the view. */
export function useFitOnResize(): void {
  const width = useStore((flow) => flow.width)
  const height = useStore((flow) => flow.height)
  const before = useRef<Size>({ width, height })
  useEffect(() => {
    const wasFitted = isFitted(before.current)
    before.current = { width, height }
    if (wasFitted) fitView()
  }, [width, height])
}
