import './Waterfall.css'
import { IconButton } from '#kit/IconButton.tsx'
import { useState } from 'react'
import { useLive } from '../stores/live.ts'
import { levelOf } from '../stores/logs.ts'
import { run, useCalmRun } from '../stores/run.ts'
import type { Span, Trace } from '../stores/traces.ts'
import { useView } from '../stores/view.ts'
import { formatClock, formatDuration } from '../timeline/clock.ts'
import { explain } from './explain.ts'
import { ColdStart, Throttled } from './Explainers.tsx'
import { useNames } from './names.ts'
import { plainNotes } from './segments.ts'
import { Segments } from './Segments.tsx'
import { findNote } from './traceList.ts'
import { layOut, type WaterfallRow } from './waterfall.ts'

/** So that the shortest call still shows, % of the width. */
const BAR_MIN = 0.4

/** An outcome is told by its shape too. */
const SHAPES = { ok: '', error: '△', throttle: '◆', fault: '▲' } as const

function Bar({ row, total }: { readonly row: WaterfallRow; readonly total: number }) {
  const left = total > 0 ? (row.begin / total) * 100 : 0
  const width = total > 0 ? Math.max(BAR_MIN, ((row.end - row.begin) / total) * 100) : 100
  return (
    <span className="fall-track">
      <span
        className="fall-bar"
        data-look={row.look}
        data-open={row.open ? '' : undefined}
        style={{ left: `${Math.min(left, 100 - BAR_MIN)}%`, width: `${Math.min(width, 100)}%` }}
      />
    </span>
  )
}

function Notes({ span }: { readonly span: Span }) {
  const notes = plainNotes(span)
  if (notes.length === 0) return <p className="muted small">No notes.</p>
  return (
    <dl className="fall-notes">
      {notes.map(([key, value], index) => (
        <div key={`${key} ${index}`}>
          <dt>{key}</dt>
          <dd className="mono">{value.trim()}</dd>
        </div>
      ))}
    </dl>
  )
}

function Row({ row, total }: { readonly row: WaterfallRow; readonly total: number }) {
  const [open, setOpen] = useState(false)
  const { span } = row
  const took = row.open ? 'under way' : formatDuration(row.end - row.begin)
  const failed = span.outcome !== null && span.outcome !== 'ok'
  return (
    <li className="fall-item">
      <button
        type="button"
        className="fall-row"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="fall-name" style={{ paddingLeft: row.depth * 10 }}>
          {span.name}{' '}
        </span>
        <Bar row={row} total={total} />
        <span className="fall-time mono" data-look={row.look}>
          {failed && <span aria-hidden="true">{SHAPES[span.outcome ?? 'ok']} </span>}
          {took}
        </span>
        {failed && <span className="visually-hidden"> {span.outcome}</span>}
      </button>
      {open && <Notes span={span} />}
    </li>
  )
}

const titleOf = (trace: Trace): string => {
  const status = findNote(trace, 'status')
  const took = trace.end === null ? 'under way' : formatDuration(trace.end - trace.begin)
  return [trace.name, took, ...(status === undefined ? [] : [status])].join(' · ')
}

function TraceLogs({ trace }: { readonly trace: Trace }) {
  const nameOf = useNames()
  if (trace.logs.length === 0) return null
  return (
    <section aria-label="Logs of this trace" className="fall-logs">
      <h3>Logs</h3>
      {trace.logs.map((log, index) => (
        <div
          key={index}
          className="fall-log"
          data-level={levelOf(log.line)}
          title={nameOf(log.node)}
        >
          {log.line.trimEnd()}
        </div>
      ))}
    </section>
  )
}

/** One trace laid out in time: its spans, notes and logs, and a sentence on where the time went. */
export function Waterfall({ id }: { readonly id: number }) {
  useLive(run.record.traces, 120)
  const trace = run.record.traces.find(id)
  const open = trace?.end === null
  // Only a trace that is under way follows the clock.
  const now = useCalmRun((state) => (open ? state.now : 0))
  const nameOf = useNames()
  if (trace === undefined) {
    return (
      <div className="panel-empty">This trace is no longer kept: newer ones took its place.</div>
    )
  }
  const rows = layOut(trace, now)
  const total = Math.max(...rows.map(({ end }) => end), 1)
  return (
    <article className="fall" aria-label={`Trace ${trace.name}`}>
      <header className="fall-head">
        <h2>{titleOf(trace)}</h2>
        <span className="muted small">
          {trace.cold && <span className="tone-cold">cold start · </span>}
          {trace.retried && <span>retried · </span>}
          trace <span className="mono">{trace.id}</span> at{' '}
          <span className="mono">{formatClock(trace.begin)}</span>
        </span>
        <IconButton
          label="Go to its beginning"
          icon="clock"
          size="small"
          onClick={() => void run.seek(trace.begin)}
        />
        <IconButton
          label="Close trace"
          icon="close"
          size="small"
          onClick={() => useView.getState().selectTrace(null)}
        />
      </header>
      <p className="fall-sentence">{explain(trace, now, nameOf)}</p>
      <Throttled trace={trace} />
      <ol className="fall-rows" aria-label="Spans">
        {rows.map((row) => (
          <Row key={row.span.id} row={row} total={total} />
        ))}
      </ol>
      <ColdStart trace={trace} now={now} />
      <Segments trace={trace} />
      <TraceLogs trace={trace} />
    </article>
  )
}
