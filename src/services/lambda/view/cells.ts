import type { Box, Pen } from '#kit/picturePen.ts'
import type { EnvironmentCell, LambdaState } from '../definition.ts'

/** How cells of one size lie in a field: px. */
export interface CellGrid {
  readonly size: number
  readonly gap: number
  readonly columns: number
  readonly rows: number
}

const SIZES = [
  { size: 12, gap: 4 },
  { size: 8, gap: 2 },
  { size: 5, gap: 1 },
] as const

const fit = (width: number, height: number, size: number, gap: number): CellGrid => ({
  size,
  gap,
  columns: Math.floor((width + gap) / (size + gap)),
  rows: Math.floor((height + gap) / (size + gap)),
})

/** The largest cells of which `count` fit into the field; null when none are small enough, which asks for a density strip. */
export function planGrid(count: number, width: number, height: number): CellGrid | null {
  for (const { size, gap } of SIZES) {
    const grid = fit(width, height, size, gap)
    if (grid.columns * grid.rows >= count) return grid
  }
  return null
}

const COMING = ['starting', 'init', 'restore']

/** How full a cell stands while its environment comes to life, 0-1. */
export function fillOf(cell: EnvironmentCell, now: number): number {
  if (!COMING.includes(cell.phase)) return 1
  if (cell.until <= cell.since) return 0
  return Math.max(0, Math.min(1, (now - cell.since) / (cell.until - cell.since)))
}

/** How strong an idle cell still is: it fades over its life, never to nothing. */
export function strengthOf(cell: EnvironmentCell, now: number): number {
  if (cell.phase === 'shutdown') return 0.15
  if (cell.phase !== 'idle') return 1
  const life = cell.until - cell.since
  const age = life <= 0 ? 0 : Math.max(0, Math.min(1, (now - cell.since) / life))
  return 0.45 - 0.3 * age
}

/** How long after a throttle the free places flash; µs. */
const FLASH_US = 800_000

interface Place {
  readonly x: number
  readonly y: number
  readonly size: number
}

const boxOf = ({ x, y, size }: Place): Box => ({
  x,
  y,
  width: size,
  height: size,
  radius: size > 8 ? 3 : 1.5,
})

function drawCell(pen: Pen, place: Place, cell: EnvironmentCell, now: number): void {
  const whole = boxOf(place)
  if (COMING.includes(cell.phase)) {
    pen.box(whole, 'cold', 0.3)
    // Placement fills the first half, the runtime's and the handler's init the second.
    const fill = fillOf(cell, now) / 2 + (cell.phase === 'starting' ? 0 : 0.5)
    const height = whole.height * fill
    pen.box({ ...whole, y: whole.y + whole.height - height, height }, 'cold')
    return
  }
  pen.box(whole, 'ok', strengthOf(cell, now))
}

function drawStrip(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  state: LambdaState,
): void {
  const { starting, init, restore, busy, idle } = state.environmentCount
  const coming = starting + init + restore
  const total = Math.max(1, coming + busy + idle)
  const parts = [
    { count: busy, token: 'ok', alpha: 1 },
    { count: coming, token: 'cold', alpha: 1 },
    { count: idle, token: 'ok', alpha: 0.35 },
  ] as const
  let x = 0
  for (const { count, token, alpha } of parts) {
    const width = (count / total) * field.width
    const place = { x, y: 0, width: width - (width > 3 ? 1 : 0), height: field.height }
    pen.box(place, token, alpha)
    x += width
  }
}

/** Draws every environment as a cell; places that the concurrency limit still leaves free are empty. */
export function drawCells(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  state: LambdaState | null,
  now: number,
): void {
  const cells = state?.environments ?? []
  const { starting, init, restore, busy, idle, shutdown } = state?.environmentCount ?? NONE
  const count = starting + init + restore + busy + idle + shutdown
  const grid = planGrid(Math.max(count, 1), field.width, field.height)
  if (state !== null && (grid === null || count > cells.length)) {
    drawStrip(pen, field, state)
    return
  }
  if (grid === null) return
  const places = Math.min(grid.columns * grid.rows, Math.max(state?.limit ?? Infinity, count))
  const throttledAt = state?.lastThrottleAt ?? null
  const flashing = throttledAt !== null && now - throttledAt >= 0 && now - throttledAt < FLASH_US
  for (let index = 0; index < places; index++) {
    const x = (index % grid.columns) * (grid.size + grid.gap)
    const y = Math.floor(index / grid.columns) * (grid.size + grid.gap)
    const cell = cells[index]
    if (cell !== undefined) drawCell(pen, { x, y, size: grid.size }, cell, now)
    else pen.box(boxOf({ x, y, size: grid.size }), 'line-soft')
  }
  if (flashing) {
    // The places beyond the last one that may be used: whoever was refused would have stood there.
    const lastRow = Math.floor((places - 1) / grid.columns)
    for (let step = 0; step < 2; step++) {
      const index = Math.min(places + step, grid.columns * (lastRow + 1) - 2 + step)
      const x = (index % grid.columns) * (grid.size + grid.gap)
      const y = Math.floor(index / grid.columns) * (grid.size + grid.gap)
      pen.box(boxOf({ x, y, size: grid.size }), 'throttle')
    }
  }
}

const NONE = { starting: 0, init: 0, restore: 0, busy: 0, idle: 0, shutdown: 0 }
