import './VirtualList.css'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'

export interface VirtualListProps {
  /** The list's accessible name. */
  readonly label: string
  readonly role: 'listbox' | 'log' | 'list'
  readonly count: number
  /** px; must answer the same for a row as long as the list shows it. */
  readonly heightOf: (index: number) => number
  readonly renderRow: (index: number) => ReactNode
  /** Keeps the end in sight while the reader has not scrolled away from it. */
  readonly follow?: boolean
  /** For a listbox: Arrow keys, Home and End move the choice. */
  readonly onMove?: (by: number) => void
  /** Shown in place of rows where there are none. */
  readonly empty: ReactNode
  /** Brings this row into sight when it changes. */
  readonly focusIndex?: number | null
}

/** Rows beyond the edges, so that fast scrolling shows no gaps, px. */
const OVERSCAN_PX = 240
/** This near to the end counts as being there, px. */
const END_PX = 24

const computeTops = (count: number, heightOf: (index: number) => number): Float64Array => {
  const tops = new Float64Array(count + 1)
  for (let index = 0; index < count; index++) {
    tops[index + 1] = (tops[index] ?? 0) + heightOf(index)
  }
  return tops
}

/** The last row that begins at or above `y`. */
const findRow = (tops: Float64Array, y: number): number => {
  let low = 0
  let high = tops.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((tops[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return low
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
}

/** A long list of which only what is in sight is in the page. */
export function VirtualList(props: VirtualListProps) {
  const {
    label,
    role,
    count,
    heightOf,
    renderRow,
    follow = false,
    onMove,
    empty,
    focusIndex,
  } = props
  const host = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [scroll, setScroll] = useState(0)
  const [height, setHeight] = useState(0)
  const tops = computeTops(count, heightOf)
  const total = tops[count] ?? 0

  useLayoutEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    const element = host.current
    if (element !== null && follow && atEnd.current) element.scrollTop = total
  }, [follow, total, height])
  useLayoutEffect(() => {
    const element = host.current
    if (element === null || focusIndex === undefined || focusIndex === null) return
    const top = tops[focusIndex] ?? 0
    const bottom = tops[focusIndex + 1] ?? top
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight
    }
    // Only a new choice may scroll; new rows may not.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [focusIndex])

  const first = findRow(tops, Math.max(0, scroll - OVERSCAN_PX))
  const rows: ReactNode[] = []
  for (let index = first; index < count; index++) {
    const top = tops[index] ?? 0
    if (top > scroll + height + OVERSCAN_PX) break
    rows.push(
      <div
        key={index}
        role="presentation"
        className="vlist-row"
        style={{ top, height: heightOf(index) }}
      >
        {renderRow(index)}
      </div>,
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = MOVES[event.key]
    if (by === undefined || onMove === undefined) return
    event.preventDefault()
    onMove(by)
  }
  return (
    <div
      ref={host}
      className="vlist"
      role={role}
      aria-label={label}
      tabIndex={0}
      aria-live={role === 'log' ? 'off' : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
        atEnd.current = scrollTop + clientHeight >= scrollHeight - END_PX
        setScroll(scrollTop)
      }}
    >
      {count === 0 ? (
        <div className="panel-empty">{empty}</div>
      ) : (
        <div className="vlist-space" role="presentation" style={{ height: total }}>
          {rows}
        </div>
      )}
    </div>
  )
}
