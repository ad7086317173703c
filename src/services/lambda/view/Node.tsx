import { formatMs, formatNumber, formatPercent } from '#kit/format.ts'
import { Drawing } from '#kit/Drawing.tsx'
import { Bar, Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import { drawCells } from './cells.ts'

const FIELD = { width: 216, height: 44 }

const describe = (state: LambdaState | null): string => {
  if (state === null) return 'No execution environments'
  const { starting, init, busy, idle } = state.environmentCount
  return `Execution environments: ${busy} busy, ${starting + init} starting, ${idle} idle`
}

/** Concurrency against its limit, a cell for each execution environment, and how invocations fare. */
export function Node({ state, now }: ViewProps<typeof lambdaDefinition, LambdaState>) {
  const count = state?.environmentCount ?? { starting: 0, init: 0, busy: 0, idle: 0 }
  const used = state === null || state.limit === 0 ? 0 : state.concurrency / state.limit
  const duration = state?.durationMs ?? null
  return (
    <>
      <Headline
        value={state === null ? '–' : formatNumber(state.concurrency)}
        unit={
          state === null
            ? 'concurrent'
            : `of ${formatNumber(state.limit)} ${state.limitedBy === 'reserved' ? 'reserved' : 'account'} concurrency`
        }
        tone={used >= 1 ? 'throttle' : 'neutral'}
      />
      <Bar
        label="Concurrency in use"
        value={used}
        max={1}
        tone={used >= 0.999 ? 'error' : used > 0.75 ? 'throttle' : 'accent'}
      />
      <Drawing
        {...FIELD}
        label={describe(state)}
        draw={(context, palette) => drawCells(context, palette, FIELD, state, now)}
      />
      <Rows
        rows={[
          {
            label: `busy ${count.busy} · starting ${count.starting + count.init} · idle ${count.idle}`,
            value: '',
          },
          {
            label: 'cold starts',
            value: state === null ? '–' : formatPercent(state.coldShare),
            tone: (state?.coldShare ?? 0) > 0.02 ? 'cold' : 'neutral',
          },
          { label: 'duration p50', value: duration === null ? '–' : formatMs(duration.p50) },
          {
            label: 'errors',
            value: state === null ? '–' : formatPercent(state.errorShare),
            tone: (state?.errorShare ?? 0) > 0.005 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
