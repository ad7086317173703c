import './Environments.css'
import { formatMs, formatNumber } from '#kit/format.ts'
import type { PanelProps } from '#services/view.ts'
import { Limits } from './Limits.tsx'
import { TimelineView } from './TimelineView.tsx'
import type { EnvironmentCell, lambdaDefinition, LambdaState } from '../definition.ts'

const PHASES = {
  starting: 'starting',
  init: 'initialising',
  restore: 'restoring',
  busy: 'busy',
  idle: 'idle',
  shutdown: 'shutting down',
} as const
const TONES = {
  starting: 'cold',
  init: 'cold',
  restore: 'cold',
  busy: 'ok',
  idle: 'neutral',
  shutdown: 'neutral',
} as const

const KINDS = {
  'on-demand': 'on demand',
  'provisioned-concurrency': 'provisioned',
  'snap-start': 'SnapStart',
} as const

const CAUSES = {
  request: 'no other was free',
  provisioned: 'ahead of requests',
  recycle: 'in place of an old one',
  snapshot: 'for the snapshot',
} as const

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** An age in ms, short: `12.3 s`, `38 min`, `2.3 h`. */
const formatAge = (age: number): string => {
  if (age < 2 * MINUTE_MS) return formatMs(age)
  return age < 2 * HOUR_MS
    ? `${formatNumber(age / MINUTE_MS)} min`
    : `${formatNumber(age / HOUR_MS, 1)} h`
}

/** ` · v7`; what is not published goes without saying. */
const versionOf = (version: string): string => (version === '$LATEST' ? '' : ` · v${version}`)

function Row({ cell, now }: { readonly cell: EnvironmentCell; readonly now: number }) {
  return (
    <tr>
      <td>{cell.id}</td>
      <td data-tone={TONES[cell.phase]}>
        {PHASES[cell.phase]}
        {!cell.isLoaded && cell.phase === 'idle' && ', code lost'}
      </td>
      <td title={`Made because: ${CAUSES[cell.cause]}`}>
        {KINDS[cell.initializationType]}
        <span className="muted">{versionOf(cell.version)}</span>
        <div className="environments-cause">
          {cell.tenantId === null ? CAUSES[cell.cause] : `of ${cell.tenantId}`}
        </div>
      </td>
      <td>{formatAge(Math.max(0, now - cell.bornAt) / 1_000)}</td>
      <td>{formatAge(Math.max(0, now - cell.since) / 1_000)}</td>
      <td>{formatNumber(cell.invocations)}</td>
    </tr>
  )
}

/** Every execution environment: its phase, for how long, and how many invocations it has served. */
export function Environments({
  state,
  now,
  read,
}: PanelProps<typeof lambdaDefinition, LambdaState>) {
  const cells = state?.environments ?? []
  if (state === null || cells.length === 0) {
    return (
      <div className="environments">
        {state !== null && <Limits state={state} />}
        <p className="environments-empty">
          No execution environments yet. The first invocation starts one: a cold start.
        </p>
        {state !== null && state.coldStarts > 0 && <TimelineView now={now} read={read} />}
      </div>
    )
  }
  const { starting, init, restore, busy, idle, shutdown } = state.environmentCount
  const total = starting + init + restore + busy + idle + shutdown
  return (
    <div className="environments">
      <Limits state={state} />
      <TimelineView now={now} read={read} />
      <p className="muted">
        {formatNumber(total)} in all, {formatNumber(state.coldStarts)} cold starts so far
        {total > cells.length && `; the oldest ${cells.length} are listed`}.
      </p>
      <table aria-label="Execution environments">
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">Phase</th>
            <th scope="col">Kind</th>
            <th scope="col">Age</th>
            <th scope="col">For</th>
            <th scope="col">Served</th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <Row key={cell.id} cell={cell} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
