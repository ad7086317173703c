import { BaseEdge, type EdgeProps, type InternalNode, useInternalNode } from '@xyflow/react'
import { memo, useEffect, useMemo } from 'react'
import { useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import type { FlowEdge } from './flow.ts'
import { wires } from './liveCanvas.ts'
import { type Box, chooseEnds, computeWire } from './wireCurve.ts'

const boxOf = (node: InternalNode | undefined, x: number, y: number): Box => ({
  x: node?.internals.positionAbsolute.x ?? x,
  y: node?.internals.positionAbsolute.y ?? y,
  width: node?.measured.width ?? 0,
  height: node?.measured.height ?? 0,
})

/** A wire: source may call target. Dots follow the very curve that it draws. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<FlowEdge>) {
  const { id, sourceX, sourceY, targetX, targetY } = props
  const from = useInternalNode(props.source)
  const to = useInternalNode(props.target)
  const wire = useMemo(() => {
    const ports = { source: { x: sourceX, y: sourceY }, target: { x: targetX, y: targetY } }
    return computeWire(
      chooseEnds(ports, boxOf(from, sourceX, sourceY), boxOf(to, targetX, targetY)),
    )
  }, [sourceX, sourceY, targetX, targetY, from, to])
  useEffect(() => {
    wires.set(id, wire)
    return () => {
      if (wires.get(id) === wire) wires.delete(id)
    }
  }, [id, wire])
  const lit = useView((view) => {
    if (view.selectedTrace === null) return false
    const trace = run.record.traces.find(view.selectedTrace)
    return trace?.hops.some((hop) => hop.edge === id) ?? false
  })
  const wrong = useDocument((document) =>
    document.problems.some((problem) => problem.edge === id && problem.kind === 'error'),
  )
  return (
    <g
      className="wire"
      data-selected={props.selected === true ? '' : undefined}
      data-lit={lit ? '' : undefined}
      data-wrong={wrong ? '' : undefined}
    >
      <BaseEdge path={wire.path} interactionWidth={22} />
    </g>
  )
})
