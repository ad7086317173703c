import { Picture } from '#kit/Picture.tsx'
import { formatBytes, formatMs, formatNumber, formatShort } from '#kit/format.ts'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import { drawBars, loadOf } from './bars.ts'

const FIELD = { width: 216, height: 32 }

/** How far its replicas are behind, where it has some; what was throttled, where something was. */
function describeTrouble(state: DynamodbState | null) {
  const replicas = (state?.replicas ?? []).filter(({ isHome }) => !isHome)
  const throttled = state?.throttled ?? 0
  if (state === null || throttled > 0 || replicas.length === 0) {
    return {
      label: 'throttled',
      value: state === null ? '–' : formatNumber(throttled),
      tone: throttled > 0 ? 'throttle' : 'neutral',
    } as const
  }
  const conflicts = state.replicas.reduce((sum, one) => sum + one.conflicts, 0)
  const lag = Math.max(...replicas.map(({ lagMs }) => lagMs?.p50 ?? 0))
  return {
    label: `${replicas.length + 1} Regions`,
    value: conflicts > 0 ? `${formatNumber(conflicts)} conflicts` : `lag ${formatMs(lag)}`,
    tone: conflicts > 0 ? 'throttle' : 'neutral',
  } as const
}

/** Items, a bar for each partition, and the rates of reads and writes. */
export function Node({ state }: ViewProps<typeof dynamodbDefinition, DynamodbState>) {
  const partitions = state?.partitions ?? []
  const hottest = Math.max(0, ...partitions.map(loadOf))
  return (
    <>
      <Headline
        value={state === null ? '–' : formatNumber(state.itemCount)}
        unit={state === null ? 'items' : `items · ${formatBytes(state.sizeBytes)}`}
      />
      <Picture
        {...FIELD}
        label={`Partitions: ${partitions.length}, the hottest at ${Math.round(hottest * 100)} % of its capacity`}
        draw={(pen) => drawBars(pen, FIELD, partitions)}
      />
      <Rows
        rows={[
          {
            label: 'read · write',
            value:
              state === null
                ? '–'
                : `${formatShort(state.readsPerSecond)} · ${formatShort(state.writesPerSecond)}`,
            unit: '/s',
          },
          {
            label: 'hottest partition',
            value: state === null ? '–' : `${formatShort(hottest * 100)} %`,
            tone: hottest >= 0.9 ? 'error' : hottest >= 0.6 ? 'throttle' : 'neutral',
          },
          describeTrouble(state),
        ]}
      />
    </>
  )
}
