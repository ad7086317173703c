import type { TraceColumns } from '#kernel/columns.ts'
import { readRow, rowKinds } from '#kernel/recorder.ts'
import type { TraceEvent } from '#kernel/trace.ts'
import type { Frame } from '#worker/protocol.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { RunRecord } from './record.ts'
import { horizonOf, type RunState } from './runState.ts'

export type FrameListener = (frame: Frame, events: readonly TraceEvent[]) => void

/** Where frames land: at most one picture of them per animation frame. */
export interface FrameIntake {
  arrive(frame: Frame): void
  /** What the present run still sends is of a document that is gone. */
  dismiss(): void
  /** A new worker counts its runs anew. */
  welcome(): void
  onFrame(listener: FrameListener): () => void
}

export interface FrameIntakeOptions {
  readonly store: StoreApi<RunState>
  readonly record: RunRecord
  /** `requestAnimationFrame` */
  readonly nextFrame: (draw: () => void) => void
  /** Acknowledges a frame: the worker may send the next one. */
  readonly acknowledge: (frame: number) => void
  /** Called after everything that had arrived was taken in. */
  readonly onDrawn: () => void
}

/** Numbers come as metric points as well: the rows that carry them are not decoded. */
const NUMBERS = new Set(
  ['gauge', 'counter', 'sample'].map((type) => rowKinds.findIndex((kind) => kind === type)),
)

function readStory(trace: TraceColumns): TraceEvent[] {
  const events: TraceEvent[] = []
  for (let row = 0; row < trace.rows; row++) {
    if (NUMBERS.has(trace.kind[row] ?? 0)) continue
    const event = readRow(trace, row)
    if (event !== undefined) events.push(event)
  }
  return events
}

/** What is known with what is new; the same object where nothing changed. */
const merge = <T>(
  known: Readonly<Record<string, T>>,
  news: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> => {
  for (const _ in news) return { ...known, ...news }
  return known
}

/** Creates the place where frames land. */
export function createFrameIntake(options: FrameIntakeOptions): FrameIntake {
  const { store, record, nextFrame } = options
  const listeners = new Set<FrameListener>()
  let arrived: Frame[] = []
  let drawing = false
  let gone: number | null = null

  const take = (frame: Frame): void => {
    const { run, states, amended, reached, status, dropped } = store.getState()
    if (frame.run === gone) return
    const fresh = frame.run !== run
    if (fresh) record.restart()
    const events = readStory(frame.trace)
    record.add(events)
    record.series.add(frame.metrics, frame.metricWidth)
    const farthest = Math.max(reached, frame.now)
    // A worker that was given up for hung and speaks again is not.
    const settled = status === 'playing' || status === 'paused' || status === 'hung'
    store.setState({
      run: frame.run,
      now: frame.now,
      reached: farthest,
      horizon: horizonOf(farthest),
      traceHash: frame.traceHash,
      reachedSpeed: frame.reachedSpeed,
      idle: frame.idle,
      states: fresh ? frame.states : merge(states, frame.states),
      amended: fresh ? frame.amended : merge(amended, frame.amended),
      dropped: fresh ? frame.trace.dropped : dropped + frame.trace.dropped,
      ...(settled ? { status: frame.playing ? 'playing' : 'paused' } : {}),
    })
    for (const listener of listeners) listener(frame, events)
  }

  const draw = (): void => {
    drawing = false
    const frames = arrived
    arrived = []
    for (const frame of frames) {
      take(frame)
      options.acknowledge(frame.frame)
    }
    options.onDrawn()
  }

  return {
    arrive(frame) {
      arrived.push(frame)
      if (drawing) return
      drawing = true
      nextFrame(draw)
    },
    dismiss() {
      gone = store.getState().run
    },
    welcome() {
      gone = null
    },
    onFrame(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
