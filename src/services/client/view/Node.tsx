import { formatCount, formatMs, formatShort, formatTally } from '#kit/format.ts'
import { Headline, Rows, Sparkline } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { clientDefinition, ClientState, SocketsState } from '../definition.ts'

/** Virtual seconds that the sparkline spans; as many as `ClientState.history` holds. */
const HISTORY_SECONDS = 30

/** How many of the requests that ended did so without success, and their share of late. */
const describeFailed = (state: ClientState): string => {
  const { ok, clientErrors, serverErrors, throttled, timedOut, unreachable, failing } = state
  const failed = clientErrors + serverErrors + throttled + timedOut + unreachable
  return formatTally(failed, ok + failed, failing)
}

/** Connections that are held, and what goes over them. */
function SocketRows({
  sockets,
  failed,
}: {
  readonly sockets: SocketsState
  readonly failed: string
}) {
  const { deliveryMs } = sockets
  return (
    <Rows
      rows={[
        { label: 'new connections failed', value: failed },
        { label: 'messages sent', value: formatShort(sockets.sentPerSecond), unit: '/s' },
        { label: 'received', value: formatShort(sockets.receivedPerSecond), unit: '/s' },
        { label: 'delivery p50', value: deliveryMs === null ? '–' : formatMs(deliveryMs.p50) },
      ]}
    />
  )
}

/** Offered rate, its last half minute, and what the users see of it. */
export function Node({ state }: ViewProps<typeof clientDefinition, ClientState>) {
  const latency = state?.latencyMs ?? null
  const failing = state?.failing ?? 0
  const behind =
    state !== null && state.completedPerSecond < state.offeredPerSecond * 0.9 && state.inFlight > 20
  return (
    <>
      {state !== null && state.sockets !== null ? (
        <Headline value={formatCount(state.sockets.open)} unit="connections held" />
      ) : (
        <Headline value={state === null ? '–' : formatShort(state.offeredPerSecond)} unit="req/s" />
      )}
      <Sparkline
        label={
          state !== null && state.sockets !== null
            ? 'New connections per second, last 30 seconds'
            : 'Offered requests per second, last 30 seconds'
        }
        values={state?.history ?? []}
        span={HISTORY_SECONDS}
        width={216}
        height={30}
      />
      {state !== null && state.sockets !== null ? (
        <SocketRows sockets={state.sockets} failed={describeFailed(state)} />
      ) : (
        <Rows
          rows={[
            { label: 'p50', value: latency === null ? '–' : formatMs(latency.p50) },
            { label: 'p99', value: latency === null ? '–' : formatMs(latency.p99) },
            {
              label: 'failed',
              value: state === null ? '–' : describeFailed(state),
              tone: failing > 0.05 ? 'error' : failing > 0.005 ? 'throttle' : 'neutral',
            },
            {
              label: 'waiting',
              value: state === null ? '–' : formatShort(state.inFlight).replace('.0', ''),
              tone: behind ? 'throttle' : 'neutral',
            },
          ]}
        />
      )}
    </>
  )
}
