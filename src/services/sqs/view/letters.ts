import type { Pen } from '#kit/picturePen.ts'
import type { SqsState } from '../definition.ts'

const CELL = 8
const PITCH = 10

/** Messages by what they wait for, in the order in which they are drawn: those in flight leave first. */
export interface LetterCells {
  readonly inFlight: number
  readonly visible: number
  readonly delayed: number
  /** Messages that one cell stands for. */
  readonly each: number
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]

/** How many cells of each kind fit where `cellsMax` do: one a message, or one for 2, 5, 10, … of them. */
export function planLetters(
  { visible, inFlight, delayed }: Pick<SqsState, 'visible' | 'inFlight' | 'delayed'>,
  cellsMax: number,
): LetterCells {
  const toCells = (count: number, each: number): number => Math.ceil(count / each)
  const last = STEPS.at(-1) ?? 1
  const each =
    STEPS.find(
      (step) =>
        toCells(visible, step) + toCells(inFlight, step) + toCells(delayed, step) <= cellsMax,
    ) ?? last
  return {
    inFlight: toCells(inFlight, each),
    visible: toCells(visible, each),
    delayed: toCells(delayed, each),
    each,
  }
}

/** How many cells a field holds. */
export const countCells = (field: { readonly width: number; readonly height: number }): number =>
  Math.floor((field.width + PITCH - CELL) / PITCH) *
  Math.floor((field.height + PITCH - CELL) / PITCH)

/** Draws the queue: its head at the left, in flight messages pale, delayed ones as outlines. */
export function drawLetters(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  cells: LetterCells,
): void {
  const rows = Math.floor((field.height + PITCH - CELL) / PITCH)
  const total = cells.inFlight + cells.visible + cells.delayed
  pen.box({ x: 0, y: field.height - 1, width: field.width, height: 1 }, 'line-soft')
  for (let index = 0; index < total; index++) {
    const x = Math.floor(index / rows) * PITCH
    if (x + CELL > field.width) break
    const place = { x, y: (index % rows) * PITCH, width: CELL, height: CELL, radius: 2 }
    if (index < cells.inFlight) pen.box(place, 'async', 0.5)
    else if (index < cells.inFlight + cells.visible) pen.box(place, 'accent')
    else pen.box(place, 'line')
  }
}
