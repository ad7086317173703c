import './panels.css'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { type ReactNode, useMemo } from 'react'
import { useDocument } from '../stores/document.ts'
import { useLive } from '../stores/live.ts'
import type { LogLine } from '../stores/logs.ts'
import { run } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { formatClock } from '../timeline/clock.ts'
import { type ExploreState, useExplore } from './explore.ts'
import { filterLogs, unfold } from './logText.ts'
import { useNames } from './names.ts'
import { VirtualList } from './VirtualList.tsx'

const LINE_PX = 16
const PADDING_PX = 4
const LEVELS = [
  { value: 'all', label: 'All levels' },
  { value: 'warn', label: 'Warnings' },
  { value: 'error', label: 'Errors' },
] as const satisfies readonly { value: ExploreState['logLevel']; label: string }[]

/** The text with what was searched for set off. */
function highlight(text: string, wanted: string): ReactNode {
  const sought = wanted.trim().toLowerCase()
  const at = sought === '' ? -1 : text.toLowerCase().indexOf(sought)
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + sought.length)}</mark>
      {text.slice(at + sought.length)}
    </>
  )
}

const openTrace = (trace: number) => {
  useView.getState().selectTrace(trace)
  useView.getState().setDockTab('traces')
  useView.getState().togglePanel('dock', true)
}

function LogRow(props: { line: LogLine; name: string; wanted: string }) {
  const { line, name, wanted } = props
  const { trace } = line
  return (
    <div className="log-row" data-level={line.level} title={line.line}>
      {trace === null ? (
        <span className="log-time mono">{formatClock(line.at)}</span>
      ) : (
        <button
          type="button"
          className="log-link log-time mono"
          aria-label={`Open the trace of this line at ${formatClock(line.at)}`}
          onClick={() => openTrace(trace)}
        >
          {formatClock(line.at)}
        </button>
      )}
      <span className="log-node" title={line.stream}>
        {name}
      </span>
      <span className="log-text">{highlight(unfold(line).join('\n'), wanted)}</span>
    </div>
  )
}

/** Log lines as CloudWatch shows them; of one node where `node` is given. */
export function Logs({ node }: { readonly node: string | null }) {
  const version = useLive(run.record.logs, 200)
  const { logText, logNode, logLevel } = useExplore()
  const nodes = useDocument((state) => state.scenario.nodes)
  const nameOf = useNames()
  const wantedNode = node ?? (nodes.some(({ id }) => id === logNode) ? logNode : '')
  const lines = useMemo(
    () => filterLogs(run.record.logs, { node: wantedNode, text: logText, level: logLevel }),
    // oxlint-disable-next-line react/exhaustive-deps -- the version stands for the record
    [version, wantedNode, logText, logLevel],
  )
  const heights = useMemo(
    () => lines.map((line) => unfold(line).length * LINE_PX + PADDING_PX),
    [lines],
  )
  const options = [
    { value: '', label: 'All nodes' },
    ...nodes.map(({ id, name }) => ({ value: id, label: name ?? id })),
  ]
  return (
    <div className="panel">
      <div className="panel-bar">
        <TextField
          label="Search logs"
          hideLabel
          placeholder="Search logs"
          value={logText}
          onChange={(text) => useExplore.setState({ logText: text })}
        />
        {node === null && (
          <div className="panel-select">
            <Select
              label="Node"
              hideLabel
              value={wantedNode}
              options={options}
              onChange={(value) => useExplore.setState({ logNode: value })}
            />
          </div>
        )}
        <div className="panel-select">
          <Select
            label="Level"
            hideLabel
            value={logLevel}
            options={LEVELS}
            onChange={(value) => useExplore.setState({ logLevel: value })}
          />
        </div>
        <span className="panel-count mono">{lines.length}</span>
      </div>
      <VirtualList
        label="Log lines"
        role="log"
        follow
        count={lines.length}
        heightOf={(index) => heights[index] ?? LINE_PX}
        renderRow={(index) => {
          const line = lines[index]
          return line === undefined ? null : (
            <LogRow line={line} name={nameOf(line.node)} wanted={logText} />
          )
        }}
        empty={
          <>
            <strong>{run.record.logs.size === 0 ? 'No log lines yet' : 'No line matches'}</strong>
            <span>Functions write here: START, what your handler logs, END, REPORT.</span>
          </>
        }
      />
    </div>
  )
}

/** The dock's log lines, of every node. */
export function LogsPanel() {
  return <Logs node={null} />
}
