import { formatNumber, formatShort } from '#kit/format.ts'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { domainNameDefinition, DomainNameState } from '../domain/definition.ts'

/** Paths that a node shows; its size never changes. */
const SHOWN = 3

/** Requests per second, where the paths lead, and who got no further. */
export function DomainNode({ state }: ViewProps<typeof domainNameDefinition, DomainNameState>) {
  const mappings = state?.mappings ?? []
  const shown = Array.from({ length: SHOWN }, (_, index) => mappings[index])
  return (
    <>
      <Headline value={state === null ? '–' : formatShort(state.requestsPerSecond)} unit="req/s" />
      <Rows
        rows={[
          ...shown.map((mapping, index) => ({
            label:
              mapping === undefined
                ? `mapping ${index + 1}`
                : `${mapping.path} → ${mapping.target}`,
            value: mapping === undefined ? '–' : formatNumber(mapping.count),
          })),
          {
            label: 'refused',
            value: state === null ? '–' : formatNumber(state.refused),
            tone: (state?.refused ?? 0) > 0 ? ('throttle' as const) : ('neutral' as const),
          },
        ]}
      />
    </>
  )
}
