import { type Instant, START } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Problem } from '#scenario/problems.ts'
import type { CommandName, Commands, Frame, Speed } from '#worker/protocol.ts'

export type RunStatus = 'loading' | 'paused' | 'playing' | 'seeking' | 'crashed' | 'hung'

/** The part of the run that React may follow: small, and changed once per animation frame at most. */
export interface RunState {
  readonly status: RunStatus
  readonly speed: Speed
  readonly now: Instant
  /** The right end of the scrubber, in µs. */
  readonly horizon: number
  /** The farthest instant that this run has come to. */
  readonly reached: number
  readonly traceHash: string
  readonly reachedSpeed: number
  readonly idle: boolean
  /** The engine has been at one single event for a while: a handler that computes, or loops. */
  readonly busy: boolean
  readonly run: number
  readonly states: Readonly<Record<NodeId, unknown>>
  /** What services' own APIs have changed of their nodes, where they are not as the document says. */
  readonly amended: Frame['amended']
  /** What the engine said of the document and its handlers. */
  readonly problems: readonly Problem[]
  readonly seeking: { readonly from: number; readonly to: number; readonly now: number } | null
  readonly crash: { readonly message: string; readonly seed: number; readonly at: number } | null
  /** Pause was asked for: what is shown stands still, though the worker has not answered yet. */
  readonly pausing: boolean
  /** One request is being followed at a pace that one can read; it ends with the request. */
  readonly slowMotion: boolean
  /** Trace rows that were too many to send; metrics and hash counted them all the same. */
  readonly dropped: number
}

/** The worker, as the store sees it. */
export interface SimPort {
  call<N extends CommandName>(
    name: N,
    payload: Commands[N]['payload'],
  ): Promise<Commands[N]['reply']>
  /** Ends a worker that does not answer and begins another, empty one. */
  restart(): void
}

export interface SimListeners {
  onFrame(frame: Frame): void
  onSeeking(now: Instant, to: Instant): void
  onCrash(crash: { readonly message: string; readonly seed: number; readonly at: Instant }): void
  onBusy(isBusy: boolean): void
  onHung(): void
}

/** Ends of the scrubber, in seconds. */
const HORIZONS = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]

/** Where the scrubber ends for a run that has come to `reached` (µs). */
export const horizonOf = (reached: number): number => {
  const wanted = (reached / 1_000_000) * 1.02
  return (HORIZONS.find((end) => end >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400) * 1_000_000
}

/** Before anything was loaded. */
export const INITIAL: RunState = {
  status: 'loading',
  speed: 1,
  now: START,
  horizon: horizonOf(0),
  reached: 0,
  traceHash: '',
  reachedSpeed: 0,
  idle: false,
  busy: false,
  run: 0,
  states: {},
  amended: {},
  problems: [],
  seeking: null,
  crash: null,
  slowMotion: false,
  pausing: false,
  dropped: 0,
}

/** What an edit changes in the engine: nothing, the running system, or the ground that a run stands on. */
export function reachOf(edit: ScenarioEdit): 'nothing' | 'run' | 'ground' {
  switch (edit.type) {
    case 'move-nodes':
    case 'rename-node':
      return 'nothing'
    case 'set-document':
      return edit.seed === undefined && edit.region === undefined ? 'nothing' : 'ground'
    case 'batch': {
      const reaches = edit.edits.map(reachOf)
      if (reaches.includes('ground')) return 'ground'
      return reaches.includes('run') ? 'run' : 'nothing'
    }
    case 'add-node':
    case 'remove-node':
    case 'set-properties':
    case 'set-model':
    case 'set-code':
    case 'set-layers':
    case 'set-data':
    case 'add-edge':
    case 'remove-edge':
    case 'set-edge-properties':
      return 'run'
  }
}

/** What a rejected call says, as a problem to list. */
export function problemOf(reason: unknown): Problem {
  if (typeof reason === 'object' && reason !== null && 'message' in reason) {
    const { message } = reason
    const path = 'path' in reason && typeof reason.path === 'string' ? reason.path : 'simulation'
    if (typeof message === 'string') return { kind: 'error', path, message }
  }
  return { kind: 'error', path: 'simulation', message: String(reason) }
}
