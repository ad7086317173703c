import { formatBytes, formatNumber, formatShort } from '#kit/format.ts'
import { Picture } from '#kit/Picture.tsx'
import { Headline, Rows } from '#kit/Readout.tsx'
import type { ViewProps } from '#services/view.ts'
import type { s3Definition, S3State } from '../definition.ts'
import { toEpochMs } from './clock.ts'
import { countShelf, drawShelf, planShelf } from './shelf.ts'

const FIELD = { width: 216, height: 34 }
const CELLS_MAX = countShelf(FIELD)
const EMPTY = { objects: 0, olderVersions: 0, uploads: 0, newest: [] }

/** What the bucket holds, a cell for each object, what was put last, and what is asked of it. */
export function Node({ state, now }: ViewProps<typeof s3Definition, S3State>) {
  const known = state ?? EMPTY
  const cells = planShelf(known, { cellsMax: CELLS_MAX, nowMs: toEpochMs(now) })
  const scale = cells.each === 1 ? '' : ` · 1 cell = ${formatNumber(cells.each)}`
  const waiting = (state?.eventsWaiting ?? 0) + (state?.replicasWaiting ?? 0)
  const newest = known.newest[0]
  return (
    <>
      <Headline
        value={state === null ? '–' : formatNumber(state.objects)}
        unit={state === null ? 'objects' : `objects · ${formatBytes(state.bytes)}${scale}`}
      />
      <Picture
        {...FIELD}
        label={`${known.objects} objects, ${known.olderVersions} older versions, ${known.uploads} uploads under way`}
        draw={(pen) => drawShelf(pen, FIELD, cells)}
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
            label: waiting > 0 ? 'events · replicas waiting' : 'newest',
            value:
              waiting > 0
                ? `${formatNumber(state?.eventsWaiting ?? 0)} · ${formatNumber(state?.replicasWaiting ?? 0)}`
                : shorten(newest?.key),
          },
          {
            label: (state?.slowDowns ?? 0) > 0 ? '503 SlowDown' : 'errors',
            value:
              state === null
                ? '–'
                : formatNumber(state.slowDowns > 0 ? state.slowDowns : state.errors),
            tone: toneOf(state),
          },
        ]}
      />
    </>
  )
}

const toneOf = (state: S3State | null): 'throttle' | 'error' | 'neutral' => {
  if (state === null) return 'neutral'
  if (state.slowDowns > 0) return 'throttle'
  return state.errors > 0 ? 'error' : 'neutral'
}

/** The end of a key tells more than its beginning. */
const shorten = (key: string | undefined): string => {
  if (key === undefined) return '–'
  return key.length <= 18 ? key : `…${key.slice(-17)}`
}
