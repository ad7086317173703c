import './panels.css'
import { useCallback, useState } from 'react'
import { formatBytes, formatNumber } from '#kit/format.ts'
import { Select } from '#kit/Select.tsx'
import { Table } from '#kit/Table.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import type { PanelProps } from '#services/view.ts'
import type { cloudfrontDefinition, CloudFrontState } from '../definition.ts'
import { type ObjectRow, type ObjectsPage, planCountdown } from '../planCountdown.ts'

type Props = PanelProps<typeof cloudfrontDefinition, CloudFrontState>

/** How often a shown page is read again while the run changes it; ms. */
const REFRESH_MS = 500
const EMPTY: ObjectsPage = { rows: [], total: 0 }
const ALL = 'all caches'

function Row({ row }: { readonly row: ObjectRow }) {
  const [target = '', ...parts] = row.key.split('\n')
  const { share, words } = planCountdown(row)
  return (
    <tr>
      <td title={row.key}>{target}</td>
      <td title={parts.join(', ')}>{parts.join(', ')}</td>
      <td>{row.tier}</td>
      <td data-number>{row.status}</td>
      <td data-number>{formatBytes(row.bytes)}</td>
      <td>
        <div className="cdn-life">
          <div style={{ transform: `scaleX(${share.toFixed(3)})` }} />
        </div>
      </td>
      <td data-number>{words}</td>
    </tr>
  )
}

/** What the caches hold, and for how long each object is still fresh. */
export function Objects({ state, read }: Props) {
  const [tier, setTier] = useState(ALL)
  const [text, setText] = useState('')
  const ask = useCallback(async () => {
    const query = { type: 'objects', tier: tier === ALL ? '' : tier, text }
    return ((await read(query)) as ObjectsPage | null) ?? undefined
  }, [read, tier, text])
  const page = usePolled<ObjectsPage>(ask, EMPTY, REFRESH_MS)
  const tiers = [ALL, ...(state?.sites ?? []).map(({ code }) => code)]
  return (
    <div className="cdn">
      <Select
        label="Cache"
        value={tier}
        options={tiers.map((value) => ({ value, label: value }))}
        onChange={setTier}
      />
      <TextField label="Key contains" value={text} onChange={setText} mono />
      <p>{page.total === 0 ? 'Nothing is cached.' : `${formatNumber(page.total)} objects`}</p>
      {page.rows.length > 0 && (
        <Table
          label="Objects"
          columns={[
            'Path and query',
            'Variant',
            'Cache',
            { number: 'Status' },
            { number: 'Bytes' },
            'Fresh',
            { number: 'for' },
          ]}
        >
          {page.rows.map((row) => (
            <Row key={`${row.tier} ${row.key}`} row={row} />
          ))}
        </Table>
      )}
    </div>
  )
}
