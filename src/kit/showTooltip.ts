import type { ReactNode } from 'react'

/** What a tooltip says, and beside what. */
export interface TooltipContent {
  readonly anchor: Element
  readonly content: ReactNode
  readonly shortcut: string | undefined
  readonly side: 'top' | 'bottom' | 'left' | 'right'
}

/** Until a tooltip opens under a resting pointer. */
const DELAY_MS = 500
/** For so long after one has closed, its neighbour opens at once. */
const NEIGHBOUR_MS = 400

let shown: TooltipContent | null = null
let closedAt = Number.NEGATIVE_INFINITY
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

const set = (next: TooltipContent | null): void => {
  if (shown === next) return
  if (next === null) closedAt = performance.now()
  shown = next
  for (const listener of listeners) listener()
}

/** Opens a tooltip: at once where one has just closed or `atOnce` says so, else when the pointer has rested. */
export function showTooltip(tooltip: TooltipContent, atOnce = false): void {
  clearTimeout(timer)
  if (atOnce || performance.now() - closedAt < NEIGHBOUR_MS) set(tooltip)
  else timer = setTimeout(() => set(tooltip), DELAY_MS)
}

/** Closes the tooltip, if any. */
export function hideTooltip(): void {
  clearTimeout(timer)
  set(null)
}

export const subscribeTooltip = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The tooltip that is open, for `useSyncExternalStore`. */
export const readTooltip = (): TooltipContent | null => shown
