import './panels.css'
import { useCallback, useState } from 'react'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatMs, formatNumber } from '#kit/format.ts'
import { Table } from '#kit/Table.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import type { PanelProps } from '#services/view.ts'
import type { cloudfrontDefinition, CloudFrontState } from '../definition.ts'
import type { Answered, PathCounts } from '../statistics.ts'
import { formatSeconds } from '../planCountdown.ts'
import { lookOf } from './sites.ts'

type Props = PanelProps<typeof cloudfrontDefinition, CloudFrontState>

/** How often a shown list is read again while the run changes it; ms. */
const REFRESH_MS = 500

interface KeyAnswer {
  readonly key: string
  readonly behavior: string
  readonly policy: string
  readonly isCacheable: boolean
}

const why = ({ why: words, ttl, from }: Answered): string => {
  const parts = [words]
  if (ttl !== null && !words.startsWith('kept'))
    parts.push(`kept for ${formatSeconds(Math.max(0, ttl))}`)
  if (from !== null) parts.push(`from ${from}`)
  return parts.filter((part) => part !== '').join(' · ')
}

function Latest({ requests }: { readonly requests: readonly Answered[] }) {
  return (
    <Table
      label="Latest requests"
      columns={['Result', 'Request', 'Edge', { number: 'Time' }, 'Why']}
    >
      {requests.map((one) => (
        <tr key={`${one.at} ${one.edge} ${one.target}`}>
          <td>
            <span className="cdn-dot" data-look={lookOf(one.result)} />
            {one.result} {one.status}
          </td>
          <td title={one.key ?? one.target}>
            {one.method} {one.target}
          </td>
          <td>{one.edge}</td>
          <td data-number>{formatMs(one.latencyMs)}</td>
          <td className="cdn-why" title={why(one)}>
            {why(one)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Paths({ paths }: { readonly paths: readonly PathCounts[] }) {
  return (
    <Table
      label="Paths"
      columns={[
        'Path',
        { number: 'Hits' },
        { number: 'Refresh' },
        { number: 'Misses' },
        { number: 'Errors' },
        { number: 'Bytes' },
      ]}
    >
      {paths.map((one) => (
        <tr key={one.path}>
          <td title={one.path}>{one.path}</td>
          <td data-number>{formatNumber(one.hits)}</td>
          <td data-number>{formatNumber(one.refreshes)}</td>
          <td data-number>{formatNumber(one.misses)}</td>
          <td data-number>{formatNumber(one.errors)}</td>
          <td data-number>{formatBytes(one.bytes)}</td>
        </tr>
      ))}
    </Table>
  )
}

function CacheKey({ read }: Pick<Props, 'read'>) {
  const [target, setTarget] = useState('/index.html')
  const [headers, setHeaders] = useState('accept-encoding: gzip, br')
  const [answer, setAnswer] = useState<KeyAnswer | null>(null)
  return (
    <>
      <h4>The cache key of a request</h4>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          read({ type: 'key', target, headers }).then(
            (found) => setAnswer(found as KeyAnswer | null),
            () => setAnswer(null),
          )
        }}
      >
        <TextField label="Path and query" value={target} onChange={setTarget} mono />
        <TextField label="Headers" value={headers} onChange={setHeaders} rows={2} mono />
        <Button type="submit" size="small">
          Show key
        </Button>
      </form>
      {answer !== null && (
        <>
          <pre aria-label="Cache key">{answer.key}</pre>
          <p>
            Behaviour {answer.behavior}, {answer.policy}
            {answer.isCacheable ? '' : ': not cached'}
          </p>
        </>
      )}
    </>
  )
}

/** The latest requests and why caches did what they did, counts by path, and the key of any request. */
export function Requests({ read }: Props) {
  const askLatest = useCallback(async () => {
    const found = (await read({ type: 'recent' })) as { requests: readonly Answered[] } | null
    return found?.requests
  }, [read])
  const askPaths = useCallback(async () => {
    const found = (await read({ type: 'paths' })) as { paths: readonly PathCounts[] } | null
    return found?.paths
  }, [read])
  const requests = usePolled<readonly Answered[]>(askLatest, [], REFRESH_MS)
  const paths = usePolled<readonly PathCounts[]>(askPaths, [], REFRESH_MS)
  return (
    <div className="cdn">
      {requests.length === 0 ? <p>No requests yet.</p> : <Latest requests={requests} />}
      {paths.length > 0 && <Paths paths={paths} />}
      <CacheKey read={read} />
    </div>
  )
}
