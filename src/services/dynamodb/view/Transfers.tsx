import './Items.css'
import './Transfers.css'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatNumber } from '#kit/format.ts'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { TransferRow, TransfersAnswer } from '../transfer/rows.ts'
import {
  bucketNameOf,
  type ImportForm,
  messageOf,
  planExport,
  planImport,
  readTransfers,
} from './planTransfer.ts'

/** How often what is under way is read again; ms. */
const REFRESH_MS = 700

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

function useTransfers(read: Props['read']): TransfersAnswer | null {
  const ask = useCallback(async () => readTransfers(await read({ type: 'transfers' })), [read])
  return usePolled<TransfersAnswer | null>(ask, null, REFRESH_MS)
}

function Row({ row }: { readonly row: TransferRow }) {
  const { kind, status, where, table, items, bytes, errors, failure, atMs } = row
  return (
    <li className="transfers-card">
      <header>
        <strong>{kind === 'export' ? 'Export' : `Import to ${table ?? ''}`}</strong>
        <span>
          {status} · at {(atMs / 1_000).toFixed(1)} s
        </span>
      </header>
      <code>{where}</code>
      {status !== 'IN_PROGRESS' && (
        <p>
          {formatNumber(items)} items · {formatBytes(bytes)}
          {errors > 0 && ` · ${formatNumber(errors)} ${errors === 1 ? 'error' : 'errors'}`}
        </p>
      )}
      {failure !== null && <p className="transfers-failure">{failure}</p>}
    </li>
  )
}

interface FormProps {
  readonly bucket: string
  readonly send: (action: string, input: object) => void
}

function ExportNow(
  props: FormProps & {
    readonly tableArn: string
    readonly isRecoverable: boolean
    readonly onRecover: () => void
  },
) {
  const { bucket, send, tableArn, isRecoverable, onRecover } = props
  const [given, setGiven] = useState<string | null>(null)
  const [prefix, setPrefix] = useState('')
  const [format, setFormat] = useState<'DYNAMODB_JSON' | 'ION'>('DYNAMODB_JSON')
  if (!isRecoverable) {
    return (
      <div className="items-actions">
        <p className="muted">An export reads the table’s past: it needs point-in-time recovery.</p>
        <Button onClick={onRecover}>Switch on point-in-time recovery</Button>
      </div>
    )
  }
  const name = given ?? bucket
  return (
    <fieldset className="transfers-form" aria-label="Export">
      <legend>Export</legend>
      <TextField label="To bucket" value={name} onChange={setGiven} mono />
      <TextField label="Prefix" value={prefix} onChange={setPrefix} mono />
      <Select
        label="Written as"
        value={format}
        options={[
          { value: 'DYNAMODB_JSON', label: 'DynamoDB JSON' },
          { value: 'ION', label: 'Amazon Ion' },
        ]}
        onChange={setFormat}
      />
      <Button
        variant="primary"
        disabled={name === ''}
        onClick={() =>
          send('ExportTableToPointInTime', planExport(tableArn, { bucket: name, prefix, format }))
        }
      >
        Export now
      </Button>
    </fieldset>
  )
}

function ImportNow(props: FormProps & { readonly properties: Props['properties'] }) {
  const { bucket, send, properties } = props
  const [form, setForm] = useState<Partial<ImportForm>>({})
  const whole: ImportForm = {
    bucket: form.bucket ?? bucket,
    prefix: form.prefix ?? '',
    format: form.format ?? 'DYNAMODB_JSON',
    compression: form.compression ?? 'GZIP',
    table: form.table ?? '',
  }
  const set = (part: Partial<ImportForm>) => setForm({ ...form, ...part })
  return (
    <fieldset className="transfers-form" aria-label="Import">
      <legend>Import</legend>
      <TextField
        label="From bucket"
        value={whole.bucket}
        onChange={(value) => set({ bucket: value })}
        mono
      />
      <TextField
        label="Keys that begin with"
        value={whole.prefix}
        onChange={(prefix) => set({ prefix })}
        mono
      />
      <Select
        label="Format"
        value={whole.format}
        options={[
          { value: 'DYNAMODB_JSON', label: 'DynamoDB JSON' },
          { value: 'CSV', label: 'CSV' },
          { value: 'ION', label: 'Amazon Ion' },
        ]}
        onChange={(format) => set({ format })}
      />
      <Select
        label="Compression"
        value={whole.compression}
        options={[
          { value: 'GZIP', label: 'GZIP' },
          { value: 'ZSTD', label: 'ZSTD' },
          { value: 'NONE', label: 'None' },
        ]}
        onChange={(compression) => set({ compression })}
      />
      <TextField
        label="To the new table"
        value={whole.table}
        onChange={(table) => set({ table })}
        mono
      />
      <Button
        disabled={whole.bucket === '' || whole.table === ''}
        onClick={() => send('ImportTable', planImport(whole, properties))}
      >
        Import
      </Button>
    </fieldset>
  )
}

/** The table's exports to buckets, and imports from them to new tables with its key. */
export function Transfers({ properties, source, edit, read, command }: Props) {
  const transfers = useTransfers(read)
  if (transfers === null) {
    return <p className="items muted">Press play: transfers are those of the running table.</p>
  }
  const { buckets, isRecoverable, refusal, rows, tableArn } = transfers
  const [first] = buckets
  if (first === undefined) {
    return (
      <p className="items muted">
        No bucket is wired to the table: draw a wire from its port Bucket to an S3 bucket.
      </p>
    )
  }
  const bucket = bucketNameOf(first)
  const send = (action: string, input: object) => command({ type: 'transfer', action, input })
  return (
    <div className="items">
      <ExportNow
        bucket={bucket}
        send={send}
        tableArn={tableArn}
        isRecoverable={isRecoverable}
        onRecover={() =>
          edit({
            ...source.properties,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          })
        }
      />
      <ImportNow bucket={bucket} send={send} properties={properties} />
      {refusal !== null && (
        <p className="transfers-failure" role="alert">
          {messageOf(refusal)}
        </p>
      )}
      {rows.length > 0 && (
        <ul className="transfers-rows" aria-label="Transfers">
          {rows.map((row) => (
            <Row key={row.arn} row={row} />
          ))}
        </ul>
      )}
    </div>
  )
}
