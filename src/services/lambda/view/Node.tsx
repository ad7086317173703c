import { formatMs, formatNumber, formatShort, formatTally } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import { drawCells } from './cells.ts'

const NONE = { starting: 0, init: 0, restore: 0, busy: 0, idle: 0 }
const FIELD = { width: 216, height: 44 }

const describe = (state: LambdaState | null): string => {
  if (state === null) return 'No execution environments'
  const { starting, init, restore, busy, idle } = state.environmentCount
  return `Execution environments: ${busy} busy, ${starting + init + restore} starting, ${idle} idle`
}

/** Invocations per second, a cell for each execution environment, and concurrency against its limit. */
export function Node({ state, now }: ViewProps<typeof lambdaDefinition, LambdaState>) {
  const { starting, init, restore, busy, idle } = state?.environmentCount ?? NONE
  const used = state === null || state.limit === 0 ? 0 : state.concurrency / state.limit
  const duration = state?.durationMs ?? null
  const limit = state === null ? '' : ` / ${formatNumber(state.limit)}`
  return (
    <>
      <Headline
        value={state === null ? '–' : formatShort(state.invocationsPerSecond)}
        unit="invocations/s"
      />
      <Picture
        {...FIELD}
        label={describe(state)}
        draw={(pen) => drawCells(pen, FIELD, state, now)}
      />
      <div className="muted small">
        busy {busy} · starting {starting + init + restore} · idle {idle}
      </div>
      <Rows
        rows={[
          {
            label: state?.limitedBy === 'reserved' ? 'reserved concurrency' : 'concurrency',
            value: state === null ? '–' : `${formatNumber(state.concurrency)}${limit}`,
            tone: used >= 1 ? 'throttle' : 'neutral',
          },
        ]}
      />
      <Bar
        label="Concurrency in use"
        value={used}
        max={1}
        tone={used >= 0.999 ? 'error' : used > 0.75 ? 'throttle' : 'accent'}
      />
      <Rows
        rows={[
          {
            label: 'cold starts',
            value:
              state === null
                ? '–'
                : formatTally(
                    state.coldStarts,
                    state.coldStarts + state.invocations,
                    state.coldShare,
                  ),
            tone: (state?.coldShare ?? 0) > 0.02 ? 'cold' : 'neutral',
          },
          { label: 'duration p50', value: duration === null ? '–' : formatMs(duration.p50) },
          {
            label: 'errors',
            value:
              state === null ? '–' : formatTally(state.errors, state.invocations, state.errorShare),
            tone: (state?.errorShare ?? 0) > 0.005 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
