import { formatMs, formatPercent, formatShort } from '#kit/format.ts'
import { Headline, Rows, Sparkline } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { clientDefinition, ClientState } from '../definition.ts'

/** Virtual seconds that the sparkline spans; as many as `ClientState.history` holds. */
const HISTORY_SECONDS = 30

/** Offered rate, its last half minute, and what the users see of it. */
export function Node({ state }: ViewProps<typeof clientDefinition, ClientState>) {
  const latency = state?.latencyMs ?? null
  const failing = state?.failing ?? 0
  const behind =
    state !== null && state.completedPerSecond < state.offeredPerSecond * 0.9 && state.inFlight > 20
  return (
    <>
      <Headline value={state === null ? '–' : formatShort(state.offeredPerSecond)} unit="req/s" />
      <Sparkline
        label="Offered requests per second, last 30 seconds"
        values={state?.history ?? []}
        span={HISTORY_SECONDS}
        width={216}
        height={30}
      />
      <Rows
        rows={[
          { label: 'p50', value: latency === null ? '–' : formatMs(latency.p50) },
          { label: 'p99', value: latency === null ? '–' : formatMs(latency.p99) },
          {
            label: 'failed',
            value: state === null ? '–' : formatPercent(failing),
            tone: failing > 0.05 ? 'error' : failing > 0.005 ? 'throttle' : 'neutral',
          },
          {
            label: 'waiting',
            value: state === null ? '–' : formatShort(state.inFlight).replace('.0', ''),
            tone: behind ? 'throttle' : 'neutral',
          },
        ]}
      />
    </>
  )
}
