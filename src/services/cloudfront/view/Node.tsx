import { formatBytes, formatMs, formatPercent, formatShort, formatTally } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { cloudfrontDefinition, CloudFrontState } from '../definition.ts'
import { drawSites, planSites } from './sites.ts'

const FIELD = { width: 216, height: 40 }

/** What share of the requests caches answer, and which of them are at work. */
export function Node({ state, now }: ViewProps<typeof cloudfrontDefinition, CloudFrontState>) {
  const cells = state === null ? [] : planSites(state, now)
  const latency = state?.latencyMs ?? null
  const offload =
    state === null || state.requests === 0 ? null : 1 - state.originRequests / state.requests
  return (
    <>
      <Headline
        value={state === null || state.requests === 0 ? '–' : formatPercent(state.hitShare)}
        unit={state === null ? 'hits' : `hits · ${formatShort(state.requestsPerSecond)} req/s`}
      />
      <Picture
        {...FIELD}
        label={`${state?.siteCount ?? 0} caches at work`}
        draw={(pen) => drawSites(pen, FIELD, cells)}
      />
      <Rows
        rows={[
          {
            label: 'from origins',
            value: state === null ? '–' : formatBytes(state.bytesFromOrigins),
          },
          {
            label: 'offload',
            value: offload === null ? '–' : formatPercent(Math.max(0, offload)),
          },
          { label: 'p99', value: latency === null ? '–' : formatMs(latency.p99) },
          {
            label: 'errors',
            value:
              state === null ? '–' : formatTally(state.errors, state.requests, state.errorShare),
            tone: (state?.errorShare ?? 0) > 0.001 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
