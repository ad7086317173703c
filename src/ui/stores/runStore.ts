import { type Instant, START } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Commands, Speed } from '#worker/protocol.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { createFrameIntake, type FrameIntake, type FrameListener } from './frameIntake.ts'
import type { Mark } from './marks.ts'
import { createRecord, type RunRecord } from './record.ts'
import {
  horizonOf,
  INITIAL,
  problemOf,
  reachOf,
  type RunState,
  type SimListeners,
  type SimPort,
} from './runState.ts'
import { createSeeker } from './seeker.ts'
import { createSlowMotion } from './slowMotion.ts'

/** Usage as of `now`. */
export type Metered = Commands['usage']['reply']

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
   * motion, and then the run pauses again; its trace begins at `traced`, or at the node itself.
   */
  send(
    node: NodeId,
    command: unknown,
    options?: { readonly follow: boolean; readonly traced?: NodeId },
  ): Promise<void>
  read(node: NodeId, query: unknown): Promise<unknown>
  /** What each node has used so far, by the meters of its service's price list. */
  usage(): Promise<Metered>
  /** After a hang or a crash: a new worker, the document as it is, at time zero, paused. */
  restart(scenario?: Scenario): Promise<void>
}

/** A call that the worker refused, or that a restart cut short, is told as a problem and thrown at nobody. */
const createAttempt =
  (store: StoreApi<RunState>) =>
  async (act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (reason) {
      const { status } = store.getState()
      if (status === 'crashed' || status === 'loading') return
      store.setState({ problems: [problemOf(reason)] })
    }
  }

/** What the worker tells by itself, taken into the store. */
const listen = (store: StoreApi<RunState>, intake: Pick<FrameIntake, 'arrive'>): SimListeners => ({
  onFrame: (frame) => intake.arrive(frame),
  onSeeking: (now: Instant, to: Instant) =>
    store.setState({ seeking: { from: store.getState().seeking?.from ?? 0, to, now } }),
  onCrash: (crash) => store.setState({ status: 'crashed', crash, slowMotion: false }),
  onHung: () => store.setState({ status: 'hung', slowMotion: false }),
  onBusy: (busy: boolean) => store.setState({ busy }),
})

/** Creates a run over the worker that `connect` gives. `nextFrame` is `requestAnimationFrame`. */
export function createRun(
  connect: (listeners: SimListeners) => SimPort,
  nextFrame: (draw: () => void) => void,
): Run {
  const store = createStore<RunState>(() => INITIAL)
  const record = createRecord()
  const slowMotion = createSlowMotion(store, record.traces)
  const set = (part: Partial<RunState>): void => store.setState(part)
  let document: Scenario | null = null
  /** Something was sent into the run by hand: a new beginning would lose it. */
  let commanded = false
  let loading: Promise<void> = Promise.resolve()
  let loads = 0

  const attempt = createAttempt(store)

  const intake = createFrameIntake({
    store,
    record,
    nextFrame,
    acknowledge: (frame) => void attempt(async () => void (await port.call('drawn', { frame }))),
    onDrawn() {
      if (slowMotion.isOver()) void attempt(pause)
    },
  })
  const port = connect(listen(store, intake))

  const play = async (): Promise<void> => {
    await loading
    const { status, speed } = store.getState()
    if (status === 'crashed' || status === 'hung') return
    await port.call('play', { speed })
    set({ status: 'playing' })
  }
  const pause = async (): Promise<void> => {
    seeker.interrupt()
    slowMotion.end()
    set({ pausing: true })
    try {
      const { now } = await port.call('pause', null)
      // A seek that began meanwhile, as with a press on the scrubber, is still under way.
      if (store.getState().status !== 'seeking') set({ status: 'paused', now })
    } finally {
      set({ pausing: false })
    }
  }
  const seeker = createSeeker({
    store,
    marks: record.marks,
    port,
    loaded: () => loading,
    play,
    pause,
  })

  const load = (scenario: Scenario): Promise<void> => {
    document = scenario
    commanded = false
    seeker.interrupt()
    slowMotion.end()
    const mine = ++loads
    record.marks.clear()
    // The new document's nodes may have the ids of the old one's: no number of the one may stand under the other.
    record.restart()
    const { speed, run } = store.getState()
    intake.dismiss()
    set({ ...INITIAL, speed, run })
    const finish = (part: Partial<RunState>): void => {
      if (mine === loads) set({ status: 'paused', ...part })
    }
    loading = port.call('load', { scenario }).then(
      ({ problems }) => finish({ problems }),
      (reason: unknown) => finish({ problems: [problemOf(reason)] }),
    )
    return loading
  }

  /** What lay ahead may come out differently now. */
  const forgetFuture = (): void => {
    const { now } = store.getState()
    record.marks.forgetAfter(now)
    set({ reached: now, horizon: horizonOf(now), idle: false })
  }

  const applyEdit = async (edit: ScenarioEdit, scenario: Scenario): Promise<void> => {
    document = scenario
    const reach = reachOf(edit)
    if (reach === 'nothing') return
    const { now, status } = store.getState()
    const untouched = now === START && status !== 'playing' && !commanded
    if (reach === 'ground' || untouched) return load(scenario)
    const before = loads
    await loading
    // What was loaded meanwhile has the edit in it: made once more, it would add everything twice.
    if (before !== loads) return
    forgetFuture()
    const { problems } = await port.call('edit', { edit })
    set({ problems })
  }

  const send: Run['send'] = async (node, command, options) => {
    await loading
    const { now, status, speed } = store.getState()
    forgetFuture()
    commanded = true
    await port.call('command', { node, command })
    if (status !== 'paused' || options?.follow !== true) return
    slowMotion.begin(options.traced ?? node, now, speed)
    await play()
  }

  const step = async (): Promise<void> => {
    await loading
    const { now } = await port.call('step', null)
    set({ now, status: 'paused' })
  }

  const setSpeed = async (speed: Speed): Promise<void> => {
    set({ speed })
    slowMotion.end(speed)
    if (store.getState().status === 'playing') await port.call('play', { speed })
  }

  return {
    store,
    record,
    onFrame: (listener) => intake.onFrame(listener),
    load,
    edit: (edit, scenario) => attempt(() => applyEdit(edit, scenario)),
    play: () => attempt(play),
    pause: () => attempt(pause),
    step: () => attempt(step),
    seek: (to) => attempt(() => seeker.seek(to)),
    reset: () => (document === null ? Promise.resolve() : load(document)),
    setSpeed: (speed) => attempt(() => setSpeed(speed)),
    async jump(wanted) {
      let outcome: 'found' | 'none' = 'none'
      await attempt(async () => {
        outcome = await seeker.jump(wanted)
      })
      return outcome
    },
    send: (node, command, options) => attempt(() => send(node, command, options)),
    read: (node, query) => port.call('read', { node, query }),
    usage: () => port.call('usage', null),
    restart(scenario = document ?? undefined) {
      port.restart()
      const loaded = scenario === undefined ? Promise.resolve() : load(scenario)
      intake.welcome()
      return loaded
    },
  }
}
