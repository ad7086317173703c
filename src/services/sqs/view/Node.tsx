import { formatNumber, formatShort } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { sqsDefinition, SqsState } from '../definition.ts'
import { countCells, drawLetters, planLetters } from './letters.ts'

const FIELD = { width: 216, height: 38 }
const CELLS_MAX = countCells(FIELD)
const EMPTY = { visible: 0, inFlight: 0, delayed: 0 }

/** 75 as 1 min 15 s. */
const formatAge = (seconds: number): string => {
  const whole = Math.floor(seconds)
  if (whole < 60) return `${whole} s`
  return whole < 3_600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${formatShort(whole / 3_600)} h`
}

/** How deep the queue is, a cell for each message, and what becomes of them. */
export function Node({ state }: ViewProps<typeof sqsDefinition, SqsState>) {
  const known = state ?? EMPTY
  const cells = planLetters(known, CELLS_MAX)
  const scale = cells.each === 1 ? '' : ` · 1 cell = ${formatNumber(cells.each)}`
  return (
    <>
      <Headline
        value={state === null ? '–' : formatNumber(state.visible)}
        unit={`visible${scale}`}
      />
      <Picture
        {...FIELD}
        label={`${known.visible} messages visible, ${known.inFlight} in flight, ${known.delayed} delayed`}
        draw={(pen) => drawLetters(pen, FIELD, cells)}
      />
      <Rows
        rows={[
          {
            label: 'in flight · delayed',
            value:
              state === null
                ? '–'
                : `${formatNumber(state.inFlight)} · ${formatNumber(state.delayed)}`,
          },
          {
            label: 'oldest',
            value: state === null ? '–' : formatAge(state.oldestSeconds),
            tone: (state?.oldestSeconds ?? 0) >= 60 ? 'throttle' : 'neutral',
          },
          {
            label: state?.deadLetterQueue === null ? 'expired' : 'dead letters',
            value:
              state === null
                ? '–'
                : formatNumber(state.deadLetterQueue === null ? state.expired : state.deadLettered),
            tone: (state?.deadLettered ?? 0) + (state?.expired ?? 0) > 0 ? 'error' : 'neutral',
          },
        ]}
      />
    </>
  )
}
