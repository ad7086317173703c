import { readColumns } from '#kernel/recorder.ts'
import { type Instant, START } from '#kernel/time.ts'
import type { NodeId, TraceEvent } from '#kernel/trace.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { CommandName, Commands, Frame, Speed } from '#worker/protocol.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Mark } from './marks.ts'
import { createRecord, type RunRecord } from './record.ts'
import type { Trace } from './traces.ts'

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
  readonly run: number
  readonly states: Readonly<Record<NodeId, unknown>>
  /** What the engine said of the document and its handlers. */
  readonly problems: readonly Problem[]
  readonly seeking: { readonly from: number; readonly to: number; readonly now: number } | null
  readonly crash: { readonly message: string; readonly seed: number; readonly at: number } | null
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
  onHung(): void
}

export type FrameListener = (frame: Frame, events: readonly TraceEvent[]) => void

/** A run and all that may be done with it. */
export interface Run {
  readonly store: StoreApi<RunState>
  readonly record: RunRecord
  onFrame(listener: FrameListener): () => void
  load(scenario: Scenario): Promise<void>
  /** Forwards a change of the document: a deploy into the run, or a new beginning where nothing ran yet. */
  edit(edit: ScenarioEdit, scenario: Scenario): Promise<void>
  play(): Promise<void>
  pause(): Promise<void>
  step(): Promise<void>
  seek(to: number): Promise<void>
  reset(): Promise<void>
  setSpeed(speed: Speed): Promise<void>
  /** Seeks to the next mark for which `wanted` holds, running on until there is one. */
  jump(wanted: (mark: Mark) => boolean): Promise<'found' | 'none'>
  /**
   * Sends a command to a node's service. With `follow`, from a pause, the request that it begins is shown in slow
   * motion, and then the run pauses again.
   */
  send(node: NodeId, command: unknown, options?: { readonly follow: boolean }): Promise<void>
  read(node: NodeId, query: unknown): Promise<unknown>
  /** After a hang or a crash: a new worker, the document as it is, at time zero, paused. */
  restart(scenario?: Scenario): Promise<void>
}

/** Virtual seconds per real second at which a warm request of 20 ms takes about a second to watch. */
export const SLOW_MOTION_SPEED = 0.02

/** Ends of the scrubber, in seconds. */
const HORIZONS = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]

const horizonOf = (reached: number): number => {
  const wanted = (reached / 1_000_000) * 1.02
  return (HORIZONS.find((end) => end >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400) * 1_000_000
}

const INITIAL: RunState = {
  status: 'loading',
  speed: 1,
  now: START,
  horizon: horizonOf(0),
  reached: 0,
  traceHash: '',
  reachedSpeed: 0,
  idle: false,
  run: 0,
  states: {},
  problems: [],
  seeking: null,
  crash: null,
  slowMotion: false,
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
    case 'set-data':
    case 'add-edge':
    case 'remove-edge':
    case 'set-edge-properties':
      return 'run'
  }
}

