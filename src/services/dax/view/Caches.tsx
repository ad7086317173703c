import './Caches.css'
import { Button } from '#kit/Button.tsx'
import { formatBytes, formatMs, formatNumber, formatPercent } from '#kit/format.ts'
import { Bar, Rows } from '#kit/Readout.tsx'
import type { PanelProps } from '#services/view.ts'
import type { CacheCount, daxDefinition, DaxNodeState, DaxState } from '../definition.ts'

const describeHits = ({ hits, misses }: CacheCount): string =>
  hits + misses === 0
    ? 'nothing looked up'
    : `${formatPercent(hits / (hits + misses))} of ${formatNumber(hits + misses)}`

/** 300,000 ms as AWS's default; 0 as what it means. */
const describeLife = (life: number, forever: string): string =>
  life === 0 ? forever : `for ${formatMs(life)}`

function CacheNode({ node, at }: { readonly node: DaxNodeState; readonly at: number }) {
  return (
    <li className="caches-node">
      <div className="caches-head">
        <strong>{node.isPrimary ? 'Primary' : `Replica ${at}`}</strong>
        <span className="muted">
          {formatNumber(node.items)} items, {formatNumber(node.queries)} query results
        </span>
      </div>
      <Bar label="Memory" value={node.bytes} max={node.bytesMax} tone="accent" />
      <span className="caches-figures">
        {formatBytes(node.bytes)} of {formatBytes(node.bytesMax)}
      </span>
      <Bar
        label="Work"
        value={node.load}
        max={1}
        tone={node.load >= 0.9 ? 'error' : node.load >= 0.6 ? 'throttle' : 'accent'}
      />
      <span className="caches-figures">{formatPercent(node.load)} of what it can serve</span>
    </li>
  )
}

/** How clients reach the cluster, what its caches hold, and how often they answer. */
export function Caches({ properties, state, command }: PanelProps<typeof daxDefinition, DaxState>) {
  if (state === null)
    return <p className="muted caches">Press play: the caches are those of the run.</p>
  const endpoint = `daxs://${state.endpoint}`
  const { 'record-ttl-millis': itemLife, 'query-ttl-millis': queryLife } =
    properties.ParameterNameValues
  return (
    <div className="caches">
      <section aria-label="Discovery endpoint">
        <h3>Discovery endpoint</h3>
        <code>{endpoint}</code>
        <p className="muted">
          A function that is wired to the cluster reaches it by <code>DaxDocument</code> of{' '}
          <code>@amazon-dax-sdk/lib-dax</code> with this endpoint.
        </p>
        <div>
          <Button
            size="small"
            icon="copy"
            onClick={() => void navigator.clipboard.writeText(endpoint)}
          >
            Copy
          </Button>
        </div>
      </section>
      <section aria-label="Hits">
        <h3>Hits</h3>
        <Rows
          rows={[
            { label: 'items', value: describeHits(state.items) },
            { label: 'queries and scans', value: describeHits(state.queries) },
            { label: 'passed through', value: formatNumber(state.passedThrough) },
            { label: 'written through', value: formatNumber(state.writes) },
            {
              label: 'throttled',
              value: formatNumber(state.throttled),
              tone: state.throttled > 0 ? 'throttle' : 'neutral',
            },
            { label: 'evicted', value: formatBytes(state.evictedBytes) },
          ]}
        />
        <p className="muted">
          Items are kept {describeLife(itemLife, 'until they are evicted')}, query results{' '}
          {queryLife === 0 ? 'not at all' : describeLife(queryLife, '')}; writes through the cluster
          renew items, and leave query results as they are.
        </p>
      </section>
      <section aria-label="Nodes">
        <h3>Nodes</h3>
        <ul>
          {state.nodes.map((node, at) => (
            // oxlint-disable-next-line no-array-index-key -- a node is its place: the first one is the primary
            <CacheNode key={at} node={node} at={at} />
          ))}
        </ul>
        <div>
          <Button size="small" onClick={() => command('clear')}>
            Empty the caches
          </Button>
        </div>
      </section>
    </div>
  )
}
