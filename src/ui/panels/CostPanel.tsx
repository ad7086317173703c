import './CostPanel.css'
import { Select } from '#kit/Select.tsx'
import { Switch } from '#kit/Switch.tsx'
import { useEffect, useState } from 'react'
import { useDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import {
  type BillSpan,
  computeRunBill,
  explainLine,
  formatUsd,
  type Metered,
  MONTH_BASIS_SECONDS_MIN,
  type RunBill,
} from './bill.ts'
import { useNames } from './names.ts'

const REFRESH_MS = 1_000
const NOTHING: Metered = { now: 0, usage: {} }

/** The run's usage, asked for once a second while it plays, and at each instant where it stands. */
function useMetered(): Metered {
  const [metered, setMetered] = useState(NOTHING)
  useEffect(() => {
    let isOver = false
    let asked = ''
    const look = () => {
      const { status, run: number, now } = run.store.getState()
      const second = Math.floor(performance.now() / REFRESH_MS)
      const moment = `${number} ${status === 'playing' ? `second ${second}` : now}`
      if (moment === asked || status === 'loading') return
      asked = moment
      run.usage().then(
        (answer) => {
          if (!isOver) setMetered(answer)
        },
        () => undefined,
      )
    }
    const stop = run.store.subscribe(look)
    look()
    return () => {
      isOver = true
      stop()
    }
  }, [])
  return metered
}

function Lines({ bill }: { readonly bill: RunBill }) {
  return (
    <table className="cost-table" aria-label="Lines of the bill">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Arithmetic</th>
          <th scope="col">USD</th>
        </tr>
      </thead>
      <tbody>
        {bill.lines.map((line) => (
          <tr key={`${line.title} ${line.meter}`}>
            <th scope="row">{line.title}</th>
            <td className="cost-arithmetic">{explainLine(line)}</td>
            <td>{formatUsd(line.usd === 0 ? line.exactUsd : line.usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Shares({ bill }: { readonly bill: RunBill }) {
  const nameOf = useNames()
  const nodes = Object.entries(bill.nodes).sort(([, a], [, b]) => b - a)
  return (
    <table className="cost-table cost-shares" aria-label="Cost by node">
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">USD</th>
          <th scope="col">per million requests</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(([id, usd]) => (
          <tr key={id}>
            <th scope="row">{nameOf(id)}</th>
            <td>{formatUsd(usd)}</td>
            <td>{bill.requests > 0 ? formatUsd((usd / bill.requests) * 1e6) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the run used costs by AWS's published prices: the lines of the bill with their arithmetic, and who caused it. */
export function CostPanel() {
  const scenario = useDocument((state) => state.scenario)
  const metered = useMetered()
  const [span, setSpan] = useState<BillSpan>('month')
  const [hasFreeTier, setHasFreeTier] = useState(false)
  const bill = computeRunBill(scenario, metered, { span, hasFreeTier })
  const isShort = span === 'month' && metered.now < MONTH_BASIS_SECONDS_MIN * 1e6
  return (
    <div className="panel">
      <div className="panel-bar cost-bar">
        <div className="cost-total" role="status" aria-label="Total cost">
          <b>{isShort ? '–' : formatUsd(bill.usd)}</b>
          <span>{span === 'month' ? 'a month at this rate' : 'for what ran'}</span>
        </div>
        {bill.perMillion !== null && (
          <div className="cost-total" data-small="">
            <b>{formatUsd(bill.perMillion)}</b>
            <span>per million requests</span>
          </div>
        )}
        <div className="panel-select">
          <Select
            label="Show"
            hideLabel
            value={span}
            options={[
              { value: 'month', label: 'Per month' },
              { value: 'run', label: 'This run' },
            ]}
            onChange={setSpan}
          />
        </div>
        <Switch layout="row" label="Free tier" checked={hasFreeTier} onChange={setHasFreeTier} />
        <span className="panel-count">us-east-1, USD, mid-2026 · 730 hours a month</span>
      </div>
      {bill.lines.length === 0 || isShort ? (
        <div className="panel-empty">
          <strong>Nothing to charge yet</strong>
          <span>Press play: requests, durations and capacity are metered as AWS meters them.</span>
        </div>
      ) : (
        <div className="cost-body" role="group" aria-label="The bill" tabIndex={0}>
          <Lines bill={bill} />
          <Shares bill={bill} />
        </div>
      )}
    </div>
  )
}
