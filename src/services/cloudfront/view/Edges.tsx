import './panels.css'
import { useState } from 'react'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatNumber, formatPercent } from '#kit/format.ts'
import { Rows } from '#kit/Readout.tsx'
import { Table } from '#kit/Table.tsx'
import { TextField } from '#kit/TextField.tsx'
import type { PanelProps } from '#services/view.ts'
import type { cloudfrontDefinition, CloudFrontState, SiteState } from '../definition.ts'
import { isSwept, lookOf } from './sites.ts'

type Props = PanelProps<typeof cloudfrontDefinition, CloudFrontState>

const hitShare = ({ hits, refreshes, misses }: SiteState): string => {
  const total = hits + refreshes + misses
  return total === 0 ? '–' : formatPercent((hits + refreshes) / total)
}

function Sites({ sites, now }: { readonly sites: readonly SiteState[]; readonly now: number }) {
  return (
    <Table
      label="Caches"
      columns={[
        'Cache',
        'City',
        { number: 'Hits' },
        { number: 'Refresh' },
        { number: 'Misses' },
        { number: 'Hit rate' },
        { number: 'Objects' },
        { number: 'Bytes' },
      ]}
    >
      {sites.map((site) => (
        <tr key={site.code} data-swept={isSwept(site, now) ? '' : undefined}>
          <td>
            {site.kind === 'edge' && (
              <span className="cdn-dot" data-look={lookOf(site.lastResult)} />
            )}
            {site.code}
          </td>
          <td>{site.kind === 'edge' ? site.city : 'regional cache'}</td>
          <td data-number>{formatNumber(site.hits)}</td>
          <td data-number>{formatNumber(site.refreshes)}</td>
          <td data-number>{formatNumber(site.misses)}</td>
          <td data-number>{hitShare(site)}</td>
          <td data-number>{formatNumber(site.objects)}</td>
          <td data-number>{formatBytes(site.bytes)}</td>
        </tr>
      ))}
    </Table>
  )
}

function Invalidate({ state, now, command }: Pick<Props, 'state' | 'now' | 'command'>) {
  const [text, setText] = useState('/*')
  const paths = text.split(/\s+/).filter((path) => path !== '')
  return (
    <>
      <h4>Invalidation</h4>
      <form
        className="cdn-bar"
        onSubmit={(event) => {
          event.preventDefault()
          command({ type: 'invalidate', paths })
        }}
      >
        <TextField
          label="Paths"
          value={text}
          onChange={setText}
          mono
          placeholder="/index.html /img/*"
        />
        <Button type="submit" size="small" disabled={paths.length === 0}>
          Invalidate
        </Button>
      </form>
      {state !== null && state.invalidations.length > 0 && (
        <Table label="Invalidations">
          {state.invalidations.map((one) => (
            <tr key={one.id}>
              <td title={one.id}>{one.paths.join(' ')}</td>
              <td>
                {one.status === 'Completed'
                  ? 'Completed'
                  : `InProgress, ${Math.ceil((one.completesAt - now) / 1_000_000)} s left`}
              </td>
              <td data-number>{formatNumber(one.objects)} objects gone</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  )
}

/** What each cache does, what the origins are spared, and invalidations on their way. */
export function Edges({ state, now, command }: Props) {
  if (state === null)
    return <p className="cdn">Press play: caches appear where requests come by.</p>
  const offload = state.requests === 0 ? 0 : Math.max(0, 1 - state.originRequests / state.requests)
  return (
    <div className="cdn">
      <Rows
        rows={[
          { label: 'domain', value: state.domainName },
          { label: 'requests', value: formatNumber(state.requests) },
          { label: 'origin requests', value: formatNumber(state.originRequests) },
          { label: 'origin offload', value: formatPercent(offload) },
          { label: 'bytes to viewers', value: formatBytes(state.bytesOut) },
          { label: 'bytes from origins', value: formatBytes(state.bytesFromOrigins) },
        ]}
      />
      <Sites sites={state.sites} now={now} />
      {state.siteCount > state.sites.length && (
        <p>{formatNumber(state.siteCount - state.sites.length)} more caches</p>
      )}
      <Invalidate state={state} now={now} command={command} />
    </div>
  )
}
