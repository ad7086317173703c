import './Items.css'
import './Lifetime.css'
import { Button } from '#kit/Button.tsx'
import { formatMs, formatNumber } from '#kit/format.ts'
import { Select } from '#kit/Select.tsx'
import { Table } from '#kit/Table.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { ChangeRow, ShardRow, StreamAnswer } from '../lifetime.ts'
import { showAttribute } from './items.ts'

/** How often the newest changes are read again; ms. */
const REFRESH_MS = 700

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

const isAnswer = (value: unknown): value is StreamAnswer =>
  typeof value === 'object' && value !== null && 'timeToLive' in value

const toSeconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

const showKeys = (keys: ChangeRow['keys']): string =>
  typeof keys === 'object' && keys !== null
    ? Object.values(keys)
        .map((value: unknown) => showAttribute(value))
        .join(' · ')
    : ''

function Shards({ shards }: { readonly shards: readonly ShardRow[] }) {
  return (
    <Table label="Shards" columns={['shard', 'records', 'since', '']}>
      {shards.map(({ id, parent, isOpen, records, openedAtMs }) => (
        <tr key={id}>
          <td title={parent === null ? id : `${id}, after ${parent}`}>…{id.slice(-8)}</td>
          <td>{formatNumber(records)}</td>
          <td>{toSeconds(openedAtMs)}</td>
          <td>{isOpen ? 'open' : 'closed'}</td>
        </tr>
      ))}
    </Table>
  )
}

function Changes({ changes }: { readonly changes: readonly ChangeRow[] }) {
  if (changes.length === 0) {
    return <p className="muted">Nothing has changed since the stream was switched on.</p>
  }
  return (
    <Table label="Newest changes" columns={['event', 'key', 'at', 'readable after']}>
      {changes.map(({ number, event, keys, isExpiry, atMs, readableAtMs }) => (
        <tr key={number}>
          <td>{isExpiry ? `${event}, by time to live` : event}</td>
          <td title={showKeys(keys)}>{showKeys(keys)}</td>
          <td>{toSeconds(atMs)}</td>
          <td>{formatMs(readableAtMs - atMs)}</td>
        </tr>
      ))}
    </Table>
  )
}

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

function SwitchOn({ source, edit }: Pick<Props, 'source' | 'edit'>) {
  const [view, setView] = useState<(typeof VIEWS)[number]>('NEW_AND_OLD_IMAGES')
  return (
    <div className="lifetime-form">
      <Select
        label="A change tells"
        value={view}
        options={VIEWS.map((value) => ({ value, label: value }))}
        onChange={setView}
      />
      <Button
        variant="primary"
        onClick={() =>
          edit({ ...source.properties, StreamSpecification: { StreamViewType: view } })
        }
      >
        Switch on
      </Button>
    </div>
  )
}

function TimeToLive({
  timeToLive,
  nowMs,
}: {
  readonly timeToLive: StreamAnswer['timeToLive']
  readonly nowMs: number
}) {
  if (timeToLive === null) {
    return (
      <p className="muted">
        Off. Its attribute, the second since 1970 after which an item goes, is set under Configure.
      </p>
    )
  }
  const { attribute, status, waiting, deleted, nextAtMs } = timeToLive
  return (
    <p>
      By <code>{attribute}</code>, {status}. {formatNumber(waiting)}{' '}
      {waiting === 1 ? 'item has' : 'items have'} one, {formatNumber(deleted)} deleted so far
      {nextAtMs !== null && `; the next goes in ${formatMs(Math.max(0, nextAtMs - nowMs))}`}. Until
      then items that have expired are still read.
    </p>
  )
}

/** The table's stream with its newest changes, and its time to live. */
export function Stream({ source, now, edit, read }: Props) {
  const ask = useCallback(async () => {
    const value = await read({ type: 'stream' })
    return isAnswer(value) ? value : undefined
  }, [read])
  const answer = usePolled<StreamAnswer | null>(ask, null, REFRESH_MS)
  if (answer === null) {
    return <p className="items muted">Press play: a stream tells the changes of a running table.</p>
  }
  const { stream, timeToLive } = answer
  return (
    <div className="items lifetime">
      <section aria-label="Stream">
        <h3>
          Stream <small>{stream === null ? 'off' : stream.view}</small>
        </h3>
        {stream === null ? (
          <SwitchOn source={source} edit={edit} />
        ) : (
          <>
            <code className="lifetime-arn">{stream.arn}</code>
            <Changes changes={stream.changes} />
            <Shards shards={stream.shards} />
          </>
        )}
      </section>
      <section aria-label="Time to live">
        <h3>Time to live</h3>
        <TimeToLive timeToLive={timeToLive} nowMs={now / 1_000} />
      </section>
    </div>
  )
}
