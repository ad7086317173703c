import { formatMs, formatNumber, formatShort, formatTally } from '#kit/format.ts'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { httpServiceDefinition, HttpServiceState } from '../definition.ts'

/** Requests per second, how many places are taken, the line in front of them. */
export function Node({
  properties,
  state,
}: ViewProps<typeof httpServiceDefinition, HttpServiceState>) {
  const places = state?.places ?? properties.MaxConcurrency * properties.DesiredCount
  const instances = state?.instances ?? []
  const ready = instances.filter((each) => each.state === 'ready').length
  const starting = instances.filter((each) => each.state === 'starting').length
  const taken = state?.inFlight ?? 0
  const queued = state?.queued ?? 0
  const latency = state?.latencyMs ?? null
  return (
    <>
      <Headline value={state === null ? '–' : formatShort(state.requestsPerSecond)} unit="req/s" />
      <Rows
        rows={[
          {
            label: 'instances',
            value: state === null ? '–' : `${ready}${starting > 0 ? ` +${starting}` : ''}`,
            tone: starting > 0 ? 'cold' : 'neutral',
          },
          {
            label: 'in service',
            value: state === null ? '–' : `${formatNumber(taken)} / ${formatNumber(places)}`,
          },
        ]}
      />
      <Bar
        label="Places taken"
        value={taken}
        max={places}
        tone={taken >= places ? 'error' : taken >= places * 0.8 ? 'throttle' : 'accent'}
      />
      <Rows
        rows={[
          {
            label: 'in line',
            value: state === null ? '–' : formatNumber(queued),
            tone: queued > 0 ? 'throttle' : 'neutral',
          },
          { label: 'p99', value: latency === null ? '–' : formatMs(latency.p99) },
          {
            label: '5xx',
            value: state === null ? '–' : formatTally(state.errors, state.served, state.errorShare),
            tone: (state?.errorShare ?? 0) > 0.001 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
