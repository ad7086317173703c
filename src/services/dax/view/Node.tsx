import { formatMs, formatNumber, formatPercent, formatShort } from '#kit/format.ts'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { daxDefinition, DaxState } from '../definition.ts'

/** The share of hits, how full the primary's memory is, and what it takes. */
export function Node({ state }: ViewProps<typeof daxDefinition, DaxState>) {
  const hitShare = state?.hitShare ?? null
  const primary = state?.nodes[0]
  const latency = state?.latencyMs ?? null
  return (
    <>
      <Headline value={hitShare === null ? '–' : formatPercent(hitShare)} unit="hits" />
      <Bar
        label="Memory of the primary node"
        value={primary?.bytes ?? 0}
        max={primary?.bytesMax ?? 1}
        tone="accent"
      />
      <Rows
        rows={[
          {
            label: 'requests',
            value: state === null ? '–' : formatShort(state.requestsPerSecond),
            unit: '/s',
          },
          {
            label: 'items · queries',
            value:
              primary === undefined
                ? '–'
                : `${formatNumber(primary.items)} · ${formatNumber(primary.queries)}`,
          },
          { label: 'p50', value: latency === null ? '–' : formatMs(latency.p50) },
        ]}
      />
    </>
  )
}
