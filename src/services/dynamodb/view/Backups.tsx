import './Items.css'
import './Lifetime.css'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatNumber } from '#kit/format.ts'
import { NumberField } from '#kit/NumberField.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { BackupRow, BackupsAnswer, MadeRow } from '../lifetime.ts'
import { planRestore, toSecondOfRun } from '../planRestore.ts'
import { messageOf } from './planTransfer.ts'

/** How often what is under way is read again; ms. */
const REFRESH_MS = 700

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>
type Send = (action: string, input: object) => void

const isAnswer = (value: unknown): value is BackupsAnswer =>
  typeof value === 'object' && value !== null && 'backups' in value && 'tables' in value

const toSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

function Recovery(props: {
  readonly answer: BackupsAnswer
  readonly send: Send
  readonly onSwitch: () => void
}) {
  const { answer, send, onSwitch } = props
  const { recovery, table } = answer
  const [name, setName] = useState<string | null>(null)
  const [second, setSecond] = useState<number | null>(null)
  if (recovery === null) {
    return (
      <div className="items-actions">
        <p className="muted">Off: nothing of the table’s past is kept.</p>
        <Button onClick={onSwitch}>Switch on</Button>
      </div>
    )
  }
  const { days, earliestMs, latestMs } = recovery
  const target = name ?? `${table}-then`
  return (
    <>
      <p>
        {latestMs > earliestMs
          ? `Any second of this run from ${toSeconds(earliestMs)} to ${toSeconds(latestMs)}`
          : `Of this run its beginning, ${toSeconds(earliestMs)}, so far`}
        : the latest that can be had is five minutes old. Kept for {days} days.
      </p>
      <div className="lifetime-form">
        <TextField label="To the new table" value={target} onChange={setName} mono />
        <NumberField
          label="As of"
          unit="s"
          value={second}
          min={0}
          optional
          placeholder="latest"
          onCommit={setSecond}
        />
        <Button
          disabled={target === ''}
          onClick={() =>
            send('RestoreTableToPointInTime', planRestore({ table, target, second }, recovery))
          }
        >
          Restore
        </Button>
      </div>
    </>
  )
}

function Backup({ backup, send }: { readonly backup: BackupRow; readonly send: Send }) {
  const { arn, name, items, bytes, isReady, atMs } = backup
  return (
    <li className="lifetime-card">
      <header>
        <strong>{name}</strong>
        <span>{isReady ? `at ${toSeconds(atMs)}` : 'CREATING'}</span>
      </header>
      <p>
        {formatNumber(items)} {items === 1 ? 'item' : 'items'} · {formatBytes(bytes)}
      </p>
      <div className="items-actions">
        <Button
          size="small"
          disabled={!isReady}
          onClick={() =>
            send('RestoreTableFromBackup', { BackupArn: arn, TargetTableName: `${name}-restored` })
          }
        >
          Restore to {name}-restored
        </Button>
        <Button
          size="small"
          variant="danger"
          disabled={!isReady}
          onClick={() => send('DeleteBackup', { BackupArn: arn })}
        >
          Delete
        </Button>
      </div>
    </li>
  )
}

function Made({ row: { name, status, items, bytes } }: { readonly row: MadeRow }) {
  return (
    <li className="lifetime-card">
      <header>
        <strong>{name}</strong>
        <span>{status}</span>
      </header>
      <p>
        {formatNumber(items)} {items === 1 ? 'item' : 'items'} · {formatBytes(bytes)}
      </p>
    </li>
  )
}

/** The table's point-in-time recovery and backups, and the tables that were made of them or by the API. */
export function Backups({ source, edit, read, command }: Props) {
  const ask = useCallback(async () => {
    const value = await read({ type: 'backups' })
    return isAnswer(value) ? value : undefined
  }, [read])
  const answer = usePolled<BackupsAnswer | null>(ask, null, REFRESH_MS)
  const [name, setName] = useState<string | null>(null)
  if (answer === null) {
    return <p className="items muted">Press play: backups are those of the running table.</p>
  }
  const { backups, tables, table, refusal } = answer
  const send: Send = (action, input) => command({ type: 'backup', action, input })
  const given = name ?? `${table}-${toSecondOfRun(answer.nowMs)}`
  return (
    <div className="items lifetime">
      <section aria-label="Point-in-time recovery">
        <h3>Point-in-time recovery</h3>
        <Recovery
          answer={answer}
          send={send}
          onSwitch={() =>
            edit({
              ...source.properties,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            })
          }
        />
      </section>
      <section aria-label="Backups">
        <h3>Backups</h3>
        <div className="lifetime-form">
          <TextField label="Backup’s name" value={given} onChange={setName} mono />
          <Button variant="primary" onClick={() => send('CreateBackup', { BackupName: given })}>
            Back up now
          </Button>
        </div>
        {backups.length > 0 && (
          <ul className="lifetime-rows" aria-label="Backups">
            {backups.map((backup) => (
              <Backup key={backup.arn} backup={backup} send={send} />
            ))}
          </ul>
        )}
      </section>
      {refusal !== null && (
        <p className="lifetime-refused" role="alert">
          {messageOf(refusal)}
        </p>
      )}
      {tables.length > 0 && (
        <section aria-label="Tables without a node">
          <h3>
            Tables without a node <small>restored, imported, or made by CreateTable</small>
          </h3>
          <ul className="lifetime-rows" aria-label="Tables without a node">
            {tables.map((row) => (
              <Made key={row.name} row={row} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