/** Creates a run over the worker that `connect` gives. `nextFrame` is `requestAnimationFrame`. */
export function createRun(
  connect: (listeners: SimListeners) => SimPort,
  nextFrame: (draw: () => void) => void,
): Run {
  const store = createStore<RunState>(() => INITIAL)
  const record = createRecord()
  const frameListeners = new Set<FrameListener>()
  const set = (part: Partial<RunState>): void => store.setState(part)
  let arrived: Frame[] = []
  let drawing = false
  let document: Scenario | null = null
  let loading: Promise<void> = Promise.resolve()
  let seekTo: number | null = null
  let seekLoop: Promise<void> | null = null
  /** What pausing, loading or a new jump makes void. */
  let errand = 0
  let followed: { readonly node: NodeId; readonly since: number; readonly speed: Speed } | null =
    null

  /** A call that the worker refused, or that a restart cut short, is told as a problem and thrown at nobody. */
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (reason) {
      const { status } = store.getState()
      if (status !== 'crashed' && status !== 'loading') set({ problems: [problemOf(reason)] })
    }
  }

  const take = (frame: Frame): void => {
    const { run, states, reached, status, dropped } = store.getState()
    const fresh = frame.run !== run
    if (fresh) record.restart()
    const events = readColumns(frame.trace)
    record.add(events)
    record.series.add(frame.metrics, frame.metricWidth)
    const farthest = Math.max(reached, frame.now)
    // A worker that was given up for hung and speaks again is not.
    const settled = status === 'playing' || status === 'paused' || status === 'hung'
    set({
      run: frame.run,
      now: frame.now,
      reached: farthest,
      horizon: horizonOf(farthest),
      traceHash: frame.traceHash,
      reachedSpeed: frame.reachedSpeed,
      idle: frame.idle,
      states: fresh ? frame.states : { ...states, ...frame.states },
      dropped: fresh ? frame.trace.dropped : dropped + frame.trace.dropped,
      ...(settled ? { status: frame.playing ? 'playing' : 'paused' } : {}),
    })
    for (const listener of frameListeners) listener(frame, events)
  }

  const finishFollowed = (): void => {
    if (followed === null) return
    const { node, since, speed } = followed
    let first: Trace | null = null
    record.traces.backwards((trace) => {
      if (trace.begin < since) return false
      if (trace.node === node) first = trace
      return true
    })
    // Other requests may begin meanwhile; the one that was asked for began before them.
    if ((first as Trace | null)?.end == null) return
    followed = null
    set({ slowMotion: false, speed })
    void attempt(() => port.call('pause', null).then(() => set({ status: 'paused' })))
  }

  const draw = (): void => {
    drawing = false
    const frames = arrived
    arrived = []
    for (const frame of frames) {
      take(frame)
      port.call('drawn', { frame: frame.frame }).catch(() => {})
    }
    finishFollowed()
  }

  const port = connect({
    onFrame(frame) {
      arrived.push(frame)
      if (drawing) return
      drawing = true
      nextFrame(draw)
    },
    onSeeking: (now, to) => {
      const seeking = store.getState().seeking
      set({ seeking: { from: seeking?.from ?? 0, to, now } })
    },
    onCrash: (crash) => set({ status: 'crashed', crash, slowMotion: false }),
    onHung: () => set({ status: 'hung', slowMotion: false }),
  })

  const load = (scenario: Scenario): Promise<void> => {
    document = scenario
    errand++
    followed = null
    const mine = errand
    record.marks.clear()
    set({ ...INITIAL, speed: store.getState().speed, run: store.getState().run })
    loading = port.call('load', { scenario }).then(
      ({ problems }) => {
        if (mine === errand) set({ status: 'paused', problems })
      },
      (reason: unknown) => {
        if (mine === errand) set({ status: 'paused', problems: [problemOf(reason)] })
      },
    )
    return loading
  }

  const play = async (): Promise<void> => {
    await loading
    const { status, speed } = store.getState()
    if (status === 'crashed' || status === 'hung') return
    await port.call('play', { speed })
    set({ status: 'playing' })
  }

  const pause = async (): Promise<void> => {
    errand++
    if (followed !== null) set({ slowMotion: false, speed: followed.speed })
    followed = null
    const { now } = await port.call('pause', null)
    set({ status: 'paused', now })
  }

  const runSeeks = async (): Promise<void> => {
    const before = store.getState()
    const resume = before.status === 'playing'
    if (resume) await port.call('pause', null)
    set({ status: 'seeking' })
    while (seekTo !== null) {
      const to = seekTo
      seekTo = null
      set({ seeking: { from: to < store.getState().now ? 0 : store.getState().now, to, now: 0 } })
      // One seek at a time; only the last wish counts
      const { now } = await port.call('seek', { to: to as Instant })
      set({ now })
    }
    set({ seeking: null, status: 'paused' })
    if (resume) await play()
  }

  const seek = (to: number): Promise<void> => {
    errand++
    seekTo = Math.max(0, Math.round(to))
    seekLoop ??= loading.then(runSeeks).finally(() => {
      seekLoop = null
      if (store.getState().status === 'seeking') set({ seeking: null, status: 'paused' })
    })
    return seekLoop
  }

  const jump = async (wanted: (mark: Mark) => boolean): Promise<'found' | 'none'> => {
    const from = store.getState().now
    const known = record.marks.next(from, wanted)
    if (known !== undefined) {
      await pause()
      await seek(known.at)
      return 'found'
    }
    const mine = ++errand
    await loading
    await port.call('play', { speed: 'max' })
    set({ status: 'playing' })
    const found = await new Promise<Mark | null>((resolve) => {
      const stop = store.subscribe((state) => {
        const mark = record.marks.next(from, wanted)
        const over = mark !== undefined || mine !== errand || state.status !== 'playing'
        if (!over && !(state.idle && state.now > from)) return
        stop()
        resolve(mark ?? null)
      })
    })
    if (mine !== errand) return 'none'
    await pause()
    await seek(found?.at ?? from)
    return found === null ? 'none' : 'found'
  }

  const applyEdit = async (edit: ScenarioEdit, scenario: Scenario): Promise<void> => {
    document = scenario
    const reach = reachOf(edit)
    if (reach === 'nothing') return
    const { now, status } = store.getState()
    if (reach === 'ground' || (now === START && status !== 'playing')) return load(scenario)
    await loading
    record.marks.forgetAfter(now)
    set({ reached: now, horizon: horizonOf(now), idle: false })
    try {
      const { problems } = await port.call('edit', { edit })
      set({ problems })
    } catch (reason) {
      set({ problems: [problemOf(reason)] })
    }
  }

  return {
    store,
    record,
    onFrame(listener) {
      frameListeners.add(listener)
      return () => {
        frameListeners.delete(listener)
      }
    },
    load,
    edit: applyEdit,
    play: () => attempt(play),
    pause: () => attempt(pause),
    step: () =>
      attempt(async () => {
        await loading
        const { now } = await port.call('step', null)
        set({ now, status: 'paused' })
      }),
    seek: (to) => attempt(() => seek(to)),
    reset: () => (document === null ? Promise.resolve() : load(document)),
    setSpeed: (speed) =>
      attempt(async () => {
        set({ speed })
        if (store.getState().status === 'playing') await port.call('play', { speed })
      }),
    async jump(wanted) {
      let outcome: 'found' | 'none' = 'none'
      await attempt(async () => {
        outcome = await jump(wanted)
      })
      return outcome
    },
    send: (node, command, options) =>
      attempt(async () => {
        await loading
        const { now, status, speed } = store.getState()
        record.marks.forgetAfter(now)
        set({ reached: now, horizon: horizonOf(now), idle: false })
        await port.call('command', { node, command })
        if (status !== 'paused' || options?.follow !== true) return
        followed = { node, since: now, speed }
        set({ slowMotion: true, speed: SLOW_MOTION_SPEED })
        await play()
      }),
    read: (node, query) => port.call('read', { node, query }),
    restart(scenario = document ?? undefined) {
      port.restart()
      return scenario === undefined ? Promise.resolve() : load(scenario)
    },
  }
}

/** What a rejected call says, as a problem to list. */
function problemOf(reason: unknown): Problem {
  if (typeof reason === 'object' && reason !== null && 'message' in reason) {
    const { message } = reason
    const path = 'path' in reason && typeof reason.path === 'string' ? reason.path : 'simulation'
    if (typeof message === 'string') return { kind: 'error', path, message }
  }
  return { kind: 'error', path: 'simulation', message: String(reason) }
}
