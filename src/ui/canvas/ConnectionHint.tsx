import { useConnection } from '@xyflow/react'
import { type CSSProperties, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useDocument } from '../stores/document.ts'
import { planWire } from './graphEdits.ts'

/** The node under a point of the window. */
export function nodeAt(x: number, y: number): string | null {
  const element = document.elementFromPoint(x, y)?.closest('.react-flow__node')
  return element?.getAttribute('data-id') ?? null
}

/** Room that a hint of three lines takes beside the pointer, px. */
const HINT_PX = { width: 294, height: 78 }

/** Beside the pointer, within the window. */
const placeBeside = ({ x, y }: { readonly x: number; readonly y: number }): CSSProperties => ({
  ...(x + HINT_PX.width > innerWidth ? { right: innerWidth - x + 14 } : { left: x + 14 }),
  ...(y + HINT_PX.height > innerHeight ? { bottom: innerHeight - y + 14 } : { top: y + 14 }),
})

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
  // On the page, not on the canvas: nothing that stands beside it may cover what it says.
  return createPortal(
    <div
      className="connection-hint"
      role="status"
      data-tone={'reason' in plan ? 'error' : 'ok'}
      style={placeBeside(pointer)}
    >
      {'reason' in plan ? plan.reason : 'Release to wire'}
    </div>,
    document.body,
  )
}
