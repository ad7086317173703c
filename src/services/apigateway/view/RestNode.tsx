import { formatNumber, formatPercent, formatShort } from '#kit/format.ts'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'

const share = (state: RestApiState | null, of: 'share4xx' | 'share5xx'): string =>
  state === null ? '–' : formatPercent(state[of])

/** Requests per second, the account's token bucket, the cache's hits, and the share of error replies. */
export function RestNode({ state, properties }: ViewProps<typeof restApiDefinition, RestApiState>) {
  const bucket = state?.bucket ?? null
  const level = bucket === null ? 1 : bucket.level / Math.max(1, bucket.burst)
  const hasCache = properties.Stages.some(({ CacheClusterEnabled }) => CacheClusterEnabled)
  const cache = state?.cache ?? null
  return (
    <>
      <Headline value={state === null ? '–' : formatShort(state.requestsPerSecond)} unit="req/s" />
      <Rows
        rows={[
          {
            label: 'throttle bucket',
            value:
              bucket === null
                ? '–'
                : `${formatNumber(Math.floor(bucket.level))} / ${formatNumber(bucket.burst)}`,
          },
        ]}
      />
      <Bar
        label="Tokens in the throttle bucket"
        value={level}
        max={1}
        tone={level < 0.02 ? 'error' : level < 0.25 ? 'throttle' : 'accent'}
      />
      {hasCache && (
        <>
          <Rows
            rows={[
              {
                label: 'cache hits',
                value: cache === null ? '–' : formatPercent(cache.hitShare),
              },
            ]}
          />
          <Bar
            label="Share of requests answered by the stage's cache"
            value={cache?.hitShare ?? 0}
            max={1}
            tone="ok"
          />
        </>
      )}
      <Rows
        rows={[
          {
            label: '4xx',
            value: share(state, 'share4xx'),
            tone: (state?.share4xx ?? 0) > 0.005 ? 'throttle' : 'neutral',
          },
          {
            label: '5xx',
            value: share(state, 'share5xx'),
            tone: (state?.share5xx ?? 0) > 0.001 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
