import type { Instant } from '#kernel/time.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { Mark, MarkStore } from './marks.ts'
import type { RunState, SimPort } from './runState.ts'

/** Goes to instants and to marks. */
export interface Seeker {
  seek(to: number): Promise<void>
  jump(wanted: (mark: Mark) => boolean): Promise<'found' | 'none'>
  /** Makes void a jump that is still looking. */
  interrupt(): void
}

export interface SeekerOptions {
  readonly store: StoreApi<RunState>
  readonly marks: MarkStore
  readonly port: Pick<SimPort, 'call'>
  /** Settles when the present document is loaded. */
  readonly loaded: () => Promise<void>
  readonly play: () => Promise<void>
  readonly pause: () => Promise<void>
}

/** Creates the seeker of a run. */
export function createSeeker({ store, marks, port, loaded, play, pause }: SeekerOptions): Seeker {
  const set = (part: Partial<RunState>): void => store.setState(part)
  let wish: number | null = null
  let seeking: Promise<void> | null = null
  let errand = 0

  const runSeeks = async (): Promise<void> => {
    const resume = store.getState().status === 'playing'
    if (resume) await port.call('pause', null)
    set({ status: 'seeking' })
    while (wish !== null) {
      const to = wish
      wish = null
      const { now } = store.getState()
      set({ seeking: { from: to < now ? 0 : now, to, now: to < now ? 0 : now } })
      // One at a time: of the wishes that came meanwhile only the last counts.
      const reached = await port.call('seek', { to: to as Instant })
      set({ now: reached.now })
    }
    set({ seeking: null, status: 'paused' })
    if (resume) await play()
  }

  const seek = (to: number): Promise<void> => {
    errand++
    wish = Math.max(0, Math.round(to))
    seeking ??= loaded()
      .then(runSeeks)
      .finally(() => {
        seeking = null
        if (store.getState().status === 'seeking') set({ seeking: null, status: 'paused' })
      })
    return seeking
  }

  /** Waits until the run has recorded such a mark, ends, or is told to do something else. */
  const waitFor = (
    from: number,
    wanted: (mark: Mark) => boolean,
    isVoid: () => boolean,
  ): Promise<Mark | null> =>
    new Promise((resolve) => {
      const stop = store.subscribe(({ status, idle, now }) => {
        const mark = marks.next(from, wanted)
        const over = mark !== undefined || isVoid() || status !== 'playing' || (idle && now > from)
        if (!over) return
        stop()
        resolve(mark ?? null)
      })
    })

  const jump = async (wanted: (mark: Mark) => boolean): Promise<'found' | 'none'> => {
    await loaded()
    const from = store.getState().now
    const known = marks.next(from, wanted)
    if (known !== undefined) {
      await pause()
      await seek(known.at)
      return 'found'
    }
    const mine = ++errand
    await port.call('play', { speed: 'max' })
    set({ status: 'playing' })
    const found = await waitFor(from, wanted, () => mine !== errand)
    if (mine !== errand) return 'none'
    await pause()
    await seek(found?.at ?? from)
    return found === null ? 'none' : 'found'
  }

  return {
    seek,
    jump,
    interrupt() {
      errand++
    },
  }
}
