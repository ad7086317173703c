import { useConnection } from '@xyflow/react'
import { useEffect, useState } from 'react'
import { useDocument } from '../stores/document.ts'
import { planWire } from './graphEdits.ts'

/** The node under a point of the window. */
export function nodeAt(x: number, y: number): string | null {
  const element = document.elementFromPoint(x, y)?.closest('.react-flow__node')
  return element?.getAttribute('data-id') ?? null
}

/** While a wire is dragged over a node that it cannot join: why, at the pointer. */
export function ConnectionHint() {
  const from = useConnection((connection) =>
    connection.inProgress ? connection.fromNode.id : null,
  )
  const backwards = useConnection(
    (connection) => connection.inProgress && connection.fromHandle.type === 'target',
  )
  const port = useConnection((connection) =>
    connection.inProgress ? (connection.fromHandle.id ?? null) : null,
  )
  const scenario = useDocument((document) => document.scenario)
  const [pointer, setPointer] = useState({ x: 0, y: 0 })
  useEffect(() => {
    if (from === null) return
    const follow = (event: PointerEvent) => setPointer({ x: event.clientX, y: event.clientY })
    addEventListener('pointermove', follow)
    return () => removeEventListener('pointermove', follow)
  }, [from])
  if (from === null) return null
  const over = nodeAt(pointer.x, pointer.y)
  if (over === null || over === from) return null
  const plan = backwards ? planWire(scenario, over, from) : planWire(scenario, from, over, port)
  return (
    <div
      className="connection-hint"
      role="status"
      data-tone={'reason' in plan ? 'error' : 'ok'}
      style={{ left: pointer.x + 14, top: pointer.y + 14 }}
    >
      {'reason' in plan ? plan.reason : 'Release to wire'}
    </div>
  )
}
