import { IconButton } from '#kit/IconButton.tsx'
import { Picture } from '#kit/Picture.tsx'
import { useEffect, useRef, useState } from 'react'
import type { Timeline, TimelineBar, TimelineRow } from '../definition.ts'
import {
  computeTicks,
  drawBars,
  formatTick,
  move,
  placeBars,
  ROW_HEIGHT,
  type Span,
  zoom,
} from './timelineBars.ts'

const LABEL_WIDTH = 64
/** Rows that are on the screen at most: the rest is reached by scrolling. */
const LIST_HEIGHT = 15 * ROW_HEIGHT
/** Real time between two looks while the run plays. */
const REFRESH_MS = 400
/** What is shown at first of a run that goes on; µs. */
const FOLLOW_US = 60e6

const KINDS = { 'on-demand': '', 'provisioned-concurrency': '◆', 'snap-start': '✻' } as const
const KIND_WORDS = {
  'on-demand': 'on demand',
  'provisioned-concurrency': 'provisioned',
  'snap-start': 'SnapStart',
} as const
const CAUSE_WORDS = {
  request: 'a request found none free',
  provisioned: 'to fill provisioned concurrency',
  recycle: 'in place of one that grew too old',
  snapshot: 'to take the snapshot',
} as const

const isTimeline = (value: unknown): value is Timeline =>
  typeof value === 'object' && value !== null && 'rows' in value

const LEGEND: readonly { readonly phase: TimelineBar['phase']; readonly title?: string }[] = [
  { phase: 'starting' },
  { phase: 'init' },
  { phase: 'restore' },
  { phase: 'busy' },
  { phase: 'idle' },
  { phase: 'shutdown' },
  { phase: 'forgotten', title: 'It lived; of a long life only the newest phases are remembered.' },
]

/** The environments' lives between two instants, asked for anew while `to` moves, but not too often. */
function useTimeline(
  read: (query: unknown) => Promise<unknown>,
  { from, to }: Span,
): Timeline | null {
  const [timeline, setTimeline] = useState<Timeline | null>(null)
  const state = useRef({ busy: false, wanted: '', asked: '' })
  useEffect(() => {
    const own = state.current
    own.wanted = JSON.stringify({ type: 'timeline', from, to })
    const ask = () => {
      if (own.busy || own.asked === own.wanted) return
      own.busy = true
      own.asked = own.wanted
      read(JSON.parse(own.wanted)).then(
        (answer) => {
          if (isTimeline(answer)) setTimeline(answer)
          setTimeout(() => {
            own.busy = false
            ask()
          }, REFRESH_MS)
        },
        () => {
          own.busy = false
        },
      )
    }
    ask()
  }, [read, from, to])
  return timeline
}

const describe = (row: TimelineRow): string => {
  const served = `${row.invocations} ${row.invocations === 1 ? 'invocation' : 'invocations'}`
  return `Environment ${row.id}, version ${row.version}, ${KIND_WORDS[row.initializationType]}: made because ${CAUSE_WORDS[row.cause]}; ${served}`
}

function Row(props: { readonly row: TimelineRow; readonly span: Span; readonly width: number }) {
  const { row, span, width } = props
  return (
    <li className="lives-row" title={describe(row)}>
      <span className="lives-label">
        {row.id} {KINDS[row.initializationType]}
      </span>
      <Picture
        width={width}
        height={ROW_HEIGHT}
        label={describe(row)}
        draw={(pen) => drawBars(pen, placeBars(row.bars, span, width))}
      />
    </li>
  )
}

function Axis({ span, width }: { readonly span: Span; readonly width: number }) {
  const perUs = width / Math.max(1, span.to - span.from)
  return (
    <div className="lives-axis" aria-hidden="true">
      {computeTicks(span, width).map((at) => (
        <span key={at} style={{ left: LABEL_WIDTH + (at - span.from) * perUs }}>
          {formatTick(at, span)}
        </span>
      ))}
    </div>
  )
}

/** Only rows in sight are drawn. */
function Rows({ rows, span, width }: { rows: readonly TimelineRow[]; span: Span; width: number }) {
  const [top, setTop] = useState(0)
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - 2)
  const shown = rows.slice(first, first + LIST_HEIGHT / ROW_HEIGHT + 5)
  return (
    <div
      className="lives-scroll"
      style={{ maxHeight: LIST_HEIGHT }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ol
        aria-label="Lives of the environments"
        style={{ height: rows.length * ROW_HEIGHT, paddingTop: first * ROW_HEIGHT }}
      >
        {shown.map((row) => (
          <Row key={row.id} row={row} span={span} width={width} />
        ))}
      </ol>
    </div>
  )
}

function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(240)
  useEffect(() => {
    if (frame.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) {
        setWidth(Math.max(80, Math.floor(entry.contentRect.width) - LABEL_WIDTH - 10))
      }
    })
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  return [frame, width]
}

/** When each environment was made, at work, idle and gone: a row each, over a stretch of the run that can be moved. */
export function TimelineView(props: {
  readonly now: number
  readonly read: (query: unknown) => Promise<unknown>
}) {
  const { now, read } = props
  const [chosen, setChosen] = useState<Span | null>(null)
  const follow = { from: Math.max(0, now - FOLLOW_US), to: Math.max(now, 1e6) }
  const span = chosen === null || chosen.from > now ? follow : chosen
  const timeline = useTimeline(read, span)
  const [frame, width] = useWidth()
  const change = (next: Span) =>
    setChosen(next.to >= now && next.from === follow.from ? null : next)
  return (
    <section className="lives" ref={frame} aria-label="Timeline">
      <header>
        <h3>Timeline</h3>
        <span className="muted small">
          {chosen === null
            ? 'the last minute, live'
            : `${formatTick(span.from, span)} to ${formatTick(span.to, span)}`}
        </span>
        <IconButton
          label="Earlier"
          icon="chevronLeft"
          size="small"
          onClick={() => change(move(span, -0.5, now))}
        />
        <IconButton
          label="Later"
          icon="chevronRight"
          size="small"
          onClick={() => change(move(span, 0.5, now))}
        />
        <IconButton
          label="Closer"
          icon="plus"
          size="small"
          onClick={() => change(zoom(span, 0.5, now))}
        />
        <IconButton
          label="Farther"
          icon="minus"
          size="small"
          onClick={() => change(zoom(span, 2, now))}
        />
        <IconButton
          label="Follow the run"
          icon="clock"
          size="small"
          disabled={chosen === null}
          onClick={() => setChosen(null)}
        />
      </header>
      <Axis span={span} width={width} />
      <Rows rows={timeline?.rows ?? []} span={span} width={width} />
      <ul className="lives-legend" aria-label="Legend">
        {LEGEND.map(({ phase, title }) => (
          <li key={phase} title={title}>
            <Picture
              width={16}
              height={ROW_HEIGHT}
              label=""
              draw={(pen) => drawBars(pen, [{ phase, x: 0, width: 16 }])}
            />
            {phase}
          </li>
        ))}
      </ul>
      {timeline !== null && timeline.omitted > 0 && (
        <p className="muted small">{timeline.omitted} more environments lived in this stretch.</p>
      )}
    </section>
  )
}
