import { formatCount, formatNumber, formatShort, formatTally } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { WebSocketApiState } from '../definition.ts'
import { drawDensity } from './density.ts'

const FIELD = { width: 216, height: 44 }

/** Open connections, a cell for each or for many, and the messages both ways. */
export function SocketReadout({ state }: { readonly state: WebSocketApiState | null }) {
  const open = state?.connections ?? 0
  const failing = state?.shareFailing ?? 0
  const failures =
    state === null ? 0 : state.clientErrors + state.integrationErrors + state.executionErrors
  return (
    <>
      <Headline value={state === null ? '–' : formatCount(open)} unit="open connections" />
      <Picture
        {...FIELD}
        label={`${formatNumber(open)} open connections`}
        draw={(pen) => drawDensity(pen, state?.density ?? null)}
      />
      <Rows
        rows={[
          {
            label: 'new connections',
            value: state === null ? '–' : formatShort(state.connectsPerSecond),
            unit: '/s',
          },
          {
            label: 'messages in · out',
            value:
              state === null
                ? '–'
                : `${formatShort(state.receivedPerSecond)} · ${formatShort(state.sentPerSecond)}`,
            unit: '/s',
          },
          {
            label: 'errors',
            value: state === null ? '–' : formatTally(failures, state.connectCount, failing),
            tone: failing > 0.005 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
