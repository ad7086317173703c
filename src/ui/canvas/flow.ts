import type { ScenarioNode } from '#scenario/schema.ts'
import type { Edge, Node, ReactFlowInstance } from '@xyflow/react'

export type FlowNode = Node<{ readonly node: ScenarioNode }, 'service'>
export type FlowEdge = Edge<Record<string, never>, 'wire'>
export type Flow = ReactFlowInstance<FlowNode, FlowEdge>

/** The graph on the screen, for actions that come from outside of it; null until it is mounted. */
export const flowRef: { current: Flow | null } = { current: null }

/** From further away nothing can be told apart. */
export const ZOOM_MIN = 0.1

/** Room around the graph: the legend and the tools stand at its foot, badges above its nodes. */
export const FIT = {
  padding: { top: '40px', left: '28px', right: '28px', bottom: '64px' },
  maxZoom: 1,
} as const

/** Shows the whole graph. */
export const fitView = (): void => {
  const flow = flowRef.current
  // React Flow would keep the wish and move the view under the first node that is added.
  if (flow === null || flow.getNodes().length === 0) return
  void flow.fitView(FIT)
}

/** Shows the whole graph once what was just added is drawn; React Flow then waits until it has measured it. */
export const fitSoon = (): void => {
  requestAnimationFrame(() => fitView())
}

/** Whether a box, in scenario coordinates, is within what is visible. */
export function isInView(box: {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}): boolean {
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  if (flowRef.current === null || pane === undefined) return true
  const { x, y } = flowRef.current.flowToScreenPosition({ x: box.x, y: box.y })
  const end = flowRef.current.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height })
  return x >= pane.left && y >= pane.top && end.x <= pane.right && end.y <= pane.bottom
}

/** Scenario coordinates of the middle of what is visible. */
export function viewCentre(): { readonly x: number; readonly y: number } {
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  if (flowRef.current === null || pane === undefined) return { x: 0, y: 0 }
  return flowRef.current.screenToFlowPosition({
    x: pane.x + pane.width / 2,
    y: pane.y + pane.height / 2,
  })
}
