import { Picture } from '#kit/Picture.tsx'
import { formatBytes, formatNumber, formatShort } from '#kit/format.ts'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import { drawBars, loadOf } from './bars.ts'

const FIELD = { width: 216, height: 32 }

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
          {
            label: 'throttled',
            value: state === null ? '–' : formatNumber(state.throttled),
            tone: (state?.throttled ?? 0) > 0 ? 'throttle' : 'neutral',
          },
        ]}
      />
    </>
  )
}
