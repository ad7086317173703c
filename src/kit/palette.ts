import { useSyncExternalStore } from 'react'

const TOKENS = [
  'bg',
  'canvas',
  'surface',
  'line',
  'line-soft',
  'text',
  'muted',
  'faint',
  'accent',
  'cold',
  'ok',
  'throttle',
  'error',
  'retry',
  'async',
  'track',
] as const

export type Token = (typeof TOKENS)[number]
/** The theme's colours as values, for what is drawn and not styled. */
export type Palette = Readonly<Record<Token, string>>

let current: Palette | null = null
const listeners = new Set<() => void>()
let watching = false

const watch = (): void => {
  watching = true
  new MutationObserver(() => {
    current = null
    for (const listener of listeners) listener()
  }).observe(document.documentElement, { attributeFilter: ['data-theme'] })
}

/** The colours of the theme as it is now; the same object until the theme changes. */
export function getPalette(): Palette {
  if (!watching) watch()
  if (current !== null) return current
  const style = getComputedStyle(document.documentElement)
  const entries = TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()])
  const palette: Palette = Object.fromEntries(entries)
  current = palette
  return palette
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Follows the theme's colours. */
export const usePalette = (): Palette => useSyncExternalStore(subscribe, getPalette)
