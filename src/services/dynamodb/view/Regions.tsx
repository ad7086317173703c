import './Regions.css'
import { formatBytes, formatMs, formatNumber } from '#kit/format.ts'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState, ReplicaState } from '../definition.ts'
import type { Conflict } from '../replication/replicas.ts'

/** How often the conflicts are read again; ms. */
const REFRESH_MS = 700

const NONE: readonly Conflict[] = []

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

const isConflict = (value: unknown): value is Conflict =>
  typeof value === 'object' && value !== null && 'winner' in value && 'loser' in value

function useConflicts(read: Props['read']): readonly Conflict[] {
  const ask = useCallback(async () => {
    const value = await read({ type: 'conflicts' })
    return Array.isArray(value) ? value.filter(isConflict) : undefined
  }, [read])
  return usePolled(ask, NONE, REFRESH_MS)
}

function Region({ replica }: { readonly replica: ReplicaState }) {
  const { region, isHome, itemCount, sizeBytes, pending, replicatedWrites, conflicts } = replica
  const { lagMs } = replica
  return (
    <li className="regions-card">
      <header>
        <strong className="mono">{region}</strong>
        <span className="muted">{isHome ? 'the scenario’s Region' : 'replica'}</span>
      </header>
      <p>
        {formatNumber(itemCount)} items · {formatBytes(sizeBytes)}
      </p>
      <p>
        {formatNumber(replicatedWrites)} writes from elsewhere, {formatNumber(pending)} on their way
        {lagMs !== null && ` · ${formatMs(lagMs.p50)} behind, ${formatMs(lagMs.p99)} at p99`}
      </p>
      {conflicts > 0 && <p className="regions-conflicts">{formatNumber(conflicts)} conflicts</p>}
    </li>
  )
}

/** The table in each of its Regions: how far each is behind, and which writes met. */
export function Regions({ state, properties, read }: Props) {
  const conflicts = useConflicts(read)
  const replicas = state?.replicas ?? []
  if (replicas.length === 0) {
    return <p className="regions muted">Press play: the Regions are those of the running table.</p>
  }
  return (
    <div className="regions">
      <p className="muted">
        {properties.MultiRegionConsistency === 'STRONG'
          ? 'A write is answered once another Region has it; of two at once one is refused.'
          : 'A write is answered at once and goes to the other Regions; of two that meet the later one stays.'}{' '}
        A client of the SDK with another <code>region</code> reads and writes there.
      </p>
      <ul aria-label="Regions">
        {replicas.map((replica) => (
          <Region key={replica.region} replica={replica} />
        ))}
      </ul>
      {conflicts.length > 0 && (
        <section aria-label="Conflicts">
          <h3>Conflicts</h3>
          <table>
            <thead>
              <tr>
                <th scope="col">At</th>
                <th scope="col">Key</th>
                <th scope="col">Stayed</th>
                <th scope="col">Lost</th>
                <th scope="col">Met in</th>
              </tr>
            </thead>
            <tbody>
              {conflicts.toReversed().map((conflict) => (
                <tr key={`${conflict.atMs} ${conflict.region} ${conflict.key} ${conflict.loser}`}>
                  <td>{(conflict.atMs / 1_000).toFixed(2)} s</td>
                  <td>{conflict.key}</td>
                  <td>{conflict.winner}</td>
                  <td>{conflict.loser}</td>
                  <td>{conflict.region}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}
