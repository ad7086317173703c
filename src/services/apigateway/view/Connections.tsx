import './Connections.css'
import { Button } from '#kit/Button.tsx'
import { formatMs, formatNumber } from '#kit/format.ts'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { ApiState, httpApiDefinition } from '../definition.ts'
import { type ConnectionsPage, readConnections } from './readConnections.ts'

const PAGE = 50
/** How often the list is read anew; ms. */
const READ_EVERY_MS = 500

/** The connections that are open, page by page: whose, since when, and what went over each. */
export function Connections({ state, read }: PanelProps<typeof httpApiDefinition, ApiState>) {
  const [from, setFrom] = useState(0)
  const ask = useCallback(
    async () => readConnections(await read({ type: 'connections', from, count: PAGE })),
    [from, read],
  )
  const page = usePolled<ConnectionsPage | null>(ask, null, READ_EVERY_MS)

  const total = page?.total ?? 0
  const shown = page?.connections ?? []
  if (state === null || total === 0) {
    return (
      <p className="connections-empty">No open connections. Clients open them by a handshake.</p>
    )
  }
  return (
    <div className="connections">
      <p className="muted">{formatNumber(total)} open, the oldest first.</p>
      <table aria-label="Open connections">
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Client</th>
            <th scope="col">Age</th>
            <th scope="col">Idle</th>
            <th scope="col">In</th>
            <th scope="col">Out</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.id}>
              <td>{each.id}</td>
              <td>{each.sourceIp}</td>
              <td>{formatMs(each.ageMs)}</td>
              <td>{formatMs(each.idleMs)}</td>
              <td>{formatNumber(each.received)}</td>
              <td>{formatNumber(each.sent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > PAGE && (
        <div className="connections-pages">
          <Button disabled={from === 0} onClick={() => setFrom(Math.max(0, from - PAGE))}>
            Older
          </Button>
          <span className="muted">
            {formatNumber(from + 1)}–{formatNumber(Math.min(total, from + PAGE))}
          </span>
          <Button disabled={from + PAGE >= total} onClick={() => setFrom(from + PAGE)}>
            Newer
          </Button>
        </div>
      )}
    </div>
  )
}
