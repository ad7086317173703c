import './panels.css'
import { Button } from '#kit/Button.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { useMemo } from 'react'
import { useLive } from '../stores/live.ts'
import { run, useRun } from '../stores/run.ts'
import type { Trace } from '../stores/traces.ts'
import { useView } from '../stores/view.ts'
import { formatClock, formatDuration, formatNumber } from '../timeline/clock.ts'
import { useExplore } from './explore.ts'
import { useNames } from './names.ts'
import { filterTraces, findNote, TRACE_KINDS } from './traceList.ts'
import { VirtualList } from './VirtualList.tsx'
import { Waterfall } from './Waterfall.tsx'

const ROW_PX = 24
/** An outcome is told by its shape too. */
const SHAPES = { ok: '●', error: '△', throttle: '◆', fault: '▲', open: '○' } as const

function TraceRow({ trace, chosen }: { readonly trace: Trace; readonly chosen: boolean }) {
  const outcome = trace.outcome ?? 'open'
  const status = findNote(trace, 'status') ?? (outcome === 'open' ? '…' : outcome)
  const took = trace.end === null ? 'under way' : formatDuration(trace.end - trace.begin)
  return (
    <div
      className="trace-row"
      role="option"
      aria-selected={chosen}
      onClick={() => useView.getState().selectTrace(chosen ? null : trace.id)}
    >
      <span className="trace-time mono">{formatClock(trace.begin)}</span>
      <span className={`tone-${outcome}`} aria-hidden="true">
        {SHAPES[outcome]}
      </span>
      <span>{trace.name}</span>
      <span>{trace.cold && <span className="trace-flag tone-cold">cold</span>}</span>
      <span className={`mono tone-${outcome}`}>{status}</span>
      <span className="trace-duration mono">{took}</span>
    </div>
  )
}

function Filters({ count }: { readonly count: number }) {
  const { traceText, traceKind, between } = useExplore()
  const nameOf = useNames()
  const dropped = useRun((state) => state.dropped)
  return (
    <div className="panel-bar">
      <TextField
        label="Search traces"
        hideLabel
        placeholder="Search traces"
        value={traceText}
        onChange={(text) => useExplore.setState({ traceText: text })}
      />
      <div className="panel-select">
        <Select
          label="Outcome"
          hideLabel
          value={traceKind}
          options={TRACE_KINDS}
          onChange={(kind) => useExplore.setState({ traceKind: kind })}
        />
      </div>
      {between !== null && (
        <Button size="small" icon="close" onClick={() => useExplore.setState({ between: null })}>
          {`at ${formatClock(between.from)}${between.node === null ? '' : ` in ${nameOf(between.node)}`}`}
        </Button>
      )}
      <span className="panel-count">
        {dropped > 0 && `${formatNumber(dropped)} events came too fast to be kept · `}
        <span className="mono">{count}</span>
      </span>
    </div>
  )
}

/** The last traces of the run; choosing one opens its waterfall and lights its path on the canvas. */
export function TracesPanel() {
  const version = useLive(run.record.traces, 200)
  const { traceText, traceKind, between } = useExplore()
  const chosen = useView((state) => state.selectedTrace)
  const traces = useMemo(
    () => filterTraces(run.record.traces, { traceText, traceKind, between }),
    // oxlint-disable-next-line react/exhaustive-deps -- the version stands for the record
    [version, traceText, traceKind, between],
  )
  const place = chosen === null ? -1 : traces.findIndex(({ id }) => id === chosen)
  const move = (by: number) => {
    const from = place < 0 ? traces.length : place
    const to = Math.max(0, Math.min(traces.length - 1, from + by))
    useView.getState().selectTrace(traces[to]?.id ?? null)
  }
  const none = run.record.traces.size === 0
  return (
    <div className="panel-split">
      <div className="panel-list">
        <Filters count={traces.length} />
        <VirtualList
          label="Traces"
          role="listbox"
          count={traces.length}
          heightOf={() => ROW_PX}
          follow={chosen === null}
          focusIndex={place < 0 ? null : place}
          onMove={move}
          renderRow={(index) => {
            const trace = traces[index]
            return trace === undefined ? null : (
              <TraceRow trace={trace} chosen={trace.id === chosen} />
            )
          }}
          empty={
            <>
              <strong>{none ? 'No traces yet' : 'No trace matches'}</strong>
              <span>
                {none
                  ? 'Press play: every request leaves one, with all that it passed through.'
                  : 'Change the search or the outcome.'}
              </span>
            </>
          }
        />
      </div>
      {chosen !== null && (
        <div className="panel-detail">
          <Waterfall key={chosen} id={chosen} />
        </div>
      )}
    </div>
  )
}
