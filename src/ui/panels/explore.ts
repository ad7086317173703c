import { create } from 'zustand'

/** What the panels are asked to show: nothing of it outlives the page. */
export interface ExploreState {
  /** The stretch of virtual time that every chart shows, in seconds; null for all of it. */
  readonly zoom: readonly [from: number, to: number] | null
  /** Traces under way within these instants (µs), after a click on a chart. */
  readonly between: {
    readonly from: number
    readonly to: number
    readonly node: string | null
  } | null
  readonly traceText: string
  readonly traceKind: TraceKind
  readonly logText: string
  readonly logNode: string
  readonly logLevel: 'all' | 'warn' | 'error'
}

export type TraceKind = 'all' | 'ok' | 'error' | 'throttle' | 'fault' | 'cold' | 'slow' | 'open'

/** What the panels show of the run. */
export const useExplore = create<ExploreState>(() => ({
  zoom: null,
  between: null,
  traceText: '',
  traceKind: 'all',
  logText: '',
  logNode: '',
  logLevel: 'all',
}))
