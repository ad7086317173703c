import type { Pen } from '#kit/picturePen.ts'
import type { S3State } from '../definition.ts'

const CELL = 7
const PITCH = 9
/** How long an object that was just written stands out, in ms of virtual time. */
const FRESH_MS = 1_500

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
]

/** What a bucket holds as cells: objects, older versions, uploads under way. */
export interface ShelfCells {
  readonly objects: number
  readonly older: number
  readonly uploads: number
  /** Of the objects, how many were written a moment ago: the last ones. */
  readonly fresh: number
  /** Objects that one cell stands for. */
  readonly each: number
}

/** How many cells of each kind there are where `cellsMax` fit. */
export function planShelf(
  state: Pick<S3State, 'objects' | 'olderVersions' | 'uploads' | 'newest'>,
  { cellsMax, nowMs }: { readonly cellsMax: number; readonly nowMs: number },
): ShelfCells {
  const { objects, olderVersions, uploads } = state
  const total = (each: number): number =>
    Math.ceil(objects / each) + Math.ceil(olderVersions / each) + Math.ceil(uploads / each)
  const each = STEPS.find((step) => total(step) <= cellsMax) ?? STEPS.at(-1) ?? 1
  const fresh = state.newest.filter(({ at }) => nowMs - at < FRESH_MS).length
  const cells = Math.ceil(objects / each)
  return {
    objects: cells,
    older: Math.ceil(olderVersions / each),
    uploads: Math.ceil(uploads / each),
    fresh: Math.min(cells, fresh),
    each,
  }
}

/** How many cells a field holds. */
export const countShelf = (field: { readonly width: number; readonly height: number }): number =>
  Math.floor((field.width + PITCH - CELL) / PITCH) *
  Math.floor((field.height + PITCH - CELL) / PITCH)

/** Draws the shelf: current objects full, the newest bright, older versions pale, uploads under way as outlines. */
export function drawShelf(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  cells: ShelfCells,
): void {
  const rows = Math.floor((field.height + PITCH - CELL) / PITCH)
  pen.box({ x: 0, y: field.height - 1, width: field.width, height: 1 }, 'line-soft')
  const total = cells.objects + cells.older + cells.uploads
  for (let index = 0; index < total; index++) {
    const x = Math.floor(index / rows) * PITCH
    if (x + CELL > field.width) break
    const place = { x, y: (index % rows) * PITCH, width: CELL, height: CELL, radius: 1 }
    if (index < cells.objects - cells.fresh) pen.box(place, 'accent', 0.6)
    else if (index < cells.objects) pen.box(place, 'ok')
    else if (index < cells.objects + cells.older) pen.box(place, 'faint', 0.5)
    else pen.box(place, 'async', 0.5)
  }
}
