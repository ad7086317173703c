import './Splitter.css'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'

export interface SplitterProps {
  readonly label: string
  /** `vertical`: a line from top to bottom, which resizes widths. */
  readonly orientation: 'vertical' | 'horizontal'
  /** Size of the panel it governs, px. */
  readonly size: number
  readonly min: number
  readonly max: number
  /** Whether the panel grows when the line moves right or down (`1`), or left or up (`-1`). */
  readonly grows: 1 | -1
  readonly onResize: (size: number) => void
  /** Enter or a double click; dragging to less than half of `min` does it too. */
  readonly onCollapse: () => void
}

const KEY_STEP_PX = 16

/** The line between two panels: dragged, or moved with the arrow keys. Sizes are px, so a window's resize leaves panels alone. */
export function Splitter(props: SplitterProps) {
  const { label, orientation, size, min, max, grows, onResize, onCollapse } = props
  const origin = useRef<{ readonly at: number; readonly size: number } | null>(null)
  const [dragging, setDragging] = useState(false)
  const clamp = (next: number) => Math.round(Math.max(min, Math.min(max, next)))
  const place = (event: PointerEvent) =>
    orientation === 'vertical' ? event.clientX : event.clientY

  const stop = () => {
    origin.current = null
    setDragging(false)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (origin.current === null) return
    const next = origin.current.size + (place(event) - origin.current.at) * grows
    if (next < min / 2) {
      stop()
      onCollapse()
    } else onResize(clamp(next))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const along =
      orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const direction = along.indexOf(event.key)
    if (event.key === 'Enter') onCollapse()
    else if (event.key === 'Home') onResize(min)
    else if (event.key === 'End') onResize(max)
    else if (direction >= 0) onResize(clamp(size + (direction * 2 - 1) * grows * KEY_STEP_PX))
    else return
    event.preventDefault()
  }
  return (
    <div
      role="separator"
      className="kit-splitter"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      data-dragging={dragging ? '' : undefined}
      onDoubleClick={onCollapse}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        origin.current = { at: place(event), size }
        setDragging(true)
      }}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
    />
  )
}
