import { formatNumber, formatPercent, formatShort, formatTally } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import { drawLookups, planLookups } from './lookups.ts'

const FIELD = { width: 216, height: 9 }

/** Requests per second, the account's token bucket, the cache's hits, and the share of error replies. */
export function RestNode({
  state,
  properties,
  now,
}: ViewProps<typeof restApiDefinition, RestApiState>) {
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
                value:
                  cache === null || cache.recent.length === 0 ? '–' : formatPercent(cache.hitShare),
              },
            ]}
          />
          <Picture
            {...FIELD}
            label="The last looks into the cache: hits round, misses square"
            draw={(pen) => drawLookups(pen, FIELD.width, planLookups(cache?.recent ?? [], now))}
          />
        </>
      )}
      <Rows
        rows={[
          {
            label: '4xx',
            value: state === null ? '–' : formatTally(state.status4xx, state.count, state.share4xx),
            tone: (state?.share4xx ?? 0) > 0.005 ? 'throttle' : 'neutral',
          },
          {
            label: '5xx',
            value: state === null ? '–' : formatTally(state.status5xx, state.count, state.share5xx),
            tone: (state?.share5xx ?? 0) > 0.001 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
