import { formatNumber, formatShort, formatTally } from '#kit/format.ts'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { ApiState, httpApiDefinition, HttpApiState } from '../definition.ts'
import { SocketReadout } from './SocketReadout.tsx'

/** What goes on in the API, whichever protocol it speaks. */
export function Node({ properties, state }: ViewProps<typeof httpApiDefinition, ApiState>) {
  return properties.ProtocolType === 'WEBSOCKET' ? (
    <SocketReadout state={state?.protocol === 'WEBSOCKET' ? state : null} />
  ) : (
    <HttpReadout state={state?.protocol === 'HTTP' ? state : null} />
  )
}

/** Requests per second, the account's token bucket, and the share of error replies. */
function HttpReadout({ state }: { readonly state: HttpApiState | null }) {
  const bucket = state?.bucket ?? null
  const level = bucket === null ? 1 : bucket.level / Math.max(1, bucket.burst)
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
